import type { FunctionError } from '../lambda/messages.ts';

export interface ExecutionStart {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly definition: Record<string, unknown>;
  readonly input: string;
  readonly startedAt: number;
}

export type ToInterpreter =
  | { readonly kind: 'start'; readonly start: ExecutionStart }
  | { readonly kind: 'jumped' }
  | { readonly kind: 'done'; readonly id: number; readonly payload?: string; readonly error?: FunctionError };

/** `seen` counts the starts received, `working` the tasks under way, `nextWake` is the first sleeper's due time (ms). */
export interface InterpreterState {
  readonly seen: number;
  readonly working: number;
  readonly nextWake?: number;
}

export interface ExecutionEnd {
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export type FromInterpreter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'state'; readonly state: InterpreterState }
  | { readonly kind: 'task'; readonly id: number; readonly functionArn: string; readonly payload: string }
  | { readonly kind: 'ended'; readonly arn: string; readonly end: ExecutionEnd };
