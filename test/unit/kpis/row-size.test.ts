import { describe, expect, it } from 'vitest';
import { emptyPart } from '../../../shared/kpis/book.ts';
import { FLOWS, KEPT } from '../../../shared/kpis/flows.ts';
import { historyOf, retentionRowOf } from '../../../shared/kpis/history.ts';
import { topProducts } from '../../../shared/kpis/next-order.ts';
import { GRANULARITIES, monthOf, periodOf } from '../../../shared/kpis/period.ts';
import { REPORT_MONTHS, retentionTable } from '../../../shared/kpis/retention.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import { AS_OF, modelOf } from './raw-orders.ts';

/** An item of DynamoDB holds 400 KB; a run whose figures do not fit would never end. */
const MOST_BYTES = 400_000;
const today = epochDay(AS_OF);
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('the rows of a large old shop', () => {
  it('fit into an item: every period full, a hundred million people, billions a day', () => {
    const part = emptyPart();
    for (const granularity of GRANULARITIES) {
      const last = periodOf(granularity, today);
      for (let period = last - KEPT[granularity]; period <= last; period++)
        part.flows[granularity][period] = FLOWS.map((name) =>
          name.toLowerCase().includes('net') ? 123_456_789_012 : 12_345_678,
        );
    }
    for (let week = periodOf('week', today) - 269; week <= periodOf('week', today); week++)
      part.gaps[`${week}:31`] = 12_345_678;
    expect(sizeOf(historyOf(part, modelOf(), 'run-00000001'))).toBeLessThan(MOST_BYTES);
  });

  it('hold the cohorts of twenty years, and no older ones', () => {
    const part = { ...emptyPart(), lastOrderDay: today };
    const last = monthOf(today);
    for (let month = last - 300; month <= last; month++)
      for (let offset = 0; offset <= last - month; offset++) part.cohorts[`${month}:${offset}`] = 1_234_567;
    const row = retentionRowOf(part, modelOf(), 'run-00000001');
    expect(sizeOf(row)).toBeLessThan(MOST_BYTES);
    expect(retentionTable(row.cohorts, today, row.lastOrderDay).cohorts).toHaveLength(REPORT_MONTHS);
  });

  it('hold the curves of the products that most people began with', () => {
    const { nextOrders } = emptyPart();
    for (let product = 0; product < 40; product++) {
      const counts: Record<string, number> = {};
      for (let day = 0; day <= 365; day++) Object.assign(counts, { [`a${day}`]: 123_456, [`c${day}`]: 123_456 });
      nextOrders.products[`product-${product}`] = counts;
      nextOrders.names[`product-${product}`] = '가'.repeat(300);
    }
    expect(sizeOf(topProducts(nextOrders))).toBeLessThan(MOST_BYTES);
  });
});
