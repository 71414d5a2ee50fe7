import { parentPort, workerData } from 'node:worker_threads';
import { followClock } from '../clock.ts';
import type { ExecutionStart, StateMachinesInput, StateMachinesMessage, ToStateMachines } from './state-machines.ts';

// The interpreter sleeps with setTimeout in real time. In this thread timers belong to the product's clock instead: each fires when
// its time has passed or when a jump passes it. So the patch must stand before the interpreter is loaded.

const input: StateMachinesInput = workerData;
const port = parentPort;
if (port === null) throw new Error('state-machines-worker.ts runs only as a worker thread.');
const send = (message: StateMachinesMessage): void => port.postMessage(message);
const now = followClock(input.clock);

/** Longer than any wait and any task; such timers are limits, not sleeps. */
const unlimitedSeconds = 2_000_000;

interface ProductTimer {
  readonly due: number;
  readonly real: NodeJS.Timeout;
  fire(): void;
}

const timers = new Map<object, ProductTimer>();
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
let working = 0;

function report(): void {
  const sleeps = [...timers.values()].map((timer) => timer.due);
  send({ kind: 'state', working, nextWake: sleeps.length === 0 ? undefined : Math.min(...sleeps) });
}

function productTimeout(callback: (...values: unknown[]) => void, ms = 0, ...values: unknown[]): NodeJS.Timeout {
  const fire = (): void => {
    timers.delete(real);
    realClearTimeout(real);
    callback(...values);
  };
  const real = realSetTimeout(fire, ms);
  if (ms < unlimitedSeconds * 1000) {
    timers.set(real, { due: now() + ms, real, fire });
    report();
  }
  return real;
}

Reflect.set(globalThis, 'setTimeout', productTimeout);
Reflect.set(globalThis, 'clearTimeout', (timer: object | undefined) => {
  if (timer !== undefined) timers.delete(timer);
  Reflect.apply(realClearTimeout, undefined, [timer]);
});

const { StateMachine } = await import('aws-local-stepfunctions');

interface Answer {
  resolve(value: unknown): void;
  reject(error: Error): void;
}
const tasks = new Map<number, Answer>();
let lastTask = 0;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invoke(functionArn: string, payload: unknown): Promise<unknown> {
  lastTask += 1;
  const id = lastTask;
  working += 1;
  send({ kind: 'task', id, functionArn, payload: JSON.stringify(payload) });
  return new Promise((resolve, reject) => tasks.set(id, { resolve, reject })).finally(() => {
    working -= 1;
    // The interpreter goes on within this turn; only then is it known whether it works or sleeps.
    setImmediate(report);
  });
}

/** The interpreter never matches `IsPresent: false` and its like; the same rule said with Not works. */
function sayWithNot(rule: unknown): unknown {
  if (!isObject(rule)) return rule;
  const { Next, ...test } = rule;
  const lists = ['And', 'Or'].filter((name) => Array.isArray(test[name]));
  for (const name of lists) if (Array.isArray(test[name])) test[name] = test[name].map(sayWithNot);
  if ('Not' in test) test.Not = sayWithNot(test.Not);
  const negative = Object.entries(test).find(([name, value]) => name.startsWith('Is') && value === false);
  const said = negative === undefined ? test : { Not: { ...test, [negative[0]]: true } };
  return Next === undefined ? said : { ...said, Next };
}

type Task = (payload: unknown) => Promise<unknown>;

/** Collects a local function for each Task state, nested ones included, and lifts the interpreter's own limit of 60 s per task. */
function prepare(machine: unknown, handlers: Record<string, Task>): void {
  if (!isObject(machine) || !isObject(machine.States)) return;
  for (const [name, state] of Object.entries(machine.States)) {
    if (!isObject(state)) continue;
    if (state.Type === 'Task') {
      state.TimeoutSeconds ??= unlimitedSeconds;
      const resource = String(state.Resource);
      handlers[name] = resource.startsWith('arn:aws:lambda:')
        ? (payload) => invoke(resource, payload)
        : async (parameters) => {
            if (!isObject(parameters)) throw new Error(`Task '${name}': no parameters.`);
            return { Payload: await invoke(String(parameters.FunctionName), parameters.Payload), StatusCode: 200 };
          };
    }
    if (state.Type === 'Choice' && Array.isArray(state.Choices)) state.Choices = state.Choices.map(sayWithNot);
    prepare(state.ItemProcessor ?? state.Iterator, handlers);
    if (Array.isArray(state.Branches)) for (const branch of state.Branches) prepare(branch, handlers);
  }
}

async function run(start: ExecutionStart): Promise<void> {
  try {
    const definition: Record<string, unknown> = structuredClone(start.definition);
    const handlers: Record<string, Task> = {};
    prepare(definition, handlers);
    const machine: unknown = Reflect.construct(StateMachine, [definition, { validationOptions: { noValidate: true } }]);
    if (!(machine instanceof StateMachine)) throw new Error('The interpreter gave no state machine.');
    const executionInput = JSON.parse(start.input);
    const context = {
      Execution: {
        Id: start.arn,
        Input: executionInput,
        Name: start.name,
        RoleArn: '',
        StartTime: new Date(start.startedAt).toISOString(),
      },
      StateMachine: { Id: start.machineArn, Name: start.machineName },
      State: { EnteredTime: new Date(start.startedAt).toISOString(), Name: '', RetryCount: 0 },
    };
    const overrides: Record<string, unknown> = { taskResourceLocalHandlers: handlers };
    const result: unknown = await machine.run(executionInput, { overrides, context }).result;
    send({ kind: 'ended', arn: start.arn, output: JSON.stringify(result) });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    send({
      kind: 'ended',
      arn: start.arn,
      error: cause instanceof Error ? cause.name : 'States.Runtime',
      cause: cause instanceof Error ? cause.message : String(cause),
    });
  }
  report();
}

port.on('message', (message: ToStateMachines) => {
  switch (message.kind) {
    case 'start':
      void run(message.start);
      return;
    case 'jumped':
      for (const timer of [...timers.values()]
        .filter((candidate) => candidate.due <= now())
        .sort((a, b) => a.due - b.due))
        timer.fire();
      report();
      return;
    case 'done': {
      const task = tasks.get(message.id);
      tasks.delete(message.id);
      if (message.error === undefined) task?.resolve(JSON.parse(message.payload ?? 'null'));
      else task?.reject(Object.assign(new Error(message.error.errorMessage), { name: message.error.errorType }));
    }
  }
});
send({ kind: 'ready' });
