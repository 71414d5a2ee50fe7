import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { InvokeResult } from '../lambda/function-pool.ts';
import type { StateMachinePlan } from '../plan.ts';
import { bodyOf, jsonError, jsonReply, operationOf } from '../stand-in/json-api.ts';
import { serve } from '../stand-in/server.ts';
import type { FromInterpreter, InterpreterState, ToInterpreter } from './messages.ts';

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

type Execution = z.infer<typeof executionSchema>;

export interface StateMachines {
  readonly endpoint: string;
  /** Starts an execution and gives its ARN. @throws Error whose name is the API's error code */
  start(machineArn: string, input: string, name?: string): Execution;
  /** Executions that work; those that sleep are not counted. */
  working(): number;
  /** When the first sleeping execution wakes (product clock, ms). */
  nextWake(): number | undefined;
  /** Wakes whatever the clock has just passed. */
  jumped(): void;
  stop(): Promise<void>;
}

const startSchema = z.looseObject({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z.string().default('{}'),
});
const describeSchema = z.looseObject({ executionArn: z.string() });

function apiError(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: code });
}

/** Executions of earlier starts. Nobody runs the unfinished ones any more; the product's own tick starts such runs again. */
function loadExecutions(path: string | undefined, now: number): Map<string, Execution> {
  if (path === undefined || !existsSync(path)) return new Map();
  const aborted = { status: 'FAILED', stoppedAt: now, error: 'Aborted', cause: 'Aborted by restart' } as const;
  const kept = z.array(executionSchema).parse(JSON.parse(readFileSync(path, 'utf8')));
  return new Map(kept.map((one) => [one.arn, one.status === 'RUNNING' ? { ...one, ...aborted } : one]));
}

function describe(execution: Execution): Record<string, unknown> {
  const { arn, machineArn, startedAt, stoppedAt, ...rest } = execution;
  const stop = stoppedAt === undefined ? {} : { stopDate: stoppedAt / 1000 };
  return { executionArn: arn, stateMachineArn: machineArn, startDate: startedAt / 1000, ...stop, ...rest };
}

/** Step Functions: the interpreter runs in a thread of its own, StartExecution and DescribeExecution answer on a port of their own. */
export async function startStateMachines(options: {
  plans: readonly StateMachinePlan[];
  clock: Clock;
  /** File that keeps executions between starts. */
  path: string | undefined;
  invoke(functionArn: string, payload: string): Promise<InvokeResult>;
}): Promise<StateMachines> {
  const { clock, path } = options;
  const executions = loadExecutions(path, clock.now());
  const record = (execution: Execution): void => {
    executions.set(execution.arn, execution);
    if (path === undefined) return;
    writeFileSync(`${path}.new`, JSON.stringify([...executions.values()].slice(-500)));
    renameSync(`${path}.new`, path);
  };

  let started = 0;
  let state: InterpreterState = { seen: 0, working: 0 };
  const workerData = { clock: clock.shared };
  const worker = new Worker(new URL('./interpreter.ts', import.meta.url), {
    workerData,
    env: {},
    name: 'machines',
    execArgv: [],
  });
  const tell = (message: ToInterpreter): void => worker.postMessage(message);

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', async (message: FromInterpreter) => {
      if (message.kind === 'ready') resolve();
      else if (message.kind === 'state') state = message.state;
      else if (message.kind === 'task') {
        const result = await options.invoke(message.functionArn, message.payload);
        const { id } = message;
        tell(
          result.ok
            ? { kind: 'done', id, payload: JSON.stringify(result.payload) }
            : { kind: 'done', id, error: result.error },
        );
      } else {
        const execution = executions.get(message.arn);
        const status = message.end.error === undefined ? 'SUCCEEDED' : 'FAILED';
        if (execution !== undefined) record({ ...execution, ...message.end, status, stoppedAt: clock.now() });
      }
    });
  });

  const start = (machineArn: string, input: string, name: string = randomUUID()): Execution => {
    const plan = options.plans.find((candidate) => candidate.arn === machineArn);
    if (plan === undefined) throw apiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = executions.get(arn);
    if (existing?.status === 'RUNNING' && existing.input === input) return existing;
    if (existing !== undefined) throw apiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const startedAt = clock.now();
    const execution: Execution = { arn, name, machineArn, input, status: 'RUNNING', startedAt };
    record(execution);
    started += 1;
    tell({
      kind: 'start',
      start: { arn, name, machineArn, machineName: plan.name, definition: plan.definition, input, startedAt },
    });
    return execution;
  };

  const answer = (operation: string, body: unknown): Record<string, unknown> => {
    if (operation === 'StartExecution') {
      const { stateMachineArn, input, name } = startSchema.parse(body);
      const execution = start(stateMachineArn, input, name);
      return { executionArn: execution.arn, startDate: execution.startedAt / 1000 };
    }
    if (operation !== 'DescribeExecution')
      throw apiError(
        'UnknownOperationException',
        `The local Step Functions has StartExecution and DescribeExecution, not '${operation}'.`,
      );
    const { executionArn } = describeSchema.parse(body);
    const execution = executions.get(executionArn);
    if (execution === undefined) throw apiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return describe(execution);
  };

  const server = await serve((request) => {
    try {
      return jsonReply('1.0', answer(operationOf(request), bodyOf(request)));
    } catch (error) {
      const code =
        error instanceof z.ZodError ? 'ValidationException' : error instanceof Error ? error.name : 'InternalError';
      return jsonError('1.0', code, error instanceof Error ? error.message : String(error));
    }
  });

  return {
    endpoint: server.endpoint,
    start,
    working: () => {
      if (state.seen < started) return 1;
      if (![...executions.values()].some((execution) => execution.status === 'RUNNING')) return 0;
      return state.nextWake === undefined ? Math.max(1, state.working) : state.working;
    },
    nextWake: () => state.nextWake,
    jumped: () => tell({ kind: 'jumped' }),
    stop: async () => {
      await server.stop();
      await worker.terminate();
    },
  };
}
