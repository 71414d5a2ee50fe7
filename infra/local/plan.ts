import type { Identity } from './template.ts';

/** Where the stack lives locally: everything a physical name or ARN depends on. */
export interface Place {
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  /** Endpoint of the queue emulator, part of each queue URL. */
  readonly queueEndpoint: string;
  /** Base URL of the HTTP front, without trailing slash. */
  readonly apiUrl: string;
  /** Base URL of the user pools' sign-in pages, without trailing slash. */
  readonly loginEndpoint: string;
  /** Directory of an asset, by the key of its archive in the template. */
  assetDirectory(archive: string): string | undefined;
}

export interface TablePlan {
  readonly name: string;
  readonly streamArn: string;
  readonly streamView?: string;
  readonly ttlAttribute?: string;
  readonly keys: readonly string[];
  /** Body of CreateTable. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface QueuePlan {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilitySeconds: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SubscriptionPlan {
  readonly topicName: string;
  readonly queueName: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface FunctionPlan {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly directory: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly concurrency?: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface CorsPlan {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds?: number;
}

export interface MappingPlan {
  readonly id: string;
  readonly source: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly patterns: readonly unknown[];
  readonly partialFailures: boolean;
}

export interface StreamMappingPlan extends MappingPlan {
  readonly lanes: number;
  readonly bisect: boolean;
  /** -1: until the record is a day old. */
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly onFailure?: string;
  readonly tumblingSeconds?: number;
}

export interface QueueMappingPlan extends MappingPlan {
  readonly maxConcurrency?: number;
}

export interface SchedulePlan {
  readonly name: string;
  readonly expression: string;
  readonly timezone: string;
  readonly targetArn: string;
  /** JSON text given to the target; undefined is the scheduler's own empty event. */
  readonly input?: string;
}

export interface StateMachinePlan {
  readonly name: string;
  readonly arn: string;
  readonly definition: Record<string, unknown>;
}

export interface ConfigurationSetPlan {
  readonly name: string;
  readonly destinations: { readonly topicArn: string; readonly eventTypes: readonly string[] }[];
}

export interface UserPoolPlan {
  readonly id: string;
  readonly groups: string[];
  readonly clients: {
    readonly id: string;
    readonly callbacks: readonly string[];
    readonly logouts: readonly string[];
    readonly accessSeconds: number;
    readonly refreshSeconds: number;
  }[];
}

export interface RoutePlan {
  readonly routeKey: string;
  readonly target: string;
}

/** Everything the template asks for, with names resolved; building it creates nothing. */
export interface Plan {
  readonly tables: TablePlan[];
  readonly queues: QueuePlan[];
  readonly topics: { readonly name: string; readonly arn: string }[];
  readonly subscriptions: SubscriptionPlan[];
  readonly buckets: string[];
  readonly secrets: { readonly arn: string; readonly name: string; readonly value: string }[];
  readonly functions: FunctionPlan[];
  readonly routes: RoutePlan[];
  readonly integrations: Map<string, string>;
  cors?: CorsPlan;
  readonly streamMappings: StreamMappingPlan[];
  readonly queueMappings: QueueMappingPlan[];
  readonly schedules: SchedulePlan[];
  readonly stateMachines: StateMachinePlan[];
  readonly emailSets: ConfigurationSetPlan[];
  readonly smsSets: ConfigurationSetPlan[];
  readonly userPools: UserPoolPlan[];
  /** Addresses of AWS that a function is told, and where the same thing is here. */
  readonly addresses: { readonly deployed: string; readonly local: string }[];
}

export interface PlannedResource {
  readonly logicalId: string;
  /** Logical id and type, for messages. */
  readonly owner: string;
  readonly identity: Identity;
  /** Properties with every intrinsic function resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** How one CloudFormation resource type is named and what it adds to the plan. */
export interface ResourceKind {
  /** `named` gives an explicit physical name from the properties, if there is one. */
  identify(logicalId: string, named: (property: string) => string | undefined, place: Place): Identity;
  add?(plan: Plan, resource: PlannedResource, place: Place): void;
}

export function emptyPlan(): Plan {
  return {
    tables: [],
    queues: [],
    topics: [],
    subscriptions: [],
    buckets: [],
    secrets: [],
    functions: [],
    routes: [],
    integrations: new Map(),
    streamMappings: [],
    queueMappings: [],
    schedules: [],
    stateMachines: [],
    emailSets: [],
    smsSets: [],
    userPools: [],
    addresses: [],
  };
}
