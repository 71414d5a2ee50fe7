import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import type { CfnConfigurationSet as SmsConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import type { Environment as EmailEnvironment } from '../../functions/send-email/environment.ts';
import type { Environment as KakaoEnvironment } from '../../functions/send-kakao/environment.ts';
import type { Environment as MessageEnvironment } from '../../functions/send-message/environment.ts';
import type { Environment as PushEnvironment } from '../../functions/send-push/environment.ts';
import type { Environment as SmsEnvironment } from '../../functions/send-sms/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { WorkerQueue } from '../house/worker-queue.ts';
import type { Solapi } from './solapi.ts';
import type { Tables } from './tables.ts';

export interface ChannelQueues {
  readonly email: WorkerQueue;
  readonly sms: WorkerQueue;
  readonly push: WorkerQueue;
  readonly kakao: WorkerQueue;
  /** Single messages of every channel, so that no campaign stands before them. */
  readonly single: WorkerQueue;
}

interface SenderProps {
  readonly hints: WorkerQueue;
  readonly queues: ChannelQueues;
  readonly secret: ISecret;
  readonly solapi: Solapi;
  readonly publicUrl: string;
  readonly shortUrl: string;
  readonly emailConfigurationSet: ConfigurationSet;
  readonly smsConfigurationSet: SmsConfigurationSet;
}

const TIMEOUT = Duration.minutes(5);
/** One message and its provider's answer; short, so that what a dead worker held comes back soon. */
const SINGLE_TIMEOUT = Duration.seconds(60);

/** Where Chrome and its kin, Firefox, Edge and Safari have their messages put. */
const WEB_PUSH_SERVICES = [
  ...['https://fcm.googleapis.com', 'https://*.push.services.mozilla.com'],
  ...['https://*.notify.windows.com', 'https://web.push.apple.com', 'https://*.push.apple.com'],
].join(' ');

/** One queue per channel. It carries keys of chunks, never people. */
export const createChannelQueues = (scope: Construct): ChannelQueues => {
  const impact = 'People of one chunk have not got their message.';
  const email = new WorkerQueue(scope, 'Email', { impact, workerTimeout: TIMEOUT });
  // The same is lost and the same is to be done: one alarm, which is paid for every month.
  const shared = { impact, workerTimeout: TIMEOUT, deadLetters: email.deadLetters };
  return {
    email,
    sms: new WorkerQueue(scope, 'Sms', shared),
    push: new WorkerQueue(scope, 'Push', shared),
    kakao: new WorkerQueue(scope, 'Kakao', shared),
    single: new WorkerQueue(scope, 'Single', {
      impact: 'Order notes, codes and notices to single people wait.',
      workerTimeout: SINGLE_TIMEOUT,
    }),
  };
};

const mayMail = (stack: Stack, sender: LambdaFunction, { configurationSetName }: ConfigurationSet): void => {
  sender.addToRolePolicy(
    new PolicyStatement({
      actions: ['ses:SendRawEmail'],
      // SES checks the sender's identity and the configuration set; identities are verified outside the stack.
      resources: [
        stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' }),
        stack.formatArn({
          service: 'ses',
          resource: 'configuration-set',
          resourceName: configurationSetName,
        }),
      ],
    }),
  );
  sender.addToRolePolicy(
    new PolicyStatement({ actions: ['ses:GetSendQuota', 'ses:GetAccountSendingEnabled'], resources: ['*'] }),
  );
};

const mayText = (stack: Stack, sender: LambdaFunction): void => {
  sender.addToRolePolicy(
    new PolicyStatement({
      actions: ['sms-voice:SendTextMessage'],
      resources: ['phone-number', 'sender-id', 'pool', 'configuration-set', 'opt-out-list'].map((resource) =>
        stack.formatArn({ service: 'sms-voice', resource, resourceName: '*' }),
      ),
    }),
  );
};

/** chunks → gates ► claim ► render ► provider ► settle → messages. */
export const createSenders = (scope: Construct, tables: Tables, props: SenderProps): void => {
  const stack = Stack.of(scope);
  const people = {
    CONSENTS_TABLE: tables.consents.tableName,
    COUPONS_TABLE: tables.coupons.tableName,
    CUSTOMERS_TABLE: tables.customers.tableName,
    DEFINITIONS_TABLE: tables.definitions.tableName,
    EVENTS_TABLE: tables.events.tableName,
    INSIGHTS_TABLE: tables.insights.tableName,
    MESSAGES_TABLE: tables.messages.tableName,
    SENDS_TABLE: tables.sends.tableName,
    SUPPRESSIONS_TABLE: tables.suppressions.tableName,
    SECRET_ARN: props.secret.secretArn,
    PUBLIC_URL: props.publicUrl,
    SHORT_URL: props.shortUrl,
  };
  // Its service account stands beside the key of Solapi: a secret is paid for every month.
  const firebase = {
    FCM_SECRET_ARN: props.solapi.secret.secretArn,
    FCM_URL: 'https://fcm.googleapis.com',
    FCM_TOKEN_URL: 'https://oauth2.googleapis.com/token',
    WEB_PUSH_SERVICES,
  };
  const access = {
    // The model of the run that drew an audience stands with the run.
    reads: [
      ...[tables.consents, tables.customers, tables.definitions, tables.events],
      ...[tables.insights, tables.suppressions],
    ],
    // A code of a campaign's pool is its receiver's from then on.
    writes: [tables.messages, tables.sends, tables.coupons],
  };

  const email = new HouseFunction<EmailEnvironment>(scope, 'SendEmail', {
    verb: 'send-email',
    purpose: 'Hands e-mails to SES, each at most once.',
    timeout: TIMEOUT,
    memorySize: 1024,
    environment: { ...people, CONFIGURATION_SET: props.emailConfigurationSet.configurationSetName },
    ...access,
  });
  const sms = new HouseFunction<SmsEnvironment>(scope, 'SendSms', {
    verb: 'send-sms',
    purpose: 'Hands text messages to AWS End User Messaging or Solapi, each at most once.',
    timeout: TIMEOUT,
    memorySize: 1024,
    environment: { ...people, ...props.solapi.environment, CONFIGURATION_SET: props.smsConfigurationSet.ref },
    ...access,
  });
  const single = new HouseFunction<MessageEnvironment>(scope, 'SendMessage', {
    verb: 'send-message',
    purpose: 'Hands single messages over, each at most once, on a lane of their own.',
    timeout: SINGLE_TIMEOUT,
    memorySize: 1024,
    environment: {
      ...{ ...people, ...props.solapi.environment, ...firebase },
      IDENTITIES_TABLE: tables.identities.tableName,
      TIMERS_TABLE: tables.timers.tableName,
      JOURNEY_QUEUE_URL: props.hints.queue.queueUrl,
      EMAIL_CONFIGURATION_SET: props.emailConfigurationSet.configurationSetName,
      SMS_CONFIGURATION_SET: props.smsConfigurationSet.ref,
    },
    reads: [...access.reads, tables.identities],
    // A notice's end is kept beside the notice; a device that is gone is an event of its person.
    writes: [...access.writes, tables.consents, tables.timers, tables.events],
  });
  const push = new HouseFunction<PushEnvironment>(scope, 'SendPush', {
    verb: 'send-push',
    purpose:
      'Hands notifications to Firebase and to browsers’ push services, one message to all devices of a person, each at most once.',
    timeout: TIMEOUT,
    memorySize: 1024,
    environment: { ...people, ...firebase, IDENTITIES_TABLE: tables.identities.tableName },
    reads: [...access.reads, tables.identities],
    // A device that is gone is an event of its person.
    writes: [...access.writes, tables.events],
  });
  const kakao = new HouseFunction<KakaoEnvironment>(scope, 'SendKakao', {
    verb: 'send-kakao',
    purpose: 'Hands Kakao Brand Messages to Solapi, each at most once.',
    timeout: TIMEOUT,
    memorySize: 1024,
    environment: { ...people, ...props.solapi.environment },
    ...access,
  });
  props.solapi.secret.grantRead(kakao);
  props.secret.grantRead(kakao);
  props.queues.kakao.feeds(kakao, { batchSize: 1, maxConcurrency: 5 });
  props.solapi.secret.grantRead(push);
  props.secret.grantRead(push);
  props.queues.push.feeds(push, { batchSize: 1, maxConcurrency: 5 });
  for (const sender of [email, single]) mayMail(stack, sender, props.emailConfigurationSet);
  for (const sender of [sms, single]) {
    mayText(stack, sender);
    props.solapi.secret.grantRead(sender);
  }
  props.secret.grantRead(single);
  props.hints.queue.grantSendMessages(single);
  props.queues.single.feeds(single, { batchSize: 1, maxConcurrency: 5 });

  props.secret.grantRead(email);
  props.secret.grantRead(sms);
  props.queues.email.feeds(email, { batchSize: 1, maxConcurrency: 10 });
  props.queues.sms.feeds(sms, { batchSize: 1, maxConcurrency: 5 });
};
