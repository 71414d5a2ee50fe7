import { Duration } from 'aws-cdk-lib';
import { type IScheduleTarget, Schedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './worker-queue.ts';

interface ScheduledJobProps {
  readonly purpose: string;
  readonly impact: string;
  readonly schedule: ScheduleExpression;
  readonly target: (deadLetters: DeadLetterQueue) => IScheduleTarget;
}

/** A schedule whose failed start is kept and rings. */
export class ScheduledJob extends Schedule {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    const deadLetters = new DeadLetterQueue(scope, `${id}NotStarted`, {
      impact: props.impact,
      firstAction: 'read the error code of the message; the next start does its work, so purge the queue.',
    });
    super(scope, id, { schedule: props.schedule, target: props.target(deadLetters), description: props.purpose });
  }
}

/** A start that is older than this is pointless: the next one does its work. */
export const START_AGE = Duration.minutes(15);
