import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Preference, wishesOf } from '../../../shared/consent/preference.ts';
import { isTooOften } from '../../../shared/delivery/frequency.ts';
import { DAY } from '../../../shared/platform/clock.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const row = (daysAgo: number, fields: object = {}) => ({
  key: `c${daysAgo}#0#0`,
  purpose: 'ad' as const,
  status: 'sent' as const,
  handedOverAt: new Date(NOW - daysAgo * DAY).toISOString(),
  ...fields,
});
const weekly = { messages: 1, days: 7 };

describe('the limit a person has set', () => {
  it('counts what may have reached the person within its days', () => {
    expect(isTooOften([row(6)], 'new', weekly, NOW)).toBe(true);
    expect(isTooOften([row(7)], 'new', weekly, NOW)).toBe(false);
    expect(isTooOften([row(6, { status: 'unknown' })], 'new', weekly, NOW)).toBe(true);
    expect(isTooOften([row(6), row(5)], 'new', { messages: 3, days: 7 }, NOW)).toBe(false);
    expect(isTooOften([row(6)], 'new', undefined, NOW)).toBe(false);
  });

  it.each([
    ['information', { purpose: 'info' }],
    ['the message itself, tried again', { key: 'new' }],
    ['what was skipped', { status: 'skipped', handedOverAt: undefined }],
    ['a control person’s empty row', { status: 'control' }],
    ['what the provider refused', { status: 'failed' }],
  ])('does not count %s', (_what, fields) => {
    expect(isTooOften([row(1, fields)], 'new', weekly, NOW)).toBe(false);
  });
});

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
