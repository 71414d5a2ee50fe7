import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ring } from './alarm.ts';
import { DeadLetterQueue } from './worker-queue.ts';

type Filter = Parameters<typeof FilterCriteria.filter>[0];

interface StreamWorkerProps {
  readonly table: TableV2;
  readonly worker: LambdaFunction;
  /** What stands still while the worker is behind, in business words. */
  readonly impact: string;
  readonly batchSize: number;
  readonly filters?: readonly Filter[];
  /** Set for counters only: the event then names its shard, and one lane reads each shard in order. */
  readonly tumblingWindow?: Duration;
}

const NOT_READ = 'NotRead';

/** One queue for all streams: a message names its worker and its place in the stream, and there is one alarm to pay for. */
const notRead = ({ node }: LambdaFunction): DeadLetterQueue => {
  const { scope = node.root } = node;
  const known = scope.node.tryFindChild(NOT_READ);
  if (known instanceof DeadLetterQueue) return known;
  return new DeadLetterQueue(scope, NOT_READ, {
    impact: 'Profiles, conversions, campaign numbers or the catalogue lack records that were given up.',
    firstAction:
      'read functionArn of the message and mend why that function failed; what it left out and how to make it good stands in the table of the runbook.',
  });
};

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
      onFailure: new SqsDlq(notRead(props.worker)),
      ...(props.filters ? { filters: props.filters.map((filter) => FilterCriteria.filter(filter)) } : {}),
      ...(props.tumblingWindow ? { tumblingWindow: props.tumblingWindow } : {}),
    }),
  );
};

/** A worker that is well reads records seconds old; one that fails or is throttled rings by this. */
const LAG = Duration.minutes(15);

/** One alarm a worker: its age of records does not tell the streams apart. */
const watchLag = ({ worker, impact }: StreamWorkerProps): void => {
  if (worker.node.tryFindChild('Behind')) return;
  ring(worker, 'Behind', {
    impact,
    firstAction:
      'see in its log group whether the function fails or is throttled; its records are given up after 6 hours.',
    runbook: 'work-that-waits',
    metric: worker.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
    threshold: LAG.toMilliseconds(),
  });
};
