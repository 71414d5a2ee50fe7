import { dateOfEpochDay, epochDay } from '../../shared/platform/time.ts';
import type { Customer, Profile } from '../../shared/profiles/profile.ts';

export const NIGHT = '2026-11-22';
const TODAY = epochDay(NIGHT);

export interface Purchase {
  readonly day: number;
  readonly net: number;
}

/** Numbers that follow from a seed alone (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** One person's purchase days in two years: a third buys never, a third once, the rest at a rhythm of their own until they stop. */
export const purchasesOf = (index: number): Purchase[] => {
  const random = createRandom(index + 1);
  const kind = random();
  if (kind < 1 / 3) return [];
  const first = TODAY - Math.floor(random() * 730);
  const worth = 5_000 * (1 + Math.floor(random() * 40));
  const purchases = [{ day: first, net: worth }];
  if (kind < 2 / 3) return purchases;
  const gap = 7 + random() * 90;
  const end = first + random() * 900;
  for (let day = first; purchases.length < 40; ) {
    day += Math.ceil(-Math.log(1 - random()) * gap);
    if (day > Math.min(end, TODAY)) break;
    purchases.push({ day, net: Math.round(worth * (0.5 + random())) });
  }
  return purchases;
};

export const idOf = (index: number): string => `u:person-${index}`;

/** The fold of such a person, as it is stored. */
export const foldOf = (index: number): Profile => {
  const purchases = purchasesOf(index);
  const [first, last] = [purchases[0], purchases.at(-1)];
  const time = (day: number): string => `${dateOfEpochDay(day)}T03:00:00.000Z`;
  return {
    kind: 'consumer',
    traits: { name: `사람 ${index}`, email: `person-${index}@example.com`, city: '서울' },
    contacts: { email: `person-${index}@example.com` },
    consent: { email: { ad: { state: index % 2 === 0 ? 'granted' : 'withdrawn', at: '2025-01-01T00:00:00.000Z' } } },
    events: 1 + 3 * purchases.length,
    eventCounts: { 'Order Completed': purchases.length, 'Product Viewed': 2 * purchases.length },
    firstSeenAt: time(first?.day ?? TODAY - 100),
    lastSeenAt: time(last?.day ?? TODAY - 100),
    orders: purchases.length,
    ...(first && last ? { firstOrderAt: time(first.day), lastOrderAt: time(last.day) } : {}),
    revenue: first ? { KRW: purchases.reduce((sum, { net }) => sum + net, 0) } : {},
    days: first ? { KRW: purchases.map(({ day, net }) => `${day},1,${net}`).join(';') } : {},
    zone: 'Asia/Seoul',
  };
};

export const personAt = (index: number): Customer => ({ customerId: idOf(index), version: 1, fold: foldOf(index) });
