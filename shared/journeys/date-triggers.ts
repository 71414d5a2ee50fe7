import type { Clock } from '../platform/clock.ts';
import type { Customer } from '../profiles/profile.ts';
import { type DateTrigger, mayBeNear } from './dates.ts';
import type { Tell } from './hint.ts';
import type { JourneyStore } from './journey-store.ts';

/** The kind of the signal that a date in a trait is. */
const DATE = 'date:';

interface DatedJourney {
  readonly journeyId: string;
  readonly trigger: DateTrigger;
}

/** Running journeys that go by a date, by the version that people enter. Reads nothing more than a second old where there is none. */
export const createDateTriggers =
  (journeys: Pick<JourneyStore, 'watched' | 'recentState' | 'version'>) =>
  async (): Promise<readonly DatedJourney[]> => {
    const watched = await journeys.watched();
    const ids = new Set([...watched].flatMap(([key, of]) => (key.startsWith(DATE) ? of : [])));
    const found: DatedJourney[] = [];
    for (const journeyId of ids) {
      const state = await journeys.recentState(journeyId);
      if (state?.status !== 'running') continue;
      const { trigger } = await journeys.version(journeyId, state.version);
      if (trigger.on === 'date') found.push({ journeyId, trigger });
    }
    return found;
  };

export type DateTriggers = ReturnType<typeof createDateTriggers>;

/** People in one hint: the work of some seconds. */
const TOGETHER = 50;

interface NightDeps {
  readonly triggers: DateTriggers;
  readonly tell: Tell;
  readonly clock: Clock;
}

/** For the one pass that reads every profile each night: tells the engine of those whose date is near. */
export const createWatchDates =
  ({ triggers, tell, clock }: NightDeps) =>
  async () => {
    const dated = await triggers();
    let near: string[] = [];
    const flush = async (): Promise<void> => {
      const people = near;
      near = [];
      if (people.length > 0) await tell([{ kind: 'dates', people }]);
    };
    const look = async ({ customerId, fold }: Pick<Customer, 'customerId' | 'fold'>): Promise<void> => {
      if (!dated.some(({ trigger }) => mayBeNear(trigger, fold.traits, clock()))) return;
      near.push(customerId);
      if (near.length >= TOGETHER) await flush();
    };
    return { look, flush };
  };
