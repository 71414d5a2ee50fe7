import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKpiBook, emptyPart, kpiPartSchema, mergePart } from '../../../shared/kpis/book.ts';
import { type FlowName, flowOf, KEPT } from '../../../shared/kpis/flows.ts';
import { createGapMedians } from '../../../shared/kpis/gaps.ts';
import { firstDayOf, GRANULARITIES, lastDayOf, monthName, periodOf } from '../../../shared/kpis/period.ts';
import { cohortRows, retentionTable } from '../../../shared/kpis/retention.ts';
import { dateOfEpochDay, epochDay } from '../../../shared/platform/time.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { customerOf, packDays } from '../../support/profile.ts';
import { AS_OF, customersOf, modelOf, type RawOrder, rawOrders } from './raw-orders.ts';

const model = modelOf();
const today = epochDay(AS_OF);
const ACTIVE = model.rules.kpis.activeDays;

const bookOf = (customers: readonly Customer[]) => {
  const book = createKpiBook(model, 16);
  for (const customer of customers) book.add(customer, scoreCustomer(customer, model));
  return book.part();
};

/** Key order of a record says nothing. */
const sorted = (part: unknown): unknown =>
  JSON.parse(JSON.stringify(part), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );

const datesOf = (orders: readonly RawOrder[], customer: string): string[] =>
  [
    ...new Set(orders.filter((order) => order.customer === customer && order.day <= AS_OF).map(({ day }) => day)),
  ].sort();

const peopleOf = (orders: readonly RawOrder[]): string[] => [...new Set(orders.map(({ customer }) => customer))];

/** Straight from the definitions and the list of orders, one date at a time. */
const naive = (orders: readonly RawOrder[], from: string, to: string): Partial<Record<FlowName, number>> => {
  const known = orders.filter(({ day }) => day <= AS_OF);
  const inside = known.filter(({ day }) => day >= from && day <= to);
  const people = peopleOf(known);
  const firstDay = (customer: string): string => datesOf(known, customer)[0] ?? '';
  const isFirst = (order: RawOrder) => order.day === firstDay(order.customer);
  const activeOn = (customer: string, day: number) =>
    datesOf(known, customer).some((date) => epochDay(date) <= day && epochDay(date) > day - ACTIVE);
  const lastDay = Math.min(today, epochDay(to));
  let [lapsed, revived] = [0, 0];
  for (const customer of people) {
    for (let day = epochDay(from); day <= lastDay; day++) {
      if (activeOn(customer, day - 1) && !activeOn(customer, day)) lapsed += 1;
      if (!activeOn(customer, day - 1) && activeOn(customer, day) && firstDay(customer) < dateOfEpochDay(day))
        revived += 1;
    }
  }
  const second = (customer: string) =>
    known
      .filter((order) => order.customer === customer)
      .map(({ day }) => day)
      .sort()[1];
  const sum = (list: readonly RawOrder[]) => list.reduce((total, { net }) => total + net, 0);
  return {
    orders: inside.length,
    net: sum(inside),
    buyers: peopleOf(inside).length,
    fresh: people.filter((customer) => firstDay(customer) >= from && firstDay(customer) <= to).length,
    firstValued: inside.filter(isFirst).length,
    firstNet: sum(inside.filter(isFirst)),
    repeated: people.filter((customer) => {
      const day = second(customer);
      return day !== undefined && day >= from && day <= to;
    }).length,
    lapsed,
    revived,
  };
};

