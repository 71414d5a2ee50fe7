import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { houseOf } from './house.ts';

/** The keys of a function's own zod schema: a variable that it does not read, or one that is missing, fails the type check. */
type EnvironmentOf<Schema> = { readonly [Key in keyof Schema]-?: string };

interface HouseFunctionProps<Schema> {
  /** Folder below `functions/` and, bundled, below `dist/`. */
  readonly verb: string;
  readonly purpose: string;
  /** What a customer or a marketer loses while this function fails; the first line of its alarm. */
  readonly impact: string;
  readonly environment: EnvironmentOf<Schema>;
  readonly timeout?: Duration;
  readonly memorySize?: number;
  /** Least privilege: tables it only reads, and tables it also writes. */
  readonly reads?: readonly TableV2[];
  readonly writes?: readonly TableV2[];
}

const BUNDLES = join(import.meta.dirname, '../../dist');

/** A Lambda with the policy of the house: arm64, Node 24, JSON logs kept a bounded time, traces, an alarm with its impact. */
export class HouseFunction<Schema> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: HouseFunctionProps<Schema>) {
    const house = houseOf(scope);
    super(scope, id, {
      description: props.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(BUNDLES, props.verb)),
      handler: 'index.handler',
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(29),
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(scope, `${id}Log`, { retention: house.logRetention, removalPolicy: house.disposable }),
      tracing: Tracing.ACTIVE,
    });
    for (const table of props.reads ?? []) table.grantReadData(this);
    for (const table of props.writes ?? []) table.grantReadWriteData(this);

    const alarm = new Alarm(scope, `${id}Errors`, {
      alarmDescription: `${props.impact} First action: open the log group of ${props.verb} and search for level ERROR.`,
      metric: this.metricErrors({ period: Duration.minutes(5) }),
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(house.alarmAction);
  }
}
