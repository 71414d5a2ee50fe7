import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeCustomer } from '../../../shared/insights/attribute-customer.ts';
import type { PlacedOrder } from '../../../shared/insights/attribution.ts';
import type { AttributionStore, TouchRow } from '../../../shared/insights/attribution-store.ts';
import { add, type Counters } from '../../../shared/insights/counters.ts';
import { impactOf, type Ran } from '../../../shared/insights/impact.ts';
import { impactSchema } from '../../../shared/insights/impact-schema.ts';
import { journeyReceiptOf } from '../../../shared/insights/journey-effect.ts';
import { leadsOf } from '../../../shared/insights/journey-lead.ts';
import { contributions } from '../../../shared/insights/tally.ts';
import { comparedArms } from '../../../shared/journeys/report.ts';
import { journeyDaySubject } from '../../../shared/tables/keys.ts';
import { seeded } from '../../support/random.ts';
import { sentRow } from '../feedback/rows.ts';

const MONEY = { currency: 'KRW', margin: 0.5, platformMilli: 10, revenuePerPerson: 40_000 };
const at = (hours: number): string => new Date(Date.UTC(2026, 9, 1) + hours * 3_600_000).toISOString();

/** A person's message of the journey `cart`, on its first day unless said. */
const row = (person: string, hours: number, change: Partial<ReturnType<typeof sentRow>> = {}) =>
  sentRow({
    ...{ customerId: person, campaignId: 'Journey-cart_remind', key: `M${hours}#0#0`, purpose: 'ad', arm: 'a' },
    ...{ handedOverAt: at(hours), goalDays: undefined, goal: undefined, journeyDay: 'cart#2026-10-01', heldShare: 0.5 },
    ...change,
  });
const held = (person: string, hours: number, change: Partial<ReturnType<typeof sentRow>> = {}) =>
  row(person, hours, { status: 'control', arm: 'control', eligible: true, ...change });

/** The real pass over rows and orders of people, on stores in memory. */
const settled = async (
  rows: readonly ReturnType<typeof sentRow>[],
  ordersOf: (person: string) => readonly PlacedOrder[] = () => [],
) => {
  const known = new Map(rows.map((each) => [`${each.customerId} ${each.key}`, each]));
  let writes = 0;
  const store: AttributionStore = {
    rows: async (person) => [...known.values()].filter(({ customerId }) => customerId === person) satisfies TouchRow[],
    orders: async (person) => ordersOf(person).map((order) => ({ ...order })),
    happened: async () => [],
    setGoal: async (person, key, { goal, lead }) => {
      writes += 1;
      const before = known.get(`${person} ${key}`);
      if (before) known.set(`${person} ${key}`, { ...before, goal, lead });
    },
    setAttribution: async () => undefined,
  };
  for (const person of new Set(rows.map(({ customerId }) => customerId)))
    await attributeCustomer(store, { customerId: person, otherIds: [] }, { currency: 'KRW', exchangeRates: [] });
  return { rows: [...known.values()], writes };
};

const countersOf = (rows: readonly unknown[], day = 'cart#2026-10-01'): Counters =>
  add(
    ...rows.flatMap((each) =>
      contributions('messages', each)
        .filter(({ subject }) => subject === journeyDaySubject(day))
        .map(({ counters }) => counters),
    ),
  );

const order = (hours: number, net = 10_000): PlacedOrder => ({
  ...{ orderId: `o${hours}`, placedAt: at(hours), currency: 'KRW', net },
});

describe('a person in a journey', () => {
  it('counts once, from the first ad on, however many messages, visits and orders there are', async () => {
    const rows = [row('u:kim', 0), row('u:kim', 24), row('u:kim', 24 * 40)];
    const found = await settled(rows, () => [order(30), order(24 * 41)]);
    expect(found.rows.map(({ lead }) => lead?.revenue)).toEqual([10_000, undefined, undefined]);
    expect(journeyReceiptOf(countersOf(found.rows), MONEY).compared).toEqual({
      ...{ sent: { people: 1, converted: 1 }, control: { people: 0, converted: 0 } },
    });
    expect((await settled(found.rows, () => [order(30), order(24 * 41)])).writes).toBe(0);
  });

  it('is no part of the comparison by what was not sent, was information, or was held out of everything', () => {
    const none = [
      row('u:kim', 0, { status: 'skipped', reason: 'noConsent' }),
      row('u:kim', 1, { purpose: 'info' }),
      held('u:kim', 2, { eligible: false, reason: 'noConsent' }),
      held('u:kim', 3, { arm: 'holdout' }),
      row('u:kim', 4, { journeyDay: undefined }),
    ];
    expect(leadsOf(none).size).toBe(0);
    const [first, last] = [held('u:kim', 5), row('u:kim', 6)];
    expect([...leadsOf([...none, last, first])]).toEqual([first]);
  });

  it('has one lead for each journey, whatever the order of reading', async () => {
    const touch = fc.record({
      journey: fc.constantFrom('cart', 'welcome'),
      hours: fc.integer({ min: 0, max: 5 }),
      isHeld: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(touch, { maxLength: 8, selector: (each) => each.hours }), async (touches) => {
        const rows = touches.map(({ journey, hours, isHeld }) =>
          (isHeld ? held : row)('u:kim', hours, { journeyDay: `${journey}#2026-10-01` }),
        );
        const leads = [...leadsOf(rows)];
        expect(new Set(leadsOf(rows.toReversed()))).toEqual(new Set(leads));
        const journeys = new Set(touches.map(({ journey }) => journey));
        expect(leads).toHaveLength(journeys.size);
        for (const lead of leads)
          for (const other of rows.filter(({ journeyDay }) => journeyDay === lead.journeyDay))
            expect((lead.handedOverAt ?? '') <= (other.handedOverAt ?? '')).toBe(true);
      }),
    );
  });
});