describe('the KPI book', () => {
  it('gives shards that merge, in any order, to what one book over everybody holds', () => {
    fc.assert(
      fc.property(
        rawOrders,
        fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (orders, shardOf, turned) => {
          const customers = customersOf(orders);
          const shards = [0, 1, 2, 3].map((shard) => bookOf(customers.filter((_, index) => shardOf[index] === shard)));
          const sum = emptyPart();
          for (const part of turned ? shards.reverse() : shards)
            mergePart(sum, kpiPartSchema.parse(JSON.parse(JSON.stringify(part))));
          expect(sorted(sum)).toEqual(sorted(bookOf(customers)));
        },
      ),
    );
  });

  it('says of every day, week and month what a recount of the orders says', () => {
    fc.assert(
      fc.property(rawOrders, fc.constantFrom(...GRANULARITIES), fc.nat({ max: 30 }), (orders, granularity, back) => {
        const { flows } = bookOf(customersOf(orders));
        const period = periodOf(granularity, today) - back;
        const row = flows[granularity][period];
        const range = [firstDayOf(granularity, period), lastDayOf(granularity, period)].map(dateOfEpochDay);
        const expected = naive(orders, range[0] ?? '', range[1] ?? '');
        const got = Object.fromEntries(Object.keys(expected).map((name) => [name, flowOf(row, name as FlowName)]));
        expect(got).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps stocks exact however old the first order is: what lies before the kept span stands just before it', () => {
    fc.assert(
      fc.property(rawOrders, fc.constantFrom(...GRANULARITIES), (orders, granularity) => {
        const { flows } = bookOf(customersOf(orders));
        const total = (name: FlowName) =>
          Object.values(flows[granularity]).reduce((sum, row) => sum + flowOf(row, name), 0);
        const people = peopleOf(orders.filter(({ day }) => day <= AS_OF));
        expect(total('fresh')).toBe(people.length);
        const active = people.filter((customer) =>
          datesOf(orders, customer).some((date) => epochDay(date) > today - ACTIVE),
        );
        expect(total('fresh') + total('revived') - total('lapsed')).toBe(active.length);
        const oldest = Math.min(...Object.keys(flows[granularity]).map(Number));
        expect(oldest).toBeGreaterThanOrEqual(periodOf(granularity, today) - KEPT[granularity]);
      }),
    );
  });

  it('counts cohorts as a recount of the orders does', () => {
    fc.assert(
      fc.property(rawOrders, (orders) => {
        const { cohorts, lastOrderDay } = bookOf(customersOf(orders));
        const table = retentionTable(cohortRows(cohorts, lastOrderDay), today, lastOrderDay);
        const known = orders.filter(({ day }) => day <= AS_OF);
        const monthsOf = (customer: string) => new Set(datesOf(known, customer).map((date) => date.slice(0, 7)));
        for (const { cohort, size, cells } of table.cohorts) {
          const members = peopleOf(known).filter((customer) => datesOf(known, customer)[0]?.startsWith(cohort));
          expect(size).toBe(members.length);
          const months = cells.map((_, offset) => monthName(periodOf('month', epochDay(`${cohort}-01`)) + offset));
          expect(cells).toEqual(
            months.map((month) => members.filter((customer) => monthsOf(customer).has(month)).length),
          );
        }
        const people = table.cohorts.reduce((sum, { size }) => sum + size, 0);
        expect(people).toBe(peopleOf(known).length);
      }),
    );
  });

  it('gives the median gap that sorting all gaps gives', () => {
    fc.assert(
      fc.property(rawOrders, fc.nat({ max: 20 }), (orders, back) => {
        const week = periodOf('week', today) - back;
        const { gaps } = bookOf(customersOf(orders));
        const all: number[] = [];
        for (const customer of peopleOf(orders)) {
          const days = datesOf(orders, customer).map(epochDay);
          days.forEach((day, index) => {
            const previous = days[index - 1];
            const ended = periodOf('week', day);
            if (previous !== undefined && ended > week - 13 && ended <= week) all.push(Math.min(1_095, day - previous));
          });
        }
        all.sort((left, right) => left - right);
        const middle = all.length === 0 ? null : ((all[(all.length - 1) >> 1] ?? 0) + (all[all.length >> 1] ?? 0)) / 2;
        expect(createGapMedians(gaps)(week - 12, week)).toEqual({ median: middle, gaps: all.length });
      }),
    );
  });

  it('leaves out staff and partners, and keeps money without a rate apart', () => {
    const days = {
      KRW: packDays([{ day: '2026-11-20', net: 5_000 }]),
      USD: packDays([{ day: '2026-11-20', net: 900 }]),
    };
    const { flows } = bookOf([
      customerOf('kim', { days }),
      customerOf('owner', { days, traits: { customerKind: 'staff' }, kind: 'staff' }),
    ]);
    const row = flows.day[epochDay('2026-11-20')];
    expect([flowOf(row, 'orders'), flowOf(row, 'valued'), flowOf(row, 'net'), flowOf(row, 'buyers')]).toEqual([
      2, 1, 5_000, 1,
    ]);
  });

  it('counts people as members from when they were first seen, or ordered, or always', () => {
    const { flows } = bookOf([
      customerOf('seen', { firstSeenAt: '2026-11-19T16:00:00.000Z' }),
      customerOf('bought', {
        firstSeenAt: '2026-11-21T00:00:00.000Z',
        days: { KRW: packDays([{ day: '2026-11-01', net: 1 }]) },
      }),
      customerOf('undated'),
      customerOf('tomorrow', { firstSeenAt: '2026-11-25T00:00:00.000Z' }),
    ]);
    const joined = Object.entries(flows.day).flatMap(([day, row]) =>
      flowOf(row, 'joined') > 0 ? [[dateOfEpochDay(Number(day)), flowOf(row, 'joined')]] : [],
    );
    expect(joined.sort()).toEqual(
      [
        [dateOfEpochDay(today - KEPT.day), 1],
        ['2026-11-01', 1],
        ['2026-11-20', 1],
      ].sort(),
    );
  });

  it('stays bounded when a hostile total would leave the exact integers', () => {
    const days = { KRW: packDays([{ day: '2026-11-20', net: Number.MAX_SAFE_INTEGER }]) };
    const part = bookOf([customerOf('one', { days }), customerOf('two', { days })]);
    expect(() => kpiPartSchema.parse(part)).not.toThrow();
  });
});

describe('the retention table', () => {
  const cells = { '682': [10, 4, 1], '683': [30, 3] };

  it('marks the month that is not over and leaves it out of the weighted average', () => {
    // 682 is 2026-11: orders up to 2027-01-15, asked on that day.
    const table = retentionTable(cells, epochDay('2027-01-15'), epochDay('2027-01-15'));
    expect(table.incompleteMonth).toBe('2027-01');
    expect(table.cohorts.map(({ cohort, cells: row }) => [cohort, row])).toEqual([
      ['2026-11', [10, 4, 1]],
      ['2026-12', [30, 3]],
    ]);
    expect(table.average).toEqual([
      { offset: 0, customers: 40, of: 40, share: 1 },
      { offset: 1, customers: 4, of: 10, share: 0.4 },
    ]);
  });

  it('ends with the month of the latest order, which is whole once it is over', () => {
    const table = retentionTable(cells, epochDay('2027-02-01'), epochDay('2027-01-31'));
    expect(table.incompleteMonth).toBeNull();
    expect(table.average[1]).toEqual({ offset: 1, customers: 7, of: 40, share: 0.175 });
    expect(retentionTable({}, epochDay('2027-02-01'), null)).toEqual({
      cohorts: [],
      incompleteMonth: null,
      average: [],
    });
  });
});
