import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../shared/events/event.ts';
import { mergeEntries, type OrderEntry, orderOf } from '../../../shared/orders/order-fold.ts';
import { contributionOf, firstReceived } from '../../../shared/profiles/contribution.ts';
import {
  emptyState,
  type FoldState,
  MAX_NAMES,
  MAX_TRAITS,
  merge,
  mergeAll,
  stateOf,
} from '../../../shared/profiles/fold.ts';
import { stateFromText, stateText } from '../../../shared/profiles/fold-codec.ts';
import { type PlacedOrder, summariseOrders } from '../../../shared/profiles/order-summary.ts';
import { profileSchema } from '../../../shared/profiles/profile.ts';
import { MAX_TRAITS_BYTES, profileText, viewOf } from '../../../shared/profiles/view.ts';
import { eventsOf, historyOf } from './history.ts';
import { naiveProfile } from './naive-profile.ts';

const NO_ORDERS = summariseOrders([], 'Asia/Seoul');

const event = (index: number, fields: Partial<StoredEvent>): StoredEvent => ({
  person: 'u:kim',
  key: `2026-11-20T00:00:00.000Z#m${index}`,
  messageId: `m${index}`,
  type: 'track',
  at: '2026-11-20T00:00:00.000Z',
  receivedAt: '2026-11-20T00:00:01.000Z',
  body: {},
  imported: false,
  ...fields,
});

/** Cuts a list at random and folds the pieces in random shape: what checkpoints and late events do. */
const foldInPieces = (states: readonly FoldState[], cuts: readonly number[]): FoldState => {
  if (states.length <= 2) return mergeAll(states);
  const at = 1 + ((cuts[0] ?? 0) % (states.length - 1));
  const rest = cuts.slice(1);
  return merge(foldInPieces(states.slice(at), rest), foldInPieces(states.slice(0, at), rest));
};

const profileOf = (events: readonly StoredEvent[]) => {
  const { kept } = firstReceived(events.map((stored) => contributionOf(stored, 'KRW')));
  const entries = new Map<string, OrderEntry[]>();
  for (const { order } of kept) {
    if (order) entries.set(order.orderId, mergeEntries(entries.get(order.orderId) ?? [], [order.entry]));
  }
  const orders = [...entries].map(([orderId, list]): PlacedOrder => ({ orderId, ...orderOf(list) }));
  return viewOf(mergeAll(kept.map(({ state }) => state)), summariseOrders(orders, 'Asia/Seoul'), 'KR');
};

