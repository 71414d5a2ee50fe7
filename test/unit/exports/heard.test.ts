import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { heardOf, readAbove } from '../../../shared/profiles/heard.ts';
import { eventKey } from '../../../shared/tables/keys.ts';

const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');

/** Received some hours after the begin, and happened before, or a little after by a clock that runs ahead; or without a time. */
const event = fc.record({
  received: fc.integer({ min: 0, max: 200 * 24 }),
  late: fc.oneof(fc.integer({ min: -12, max: 40 * 24 }), fc.integer({ min: 0, max: 400 * 24 }), fc.constant(undefined)),
});

it('reading what a profile says reaches every event that came in, and nobody is read of whom nothing did for long', () => {
  const HOUR = DAY / 24;
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(11), { maxLength: 4 }),
      fc.integer({ min: 0, max: 220 }),
      (events, cuts, fromDay) => {
        const all = events.map(({ received, late }, index) => {
          const receivedAt = toIso(BEGIN + received * HOUR);
          const time = late === undefined ? undefined : toIso(BEGIN + (received - late) * HOUR);
          return { key: eventKey(time, `m${index}`), receivedAt, at: time ?? receivedAt };
        });
        const lastSeenOf = (some: typeof all) =>
          some
            .map(({ at }) => at)
            .sort()
            .at(-1);
        // Projected in pieces: each knows what the one before it wrote down, and the events from it on.
        let heard: number | undefined;
        const ends = [...cuts.map((cut) => Math.min(cut, all.length)), all.length].sort((one, other) => one - other);
        let begin = 0;
        for (const end of ends) {
          if (end > begin) heard = heardOf(heard, all.slice(begin, end), lastSeenOf(all.slice(0, end)));
          begin = Math.max(begin, end);
        }
        const from = toIso(BEGIN + fromDay * DAY);
        const reading = readAbove({ heard, lastSeenAt: lastSeenOf(all) }, from);
        const found = all.filter(
          ({ key, receivedAt }) =>
            receivedAt >= from && reading !== undefined && (reading === 'everything' || key > reading.above),
        );
        expect(found).toEqual(all.filter(({ receivedAt }) => receivedAt >= from));
      },
    ),
    { numRuns: 2_000 },
  );
  expect(readAbove({ lastSeenAt: '2026-03-01T00:00:00.000Z' }, '2026-03-02T00:00:00.000Z')).toBeUndefined();
  expect(
    heardOf(undefined, [{ key: '2026-03-01T00:00:00.000Z#m', receivedAt: '2026-03-01T00:00:01.000Z' }], '2026-03-01'),
  ).toBeUndefined();
});
