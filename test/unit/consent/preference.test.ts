import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Preference, wishesOf } from '../../../shared/consent/preference.ts';

const weekly = { messages: 1, days: 7 };

describe('what a person wishes', () => {
  const wish: fc.Arbitrary<Preference> = fc
    .record(
      {
        pausedUntil: fc.constantFrom('2026-12-01T00:00:00.000Z', null),
        most: fc.constantFrom(weekly, null),
      },
      { requiredKeys: [] },
    )
    .chain((said) =>
      fc.record({
        ...{ customerId: fc.constant('u:kim'), source: fc.constant('page'), id: fc.uuid() },
        receivedAt: fc.nat({ max: 5 }).map((hour) => `2026-11-2${hour}T00:00:00.000Z`),
        ...(said.pausedUntil === undefined ? {} : { pausedUntil: fc.constant(said.pausedUntil) }),
        ...(said.most === undefined ? {} : { most: fc.constant(said.most) }),
      }),
    );

  it('is the last word on each matter, in whatever order the words are read', async () => {
    await fc.assert(
      fc.property(fc.array(wish, { maxLength: 8 }), (wishes) => {
        const ordered = [...wishes].sort((a, b) => (`${a.receivedAt} ${a.id}` < `${b.receivedAt} ${b.id}` ? -1 : 1));
        const naive: { pausedUntil?: string; most?: object } = {};
        for (const { pausedUntil, most } of ordered) {
          if (pausedUntil) naive.pausedUntil = pausedUntil;
          if (pausedUntil === null) delete naive.pausedUntil;
          if (most) naive.most = most;
          if (most === null) delete naive.most;
        }
        expect(wishesOf(wishes)).toEqual(naive);
        expect(wishesOf(wishes.toReversed())).toEqual(naive);
      }),
    );
  });
});
