import * as fc from 'fast-check';
import { type EventItem, eventItem, type NewEvent } from '../../../shared/events/event.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { type Said, said, storedOnce } from './history.ts';

const START = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR = 3_600_000;

const USERS = ['kim', '이', 'park'] as const;
const DEVICES = ['7f', '폰', 'kiosk', 'tablet'] as const;

/** One event of somebody on some device. */
interface Act {
  /** Absent: nobody is signed in. */
  readonly user: (typeof USERS)[number] | undefined;
  readonly device: (typeof DEVICES)[number];
  /** A signed-in event that does not tell its device. */
  readonly silent: boolean;
  /** `alias` of this device to the user. */
  readonly previous: (typeof DEVICES)[number] | undefined;
  readonly hour: number | undefined;
  /** Takes the messageId of the event this many places before, whoever sent it. */
  readonly repeats: number;
  readonly correction: number;
  readonly pause: number;
  readonly said: Said;
}

const act = fc.record<Act>({
  user: fc.option(fc.constantFrom(...USERS), { nil: undefined, freq: 2 }),
  device: fc.constantFrom(...DEVICES),
  silent: fc.boolean(),
  previous: fc.option(fc.constantFrom(...DEVICES), { nil: undefined, freq: 1 }).map((device) => device),
  hour: fc.option(fc.nat({ max: 12 }), { nil: undefined, freq: 6 }),
  repeats: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 5 }) }),
  correction: fc.constantFrom(0, 0, 0, 1_500),
  pause: fc.constantFrom(0, 1, 60_000),
  said,
});

/** People of their own for each crowd (`name`), so that all can share one set of tables. */
const itemsOf = (acts: readonly Act[], name: string): EventItem[] => {
  let received = START + 13 * HOUR;
  const ids: string[] = [];
  const own = (id: string): string => `${id}-${name}`;
  return acts.map(({ user, device, silent, previous, hour, repeats, correction, pause, said: content }, index) => {
    received += pause;
    const messageId = ids[index - repeats] ?? `m${index}`;
    ids.push(messageId);
    const time = hour === undefined ? undefined : START + hour * HOUR;
    const isAlias = user !== undefined && previous !== undefined && content.type === 'page';
    const known = user === undefined ? {} : { userId: own(user) };
    const event: NewEvent = {
      person: user === undefined ? `a:${own(device)}` : `u:${own(user)}`,
      messageId,
      type: isAlias ? 'alias' : content.type,
      ...(content.name === undefined || isAlias ? {} : { name: content.name }),
      ...(time === undefined ? {} : { time: toIso(time) }),
      at: toIso(time === undefined ? received : time + correction),
      receivedAt: toIso(received),
      body: {
        ...(isAlias ? { previousId: own(previous) } : content.body),
        ...known,
        ...(user !== undefined && silent ? {} : { anonymousId: own(device) }),
      },
      source: 'web',
    };
    return eventItem(event);
  });
};

/** What a crowd does, as events of people and devices of its own for each `name`, in order of receipt. */
export type Crowd = (name: string) => EventItem[];

/**
 * Up to three known people on up to four devices that they share or not: browsing before and after signing in, aliases,
 * ties of time, undated events, and messageIds that come again under another time or another id.
 */
export const crowdOf = (maxLength: number): fc.Arbitrary<Crowd> =>
  fc.array(act, { minLength: 1, maxLength, size: 'max' }).map((acts) => (name) => storedOnce(itemsOf(acts, name)));
