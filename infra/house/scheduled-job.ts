import { Duration } from 'aws-cdk-lib';
import { type IScheduleTarget, Schedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './worker-queue.ts';

interface ScheduledJobProps {
  readonly purpose: string;
  /** What does not happen without it, in business words. */
  readonly impact: string;
  readonly schedule: ScheduleExpression;
  readonly target: (deadLetters: DeadLetterQueue) => IScheduleTarget;
}

const NOT_STARTED = 'NotStarted';

/** One queue for all schedules: a message names its schedule, and there is one alarm to pay for. */
const notStarted = (scope: Construct): DeadLetterQueue => {
  const known = scope.node.tryFindChild(NOT_STARTED);
  if (known instanceof DeadLetterQueue) return known;
  return new DeadLetterQueue(scope, NOT_STARTED, {
    impact: 'A schedule did not start: was it the night, segments are those of an earlier one.',
    firstAction: 'read SCHEDULE_ARN and ERROR_CODE of the message; start a missed night by hand, then purge the queue.',
  });
};

/** A schedule whose failed start is kept and rings. */
export class ScheduledJob extends Schedule {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id, {
      schedule: props.schedule,
      target: props.target(notStarted(scope)),
      description: `${props.purpose} While it does not start: ${props.impact}`,
    });
  }
}

/** A start that is older than this is pointless: the next one does its work. */
export const START_AGE = Duration.minutes(15);
