import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ring } from './alarm.ts';

interface DeadLetterQueueProps {
  /** What is not happening while something lies in this queue, in business words. */
  readonly impact: string;
  /** What heals it; the default fits queues whose messages are the work itself. */
  readonly firstAction?: string;
}

/** Where work lies that was tried often enough. One message is an alarm: nothing here heals by itself. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    ring(this, 'Alarm', {
      impact: props.impact,
      firstAction: props.firstAction ?? 'read one message, mend the cause, then start a redrive of this queue.',
      runbook: 'dead-letters-one-message-is-an-alarm',
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
    });
  }
}

/** A message that is older than this waits for something that does not come by itself, unless its queue says otherwise. */
const LONGEST_WAIT = Duration.minutes(30);

interface WorkerQueueProps {
  readonly impact: string;
  /** Timeout of the slowest worker; the queue hides a message six times as long, as AWS advises. */
  readonly workerTimeout: Duration;
  readonly tries?: number;
  /** How long its work may wait until somebody is told; half an hour unless given. */
  readonly mayWait?: Duration;
  /**
   * Dead letters of a queue of the same kind, whose alarm rings for both: a message goes back to the queue that it came from. Such a
   * queue has no alarm of its own for its age, for whoever puts work on it does so again until it is done; each alarm is paid for.
   */
  readonly deadLetters?: DeadLetterQueue;
}

interface WorkerProps {
  readonly batchSize: number;
  readonly maxConcurrency?: number;
  readonly batchingWindow?: Duration;
}

/** A queue with its dead letter queue, its alarm and workers that name each failed message. */
export class WorkerQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WorkerQueueProps) {
    super(scope, id);
    const tries = props.tries ?? 5;
    const hidden = props.workerTimeout.toSeconds() * 6;
    this.deadLetters = props.deadLetters ?? new DeadLetterQueue(this, 'DeadLetters', { impact: props.impact });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(hidden),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: tries },
    });
    // What fails lies dead, and rings, as soon as this alarm would: it would say the same a second time, for money.
    const mayWait = (props.mayWait ?? LONGEST_WAIT).toSeconds();
    if (props.deadLetters || hidden * tries <= mayWait) return;
    ring(this, 'Waiting', {
      impact: props.impact,
      firstAction: 'see in its log group whether the worker of this queue fails or is throttled.',
      runbook: 'work-that-waits',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: mayWait,
    });
  }

  feeds(worker: LambdaFunction, props: WorkerProps): void {
    worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        reportBatchItemFailures: true,
        ...(props.maxConcurrency === undefined ? {} : { maxConcurrency: props.maxConcurrency }),
        ...(props.batchingWindow === undefined ? {} : { maxBatchingWindow: props.batchingWindow }),
      }),
    );
  }
}
