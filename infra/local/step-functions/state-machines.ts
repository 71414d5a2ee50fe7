import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { FunctionError } from '../lambda/messages.ts';
import type { InvokeResult } from '../lambda/pool.ts';
import type { StateMachinePlan } from '../plan.ts';

export interface StateMachinesInput {
  readonly clock: SharedArrayBuffer;
}

export interface ExecutionStart {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly definition: Record<string, unknown>;
  readonly input: string;
  readonly startedAt: number;
}

export type ToStateMachines =
  | { readonly kind: 'start'; readonly start: ExecutionStart }
  | { readonly kind: 'jumped' }
  | { readonly kind: 'done'; readonly id: number; readonly payload?: string; readonly error?: FunctionError };

export type StateMachinesMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'state'; readonly working: number; readonly nextWake: number | undefined }
  | { readonly kind: 'task'; readonly id: number; readonly functionArn: string; readonly payload: string }
  | {
      readonly kind: 'ended';
      readonly arn: string;
      readonly output?: string;
      readonly error?: string;
      readonly cause?: string;
    };

const executionSchema = z.object({
  arn: z.string(),
  name: z.string(),
  machineArn: z.string(),
  input: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  startedAt: z.number(),
  stoppedAt: z.number().optional(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

export type Execution = z.infer<typeof executionSchema>;

export interface StateMachines {
  readonly endpoint: string;
  start(machineArn: string, input: string, name?: string): Execution;
  executions(): readonly Execution[];
  /** Executions that work; those that sleep are not counted. */
  working(): number;
  /** When the first sleeping execution wakes (product clock, ms). */
  nextWake(): number | undefined;
  /** Wakes whatever the clock has just passed. */
  jumped(): void;
  stop(): Promise<void>;
}

class RequestError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const requestSchema = z.looseObject({
  stateMachineArn: z.string().optional(),
  executionArn: z.string().optional(),
  name: z.string().optional(),
  input: z.string().default('{}'),
});

/** Step Functions: the interpreter runs in a thread of its own, its API answers on a port of its own. */
export async function startStateMachines(options: {
  plans: readonly StateMachinePlan[];
  clock: Clock;
  /** File that keeps executions between starts. */
  path: string | undefined;
  invoke(functionArn: string, payload: string): Promise<InvokeResult>;
}): Promise<StateMachines> {
  const { clock, path } = options;
  const executions = new Map<string, Execution>();
  if (path !== undefined && existsSync(path)) {
    for (const kept of z.array(executionSchema).parse(JSON.parse(readFileSync(path, 'utf8')))) {
      // Nobody runs it any more; the product's own tick starts such runs again.
      const aborted = {
        status: 'FAILED' as const,
        stoppedAt: clock.now(),
        error: 'Aborted',
        cause: 'Aborted by restart',
      };
      executions.set(kept.arn, kept.status === 'RUNNING' ? { ...kept, ...aborted } : kept);
    }
  }
  const save = (): void => {
    if (path === undefined) return;
    writeFileSync(`${path}.new`, JSON.stringify([...executions.values()].slice(-500)));
    renameSync(`${path}.new`, path);
  };

  let working = 0;
  let nextWake: number | undefined;
  const worker = new Worker(new URL('./state-machines-worker.ts', import.meta.url), {
    workerData: { clock: clock.shared } satisfies StateMachinesInput,
    env: {},
    name: 'machines',
    execArgv: [],
  });
  const tell = (message: ToStateMachines): void => worker.postMessage(message);

  const runTask = async (id: number, functionArn: string, payload: string): Promise<void> => {
    const result = await options.invoke(functionArn, payload);
    if (result.ok) tell({ kind: 'done', id, payload: JSON.stringify(result.payload) ?? 'null' });
    else tell({ kind: 'done', id, error: result.error });
  };

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: StateMachinesMessage) => {
      switch (message.kind) {
        case 'ready':
          resolve();
          return;
        case 'state':
          ({ working, nextWake } = message);
          return;
        case 'task':
          void runTask(message.id, message.functionArn, message.payload);
          return;
        case 'ended': {
          const { kind: _kind, arn, ...end } = message;
          const execution = executions.get(arn);
          if (execution === undefined) return;
          executions.set(arn, {
            ...execution,
            ...end,
            status: end.error === undefined ? 'SUCCEEDED' : 'FAILED',
            stoppedAt: clock.now(),
          });
          save();
        }
      }
    });
  });

  const start = (machineArn: string, input: string, name: string = randomUUID()): Execution => {
    const plan = options.plans.find((candidate) => candidate.arn === machineArn);
    if (plan === undefined)
      throw new RequestError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = executions.get(arn);
    if (existing !== undefined) {
      if (existing.status === 'RUNNING' && existing.input === input) return existing;
      throw new RequestError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const startedAt = clock.now();
    const execution: Execution = { arn, name, machineArn, input, status: 'RUNNING', startedAt };
    executions.set(arn, execution);
    save();
    tell({
      kind: 'start',
      start: { arn, name, machineArn, machineName: plan.name, definition: plan.definition, input, startedAt },
    });
    return execution;
  };

  const describe = (execution: Execution) => ({
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt / 1000,
    ...(execution.stoppedAt === undefined ? {} : { stopDate: execution.stoppedAt / 1000 }),
    input: execution.input,
    ...(execution.output === undefined ? {} : { output: execution.output }),
    ...(execution.error === undefined ? {} : { error: execution.error, cause: execution.cause }),
  });

  const answer = (operation: string, body: z.infer<typeof requestSchema>): unknown => {
    switch (operation) {
      case 'StartExecution': {
        const execution = start(body.stateMachineArn ?? '', body.input, body.name);
        return { executionArn: execution.arn, startDate: execution.startedAt / 1000 };
      }
      case 'DescribeExecution': {
        const execution = executions.get(body.executionArn ?? '');
        if (execution === undefined)
          throw new RequestError('ExecutionDoesNotExist', `Execution Does Not Exist: '${body.executionArn}'`);
        return describe(execution);
      }
      case 'ListExecutions':
        return {
          executions: [...executions.values()]
            .filter((one) => one.machineArn === body.stateMachineArn)
            .reverse()
            .map(describe),
        };
      default:
        throw new RequestError(
          'UnknownOperationException',
          `'${operation}' does not run here; known: StartExecution, DescribeExecution, ListExecutions.`,
        );
    }
  };

  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace('AWSStepFunctions.', '');
    let status = 200;
    let body: unknown;
    try {
      body = answer(operation, requestSchema.parse(await json(request)));
    } catch (error) {
      status = 400;
      const code = error instanceof RequestError ? error.code : 'ValidationException';
      body = { __type: code, message: error instanceof Error ? error.message : String(error) };
    }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The Step Functions endpoint has no port.');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    start,
    executions: () => [...executions.values()],
    working: () => {
      const running = [...executions.values()].some((execution) => execution.status === 'RUNNING');
      if (!running) return 0;
      return nextWake === undefined ? Math.max(1, working) : working;
    },
    nextWake: () => nextWake,
    jumped: () => tell({ kind: 'jumped' }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await worker.terminate();
    },
  };
}