describe('the fold of a person’s events', () => {
  it('gives the naive model’s profile for any history', async () => {
    await fc.assert(
      fc.property(historyOf(1, 40), (items) => {
        const events = eventsOf(items);
        expect(profileOf(events)).toEqual(naiveProfile(events));
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not depend on the order of events or on how they are cut into parts, byte for byte', async () => {
    await fc.assert(
      fc.property(
        historyOf(1, 30).chain((items) =>
          fc.tuple(
            fc.constant(items),
            fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
            fc.array(fc.nat(), { maxLength: 12 }),
          ),
        ),
        ([items, shuffled, cuts]) => {
          const states = eventsOf(items).map((stored) => stateOf(stored));
          const pieces = eventsOf(shuffled).map((stored) => stateOf(stored));
          expect(stateText(foldInPieces(pieces, cuts))).toBe(stateText(states.reduce(merge, emptyState())));
        },
      ),
      { numRuns: 700 },
    );
  });

  it('comes back from its stored text as it was', async () => {
    await fc.assert(
      fc.property(historyOf(1, 30), (items) => {
        const text = stateText(mergeAll(eventsOf(items).map((stored) => stateOf(stored))));
        expect(stateText(stateFromText(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('makes profiles that their own schema reads back unchanged', async () => {
    await fc.assert(
      fc.property(historyOf(1, 30), (items) => {
        const text = profileText(profileOf(eventsOf(items)));
        expect(profileText(profileSchema.parse(JSON.parse(text)))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

describe('limits of the fold', () => {
  const shuffled = <Item>(items: readonly Item[]) =>
    fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

  it('keeps the same 50 event names with exact counts in any order, and counts the others together', async () => {
    const names = Array.from({ length: 70 }, (_, index) => `Name ${String(index).padStart(2, '0')}`);
    const events = [...names, ...names, 'Order Completed', 'Product Viewed'].map((name, index) =>
      event(index, { name }),
    );
    await fc.assert(
      fc.property(shuffled(events), fc.array(fc.nat(), { maxLength: 8 }), (order, cuts) => {
        const { names: kept, otherNames } = foldInPieces(
          order.map((stored) => stateOf(stored)),
          cuts,
        );
        expect(kept.size).toBe(MAX_NAMES);
        expect([kept.get('Order Completed'), kept.get('Product Viewed')]).toEqual([1, 1]);
        expect([kept.get('Name 00'), kept.get('Name 47'), kept.get('Name 48')]).toEqual([2, 2, undefined]);
        expect(otherNames).toBe(2 * 22);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the same 100 traits in any order, the known ones among them', async () => {
    const events = Array.from({ length: 60 }, (_, index) =>
      event(index, {
        type: 'identify',
        body: {
          traits: { email: 'kim@example.com', [`t${index}`]: index, [`u${index}`]: index, [`v${index}`]: index },
        },
      }),
    );
    await fc.assert(
      fc.property(shuffled(events), fc.array(fc.nat(), { maxLength: 8 }), (order, cuts) => {
        const state = foldInPieces(
          order.map((stored) => stateOf(stored)),
          cuts,
        );
        expect(state.traits.size).toBe(MAX_TRAITS);
        expect(['email', 't59', 'u0', 'u9', 'v0'].map((name) => state.traits.has(name))).toEqual([
          true,
          true,
          true,
          false,
          false,
        ]);
      }),
      { numRuns: 50 },
    );
  });

  it('lets a value that is too large win over an older one, and shows neither', () => {
    const small = stateOf(event(1, { type: 'identify', body: { traits: { note: 'short' } } }));
    const large = stateOf(
      event(2, { type: 'identify', at: '2026-11-21T00:00:00.000Z', body: { traits: { note: 'x'.repeat(1_000_000) } } }),
    );
    const profile = viewOf(merge(large, small), NO_ORDERS, 'KR');
    expect(profile.traits).toEqual({});
    expect(stateText(merge(small, large)).length).toBeLessThan(500);
  });

  it('shows traits of at most 16 KB together, the known ones first', () => {
    const traits = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`a${index}`, 'x'.repeat(1_000)]));
    const profile = viewOf(
      stateOf(event(1, { type: 'identify', body: { traits: { ...traits, name: '김' } } })),
      NO_ORDERS,
      'KR',
    );
    expect(profile.traits.name).toBe('김');
    expect(profileText(profile).length).toBeLessThan(MAX_TRAITS_BYTES + 1_000);
  });

  it('ignores trait names that are no names', () => {
    const traits: Record<string, unknown> = JSON.parse('{"__proto__":{"polluted":true},"":1,"ok":2}');
    traits['n'.repeat(101)] = 1;
    traits['가'.repeat(34)] = 1;
    const profile = viewOf(stateOf(event(1, { type: 'identify', body: { traits } })), NO_ORDERS, 'KR');
    expect(profileText(profile)).toContain('"traits":{"ok":2}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('adds hostile totals without leaving the exact integers', () => {
    const orders = Array.from({ length: 3 }, (_, index) => ({
      orderId: `o${index}`,
      placedAt: '2026-11-20T00:00:00.000Z',
      currency: 'KRW',
      net: Number.MAX_SAFE_INTEGER,
    }));
    const profile = viewOf(emptyState(), summariseOrders(orders, 'Asia/Seoul'), 'KR');
    expect(profileSchema.parse(JSON.parse(profileText(profile))).revenue).toEqual({ KRW: Number.MAX_SAFE_INTEGER });
  });
});
