import { Duration, TimeZone } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Errors,
  Fail,
  JitterType,
  JsonPath,
  LogLevel,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Environment as FitEnvironment } from '../../functions/fit-run/environment.ts';
import type { Environment as MeasureEnvironment } from '../../functions/measure-shard/environment.ts';
import type { Environment as PlanEnvironment } from '../../functions/plan-run/environment.ts';
import type { Environment as ScoreEnvironment } from '../../functions/score-shard/environment.ts';
import type { Environment as SummariseEnvironment } from '../../functions/summarise-run/environment.ts';
import { houseOf } from '../house/house.ts';
import { HouseFunction } from '../house/house-function.ts';
import { ScheduledJob, START_AGE } from '../house/scheduled-job.ts';
import type { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';

const STUCK = 'Segments and churn flags are those of an earlier night.';

/** plan ► measure (map) ► fit ► score (map) ► summarise, readable as a graph in the AWS console (rule 15). */
export const createNightly = (scope: Construct, tables: Tables, seals: WorkerQueue): StateMachine => {
  const house = houseOf(scope);
  const bucket = new Bucket(scope, 'Runs', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
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
  const step = { impact: STUCK, timeout: Duration.minutes(15), memorySize: 1769 };

  const plan = new HouseFunction<PlanEnvironment>(scope, 'PlanRun', {
    ...step,
    verb: 'plan-run',
    purpose: 'Takes the lock, freezes rules and settings under the run id, cuts the table into shards.',
    environment,
    reads: [tables.customers],
    writes: [tables.definitions, tables.insights],
  });
  const measure = new HouseFunction<MeasureEnvironment>(scope, 'MeasureShard', {
    ...step,
    verb: 'measure-shard',
    purpose: 'Measures recency, frequency and money of the customers of one shard.',
    environment: { ...environment, SEAL_QUEUE_URL: seals.queue.queueUrl },
    reads: [tables.customers],
    writes: [tables.insights],
  });
  seals.queue.grantSendMessages(measure);
  const fit = new HouseFunction<FitEnvironment>(scope, 'FitRun', {
    ...step,
    verb: 'fit-run',
    purpose: 'Turns the measures of all shards into the thresholds of this run.',
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
  for (const writer of [measure, fit, score]) bucket.grantPut(writer);
  for (const reader of [measure, fit, score, summarise]) bucket.grantRead(reader);

  /** A killed or timed-out step is tried again by itself; what it wrote is idempotent. */
  const call = (id: string, worker: IFunction, payload: TaskInput | undefined, keep = false) => {
    const task = new LambdaInvoke(scope, id, {
      lambdaFunction: worker,
      // Without one the task gets the whole input of its state.
      ...(payload ? { payload } : {}),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      ...(keep ? {} : { resultPath: JsonPath.DISCARD }),
    });
    task.addRetry({
      errors: [Errors.ALL],
      interval: Duration.seconds(2),
      maxAttempts: 4,
      backoffRate: 2,
      jitterStrategy: JitterType.FULL,
    });
    return task;
  };
  const failed = call(
    'Record the failure',
    summarise,
    TaskInput.fromObject({
      runId: JsonPath.stringAt('$.runId'),
      failedStep: JsonPath.stringAt('$.failedStep'),
      error: JsonPath.objectAt('$.error'),
    }),
  ).next(
    new Fail(scope, 'Failed', {
      error: 'RunFailed',
      cause: 'The run record in the insights table (subject "runs") says which step failed and why.',
    }),
  );
  /** A step that failed for good ends the run; its name goes into the record. */
  const orFail = <State extends LambdaInvoke | DistributedMap>(step: string, state: State): State => {
    const name = new Pass(scope, `${state.node.id} failed`, {
      result: Result.fromString(step),
      resultPath: '$.failedStep',
    });
    state.addCatch(name.next(failed), { resultPath: '$.error' });
    return state;
  };
  const run = TaskInput.fromObject({ runId: JsonPath.stringAt('$.runId') });
  const once = (step: string, id: string, worker: IFunction) => orFail(step, call(id, worker, run));
  /** Each shard is an execution of its own, so that neither its tries nor its history weigh on the run's 25,000 events. */
  const overShards = (step: string, id: string, worker: IFunction) => {
    const map = new DistributedMap(scope, id, {
      itemsPath: '$.shards',
      itemSelector: {
        runId: JsonPath.stringAt('$.runId'),
        shard: JsonPath.numberAt('$$.Map.Item.Value'),
        total: JsonPath.numberAt('$.total'),
      },
      // Lambda concurrency that the night leaves to everybody else; a new account has little.
      maxConcurrency: 16,
      toleratedFailurePercentage: 0,
      // An express execution ends after five minutes, a shard may take fifteen.
      mapExecutionType: StateMachineType.STANDARD,
      label: id,
      resultPath: JsonPath.DISCARD,
    });
    map.itemProcessor(call(`${id} one shard`, worker, undefined));
    return orFail(step, map);
  };

  const steps = overShards('measure', 'Measure', measure)
    .next(once('fit', 'Fit', fit))
    .next(overShards('score', 'Score', score))
    .next(once('summarise', 'Summarise', summarise))
    .next(new Succeed(scope, 'Done'));

  const machine = new StateMachine(scope, 'Recompute', {
    definitionBody: DefinitionBody.fromChainable(
      call('Plan', plan, undefined, true).next(
        new Choice(scope, 'Planned?')
          .when(Condition.stringEquals('$.status', 'planned'), steps)
          .otherwise(new Succeed(scope, 'Refused: another run is under way')),
      ),
    ),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'RecomputeLog', {
        retention: house.logRetention,
        removalPolicy: house.disposable,
      }),
      level: LogLevel.ALL,
      // Inputs hold run ids only, but the failure text of a step may not.
      includeExecutionData: false,
    },
  });

  const alarm = new Alarm(scope, 'RecomputeFailed', {
    alarmDescription: `${STUCK} First action: open the failed execution of the state machine; the red step names the cause.`,
    metric: machine.metricFailed({ period: Duration.minutes(5) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(house.alarmAction);

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
