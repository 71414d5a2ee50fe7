import { parentPort, workerData } from 'node:worker_threads';
import { followClock } from '../clock.ts';
import type { ExecutionEnd, ExecutionStart, FromInterpreter, ToInterpreter } from './messages.ts';

// The interpreter sleeps with setTimeout in real time. In this thread timers belong to the product's clock instead: each fires when
// its time has passed or when a jump passes it. So the patch must stand before the interpreter is loaded.

const port = parentPort;
if (port === null) throw new Error('interpreter.ts runs only as a worker thread.');
const send = (message: FromInterpreter): void => port.postMessage(message);
const { clock }: { clock: SharedArrayBuffer } = workerData;
const now = followClock(clock);

/** Longer than any wait and any task; such timers are limits, not sleeps. */
const unlimitedSeconds = 2_000_000;
const timers = new Map<object, { readonly due: number; fire(): void }>();
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
let working = 0;
let seen = 0;

function report(): void {
  const sleeps = [...timers.values()].map((timer) => timer.due);
  send({ kind: 'state', state: { seen, working, ...(sleeps.length === 0 ? {} : { nextWake: Math.min(...sleeps) }) } });
}

Reflect.set(globalThis, 'setTimeout', (callback: () => void, ms = 0) => {
  const fire = (): void => {
    timers.delete(real);
    realClearTimeout(real);
    callback();
  };
  const real = realSetTimeout(fire, ms);
  if (ms < unlimitedSeconds * 1000) {
    timers.set(real, { due: now() + ms, fire });
    report();
  }
  return real;
});
Reflect.set(globalThis, 'clearTimeout', (timer: NodeJS.Timeout | undefined) => {
  if (timer !== undefined) timers.delete(timer);
  realClearTimeout(timer);
});

const { StateMachine } = await import('aws-local-stepfunctions');

const tasks = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let lastTask = 0;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function invoke(functionArn: string, payload: unknown): Promise<unknown> {
  lastTask += 1;
  const id = lastTask;
  working += 1;
  report();
  send({ kind: 'task', id, functionArn, payload: JSON.stringify(payload) });
  try {
    return await new Promise((resolve, reject) => tasks.set(id, { resolve, reject }));
  } finally {
    working -= 1;
    // The interpreter goes on within this turn; only then is it known whether it works or sleeps.
    setImmediate(report);
  }
}

/** The interpreter never matches `IsPresent: false` and its like; the same rule said with Not works. */
function sayWithNot(rule: unknown): unknown {
  if (!isObject(rule)) return rule;
  const { Next, ...test } = rule;
  for (const name of ['And', 'Or']) if (Array.isArray(test[name])) test[name] = test[name].map(sayWithNot);
  if ('Not' in test) test.Not = sayWithNot(test.Not);
  const negative = Object.keys(test).find((name) => name.startsWith('Is') && test[name] === false);
  const said = negative === undefined ? test : { Not: { ...test, [negative]: true } };
  return Next === undefined ? said : { ...said, Next };
}

type Task = (payload: unknown) => Promise<unknown>;

function taskOf(resource: string): Task {
  if (resource.startsWith('arn:aws:lambda:')) return (payload) => invoke(resource, payload);
  return async (parameters) => {
    if (!isObject(parameters)) throw new Error(`Task on ${resource}: no parameters.`);
    return { Payload: await invoke(String(parameters.FunctionName), parameters.Payload), StatusCode: 200 };
  };
}

/** Gives every Task state, nested ones too, its local function, and lifts the interpreter's own limit of 60 s per task. */
function prepare(machine: unknown, handlers: Record<string, Task>): Record<string, Task> {
  const states = isObject(machine) && isObject(machine.States) ? Object.entries(machine.States) : [];
  for (const [name, state] of states) {
    if (!isObject(state)) continue;
    if (state.Type === 'Task') {
      state.TimeoutSeconds ??= unlimitedSeconds;
      handlers[name] = taskOf(String(state.Resource));
    }
    if (state.Type === 'Choice' && Array.isArray(state.Choices)) state.Choices = state.Choices.map(sayWithNot);
    prepare(state.ItemProcessor ?? state.Iterator, handlers);
    if (Array.isArray(state.Branches)) for (const branch of state.Branches) prepare(branch, handlers);
  }
  return handlers;
}

async function run({
  arn,
  name,
  machineArn,
  machineName,
  definition,
  input,
  startedAt,
}: ExecutionStart): Promise<ExecutionEnd> {
  try {
    const taskResourceLocalHandlers = prepare(definition, {});
    const machine: unknown = Reflect.construct(StateMachine, [definition, { validationOptions: { noValidate: true } }]);
    if (!(machine instanceof StateMachine)) throw new Error('The interpreter gave no state machine.');
    const time = new Date(startedAt).toISOString();
    const context = {
      Execution: { Id: arn, Input: JSON.parse(input), Name: name, RoleArn: '', StartTime: time },
      StateMachine: { Id: machineArn, Name: machineName },
      State: { EnteredTime: time, Name: '', RetryCount: 0 },
    };
    const overrides: Record<string, unknown> = { taskResourceLocalHandlers };
    return { output: JSON.stringify(await machine.run(JSON.parse(input), { overrides, context }).result) };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error
      ? { error: cause.name, cause: cause.message }
      : { error: 'States.Runtime', cause: String(cause) };
  }
}

port.on('message', async (message: ToInterpreter) => {
  if (message.kind === 'start') {
    seen += 1;
    send({ kind: 'ended', arn: message.start.arn, end: await run(message.start) });
  } else if (message.kind === 'done') {
    const task = tasks.get(message.id);
    tasks.delete(message.id);
    if (message.error === undefined) task?.resolve(JSON.parse(message.payload ?? 'null'));
    else task?.reject(Object.assign(new Error(message.error.errorMessage), { name: message.error.errorType }));
    return;
  } else {
    const due = [...timers.values()].filter((timer) => timer.due <= now());
    for (const timer of due.sort((a, b) => a.due - b.due)) timer.fire();
  }
  report();
});
send({ kind: 'ready' });
