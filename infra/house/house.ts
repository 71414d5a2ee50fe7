import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** What every construct of the stack asks of the house. */
export interface House {
  /** `production` keeps every stateful resource; any other stage may be thrown away. */
  readonly stage: string;
  readonly stateful: RemovalPolicy;
  readonly disposable: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly alarmAction: IAlarmAction;
}

const houses = new WeakMap<Stack, House>();

export const furnish = (stack: Stack, stage: string, alarmAction: IAlarmAction): House => {
  const kept = stage === 'production';
  const house: House = {
    stage,
    stateful: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    disposable: RemovalPolicy.DESTROY,
    logRetention: kept ? RetentionDays.THREE_MONTHS : RetentionDays.ONE_WEEK,
    alarmAction,
  };
  houses.set(stack, house);
  return house;
};

export const houseOf = (construct: IConstruct): House => {
  const house = houses.get(Stack.of(construct));
  if (!house)
    throw new Error(`Stack of ${construct.node.path} is not furnished; call furnish() before adding constructs.`);
  return house;
};
