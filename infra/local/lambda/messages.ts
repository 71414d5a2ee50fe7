/** Given to a new execution environment. */
export interface EnvironmentInput {
  /** File URL of the handler's module. */
  readonly module: string;
  /** Name of the exported handler. */
  readonly exported: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly clock: SharedArrayBuffer;
}

/** Runner to environment: one invocation; the event travels as JSON, as on AWS. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly event: string;
  readonly timeoutMs: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Environment to runner. */
export type EnvironmentMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: FunctionError };
