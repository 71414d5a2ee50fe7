import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribePhoneNumbersCommand,
  type PhoneNumberInformation,
  type PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { ListSubscriptionsByTopicCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { act, type Finding, ok, stop } from './finding.ts';

/** Outputs of the deployed stack by name; `undefined` if there is no such stack. */
export const readOutputs = async (
  cloudFormation: CloudFormationClient,
  stack: string,
): Promise<ReadonlyMap<string, string> | undefined> => {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    // CloudFormation answers "does not exist" as a validation error without a code of its own.
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
};

/** Sender numbers of texts: active, and people's answers come back to us. */
export const lookAtNumbers = async (sms: PinpointSMSVoiceV2Client, replies: string | undefined): Promise<Finding[]> => {
  const numbers: PhoneNumberInformation[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sms.send(new DescribePhoneNumbersCommand(NextToken === undefined ? {} : { NextToken }));
    numbers.push(...(page.PhoneNumbers ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  if (numbers.length === 0)
    return [
      act(
        'Sender numbers',
        'AWS has none in this region: texts abroad cannot be sent',
        'Request a number in AWS End User Messaging, or send Korean texts by Solapi (docs/operations.md, Korean texts by Solapi).',
      ),
    ];
  return numbers.map((number) => {
    const name = `Sender number ${number.PhoneNumber} (${number.IsoCountryCode})`;
    if (number.Status !== 'ACTIVE')
      return act(
        name,
        `${number.Status}`,
        'Wait for its registration, or read what AWS asks for in End User Messaging.',
      );
    if (!number.TwoWayEnabled || number.TwoWayChannelArn !== replies)
      return stop(
        name,
        'answers do not come to Dangol: a STOP would not be heard',
        `aws pinpoint-sms-voice-v2 update-phone-number --phone-number-id ${number.PhoneNumberId} --two-way-enabled --two-way-channel-arn ${replies ?? '<TextReplies>'}`,
      );
    return ok(name, 'active, answers come to Dangol');
  });
};

/** A night of 16 shards, ingestion and sending beside it want room. */
const CONCURRENCY = 100;

export const lookAtLambda = async (lambda: LambdaClient): Promise<Finding[]> => {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const most = AccountLimit?.ConcurrentExecutions ?? 0;
  return [
    most < CONCURRENCY
      ? stop(
          'Lambda concurrency',
          `${most} at once; a night alone takes 16, so events would be refused meanwhile`,
          'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
        )
      : ok('Lambda concurrency', `${most} at once`),
  ];
};

const KOREA = 'ap-northeast-2';

/** Where people's data lies. */
export const lookAtRegion = (region: string): Finding[] => [
  region === KOREA
    ? ok('Region', `${region}: data stays in Korea`)
    : act(
        'Region',
        `${region}: people’s data lies outside Korea`,
        '개인정보 보호법 제28조의8 asks consent or disclosure for moving personal data abroad; deploy to ap-northeast-2, or have your privacy notice checked.',
      ),
];

const isConfirmed = ({ SubscriptionArn }: Subscription): boolean => SubscriptionArn?.startsWith('arn:') ?? false;

/** Somebody who hears alarms. */
export const lookAtAlarms = async (sns: SNSClient, topic: string): Promise<Finding[]> => {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
  const waiting = Subscriptions.filter((one) => !isConfirmed(one)).map(({ Endpoint }) => Endpoint);
  if (Subscriptions.some(isConfirmed))
    return [
      ok(
        'Alarms',
        `heard by ${Subscriptions.filter(isConfirmed)
          .map(({ Endpoint }) => Endpoint)
          .join(', ')}`,
      ),
    ];
  return [
    waiting.length > 0
      ? stop(
          'Alarms',
          `${waiting.join(', ')} has not confirmed`,
          'Open the mail "AWS Notification – Subscription Confirmation" and confirm.',
        )
      : stop(
          'Alarms',
          'nobody hears them',
          `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint you@shop.example`,
        ),
  ];
};
