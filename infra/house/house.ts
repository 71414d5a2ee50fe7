import { RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** What every construct asks of the house that it stands in. */
export interface House {
  /** `production` keeps every stateful resource; any other stage may be thrown away. */
  readonly stage: string;
  readonly stateful: RemovalPolicy;
  readonly disposable: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly alarmAction: IAlarmAction;
  /** Key of the operator's own; absent where AWS keeps the keys. */
  readonly key?: IKey;
}

interface Furniture {
  readonly stage: string;
  readonly alarmAction: IAlarmAction;
  /** Days that logs are kept: one of the steps of CloudWatch. */
  readonly logDays?: number;
  readonly key?: IKey;
}

const houses = new WeakMap<IConstruct, House>();

/** Gives everything below `root` its policy. */
export const furnish = (root: IConstruct, { stage, alarmAction, logDays, key }: Furniture): House => {
  const kept = stage === 'production';
  const house: House = {
    stage,
    stateful: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    disposable: RemovalPolicy.DESTROY,
    logRetention: logDays ?? (kept ? RetentionDays.THREE_MONTHS : RetentionDays.ONE_WEEK),
    alarmAction,
    ...(key ? { key } : {}),
  };
  houses.set(root, house);
  return house;
};

export const houseOf = (construct: IConstruct): House => {
  for (const scope of construct.node.scopes.toReversed()) {
    const house = houses.get(scope);
    if (house) return house;
  }
  throw new Error(`${construct.node.path} stands in no house; call furnish() on a construct above it first.`);
};
