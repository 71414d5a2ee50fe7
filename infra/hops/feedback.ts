import { Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet, ConfigurationSetEventDestination, EventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnConfigurationSet as SmsConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Environment as FeedbackEnvironment } from '../../functions/record-feedback/environment.ts';
import type { Environment as TrackEnvironment } from '../../functions/track/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

const TIMEOUT = Duration.minutes(1);

/** Where SES and End User Messaging publish what became of a message. */
export interface Receipts {
  readonly feedback: WorkerQueue;
  readonly emailConfigurationSet: ConfigurationSet;
  readonly smsConfigurationSet: SmsConfigurationSet;
  /** Two-way channel of every sender number: texts that people answer with, STOP among them. */
  readonly textReplies: Topic;
}

/** provider events → SNS → SQS. Topics, not the event bus: the bus is best effort, and receipts settle money. */
export const createReceipts = (scope: Construct): Receipts => {
  const feedback = new WorkerQueue(scope, 'Feedback', {
    impact: 'Refusals may be honoured late, and receipts are missing: pause running campaigns until this works again.',
    workerTimeout: TIMEOUT,
    tries: 10,
  });
  const topic = (id: string, service: string): Topic => {
    const created = new Topic(scope, id, { enforceSSL: true });
    created.grantPublish(
      new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
    );
    created.addSubscription(
      new SqsSubscription(feedback.queue, { rawMessageDelivery: true, deadLetterQueue: feedback.deadLetters }),
    );
    return created;
  };

  const emailConfigurationSet = new ConfigurationSet(scope, 'EmailConfiguration', { reputationMetrics: true });
  new ConfigurationSetEventDestination(scope, 'EmailReceipts', {
    configurationSet: emailConfigurationSet,
    destination: EventDestination.snsTopic(topic('EmailEvents', 'ses.amazonaws.com')),
  });

  const textReplies = topic('SmsEvents', 'sms-voice.amazonaws.com');
  const smsConfigurationSet = new SmsConfigurationSet(scope, 'SmsConfiguration', {
    eventDestinations: [
      {
        eventDestinationName: 'receipts',
        enabled: true,
        matchingEventTypes: ['TEXT_ALL'],
        snsDestination: { topicArn: textReplies.topicArn },
      },
    ],
  });
  return { feedback, emailConfigurationSet, smsConfigurationSet, textReplies };
};

/** receipts, opens, clicks, refusals → messages, consents, suppressions. */
export const createFeedback = (
  scope: Construct,
  tables: Tables,
  feedback: WorkerQueue,
  secret: ISecret,
): HouseFunction<TrackEnvironment> => {
  const people = {
    CONSENTS_TABLE: tables.consents.tableName,
    CUSTOMERS_TABLE: tables.customers.tableName,
    DEFINITIONS_TABLE: tables.definitions.tableName,
    EVENTS_TABLE: tables.events.tableName,
    MESSAGES_TABLE: tables.messages.tableName,
    SENDS_TABLE: tables.sends.tableName,
    SUPPRESSIONS_TABLE: tables.suppressions.tableName,
    TIMERS_TABLE: tables.timers.tableName,
    SECRET_ARN: secret.secretArn,
  };
  const record = new HouseFunction<FeedbackEnvironment>(scope, 'RecordFeedback', {
    verb: 'record-feedback',
    purpose: 'Writes what became of a message onto its ledger row, and refusals into the suppression list.',
    timeout: TIMEOUT,
    environment: { ...people, INSIGHTS_TABLE: tables.insights.tableName },
    reads: [tables.customers, tables.definitions],
    writes: [
      ...[tables.consents, tables.events, tables.insights, tables.messages, tables.sends, tables.suppressions],
      tables.timers,
    ],
  });
  secret.grantRead(record);
  feedback.feeds(record, { batchSize: 10 });

  const track = new HouseFunction<TrackEnvironment>(scope, 'Track', {
    verb: 'track',
    purpose: 'Answers the links in messages: open pixel, click, unsubscribe, survey.',
    impact: 'Links in sent messages do not work, the unsubscribe link included.',
    environment: {
      ...people,
      EFFECTS_TABLE: tables.effects.tableName,
      FEEDBACK_QUEUE_URL: feedback.queue.queueUrl,
    },
    reads: [tables.customers, tables.definitions, tables.sends],
    writes: [tables.consents, tables.effects, tables.events, tables.messages, tables.suppressions, tables.timers],
  });
  secret.grantRead(track);
  feedback.queue.grantSendMessages(track);
  return track;
};
