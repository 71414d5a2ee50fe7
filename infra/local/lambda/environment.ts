import nodeModule from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { followClock } from '../clock.ts';
import type { EnvironmentInput, EnvironmentMessage, FunctionError, InvokeMessage } from './messages.ts';

// One Lambda execution environment: loads the handler once, then runs one invocation at a time.

type Handler = (event: unknown, context: unknown) => unknown;

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

const input: EnvironmentInput = workerData;
const port = parentPort;
if (port === null) throw new Error('lambda/environment.ts runs only as a worker thread.');
const send = (message: EnvironmentMessage): void => port.postMessage(message);

followClock(input.clock);

// The next environment of the function starts from compiled code; Node 20 has no such cache.
nodeModule.enableCompileCache?.();
const loaded: Record<string, unknown> = await import(input.module);
const handler = loaded[input.exported];
if (!isHandler(handler)) throw new Error(`${input.module} exports no function '${input.exported}'.`);

port.on('message', async ({ requestId, event, timeoutMs }: InvokeMessage) => {
  // performance.now is never moved by the product's clock, just like a function's timeout.
  const deadline = performance.now() + timeoutMs;
  const context = {
    awsRequestId: requestId,
    functionName: input.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: input.functionArn,
    memoryLimitInMB: String(input.memoryMb),
    logGroupName: `/aws/lambda/${input.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
  try {
    const result = await handler(JSON.parse(event), context);
    send({ kind: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    send({ kind: 'error', requestId, error: describe(error) });
  }
});
nodeModule.flushCompileCache?.();
send({ kind: 'ready' });
