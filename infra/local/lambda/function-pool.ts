import type { Clock } from '../clock.ts';
import type { FunctionPlan } from '../plan.ts';
import type { FunctionError } from './messages.ts';

export type InvokeResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: FunctionError };

export interface FunctionPool {
  readonly plan: FunctionPlan;
  /** Runs one invocation; `event` is JSON text. Never rejects: failures, timeouts and kills are results. */
  invoke(event: string): Promise<InvokeResult>;
  /** Invocations running or waiting. */
  busy(): number;
  /** Environments started later see the changed variables; idle ones are replaced, busy ones after their invocation. */
  recycle(): void;
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly plan: FunctionPlan;
  readonly clock: Clock;
  readonly defaultConcurrency: number;
  /** Variables of the environment as AWS would set them; read anew for each environment. */
  variables(): Record<string, string>;
  log(source: string, line: string): void;
  /** Milliseconds after which fault injection kills this invocation, or undefined. `typicalMs` is the recent duration. */
  killAfter(typicalMs: number): number | undefined;
  settled(): void;
}
