import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../shared/api/csv.ts';
import { channelLine, hoursOf } from '../../../shared/insights/breakdowns.ts';
import type { Counters } from '../../../shared/insights/counters.ts';
import { MEASURES, measureSchema } from '../../../shared/insights/measure-schema.ts';
import { type MeasureInput, measuresOf } from '../../../shared/insights/measures.ts';
import { npsOf } from '../../../shared/insights/nps.ts';
import { FLOWS } from '../../../shared/kpis/flows.ts';
import { addStanding } from '../../../shared/kpis/standing.ts';

const counters = (counts: Record<string, number>): Counters =>
  new Map(Object.entries(counts).map(([name, value]) => [name, BigInt(value)]));

const NOTHING: MeasureInput = {
  ...{ byChannel: new Map(), currency: 'KRW', standing: undefined, flows: [], interval: undefined },
  ...{ acquisition: undefined, visits: [] },
};

const one = (input: Partial<MeasureInput>, id: (typeof MEASURES)[number]) =>
  measuresOf({ ...NOTHING, ...input }).find((measure) => measure.id === id);

const flow = (figures: Record<string, number>): number[] => FLOWS.map((name) => figures[name] ?? 0);

describe('the thirteen measures', () => {
  it('of an empty shop are all there, without a figure, and each says what is missing', () => {
    const all = measuresOf(NOTHING);
    expect(all.map(({ id }) => id).sort()).toEqual([...MEASURES].sort());
    for (const measure of all) {
      expect(measureSchema.parse(measure)).toBeDefined();
      expect([measure.id, measure.value, measure.missing === null]).toEqual([measure.id, null, false]);
    }
  });

  it('have a figure or say what is missing, never both, and a share is its numerator over its denominator', async () => {
    const figure = fc.integer({ min: 0, max: 5_000 });
    const names = ['delivered', 'openedHuman', 'clickedHuman', 'aimed', 'converted', 'first', 'firstAnswered'];
    const counts = fc.record(Object.fromEntries(names.map((name) => [`ad.${name}`, figure])));
    const standing = fc.record({
      ...{ 'clv:sum': figure, 'clv:people': figure, 'flag:active': figure, 'flag:churned': figure },
      ...{ 'optIn:email:standing': figure, 'optIn:email:new': figure, 'stage:0': figure },
    });
    await fc.assert(
      fc.property(counts, standing, (email, night) => {
        // People who did more are among those who did less.
        const [delivered = 0, opened = 0] = [email['ad.delivered'], email['ad.openedHuman']];
        fc.pre(opened <= delivered && (email['ad.clickedHuman'] ?? 0) <= delivered);
        fc.pre((email['ad.converted'] ?? 0) <= (email['ad.aimed'] ?? 0));
        fc.pre((email['ad.firstAnswered'] ?? 0) <= (email['ad.first'] ?? 0));
        for (const measure of measuresOf({
          ...NOTHING,
          ...{ byChannel: new Map([['email', counters(email)]]), standing: night },
        })) {
          expect(measure.value === null).toBe(measure.missing !== null);
          if (measure.unit !== 'share' || measure.value === null) continue;
          expect(measure.value).toBeCloseTo((measure.numerator?.value ?? 0) / (measure.denominator?.value ?? 1), 12);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are worked out as their definitions say', () => {
    const email = counters({
      ...{ 'ad.delivered': 200, 'ad.openedHuman': 80, 'ad.clickedHuman': 20, 'ad.aimed': 100, 'ad.converted': 5 },
      ...{ 'ad.first': 40, 'ad.firstAnswered': 10, 'ad.lost': 3, 'ad.lost.value.KRW': 9_000 },
      ...{ 'nps.10': 25, 'nps.9': 5, 'nps.8': 10, 'nps.3': 10 },
    });
    const sms = counters({ 'ad.delivered': 100, 'ad.clickedHuman': 10 });
    const byChannel = new Map([
      ['email', email],
      ['sms', sms],
    ]);
    expect(one({ byChannel }, 'openRate')?.value).toBe(0.4);
    expect(one({ byChannel }, 'clickRate')?.value).toBe(0.1);
    expect(one({ byChannel }, 'conversionRate')?.value).toBe(0.05);
    expect(one({ byChannel }, 'firstContactResponse')?.value).toBe(0.25);
    expect(one({ byChannel }, 'satisfaction')).toMatchObject({ value: 40, denominator: { value: 50 } });
    expect(one({ interval: [21, 60], standing: {} }, 'purchaseInterval')).toMatchObject({ value: 21 });
    expect(one({ visits: Array.from({ length: 30 }, (_, n) => n * 10) }, 'dwellTime')?.value).toBe(145);
    expect(one({ visits: Array.from({ length: 29 }, () => 60) }, 'dwellTime')?.value).toBeNull();
    const standing = {
      ...{ 'clv:sum': 90_000, 'clv:people': 3, 'flag:churned': 1, 'flag:active': 3 },
      ...{ 'optIn:email:standing': 110, 'optIn:email:new': 15, 'optIn:email:gone': 5 },
      ...{ 'stage:0': 100, 'stage:1': 40, 'stage:2': 20, 'stage:3': 10 },
    };
    expect(one({ standing }, 'clv')?.value).toBe(30_000);
    expect(one({ standing, byChannel }, 'churn')).toMatchObject({
      value: 0.25,
      parts: [{ value: 3 }, { value: 9_000 }],
    });
    expect(one({ standing }, 'optInGrowth')?.value).toBe(0.1);
    expect(one({ standing }, 'lostByStage')?.value).toBe(0.9);
    const flows = [
      flow({ valued: 3, net: 40_000, firstValued: 2, firstNet: 20_000 }),
      flow({ valued: 1, net: 10_000 }),
    ];
    expect(one({ flows }, 'upsellRate')?.value).toBe(1.5);
    expect(one({ acquisition: { spend: 100_000, newCustomers: 4, cac: 25_000 } }, 'acquisitionCost')?.value).toBe(
      25_000,
    );
    expect(one({ acquisition: { spend: 0, newCustomers: 4, cac: 0 } }, 'acquisitionCost')?.value).toBeNull();
  });

  it('count who bought through every stage, whatever the pages told', () => {
    const counts: Record<string, number> = {};
    const at = { today: 20_000, now: 0, zone: 'Asia/Seoul' };
    const churn = { flag: 'active', reason: { code: 'peer_rhythm', values: {} } } as const;
    const add = (eventCounts: Record<string, number>, isBuyer: boolean) =>
      addStanding(counts, { fold: { consent: {}, eventCounts } }, { churn, value: undefined }, { ...at, isBuyer });
    add({}, true);
    add({ 'Checkout Started': 1 }, false);
    add({ 'Product Viewed': 9 }, false);
    add({ 'Signed Up': 1 }, false);
    expect(counts).toMatchObject({ 'stage:0': 3, 'stage:1': 2, 'stage:2': 2, 'stage:3': 1 });
  });
});

describe('NPS', () => {
  it('of the published shares lies within its interval, which narrows with more answers', () => {
    expect(npsOf({ 10: 50, 9: 10, 8: 20, 7: 5, 6: 10, 0: 5 })).toMatchObject({
      value: 45,
      answers: 100,
      promoters: 60,
    });
    const width = (times: number): number => {
      const { value, interval } = npsOf({ 10: 6 * times, 7: 2 * times, 2: 2 * times });
      if (value === null || interval === null) return Number.NaN;
      expect(value).toBeGreaterThan(interval.low);
      expect(value).toBeLessThan(interval.high);
      return interval.high - interval.low;
    };
    expect(width(100)).toBeLessThan(width(10));
    expect(npsOf({})).toMatchObject({ answers: 0, value: null, interval: null });
    expect(npsOf({ 10: 40 }).interval?.high).toBeLessThanOrEqual(100);
  });
});

describe('tables', () => {
  it('of channels have rates of the right wholes, and none of nobody', () => {
    const line = channelLine(
      'email',
      counters({
        'ad.sent': 10,
        'ad.delivered': 8,
        'ad.openedHuman': 4,
        'ad.ads': 10,
        'ad.leaflets': 1,
        'ad.costMilli.KRW': 1_500,
      }),
      'KRW',
    );
    expect(line).toMatchObject({ openRate: 0.5, leafletRate: 0.1, conversionRate: null, cost: 2 });
  });

  it('of hours keep every click and put it at the hour of the shop', () => {
    // Sunday 23:00 UTC is Monday 08:00 in Seoul.
    const lines = hoursOf(counters({ 'ad.clickHour.23': 4, 'ad.openHour.167': 2 }), 9);
    expect(lines).toHaveLength(168);
    expect(lines.find(({ clicked }) => clicked > 0)).toEqual({ weekday: 1, hour: 8, opened: 0, clicked: 4 });
    expect(lines.find(({ opened }) => opened > 0)).toMatchObject({ weekday: 7, hour: 8 });
  });

  it('as CSV run no formula, keep commas, quotes, lines and Hangul, and open as UTF-8', async () => {
    const file = csvOf(
      ['이름', 'value'],
      [
        ['=HYPERLINK("http://x")', -5],
        ['가, "나"\n다', null],
        ['@SUM(1)', 1.5],
      ],
    );
    expect(file).toBe('\uFEFF이름,value\r\n"\'=HYPERLINK(""http://x"")",-5\r\n"가, ""나""\n다",\r\n\'@SUM(1),1.5\r\n');
    await fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [, line = ''] = csvOf(['a'], [[text]]).split(/^\uFEFFa\r\n/);
        const bare = line.startsWith('"') ? line.slice(1) : line;
        expect(bare).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });
});
