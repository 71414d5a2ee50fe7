import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import { act, type Finding, ok, stop } from './finding.ts';
import { lookAtAlarms, lookAtLambda, lookAtNumbers, lookAtRegion, readOutputs } from './look-at-account.ts';
import { type Dns, lookAtDomain, lookAtSes } from './look-at-mail.ts';

export interface Doctor {
  readonly region: string;
  readonly stack: string;
  /** Domain that mails come from; without it nothing is said about it. */
  readonly domain?: string | undefined;
  readonly cloudFormation: CloudFormationClient;
  readonly ses: SESv2Client;
  readonly sms: PinpointSMSVoiceV2Client;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
  readonly dns: Dns;
}

const SIGN_IN =
  'Sign in (aws configure, or aws sso login with AWS_PROFILE set), see that aws sts get-caller-identity names your account, then ask again.';

/** A check that AWS did not answer is a finding, not the end of the others. */
const asked = async (check: string, look: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && error.name === 'CredentialsProviderError')
      return [stop(check, 'could not be read: no AWS credentials were found', SIGN_IN)];
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [act(check, `could not be read (${reason})`, 'Give your credentials the right to read it, then ask again.')];
  }
};

/** Looks at an account as Dangol will find it; changes nothing. */
export const examine = async (doctor: Doctor): Promise<Finding[]> => {
  const { stack, domain, ses, sms, lambda, sns, dns } = doctor;
  let outputs: ReadonlyMap<string, string> | undefined;
  const deployed = await asked('Stack', async () => {
    outputs = await readOutputs(doctor.cloudFormation, stack);
    return [
      outputs
        ? ok('Stack', `${stack} answers at ${outputs.get('Url')}`)
        : stop('Stack', `there is no stack ${stack} in ${doctor.region}`, 'npm run deploy'),
    ];
  });
  const topic = outputs?.get('AlarmTopic');
  return [
    ...lookAtRegion(doctor.region),
    ...deployed,
    ...(topic === undefined ? [] : await asked('Alarms', () => lookAtAlarms(sns, topic))),
    ...(await asked('SES', () => lookAtSes(ses))),
    ...(domain === undefined
      ? [act('Sender domain', 'not named', 'npm run doctor -- --domain shop.example')]
      : await asked('Sender domain', () => lookAtDomain(ses, dns, domain))),
    ...(await asked('Sender numbers', () => lookAtNumbers(sms, outputs?.get('TextReplies')))),
    ...(await asked('Lambda concurrency', () => lookAtLambda(lambda))),
  ];
};
