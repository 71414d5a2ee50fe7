import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { houseOf } from './house.ts';

/** Sections of docs/operations.md that an alarm may send its reader to. */
type Runbook =
  | 'functions-that-fail'
  | 'work-that-waits'
  | 'dead-letters-one-message-is-an-alarm'
  | 'recompute-the-night'
  | 'a-series-that-stopped'
  | 'messages-that-wait-for-a-provider';

interface RingProps {
  /** What the shop loses meanwhile, in business words; ends with a full stop. */
  readonly impact: string;
  /** What whoever is woken does first; ends with a full stop. */
  readonly firstAction: string;
  readonly runbook: Runbook;
  readonly metric: IMetric;
  /** Rings at this value and above. */
  readonly threshold: number;
  /** Periods that are looked at, and how many of them must be over the threshold; one of one unless given. */
  readonly periods?: number;
  readonly breaching?: number;
}

/** The one way to make an alarm: it says what is lost, what to do first and where to read on, and tells the operator. */
export const ring = (scope: Construct, id: string, props: RingProps): Alarm => {
  const alarm = new Alarm(scope, id, {
    alarmDescription: `${props.impact} First action: ${props.firstAction} Runbook: docs/operations.md#${props.runbook}`,
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    datapointsToAlarm: props.breaching ?? props.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    // Nothing measured is nothing wrong: an idle stack has no figures.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(houseOf(scope).alarmAction);
  return alarm;
};
