import * as z from 'zod';
import type { Clock } from '../platform/clock.ts';
import { createDateTriggers } from './date-triggers.ts';
import { mayBeNear } from './dates.ts';
import type { Hint, Tell } from './hint.ts';
import { type JourneyStore, signalKey } from './journey-store.ts';

/** An event as a stream shows it: enough to see whether a journey asks for it. */
export interface Announced {
  readonly key: string;
  readonly type: string;
  readonly name: string | undefined;
  /** JSON; looked into only where a journey asks for a trait. */
  readonly body: string | undefined;
}

interface ComeInDeps {
  readonly journeys: Pick<JourneyStore, 'watched' | 'recentState' | 'version'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

/** Keys in one hint: a message of the queue holds 256 KB. */
const MOST_KEYS = 100;

const bodySchema = z.object({ traits: z.record(z.string(), z.unknown()).optional() });

const traitsIn = (body: string): unknown => {
  try {
    return bodySchema.parse(JSON.parse(body)).traits;
  } catch {
    return undefined;
  }
};

/** Tells the engine which of a person's events some journey asks for. Costs nothing where none does. */
export const createComeIn =
  ({ journeys, tell, clock }: ComeInDeps) =>
  async (person: string, events: readonly Announced[]): Promise<void> => {
    const watched = await journeys.watched();
    if (watched.size === 0) return;
    const dated = await createDateTriggers(journeys)();
    // A birthday rides on every identify call, and is near on few days of a year.
    const isNear = (body: string): boolean => {
      const traits = dated.length > 0 ? traitsIn(body) : undefined;
      return dated.some(({ trigger }) => mayBeNear(trigger, traits, clock()));
    };
    const traits = [...watched.keys()].filter((key) => key.startsWith('trait:')).map((key) => key.slice(6));
    const isAsked = ({ type, name, body = '' }: Announced): boolean => {
      if (type === 'identify') return traits.some((trait) => body.includes(JSON.stringify(trait))) || isNear(body);
      if (type !== 'track' || name === undefined) return false;
      return watched.has(signalKey({ kind: 'event', name })) || watched.has(signalKey({ kind: 'awaited', name }));
    };
    const keys = events.filter(isAsked).map(({ key }) => key);
    const hints: Hint[] = [];
    for (let at = 0; at < keys.length; at += MOST_KEYS) {
      hints.push({ kind: 'events', person, keys: keys.slice(at, at + MOST_KEYS) });
    }
    if (hints.length > 0) await tell(hints);
  };

export type ComeIn = ReturnType<typeof createComeIn>;