describe('the receipt of a journey', () => {
  it('claims nothing where nobody is held back, and still says what it cost and whom it lost', async () => {
    const rows = Array.from({ length: 200 }, (_, n) =>
      row(`u:${n}`, n, {
        heldShare: 0,
        costMilli: 150_000,
        costCurrency: 'KRW',
        ...(n < 3 ? { unsubscribedAt: at(n) } : {}),
      }),
    );
    const found = await settled(rows, () => [order(210)]);
    expect(journeyReceiptOf(countersOf(found.rows), MONEY)).toMatchObject({
      ...{ sent: 200, cost: { amount: 30_000 }, platformCost: { amount: 2 } },
      extra: { people: null, revenue: null, reason: { code: 'noControl' } },
      peopleLost: { count: 3, value: { amount: 60_000 } },
      compared: { sent: { people: 200 }, control: { people: 0 } },
    });
  });

  it('compares within each share that was held back, so that a change of it makes nobody a control of another time', () => {
    // In spring nobody bought and half was held back; at Christmas everybody buys anyway, and few are held back.
    const days = (isBusy: boolean, n: number, isHeld: boolean, share: number) =>
      Array.from({ length: n }, (_, index) =>
        (isHeld ? held : row)(`u:${isBusy}${index}${isHeld}`, 0, {
          heldShare: share,
          lead: { orders: 1, revenue: isBusy ? 10_000 : 1_000, currency: 'KRW', firstAt: at(1) },
        }),
      );
    const counters = countersOf([
      ...[...days(false, 100, false, 0.5), ...days(false, 100, true, 0.5)],
      ...[...days(true, 900, false, 0.1), ...days(true, 100, true, 0.1)],
    ]);
    expect(journeyReceiptOf(counters, MONEY).extra.revenue?.amount).toBe(0);
  });

  it('has an interval that holds the truth 95 times of 100, with several messages and orders to each person', async () => {
    const random = seeded(3);
    let held95 = 0;
    const runs = 80;
    for (let run = 0; run < runs; run++) {
      let truth = 0;
      const rows = Array.from({ length: 300 }, (_, n) => {
        const isHeld = random() < 0.5;
        const spent = random() < 0.4 ? Math.round(20_000 * random() ** 3) : 0;
        const plus = !isHeld && random() < 0.1 ? Math.round(20_000 * random()) : 0;
        truth += plus;
        const revenue = spent + plus;
        const lead = {
          orders: revenue > 0 ? 2 : 0,
          revenue,
          currency: 'KRW',
          ...(revenue > 0 ? { firstAt: at(1) } : {}),
        };
        return [(isHeld ? held : row)(`u:${n}`, 0, { lead }), (isHeld ? held : row)(`u:${n}`, 24)];
      }).flat();
      const interval = journeyReceiptOf(countersOf(rows), MONEY).extra.revenueInterval;
      if (interval && truth >= interval.low && truth <= interval.high) held95 += 1;
    }
    expect(held95 / runs).toBeGreaterThan(0.87);
  });
});

it('journeys and campaigns stand on one receipt: days go into their period, and what costs adds up', () => {
  const input = {
    ...({ from: '2026-10-01', to: '2026-11-30', granularity: 'month', zone: 'Asia/Seoul' } as const),
    ...MONEY,
  };
  const rows = Array.from({ length: 100 }, (_, n) =>
    row(`u:${n}`, n, { costMilli: 10_000, costCurrency: 'KRW', heldShare: 0 }),
  );
  const counters = countersOf(rows);
  const ran: Ran = {
    ...{ journeyId: 'cart', name: 'Cart' },
    days: ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map((date) => ({ date, counters })),
  };
  const impact = impactSchema.parse(impactOf([], input, [ran]));
  expect(impact.periods.map(({ period, journeys, sent }) => [period, journeys, sent])).toEqual([
    ['2026-10', 1, 200],
    ['2026-11', 1, 100],
  ]);
  expect(impact.total).toMatchObject({
    ...{ campaigns: 0, journeys: 1, sent: 300, measured: { campaigns: 0, journeys: 0 }, net: null },
    ...{ channelCost: { amount: 3_000 }, reason: { code: 'noControl' } },
  });
  expect(impact.journeys).toMatchObject([{ journeyId: 'cart', sent: 300, extraRevenue: null }]);
});

it('arms of an experiment in a journey are held against each other once there are enough', () => {
  const arms = [
    { arm: 'a', people: 1_000, reached: 100 },
    { arm: 'b', people: 1_000, reached: 160 },
    { arm: 'c', people: 100, reached: 29 },
  ];
  const [pair, ...others] = comparedArms(arms);
  expect(others).toEqual([]);
  expect(pair).toMatchObject({ arm: 'b', against: 'a', absolute: expect.closeTo(0.06, 10) });
  expect(pair?.interval.low).toBeGreaterThan(0);
});
