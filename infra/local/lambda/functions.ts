import { availableParallelism } from 'node:os';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { StackLog } from '../log.ts';
import type { FunctionPlan, Plan } from '../plan.ts';
import type { FunctionPool, InvokeResult } from './function-pool.ts';
import { createPool } from './pool.ts';

export interface Functions {
  /** By function ARN. */
  readonly pools: ReadonlyMap<string, FunctionPool>;
  /** Calls a function by ARN, name or the beginning of its logical id; `event` is JSON text. */
  invoke(name: string, event: string): Promise<InvokeResult>;
  busy(): number;
  invocations(): number;
  failedInvocations(): number;
  recycle(): void;
  stop(): Promise<void>;
}

/** More environments than this share too few processors to be worth their memory. */
const defaultConcurrency = Math.max(4, Math.min(8, availableParallelism() * 2));

/** What a function finds in its environment, the addresses and keys of the local services included. */
export function variablesOf(
  plan: FunctionPlan,
  endpoints: Readonly<Record<string, string>>,
  region: string,
): Record<string, string> {
  const urls = Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url] as const);
  return {
    ...plan.environment,
    // No AWS service: its address is a variable of the template.
    ...(plan.environment.SOLAPI_URL && endpoints.SOLAPI ? { SOLAPI_URL: endpoints.SOLAPI } : {}),
    ...(plan.environment.FCM_URL && endpoints.FCM
      ? { FCM_URL: endpoints.FCM, FCM_TOKEN_URL: `${endpoints.FCM}/token` }
      : {}),
    ...(plan.environment.WEB_PUSH_SERVICES && endpoints.WEB_PUSH ? { WEB_PUSH_SERVICES: endpoints.WEB_PUSH } : {}),
    ...(plan.environment.WEBHOOK_RELAY && endpoints.WEBHOOKS ? { WEBHOOK_RELAY: endpoints.WEBHOOKS } : {}),
    ...Object.fromEntries(urls),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    // A developer's own AWS files must play no part.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: plan.directory,
    _HANDLER: plan.handler,
    TZ: ':UTC',
  };
}

export function startFunctions(options: {
  plan: Pick<Plan, 'functions'>;
  clock: Clock;
  /** Read anew for each environment. */
  endpoints: Readonly<Record<string, string>>;
  region: string;
  faults: Faults;
  log: StackLog;
  /** After each invocation. */
  settled(): void;
}): Functions {
  let invocations = 0;
  let failedInvocations = 0;
  const pools = new Map<string, FunctionPool>();
  for (const plan of options.plan.functions) {
    const pool = createPool({
      plan,
      clock: options.clock,
      defaultConcurrency,
      variables: () => variablesOf(plan, options.endpoints, options.region),
      log: options.log.add,
      killAfter: (typicalMs) => options.faults.killAfter(plan.logicalId, typicalMs),
      settled: options.settled,
    });
    const counted: FunctionPool = {
      ...pool,
      invoke: async (event) => {
        invocations += 1;
        const result = await pool.invoke(event);
        if (!result.ok) failedInvocations += 1;
        return result;
      },
    };
    pools.set(plan.arn, counted);
  }
  const all = [...pools.values()];
  const find = (name: string): FunctionPool => {
    const pool =
      pools.get(name) ??
      all.find(({ plan }) => plan.name === name) ??
      all.find(({ plan }) => plan.logicalId.startsWith(name));
    if (pool === undefined)
      throw new Error(`No function '${name}'; known: ${all.map(({ plan }) => plan.logicalId).join(', ')}.`);
    return pool;
  };
  return {
    pools,
    invoke: async (name, event) => find(name).invoke(event),
    busy: () => all.reduce((sum, pool) => sum + pool.busy(), 0),
    invocations: () => invocations,
    failedInvocations: () => failedInvocations,
    recycle: () => {
      for (const pool of all) pool.recycle();
    },
    stop: async () => {
      await Promise.all(all.map((pool) => pool.stop()));
    },
  };
}
