import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { QueueState } from './queues/message-services.ts';
import type { DueSchedule, Scheduler } from './scheduler/scheduler.ts';

/** What a drained stack has behind and before it. */
export interface Counts {
  /** The product's clock, ISO 8601. */
  readonly now: string;
  readonly invocations: number;
  readonly failedInvocations: number;
  /** Messages in queues that no function reads. */
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Messages that wait for a later moment. */
  readonly delayed: number;
}

export interface Advanced extends Counts {
  /** Schedules that fired, in order. */
  readonly fired: readonly { readonly name: string; readonly at: string }[];
}

export interface ControlParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Queues that a function reads. */
  readonly consumed: ReadonlySet<string>;
  queueStates(): Promise<Record<string, QueueState>>;
  /** Reads all streams to their end and closes tumbling windows. */
  catchUp(): Promise<void>;
  /** Ends batching windows of streams early. */
  hurry(): void;
  /** Invocations under way. */
  busy(): number;
  /** Everything under way that needs no clock: stream records, taken messages, invocations, provider events. */
  underWay(): number;
  machinesWorking(): number;
  nextWake(): number | undefined;
  /** Rises with every invocation. */
  invocations(): number;
  failedInvocations(): number;
  /** After the clock moved. */
  jumped(): Promise<void>;
}

export interface Control {
  drain(): Promise<Counts>;
  advance(to: number, every: boolean): Promise<Advanced>;
}

/** Work due within a minute of product time counts as due now: retries and short delays are waited for, not jumped over. */
const soonMs = 60_000;
const giveUpMs = 15 * 60_000;

export function createControl(parts: ControlParts): Control {
  const { clock } = parts;

  const consumedStates = async (): Promise<{ states: Record<string, QueueState>; read: QueueState[] }> => {
    const states = await parts.queueStates();
    return {
      states,
      read: Object.entries(states).flatMap(([name, state]) => (parts.consumed.has(name) ? [state] : [])),
    };
  };

  const counts = (states: Record<string, QueueState>): Counts => {
    const dead = Object.entries(states).filter(([name, state]) => !parts.consumed.has(name) && state.ready > 0);
    return {
      now: new Date(clock.now()).toISOString(),
      invocations: parts.invocations(),
      failedInvocations: parts.failedInvocations(),
      deadLetters: Object.fromEntries(dead.map(([name, state]) => [name, state.ready])),
      delayed: Object.values(states).reduce((sum, state) => sum + state.delayed.length, 0),
    };
  };

  const underWay = (): number => parts.underWay() + parts.machinesWorking() + parts.scheduler.pending();

  /** One look: what is due, and the state of the queues. Streams and queues are asked only when nothing else is known to be busy. */
  const look = async (): Promise<{ due: number; states: Record<string, QueueState> }> => {
    const busy = underWay();
    if (busy > 0) {
      // Nobody works: what is pending waits for company that will not come.
      if (parts.busy() === 0) parts.hurry();
      return { due: busy, states: {} };
    }
    await parts.catchUp();
    const { states, read } = await consumedStates();
    const soon = clock.now() + soonMs;
    const queued = read.reduce(
      (sum, state) => sum + state.ready + state.inFlight.length + state.delayed.filter((due) => due <= soon).length,
      0,
    );
    const wake = parts.nextWake();
    const waking = wake !== undefined && wake <= soon ? 1 : 0;
    return { due: queued + waking + underWay(), states };
  };

  const drain = async (): Promise<Counts> => {
    const giveUpAt = performance.now() + giveUpMs;
    for (let pause = 5; ; pause = Math.min(pause * 1.5, 60)) {
      const before = parts.invocations();
      const { due, states } = await look();
      if (due === 0 && parts.invocations() === before) {
        // A second look: work may have moved from a place not yet seen into one already passed.
        const again = await look();
        if (again.due === 0 && parts.invocations() === before) return counts(again.states);
      }
      if (performance.now() > giveUpAt)
        throw new Error(
          `Not drained after ${giveUpMs / 60_000} minutes: ${due} pieces of work are left (${JSON.stringify(counts(states))}).`,
        );
      await delay(pause);
    }
  };

  /** The next moment at which a hidden message or a sleeping execution comes back. */
  const nextReturn = async (): Promise<number | undefined> => {
    const { read } = await consumedStates();
    const moments = read.flatMap((state) => [...state.delayed, ...state.inFlight]);
    const wake = parts.nextWake();
    if (wake !== undefined) moments.push(wake);
    return moments.length === 0 ? undefined : Math.min(...moments);
  };

  const jump = async (to: number): Promise<void> => {
    clock.set(to);
    await parts.jumped();
  };

  const advance = async (to: number, every: boolean): Promise<Advanced> => {
    const { from, resume } = parts.scheduler.suspend();
    const fired: DueSchedule[] = [];
    try {
      await drain();
      const due = parts.scheduler.dueBetween(from, to, every);
      for (;;) {
        const moments = [due[0]?.at, await nextReturn()].filter((moment) => moment !== undefined && moment <= to);
        const [next] = moments.sort((a, b) => Number(a) - Number(b));
        if (next === undefined) break;
        await jump(next);
        while (due[0] !== undefined && due[0].at <= clock.now()) {
          const [item] = due.splice(0, 1);
          if (item === undefined) break;
          fired.push(item);
          await parts.scheduler.fire(item);
        }
        await drain();
      }
      await jump(to);
      const last = await drain();
      return { ...last, fired: fired.map(({ name, at }) => ({ name, at: new Date(at).toISOString() })) };
    } finally {
      resume();
    }
  };

  let queue: Promise<unknown> = Promise.resolve();
  return {
    drain,
    // One jump at a time: two would fire the same schedules.
    advance: (to, every) => {
      const run = queue.then(() => advance(to, every));
      queue = run.catch(() => undefined);
      return run;
    },
  };
}
