import { Duration, TimeZone } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Environment as ExportEnvironment } from '../../functions/export-shard/environment.ts';
import type { Environment as FinishEnvironment } from '../../functions/finish-export/environment.ts';
import type { Environment as FitEnvironment } from '../../functions/fit-run/environment.ts';
import type { Environment as MeasureEnvironment } from '../../functions/measure-shard/environment.ts';
import type { Environment as PlanEnvironment } from '../../functions/plan-run/environment.ts';
import type { Environment as ScoreEnvironment } from '../../functions/score-shard/environment.ts';
import type { Environment as SummariseEnvironment } from '../../functions/summarise-run/environment.ts';
import { ring } from '../house/alarm.ts';
import { houseOf } from '../house/house.ts';
import { HouseBucket } from '../house/house-bucket.ts';
import { HouseFunction } from '../house/house-function.ts';
import { ScheduledJob, START_AGE } from '../house/scheduled-job.ts';
import type { WorkerQueue } from '../house/worker-queue.ts';
import { createRecompute } from './recompute.ts';
import type { Tables } from './tables.ts';

const STUCK = 'Segments and churn flags are those of an earlier night.';
const STALE_SQL = 'The tables for SQL are those of an earlier night.';

interface Needs {
  /** Bucket of the tables for SQL. */
  readonly exports: Bucket;
  /** Key of address hashes. */
  readonly secret: ISecret;
  readonly seals: WorkerQueue;
  /** What journeys are told. */
  readonly hints: WorkerQueue;
}

/** The night: its functions, its state machine and when it runs. */
export const createNightly = (
  scope: Construct,
  tables: Tables,
  { exports, secret, seals, hints }: Needs,
): StateMachine => {
  const house = houseOf(scope);
  const bucket = new HouseBucket(scope, 'Runs', {
    lifecycleRules: [{ expiration: Duration.days(30) }],
    removalPolicy: house.stateful,
  });

  const environment = {
    CUSTOMERS_TABLE: tables.customers.tableName,
    DEFINITIONS_TABLE: tables.definitions.tableName,
    EVENTS_TABLE: tables.events.tableName,
    INSIGHTS_TABLE: tables.insights.tableName,
    MEMBERS_TABLE: tables.members.tableName,
    MESSAGES_TABLE: tables.messages.tableName,
    RUN_BUCKET: bucket.bucketName,
  };
  const step = { timeout: Duration.minutes(15), memorySize: 1769 };

  const plan = new HouseFunction<PlanEnvironment>(scope, 'PlanRun', {
    ...step,
    verb: 'plan-run',
    purpose: 'Takes the lock, freezes rules and settings under the run id, cuts the table into shards.',
    environment,
    reads: [tables.customers],
    writes: [tables.definitions, tables.insights],
  });
  // How many people there are decides into how many shards they are cut.
  tables.customers.grant(plan, 'dynamodb:DescribeTable');
  const measure = new HouseFunction<MeasureEnvironment>(scope, 'MeasureShard', {
    ...step,
    verb: 'measure-shard',
    purpose:
      'Measures recency, frequency and money of the customers of one shard, samples what they bought, tells of dates that are near.',
    environment: {
      CUSTOMERS_TABLE: environment.CUSTOMERS_TABLE,
      DEFINITIONS_TABLE: environment.DEFINITIONS_TABLE,
      EVENTS_TABLE: environment.EVENTS_TABLE,
      INSIGHTS_TABLE: environment.INSIGHTS_TABLE,
      JOURNEYRUNS_TABLE: tables.runs.tableName,
      RUN_BUCKET: environment.RUN_BUCKET,
      JOURNEY_QUEUE_URL: hints.queue.queueUrl,
      SEAL_QUEUE_URL: seals.queue.queueUrl,
    },
    reads: [tables.customers, tables.definitions, tables.events, tables.runs],
    writes: [tables.insights],
  });
  seals.queue.grantSendMessages(measure);
  hints.queue.grantSendMessages(measure);
  const fit = new HouseFunction<FitEnvironment>(scope, 'FitRun', {
    ...step,
    // It holds the sample of all shards; measured at a million people: 1.4 GB.
    memorySize: 3_538,
    verb: 'fit-run',
    purpose:
      'Turns the measures of all shards into the thresholds of this run, and their baskets into what is known of products.',
    environment,
    writes: [tables.insights],
  });
  const score = new HouseFunction<ScoreEnvironment>(scope, 'ScoreShard', {
    ...step,
    verb: 'score-shard',
    purpose: 'Scores the customers of one shard and moves them between segments.',
    environment,
    reads: [tables.events, tables.messages, tables.definitions],
    writes: [tables.customers, tables.members, tables.insights],
  });
  const summarise = new HouseFunction<SummariseEnvironment>(scope, 'SummariseRun', {
    ...step,
    verb: 'summarise-run',
    purpose: 'Writes the run record and the figures of the day, and frees the lock.',
    environment,
    reads: [tables.customers, tables.members],
    writes: [tables.insights],
  });
  const fileShard = new HouseFunction<ExportEnvironment>(scope, 'ExportShard', {
    ...step,
    verb: 'export-shard',
    purpose: 'Writes one shard of the tables for SQL.',
    environment: {
      CUSTOMERS_TABLE: environment.CUSTOMERS_TABLE,
      EVENTS_TABLE: environment.EVENTS_TABLE,
      EXPORT_BUCKET: exports.bucketName,
      INSIGHTS_TABLE: environment.INSIGHTS_TABLE,
      MESSAGES_TABLE: environment.MESSAGES_TABLE,
      ORDERS_TABLE: tables.orders.tableName,
      RUN_BUCKET: environment.RUN_BUCKET,
      SECRET_ARN: secret.secretArn,
    },
    reads: [tables.customers, tables.events, tables.messages, tables.orders],
    writes: [tables.insights],
  });
  const finishExport = new HouseFunction<FinishEnvironment>(scope, 'FinishExport', {
    ...step,
    verb: 'finish-export',
    purpose: 'Deletes what the tables for SQL need no more, and says that they are whole.',
    environment: {
      EXPORT_BUCKET: exports.bucketName,
      INSIGHTS_TABLE: environment.INSIGHTS_TABLE,
      RUN_BUCKET: environment.RUN_BUCKET,
    },
    writes: [tables.insights],
  });
  for (const writer of [measure, fit, score, summarise, fileShard]) bucket.grantPut(writer);
  for (const reader of [measure, fit, score, summarise, fileShard, finishExport]) bucket.grantRead(reader);
  secret.grantRead(fileShard);
  exports.grantReadWrite(fileShard);
  exports.grantRead(finishExport);
  exports.grantDelete(finishExport);

  const machine = createRecompute(scope, { plan, measure, fit, score, summarise, fileShard, finishExport });
  ring(scope, 'RecomputeFailed', {
    impact: `${STUCK} Or, if the red step is the export: ${STALE_SQL}`,
    firstAction: 'open the failed execution of the state machine; the red step names the cause.',
    runbook: 'recompute-the-night',
    metric: machine.metricFailed({ period: Duration.minutes(5) }),
    threshold: 1,
  });

  new ScheduledJob(scope, 'NightlySchedule', {
    purpose: 'Every night at 03:00 in Seoul.',
    impact: STUCK,
    schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: TimeZone.ASIA_SEOUL }),
    target: (deadLetterQueue) =>
      new StepFunctionsStartExecution(machine, {
        deadLetterQueue,
        maxEventAge: START_AGE,
        retryAttempts: 3,
        input: ScheduleTargetInput.fromObject({ trigger: 'schedule' }),
      }),
  });
  return machine;
};
