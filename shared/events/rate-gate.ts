import { type Clock, MINUTE } from '../platform/clock.ts';

/**
 * Events of one id that go straight into place in one window of one running copy of the function. A person makes
 * thousands of events on their wildest day; a shared kiosk, a bot or a broken id makes them in minutes.
 */
export const PERSON_LIMIT = { events: 5_000, windowMs: 10 * MINUTE } as const;

/** Bounds the memory of a flood of made-up ids; a hot id is seen again at once. */
const MAX_PERSONS = 50_000;

/** Counts events per id in fixed windows. It lives in one process: no call, no shared state on the way of an event. */
export const createRateGate = (clock: Clock, limit: { events: number; windowMs: number } = PERSON_LIMIT) => {
  let counts = new Map<string, number>();
  let endsAt = 0;

  /** Whether one more event of this id may go into place now. */
  const admit = (person: string): boolean => {
    const now = clock();
    // A clock that was set back would otherwise freeze the window.
    if (now >= endsAt || now < endsAt - limit.windowMs || counts.size >= MAX_PERSONS) {
      counts = new Map();
      endsAt = now + limit.windowMs;
    }
    const count = (counts.get(person) ?? 0) + 1;
    counts.set(person, count);
    return count <= limit.events;
  };

  return { admit };
};

export type RateGate = ReturnType<typeof createRateGate>;
