import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { add, count, countsUnder } from '../../../shared/insights/counters.ts';
import { isOnLine, type PeopleLine, shareOf } from '../../../shared/insights/receipt-people.ts';
import { contributions } from '../../../shared/insights/tally.ts';
import { sentRow } from '../feedback/rows.ts';

const TIME = '2026-11-23T01:00:00.000Z';
const time = fc.constantFrom(undefined, TIME);
const goal = fc.option(
  fc.record({
    orders: fc.integer({ min: 0, max: 2 }),
    revenue: fc.integer({ min: 0, max: 9_999 }),
    currency: fc.constant('KRW'),
    firstAt: time,
  }),
  { nil: undefined },
);
const row = fc
  .record({
    status: fc.constantFrom('claimed', 'sent', 'sent', 'deferred', 'skipped', 'failed', 'unknown', 'control'),
    arm: fc.constantFrom('a', 'b'),
    isHoldout: fc.boolean(),
    eligible: fc.boolean(),
    goal,
    lead: goal,
    ...{ openedHumanAt: time, clickedHumanAt: time, unsubscribedAt: time, complainedAt: time, bouncedAt: time },
    bounceType: fc.constantFrom(undefined, 'Permanent'),
    ignored: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    costMilli: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  })
  .map(({ isHoldout, status, arm, ...rest }) =>
    sentRow({
      ...rest,
      ...{ status, arm: status === 'control' ? (isHoldout ? 'holdout' : 'control') : arm },
      ...{ journeyDay: 'cart#2026-11-23', heldShare: 0.2 },
    } satisfies Parameters<typeof sentRow>[0]),
  );

it('as many people stand behind a line as were counted on it, of campaigns and of journeys', async () => {
  await fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const all = rows.flatMap((one) => contributions('messages', one));
      const of = (prefix: string) =>
        add(...all.filter(({ subject }) => subject.startsWith(prefix)).map(({ counters }) => counters));
      const [campaign, journey] = [of('campaign#'), of('journeyDay#')];
      const over = (counters: typeof campaign, name: string): number =>
        ['a', 'b'].reduce((sum, arm) => sum + count(counters, `arm.${arm}.${name}`), 0);
      const behind = (line: PeopleLine, kind: 'campaign' | 'journey' = 'campaign'): number =>
        rows.filter((one) => isOnLine(line, one, kind)).length;
      for (const kind of ['campaign', 'journey'] as const) {
        const counters = kind === 'campaign' ? campaign : journey;
        for (const status of ['sent', 'skipped', 'failed', 'unknown', 'deferred'] as const)
          expect(behind(status, kind)).toBe(count(counters, `status.${status}`));
        expect(behind('opened', kind)).toBe(over(counters, 'openedHuman'));
        expect(behind('clicked', kind)).toBe(over(counters, 'clickedHuman'));
        expect(behind('lost', kind)).toBe(over(counters, 'lost'));
        expect(behind('leaflets', kind)).toBe(over(counters, 'leaflets'));
        const held =
          count(counters, 'control.eligible') +
          Object.values(countsUnder(counters, 'control.ineligible.')).reduce((sum, each) => sum + each, 0);
        expect(behind('control', kind)).toBe(held);
      }
      expect(behind('converted')).toBe(over(campaign, 'converted'));
      expect(behind('anyway')).toBe(count(campaign, 'control.eligible.converted'));
      const money = rows.filter((one) => isOnLine('extra', one, 'campaign')).map((one) => shareOf(one, 'campaign'));
      for (const [side, counted] of [
        ['sent', over(campaign, 'revenue.KRW')],
        ['control', count(campaign, 'control.eligible.revenue.KRW')],
      ] as const)
        expect(
          money.filter((one) => one.side === side).reduce((sum, { bought }) => sum + (bought?.amount ?? 0), 0),
        ).toBe(counted);
      const paid = rows.filter((one) => isOnLine('cost', one, 'campaign')).map((one) => shareOf(one, 'campaign'));
      expect(paid.reduce((sum, { cost }) => sum + (cost?.milli ?? 0), 0)).toBe(count(campaign, 'costMilli.KRW'));
    }),
  );
});
