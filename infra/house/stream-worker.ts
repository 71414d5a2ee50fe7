import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { houseOf } from './house.ts';
import type { DeadLetterQueue } from './worker-queue.ts';

type Filter = Parameters<typeof FilterCriteria.filter>[0];

interface StreamWorkerProps {
  readonly table: TableV2;
  readonly worker: LambdaFunction;
  readonly deadLetters: DeadLetterQueue;
  /** What stands still while the worker is behind, in business words. */
  readonly impact: string;
  readonly batchSize: number;
  readonly filters?: readonly Filter[];
  /** Set for counters only: the event then names its shard, and one lane reads each shard in order. */
  readonly tumblingWindow?: Duration;
}

/**
 * A stream mapping with the policy of the house. The default of AWS retries a poison record until it expires and blocks
 * its shard for a day; here it is bisected, tried a bounded number of times, and kept in a dead letter queue.
 */
export const streamFeeds = (props: StreamWorkerProps): void => {
  watchLag(props);
  props.worker.addEventSource(
    new DynamoEventSource(props.table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      reportBatchItemFailures: true,
      // A second of patience turns the events of one visit into one invocation and one write of the profile.
      maxBatchingWindow: Duration.seconds(1),
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(props.deadLetters),
      ...(props.filters ? { filters: props.filters.map((filter) => FilterCriteria.filter(filter)) } : {}),
      ...(props.tumblingWindow ? { tumblingWindow: props.tumblingWindow } : {}),
    }),
  );
};

/** Records older than this are near the age at which they are given up. */
const LAG = Duration.hours(1);

/** One alarm a worker: its age of records does not tell the streams apart. */
const watchLag = ({ worker, impact }: StreamWorkerProps): void => {
  if (worker.node.tryFindChild('Behind')) return;
  const alarm = new Alarm(worker, 'Behind', {
    alarmDescription: `${impact} First action: see whether the function fails; its records are given up after 6 hours.`,
    metric: worker.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
    threshold: LAG.toMilliseconds(),
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(houseOf(worker).alarmAction);
};
