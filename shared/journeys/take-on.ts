import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { runKey } from '../tables/keys.ts';
import { end } from './advance.ts';
import { drive, type Host } from './drive.ts';
import { type Effects, perform } from './effect.ts';
import type { Journey } from './journey.ts';
import { stepOf } from './journey.ts';
import type { JourneyState } from './journey-state.ts';
import type { JourneyStore } from './journey-store.ts';
import type { LookUp } from './look-up.ts';
import type { Run } from './run.ts';
import type { RunName, RunStore, StoredRun } from './run-store.ts';

export interface TakeOnDeps {
  readonly runs: RunStore;
  readonly journeys: JourneyStore;
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly lookUp: LookUp;
  readonly effects: Effects;
  readonly clock: Clock;
}

/** Rivals are the hints of one person that come at once. */
const TRIES = 8;
/** Clocks of two workers are not further apart. */
const SKEW = MINUTE;
/** A paused journey's people come back so often, spread a little. */
const PAUSED = 15 * MINUTE;

/** Another step than the one that was come to is another visit: its effects have names of their own. */
const visitsAt = ({ visits, step: from }: Run, step: string): Run['visits'] =>
  step === from ? visits : { ...visits, [step]: (visits[step] ?? 0) + 1 };

/** The step that a person of an older version goes on with; nothing if theirs does not migrate. */
const migrated = (run: Run, to: Journey | undefined, { migration }: JourneyState): Run => {
  if (!to || !migration || run.version >= migration.to || run.enteredAt > migration.at) return run;
  const step = migration.steps[run.step] ?? run.step;
  return stepOf(to, step) ? { ...run, version: migration.to, step, visits: visitsAt(run, step) } : run;
};

/** Takes a run as far as it goes now. Any number of workers may be told of one run, at any time, and die anywhere. */
export const createTakeOn = ({ runs, journeys, customers, lookUp, effects, clock }: TakeOnDeps) => {
  /** The tick's clock may be ahead of ours: then the timer of what is not yet due here is gone. */
  const heed = async (run: Run, now: number): Promise<void> => {
    const due = run.due === undefined ? undefined : Date.parse(run.due);
    if (due !== undefined && due > now && due - now <= SKEW) await runs.armAgain(run);
  };

  const once = async (stored: StoredRun): Promise<'done' | 'conflict'> => {
    const now = clock();
    const { journeyId, customerId, runId } = stored.run;
    const state = await journeys.recentState(journeyId);
    const own = await journeys.version(journeyId, stored.run.version);
    let current = stored;
    const forGood = own.entry.rule === 'once';

    const save = async (run: Run): Promise<boolean> => {
      const revision = await runs.save(run, current, forGood);
      if (revision === undefined) return false;
      current = { run, revision };
      return true;
    };
    const close = async (run: Run) => ((await save(run)) ? 'done' : 'conflict');

    if (!state || (state.stoppedAt !== undefined && stored.run.enteredAt <= state.stoppedAt)) {
      return close(end(stored.run, 'stopped', now));
    }
    if (state.status === 'paused') {
      if (stored.run.due !== undefined && stored.run.due > toIso(now)) {
        await heed(stored.run, now);
        return 'done';
      }
      return close({ ...stored.run, due: toIso(now + PAUSED + Math.floor(Math.random() * MINUTE)) });
    }
    const customer = await customers.get(customerId);
    if (!customer) return close(end(stored.run, 'gone', now));
    // The same way twice under two ids of one person is one way.
    if (customer.customerId !== customerId) {
      const other = await runs.find({ customerId: customer.customerId, run: runKey(journeyId, runId) });
      if (other) return close(end(stored.run, 'merged', now));
    }

    const { migration } = state;
    const target =
      migration && stored.run.version < migration.to ? await journeys.version(journeyId, migration.to) : undefined;
    const host: Host = {
      journeyOf: ({ version }) => (target && version === migration?.to ? target : own),
      answer: (_run, questions) => Promise.all(questions.map((question) => lookUp.answerTo(customer, question, now))),
      perform: (effect) => perform(effects, effect, host.journeyOf(effect.run), customer),
      save,
      moved: (_from, to) => migrated(to, target, state),
    };
    const left = await drive(host, stored.run, now);
    if (left === 'conflict') return 'conflict';
    if (current === stored) await heed(left, now);
    return 'done';
  };

  /** Throws what a later try can cure; a run that is over, kept aside or nobody's any more is none of it. */
  const takeOn = async (name: RunName): Promise<void> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const stored = await runs.find(name);
      if (stored?.run.status !== 'running') return;
      if ((await once(stored)) === 'done') return;
    }
    throw new Error(`A run was written by others ${TRIES} times; delivering again will help.`);
  };

  /** Keeps a run aside that fails every time, until somebody replays it. */
  const keepAside = async (name: RunName, reason: string): Promise<void> => {
    const stored = await runs.find(name);
    if (stored?.run.status !== 'running') return;
    const { due: _due, ...rest } = stored.run;
    await runs.noteStuck(stored.run);
    await runs.save({ ...rest, status: 'stuck', reason }, stored, true);
  };

  return { takeOn, keepAside };
};

export type TakeOn = ReturnType<typeof createTakeOn>;

/** Whether an event of this name is anything to a run where it stands. */
export const awaits = (journey: Journey, run: Run, event: string): boolean => {
  if (journey.goal?.event === event) return true;
  const step = stepOf(journey, run.step);
  return step?.type === 'waitFor' && step.for.event === event;
};
