import type { FallbackLink } from '../campaigns/fallback.ts';
import { MINUTE } from '../platform/clock.ts';
import { arrivalOf, hasArrived } from './arrival.ts';
import type { Link } from './message.ts';

interface Places<Way> {
  readonly link?: number | undefined;
  readonly links?: Readonly<Record<string, Way>> | undefined;
}
type Chained = Link & Places<Link>;
type Handed = Pick<Link, 'status' | 'handedOverAt'>;

const waysIn = <Way>(row: Way & Places<Way>): Map<number, Way> =>
  new Map([
    ...Object.entries(row.links ?? {}).map(([name, way]): [number, Way] => [Number(name), way]),
    [row.link ?? 0, row],
  ]);

/** Every way that a message has been tried on, by number. */
export const triedOf = (row: Chained): Map<number, Link> => waysIn<Link>(row);

const wasHandedOver = ({ status }: Handed): boolean =>
  status === 'sent' || status === 'claimed' || status === 'unknown';

/** The way by which a message may first have reached the person; nothing if none can have. */
export const firstHandOver = (row: Handed & Places<Handed>): Handed | undefined =>
  [...waysIn<Handed>(row).values()]
    .filter((way) => wasHandedOver(way) && way.handedOverAt !== undefined)
    .sort((left, right) => ((left.handedOverAt ?? '') < (right.handedOverAt ?? '') ? -1 : 1))[0];

/** It arrived more than once: the former after its time. */
export const arrivedTwice = (row: Chained): boolean => [...triedOf(row).values()].filter(hasArrived).length > 1;

/** `go`: the way that is next, now. `wait`: it may be at `at`, ms. */
export type Turn =
  | { readonly kind: 'over' }
  | { readonly kind: 'wait'; readonly at: number; readonly link: number }
  | { readonly kind: 'go'; readonly link: number };

const OVER: Turn = { kind: 'over' };

/** The ways of a chain in the order in which they are tried. */
export const plainOrder = (fallback: readonly unknown[]): number[] => [0, ...fallback.map((_, index) => index + 1)];

/**
 * Where a message with several ways stands that nobody works on. Each way is tried once, in order. The next one comes when the one
 * before is known not to have arrived, or its time is over; an arrival by any way ends it.
 */
export const turnOf = (
  row: Chained,
  fallback: readonly Pick<FallbackLink, 'afterMinutes' | 'on'>[],
  order: readonly number[],
  now: number,
): Turn => {
  const tried = triedOf(row);
  if ([...tried.values()].some(hasArrived)) return OVER;
  const place = order.findLastIndex((link) => tried.has(link));
  const last = tried.get(order[place] ?? -1);
  const link = order[place + 1];
  if (!last || link === undefined) return OVER;
  // Where the campaign's own way is not the first, it is taken for want of contact only.
  const { afterMinutes, on } = fallback[link - 1] ?? { afterMinutes: 0, on: ['noContact'] };
  const arrival = arrivalOf(last);
  if (arrival.kind === 'failed') return on.includes(arrival.by) ? { kind: 'go', link } : OVER;
  if (arrival.kind !== 'open' || on.every((cause) => cause === 'noContact')) return OVER;
  // To the full minute, in which a chunk is looked at anyway: its people are looked at together.
  const end = Date.parse(arrival.since ?? last.at) + afterMinutes * MINUTE;
  const at = Math.ceil(end / MINUTE) * MINUTE;
  if (now < at) return { kind: 'wait', at, link };
  return on.includes('noDelivery') ? { kind: 'go', link } : OVER;
};
