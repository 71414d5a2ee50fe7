import * as z from 'zod';
import { MESSAGE_STATUSES } from '../campaigns/send-state.ts';
import { cameBack, hasArrived } from './arrival.ts';

/** A ledger row as it is stored, with the fields of every writer. */
export type Item = Readonly<Record<string, unknown>>;

/** Fields of the message as a whole; every other one belongs to the way that the row is. */
const SHARED: ReadonlySet<string> = new Set([
  ...['customerId', 'key', 'campaignId', 'purpose', 'arm', 'plan', 'pick', 'runId', 'expiresAt', 'revision'],
  ...['goal', 'goalDays', 'goalEvent', 'past', 'group', 'ignored', 'first', 'lostValue', 'imported', 'outcomes'],
  ...['journeyDay', 'heldShare', 'lead', 'survey', 'answer'],
]);
const PLACES: ReadonlySet<string> = new Set(['link', 'links']);

const pick = (item: Item, of: (name: string) => boolean): Item =>
  Object.fromEntries(Object.entries(item).filter(([name, value]) => value !== undefined && of(name)));

/** What was known of the person before the first way was tried, and says what they were when the message came. */
const KNOWN_BEFORE: ReadonlySet<string> = new Set(['past', 'group', 'ignored', 'first']);

/** Fields of the message after another way of it was written: of what was known before, and of what was answered to, the first word stands. */
export const sharedAfter = (item: Item, next: Item): Item => {
  const isBegun = [...waysOfRow(item).values()].some(({ handedOverAt }) => handedOverAt !== undefined);
  const isKept = (name: string): boolean =>
    (isBegun && KNOWN_BEFORE.has(name)) || (name === 'survey' && item.answer !== undefined);
  const { revision: _revision, ...said } = sharedOf(next);
  return { ...sharedOf(item), ...pick(said, (name) => !isKept(name)) };
};

export const sharedOf = (item: Item): Item => pick(item, (name) => SHARED.has(name));
export const linkOf = (item: Item): Item => pick(item, (name) => !SHARED.has(name) && !PLACES.has(name));

const placesSchema = z.object({
  link: z.number().int().default(0),
  links: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** Every way of a row by number. */
export const waysOfRow = (item: Item): Map<number, Item> => {
  const { link, links } = placesSchema.parse(item);
  return new Map([
    ...Object.entries(links).map(([name, way]): [number, Item] => [Number(name), way]),
    [link, linkOf(item)],
  ]);
};

export const numberOf = (item: Item): number => placesSchema.parse(item).link;

const text = z.string().optional();
const standingSchema = z.object({
  status: z.enum(MESSAGE_STATUSES),
  ...{ deliveredAt: text, bouncedAt: text, openedHumanAt: text, clickedHumanAt: text },
  ...{ unsubscribedAt: text, complainedAt: text, optedOutAt: text },
  ...{ bounceType: text, bounceSubType: text },
});
type Standing = z.infer<typeof standingSchema>;

/** What stands for the message: what is under way, then what arrived, then what may have, then what is known not to have. */
const rankOf = (way: Standing): number => {
  switch (way.status) {
    case 'claimed':
      return 8;
    case 'deferred':
      return 7;
    case 'sent':
    case 'unknown':
      if (hasArrived(way)) return 6;
      if (cameBack(way)) return 3;
      return way.status === 'sent' ? 5 : 4;
    case 'control':
      return 4;
    case 'failed':
      return 2;
    case 'skipped':
      return 1;
    default:
      return way.status satisfies never;
  }
};

/** Not handed over yet, and not needed any more. */
const called = (way: Item): Item => {
  const { until: _until, ...rest } = way;
  return { ...rest, status: 'skipped', reason: 'cancelled' };
};

/**
 * The row of a message from all of its ways. What waits for its hour is called off once another way has arrived. Of equals the latest
 * stands, of those that arrived the first.
 */
export const composed = (shared: Item, ways: ReadonlyMap<number, Item>): Item => {
  const arrived = [...ways.values()].some((way) => hasArrived(standingSchema.parse(way)));
  const settled = [...ways].map(([link, way]): [number, Item] => [
    link,
    arrived && way.status === 'deferred' ? called(way) : way,
  ]);
  const ranked = settled
    .map(([link, way]) => ({ link, way, rank: rankOf(standingSchema.parse(way)) }))
    .sort((left, right) => right.rank - left.rank || (arrived ? left.link - right.link : right.link - left.link));
  const [first] = ranked;
  const others = settled.filter(([link]) => link !== first?.link);
  return {
    ...shared,
    ...first?.way,
    link: first?.link,
    ...(others.length === 0 ? {} : { links: Object.fromEntries(others.map(([link, way]) => [String(link), way])) }),
  };
};
