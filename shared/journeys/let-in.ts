import type { Customer } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import { runKey } from '../tables/keys.ts';
import { isTooNear, newRun, type Occasion, restOf, runIdOf } from './enter.ts';
import type { Journey } from './journey.ts';
import type { RunName } from './run-store.ts';
import type { TakeOn, TakeOnDeps } from './take-on.ts';

export interface LetInDeps extends Pick<TakeOnDeps, 'runs' | 'journeys' | 'lookUp' | 'clock'> {
  readonly take: TakeOn;
  readonly settings: () => Promise<Settings>;
}

/** Lets a person in for an occasion, unless the journey's rules or an earlier run stand against it. */
export const createLetIn =
  ({ runs, journeys, lookUp, take, settings, clock }: LetInDeps) =>
  async (
    journeyId: string,
    customer: Customer,
    occasionFor: (journey: Journey, zone: string) => Promise<Occasion | undefined> | Occasion | undefined,
  ): Promise<void> => {
    const state = await journeys.recentState(journeyId);
    if (state?.status !== 'running') return;
    const journey = await journeys.version(journeyId, state.version);
    const occasion = await occasionFor(journey, (await settings()).timezone);
    const runId = occasion && runIdOf(journey, occasion);
    if (occasion === undefined || runId === undefined) return;
    const { customerId, linkedIds = [] } = customer;
    const name: RunName = { customerId, run: runKey(journeyId, runId) };
    const rest = restOf(journey);
    if (!(await runs.find(name))) {
      for (const id of linkedIds) {
        if (await runs.find({ customerId: id, run: name.run })) return;
        const last = rest === undefined ? undefined : await runs.lastEntry(id, journeyId);
        if (rest !== undefined && last !== undefined && isTooNear(occasion.cause.at, last, rest)) return;
      }
      if (journey.startIf !== undefined && !(await lookUp.fits(customer, journey.startIf, clock()))) return;
      const run = newRun(
        journey,
        { customerId, journeyId, version: state.version, runId, cause: occasion.cause },
        clock(),
      );
      if ((await runs.create(run, rest)) === 'tooNear') return;
    }
    // Written by an earlier try that died here, or by this one: looking at it is the same.
    await take.takeOn(name);
  };

export type LetIn = ReturnType<typeof createLetIn>;
