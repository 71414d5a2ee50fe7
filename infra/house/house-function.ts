import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
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
import { ring } from './alarm.ts';
import { houseOf } from './house.ts';

/** The keys of a function's own zod schema: a variable that it does not read, or one that is missing, fails the type check. */
type EnvironmentOf<Schema> = { readonly [Key in keyof Schema]-?: string };

interface HouseFunctionProps<Schema> {
  /** Folder below `functions/` and, bundled, below `dist/`. */
  readonly verb: string;
  readonly purpose: string;
  /**
   * What a customer or a marketer loses while this function fails: it gets an alarm on its errors. Absent where what it is
   * fed with rings already (the age of a queue or stream, the night's run): each alarm is paid for every month.
   */
  readonly impact?: string;
  /** Of a scheduled job whose starts lie further apart than the five minutes that its alarm looks at: how far. */
  readonly startsEvery?: Duration;
  readonly environment: EnvironmentOf<Schema>;
  readonly timeout?: Duration;
  readonly memorySize?: number;
  /** Least privilege: tables it only reads, and tables it also writes. */
  readonly reads?: readonly TableV2[];
  readonly writes?: readonly TableV2[];
}

const READS = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query', 'Scan'].map((call) => `dynamodb:${call}`);
const WRITES = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'].map((call) => `dynamodb:${call}`);

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
    // CDK's own grants of a table add the actions of streams, which no function calls by itself.
    for (const table of props.reads ?? []) table.grant(this, ...READS);
    for (const table of props.writes ?? []) table.grant(this, ...READS, ...WRITES);

    // Grants of tables by action name no key; those of buckets, secrets and streams bring it with them.
    if (house.key && (props.reads || props.writes)) house.key.grantEncryptDecrypt(this);
    if (props.impact === undefined) return;
    ring(scope, `${id}Errors`, {
      impact: props.impact,
      firstAction: `open the log group of ${props.verb} and search for level ERROR.`,
      runbook: 'functions-that-fail',
      // A start is tried three times in all: of one in a quarter of an hour no five can fail.
      ...(props.startsEvery
        ? { metric: this.metricErrors({ period: props.startsEvery }), threshold: 3, periods: 2 }
        : { metric: this.metricErrors({ period: Duration.minutes(5) }), threshold: 5, periods: 3, breaching: 2 }),
    });
  }
}
