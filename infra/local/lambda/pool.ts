import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FunctionPool, InvokeResult, PoolOptions } from './function-pool.ts';
import type { EnvironmentInput, EnvironmentMessage, FunctionError, InvokeMessage } from './messages.ts';

interface Job {
  readonly requestId: string;
  readonly event: string;
  readonly since: number;
  resolve(result: InvokeResult): void;
}

interface Environment {
  readonly worker: Worker;
  ready: boolean;
  stale: boolean;
  job?: Job;
  startedAt: number;
  idleSince: number;
  timers: NodeJS.Timeout[];
  kill?: 'pending' | 'done';
}

const initTimeoutMs = 30_000;
const patienceMs = 60;
const idleMs = 30_000;
const environmentFile = new URL('./environment.ts', import.meta.url);

/** Keeps a function's execution environments: worker threads with their own variables, reused while warm. */
export function createPool(options: PoolOptions): FunctionPool {
  const { plan } = options;
  const environments = new Set<Environment>();
  const waiting: Job[] = [];
  const limit = Math.min(plan.concurrency ?? options.defaultConcurrency, options.defaultConcurrency);
  let typicalMs = 50;
  let stopped = false;
  let scaling: NodeJS.Timeout | undefined;

  const [file = 'index', exported = 'handler'] = plan.handler.split('.');
  const input: EnvironmentInput = {
    module: pathToFileURL(join(plan.directory, `${file}.mjs`)).href,
    exported,
    functionName: plan.name,
    functionArn: plan.arn,
    memoryMb: plan.memoryMb,
    clock: options.clock.shared,
  };

  const finish = (environment: Environment, result: InvokeResult): void => {
    const job = environment.job;
    delete environment.job;
    delete environment.kill;
    for (const timer of environment.timers) clearTimeout(timer);
    environment.timers = [];
    environment.idleSince = performance.now();
    job?.resolve(result);
    options.settled();
  };

  const destroy = (environment: Environment, error: FunctionError): void => {
    environments.delete(environment);
    if (environment.job !== undefined) {
      options.log(plan.logicalId, `${error.errorType}: ${error.errorMessage}`);
      finish(environment, { ok: false, error });
    }
    void environment.worker.terminate();
    dispatch();
  };

  const killed = (environment: Environment): void => {
    destroy(environment, {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId Error: Runtime exited (fault injection)',
    });
  };

  const run = (environment: Environment, job: Job): void => {
    environment.job = job;
    environment.startedAt = performance.now();
    const message: InvokeMessage = { requestId: job.requestId, event: job.event, timeoutMs: plan.timeoutMs };
    environment.worker.postMessage(message);
    const seconds = (plan.timeoutMs / 1000).toFixed(2);
    const timeout = {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${job.requestId} Error: Task timed out after ${seconds} seconds`,
    };
    environment.timers.push(setTimeout(() => destroy(environment, timeout), plan.timeoutMs));
    const killAfter = options.killAfter(typicalMs);
    if (killAfter === undefined) return;
    environment.kill = 'pending';
    environment.timers.push(setTimeout(() => killed(environment), killAfter));
  };

  const receive = (environment: Environment, message: EnvironmentMessage): void => {
    if (message.kind === 'ready') {
      environment.ready = true;
      for (const timer of environment.timers) clearTimeout(timer);
      environment.timers = [];
      dispatch();
      return;
    }
    if (environment.job?.requestId !== message.requestId) return;
    // An invocation chosen to be killed that finished first dies before its answer gets out.
    if (environment.kill === 'pending') {
      killed(environment);
      return;
    }
    typicalMs += 0.2 * (performance.now() - environment.startedAt - typicalMs);
    if (message.kind === 'error') {
      options.log(plan.logicalId, `ERROR ${message.error.errorType}: ${message.error.errorMessage}`);
      finish(environment, { ok: false, error: message.error });
    } else {
      finish(environment, { ok: true, payload: JSON.parse(message.payload) });
    }
    if (environment.stale) destroy(environment, { errorType: 'Recycled', errorMessage: 'replaced' });
    else dispatch();
  };

  const spawn = (): void => {
    const worker = new Worker(environmentFile, {
      name: plan.logicalId,
      workerData: input,
      env: options.variables(),
      execArgv: ['--enable-source-maps'],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(plan.memoryMb, 64), maxYoungGenerationSizeMb: 24 },
    });
    const environment: Environment = {
      worker,
      ready: false,
      stale: false,
      startedAt: 0,
      idleSince: performance.now(),
      timers: [],
    };
    environments.add(environment);
    for (const stream of [worker.stdout, worker.stderr]) {
      createInterface({ input: stream }).on('line', (line) => options.log(plan.logicalId, line));
    }
    let reason = 'Runtime exited without providing a reason';
    worker.on('message', (message: EnvironmentMessage) => receive(environment, message));
    worker.on('error', (error) => {
      reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    });
    worker.on('exit', () => {
      if (!environments.has(environment)) return;
      const failed = !environment.ready;
      options.log(plan.logicalId, reason);
      destroy(environment, { errorType: 'Runtime.ExitError', errorMessage: reason });
      // A function that cannot start answers its oldest caller; otherwise the same failure would loop unseen.
      if (failed)
        waiting
          .shift()
          ?.resolve({ ok: false, error: { errorType: 'Runtime.ImportModuleError', errorMessage: reason } });
    });
    environment.timers.push(
      setTimeout(() => {
        environments.delete(environment);
        void worker.terminate();
        waiting
          .shift()
          ?.resolve({ ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage: 'Init timed out' } });
        dispatch();
      }, initTimeoutMs),
    );
  };

  function dispatch(): void {
    if (stopped) return;
    for (const environment of environments) {
      if (waiting.length === 0) return;
      if (!environment.ready || environment.job !== undefined) continue;
      const job = waiting.shift();
      if (job !== undefined) run(environment, job);
    }
    scaleOut();
  }

  /** Starting an environment costs more CPU than most invocations, so work that is soon done waits for one in use. */
  function scaleOut(): void {
    clearTimeout(scaling);
    const [oldest] = waiting;
    const starting = [...environments].filter((environment) => !environment.ready).length;
    if (oldest === undefined || starting >= 2 || starting >= waiting.length || environments.size >= limit) return;
    const wait = environments.size === 0 ? 0 : oldest.since + patienceMs - performance.now();
    if (wait <= 0) spawn();
    else scaling = setTimeout(scaleOut, wait);
  }

  // One environment stays warm; the memory of the others is given back when a burst is over.
  const reaper = setInterval(() => {
    for (const environment of environments) {
      if (environments.size <= 1) return;
      if (!environment.ready || environment.job !== undefined || performance.now() - environment.idleSince < idleMs)
        continue;
      environments.delete(environment);
      void environment.worker.terminate();
    }
  }, idleMs / 2);

  return {
    plan,
    invoke: (event) =>
      new Promise((resolve) => {
        if (stopped) {
          resolve({ ok: false, error: { errorType: 'Stopped', errorMessage: 'The local stack is stopping.' } });
          return;
        }
        waiting.push({ requestId: randomUUID(), event, since: performance.now(), resolve });
        dispatch();
      }),
    busy: () => waiting.length + [...environments].filter((environment) => environment.job !== undefined).length,
    recycle: () => {
      for (const environment of environments) {
        if (environment.job !== undefined) environment.stale = true;
        else {
          environments.delete(environment);
          void environment.worker.terminate();
        }
      }
      dispatch();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(scaling);
      clearInterval(reaper);
      const closing = [...environments];
      environments.clear();
      const error = { errorType: 'Stopped', errorMessage: 'The local stack is stopping.' };
      for (const job of waiting.splice(0)) job.resolve({ ok: false, error });
      for (const environment of closing) finish(environment, { ok: false, error });
      await Promise.all(closing.map((environment) => environment.worker.terminate()));
    },
  };
}
