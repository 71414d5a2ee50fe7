import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Environment as LaunchEnvironment } from '../../functions/launch-campaign/environment.ts';
import type { Environment as TickEnvironment } from '../../functions/tick/environment.ts';
import { ring } from '../house/alarm.ts';
import { HouseFunction } from '../house/house-function.ts';
import { ScheduledJob, START_AGE } from '../house/scheduled-job.ts';
import { WorkerQueue } from '../house/worker-queue.ts';
import type { ChannelQueues } from './send.ts';
import type { Tables } from './tables.ts';

const TIMEOUT = Duration.minutes(5);
const QUARTER = Duration.minutes(15);

interface LaunchProps {
  readonly secret: ISecret;
  readonly exports: IBucket;
  readonly hints: WorkerQueue;
  readonly webhooks: WorkerQueue;
  readonly shortUrl: string;
}

/** members → chunks of a frozen audience → channel queues; the tick carries on whatever stopped half-way. */
export const createLaunch = (
  scope: Construct,
  tables: Tables,
  channels: ChannelQueues,
  recompute: StateMachine,
  { secret, exports, hints, shortUrl, webhooks }: LaunchProps,
): WorkerQueue => {
  const launches = new WorkerQueue(scope, 'Launches', {
    impact: 'A launched campaign has not reached a part of its audience.',
    workerTimeout: TIMEOUT,
  });
  const launch = new HouseFunction<LaunchEnvironment>(scope, 'LaunchCampaign', {
    verb: 'launch-campaign',
    purpose: 'Freezes the audience of a campaign in chunks and queues them.',
    timeout: TIMEOUT,
    environment: {
      CUSTOMERS_TABLE: tables.customers.tableName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      EVENTS_TABLE: tables.events.tableName,
      INSIGHTS_TABLE: tables.insights.tableName,
      MEMBERS_TABLE: tables.members.tableName,
      MESSAGES_TABLE: tables.messages.tableName,
      SENDS_TABLE: tables.sends.tableName,
      EMAIL_QUEUE_URL: channels.email.queue.queueUrl,
      SMS_QUEUE_URL: channels.sms.queue.queueUrl,
      PUSH_QUEUE_URL: channels.push.queue.queueUrl,
      KAKAO_QUEUE_URL: channels.kakao.queue.queueUrl,
      LAUNCH_QUEUE_URL: launches.queue.queueUrl,
    },
    reads: [tables.customers, tables.definitions, tables.events, tables.insights, tables.members, tables.messages],
    writes: [tables.sends],
  });
  // Carrying a resumed campaign on queues what is left of its audience.
  launches.queue.grantSendMessages(launch);
  // The sixteen buckets of a small audience are the work of a second: four workers take four each.
  launches.feeds(launch, { batchSize: 4, maxConcurrency: 4 });

  const tick = new HouseFunction<TickEnvironment>(scope, 'Tick', {
    verb: 'tick',
    purpose: 'Every minute: starts what is due, finishes what stopped half-way, closes what stayed unknown.',
    impact: 'Scheduled and deferred messages do not go out; interrupted work is not finished.',
    timeout: Duration.minutes(5),
    environment: {
      CONSENTS_TABLE: tables.consents.tableName,
      CUSTOMERS_TABLE: tables.customers.tableName,
      FOLDS_TABLE: tables.folds.tableName,
      EVENTS_TABLE: tables.events.tableName,
      IDENTITIES_TABLE: tables.identities.tableName,
      ORDERS_TABLE: tables.orders.tableName,
      SUPPRESSIONS_TABLE: tables.suppressions.tableName,
      SECRET_ARN: secret.secretArn,
      EXPORT_BUCKET: exports.bucketName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      INSIGHTS_TABLE: tables.insights.tableName,
      MEMBERS_TABLE: tables.members.tableName,
      MESSAGES_TABLE: tables.messages.tableName,
      SENDS_TABLE: tables.sends.tableName,
      EMAIL_QUEUE_URL: channels.email.queue.queueUrl,
      SMS_QUEUE_URL: channels.sms.queue.queueUrl,
      PUSH_QUEUE_URL: channels.push.queue.queueUrl,
      KAKAO_QUEUE_URL: channels.kakao.queue.queueUrl,
      LAUNCH_QUEUE_URL: launches.queue.queueUrl,
      MESSAGE_QUEUE_URL: channels.single.queue.queueUrl,
      WEBHOOK_QUEUE_URL: webhooks.queue.queueUrl,
      TIMERS_TABLE: tables.timers.tableName,
      COUPONS_TABLE: tables.coupons.tableName,
      EFFECTS_TABLE: tables.effects.tableName,
      JOURNEYRUNS_TABLE: tables.runs.tableName,
      JOURNEY_QUEUE_URL: hints.queue.queueUrl,
      SHORT_URL: shortUrl,
      RECOMPUTE_STATE_MACHINE_ARN: recompute.stateMachineArn,
    },
    // An erasure that stopped half-way is finished everywhere.
    writes: [
      tables.consents,
      tables.customers,
      tables.folds,
      tables.definitions,
      tables.events,
      tables.identities,
      tables.insights,
      tables.members,
      tables.messages,
      tables.orders,
      tables.sends,
      tables.suppressions,
      tables.timers,
      tables.coupons,
      tables.effects,
      tables.runs,
    ],
  });
  secret.grantRead(tick);
  hints.queue.grantSendMessages(tick);
  exports.grantReadWrite(tick);
  launches.queue.grantSendMessages(tick);
  channels.single.queue.grantSendMessages(tick);
  webhooks.queue.grantSendMessages(tick);
  recompute.grantStartExecution(tick);
  for (const channel of [channels.email, channels.sms, channels.push, channels.kakao]) {
    channel.queue.grantSendMessages(launch);
    channel.queue.grantSendMessages(tick);
  }
  new ScheduledJob(scope, 'TickSchedule', {
    purpose: 'Every minute.',
    impact: 'Scheduled and deferred messages do not go out.',
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: (deadLetterQueue) => new LambdaInvoke(tick, { deadLetterQueue, maxEventAge: START_AGE, retryAttempts: 0 }),
  });
  const counted = (metricName: string): Metric =>
    // The dimension is what Powertools writes beside each count (shared/platform/log.ts).
    new Metric({
      namespace: 'Dangol',
      metricName,
      dimensionsMap: { service: 'dangol' },
      statistic: 'Sum',
      period: QUARTER,
    });
  ring(scope, 'TickFailed', {
    impact: 'Some campaigns, notices or erasures are not carried on; all others are.',
    firstAction: 'open the log group of tick and search for level ERROR: each line names what could not be carried on.',
    runbook: 'functions-that-fail',
    metric: counted('Tick.failed'),
    threshold: 3,
  });
  ring(scope, 'ProviderHeld', {
    impact:
      'Messages of one channel wait: its provider paused the account, or does not take its key, number or balance.',
    firstAction:
      'look at held of a running campaign and at reason of its recipients; nobody was failed, all goes on by itself once that is mended.',
    runbook: 'messages-that-wait-for-a-provider',
    metric: counted('Provider.held'),
    threshold: 1,
  });
  ring(scope, 'SeriesStopped', {
    impact: 'A recurring campaign stopped by itself: its coming messages will not be sent.',
    firstAction: 'open the campaign in the console; its findings say what changed since it was approved.',
    runbook: 'a-series-that-stopped',
    metric: counted('Series.stopped'),
    threshold: 1,
  });
  return launches;
};
