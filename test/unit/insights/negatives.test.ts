import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorthOf } from '../../../shared/feedback/worth.ts';
import { add } from '../../../shared/insights/counters.ts';
import { impactOf } from '../../../shared/insights/impact.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { type ReportInput, reportOf } from '../../../shared/insights/report.ts';
import { contributions } from '../../../shared/insights/tally.ts';
import { epochDay } from '../../../shared/platform/time.ts';
import { fitModel } from '../../../shared/scoring/fit.ts';
import { createMeasurer } from '../../../shared/scoring/measure.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { describe as sentence } from '../../../shared/segments/describe.ts';
import { evaluate } from '../../../shared/segments/evaluate.ts';
import { ignoredInARow } from '../../../shared/segments/ignored.ts';
import type { RuleContext } from '../../../shared/segments/leaf-value.ts';
import { type Rule, ruleSchema } from '../../../shared/segments/rule.ts';
import type { Names } from '../../../shared/segments/topic.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { customerOf, packDays, profileOf } from '../../support/profile.ts';
import { sentRow } from '../feedback/rows.ts';

const NAMES: Names = {
  ...{ segment: () => undefined, campaign: () => undefined, computed: () => undefined, currency: 'KRW' },
};

const day = (n: number): string => `2026-10-${String(n).padStart(2, '0')}T01:00:00.000Z`;

describe('ads that were ignored in a row', () => {
  it('are those after the last answer, as a plain walk through the days finds them', async () => {
    const message = fc.record({
      at: fc.integer({ min: 1, max: 28 }).map(day),
      purpose: fc.constantFrom('ad', 'info', undefined),
      respondedAt: fc.option(fc.integer({ min: 1, max: 28 }).map(day), { nil: undefined }),
    });
    const order = fc.option(fc.integer({ min: 1, max: 28 }).map(day), { nil: undefined });
    await fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), order, (messages, lastOrderAt) => {
        let streak = 0;
        for (let n = 1; n <= 28; n++) {
          // What comes on the day of an answer is answered, too.
          streak += messages.filter(({ at, purpose }) => at === day(n) && purpose !== 'info').length;
          if (lastOrderAt === day(n) || messages.some(({ respondedAt }) => respondedAt === day(n))) streak = 0;
        }
        expect(ignoredInARow(messages, lastOrderAt)).toHaveLength(streak);
      }),
    );
  });

  const context: RuleContext = {
    ...{ today: epochDay('2026-10-31'), now: Date.parse('2026-10-31T12:00:00Z'), zone: 'Asia/Seoul' },
    ...{ money: { currency: 'KRW', exchangeRates: [] }, currency: 'KRW', segmentRule: () => undefined },
  };
  const fact = (n: number, answered?: number) => ({
    ...{ campaignId: `c${n}`, channel: 'email', at: day(n), opened: answered !== undefined, clicked: false },
    ...{ purpose: 'ad', respondedAt: answered === undefined ? undefined : day(answered) },
  });
  const rule = { message: { outcome: 'ignored', inARow: true }, count: { gte: 3 } } satisfies Rule;

  it('are asked for by a rule, which says so in words', () => {
    const holds = (messages: ReturnType<typeof fact>[], lastOrderAt?: string) =>
      evaluate(rule, { customerId: 'u:kim', fold: profileOf({ lastOrderAt }) }, context, { events: [], messages });
    expect(holds([fact(1), fact(2), fact(3)])).toBe(true);
    expect(holds([fact(1), fact(2, 9), fact(3)])).toBe(false);
    expect(holds([fact(1), fact(2), fact(3)], day(4))).toBe(false);
    expect(sentence(rule, 'ko', NAMES)).toBe('메시지를 연달아 3번 이상 무시한 고객입니다.');
    expect(sentence(rule, 'en', NAMES)).toBe('Customers who ignored our messages at least 3 times in a row.');
    expect(ruleSchema.safeParse({ message: { outcome: 'opened', inARow: true } }).success).toBe(false);
  });
});

const report = (rows: Parameters<typeof sentRow>[0][], change: Partial<ReportInput> = {}) =>
  reportOf({
    campaign: { id: 'w', name: 'w', channel: 'email', goalEvent: 'Order Completed', windowDays: 7, control: 0.5 },
    ...{ status: 'done', paused: null, stage: null, launchedAt: undefined, audience: rows.length, controlSize: 0 },
    ...{ holdoutSize: 0, begun: true, decided: false, currency: 'KRW', margin: 0.5, platformMilli: 10 },
    ...{ revenuePerPerson: 40_000, now: '2026-12-01T00:00:00.000Z' },
    counters: add(...rows.map((row) => messageContribution(sentRow(row)))),
    ...change,
  });

describe('people lost', () => {
  const lost = { unsubscribedAt: day(2) };
  const worth = (amount: number) => ({ lostValue: { amount, currency: 'KRW' } });

  it('are worth what the model expected of each, and an upper bound where it expected nothing', () => {
    const { peopleLost } = report([
      { ...lost, ...worth(7_000) },
      { ...lost, ...worth(500) },
      { complainedAt: day(3) },
      {},
    ]);
    expect(peopleLost).toMatchObject({ count: 3, valued: 2, value: { amount: 7_000 + 500 + 20_000, currency: 'KRW' } });
    expect(peopleLost.by.complained).toEqual({ people: 1, valued: 0, value: 0 });
    expect(peopleLost.by.unsubscribed).toEqual({ people: 2, valued: 2, value: 7_500 });
  });

  it('need no upper bound where each has a value, and have no sum where one has neither', () => {
    const unknown = { revenuePerPerson: null };
    expect(report([{ ...lost, ...worth(7_000) }], unknown).peopleLost.value?.amount).toBe(7_000);
    expect(report([{ ...lost, ...worth(7_000) }, lost], unknown).peopleLost).toMatchObject({
      ...{ value: null, reason: { code: 'noPersonValue' } },
    });
  });

  it('count once, by the plainest word, and a dead address beside them', () => {
    const bounced = { bouncedAt: day(2), bounceType: 'Permanent', bounceSubType: 'General', ...worth(900) } as const;
    const { peopleLost } = report([{ ...lost, complainedAt: day(3) }, bounced]);
    expect(peopleLost.count).toBe(1);
    expect(peopleLost.by.complained?.people).toBe(1);
    expect(peopleLost.by.unsubscribed?.people).toBe(0);
    expect(peopleLost.by.deadAddress).toEqual({ people: 1, valued: 1, value: 900 });
  });

  it('are valued by the frozen model of the last run', async () => {
    const customers = Array.from({ length: 60 }, (_, n) =>
      customerOf(`p${n}`, {
        days: {
          KRW: packDays(
            Array.from({ length: 2 + (n % 4) }, (_each, k) => ({
              day: `2026-${String(11 - k * 2).padStart(2, '0')}-1${n % 9}`,
              net: 9_000 + 50 * n,
            })),
          ),
        },
      }),
    );
    const { add: measure, measure: done } = createMeasurer({ asOf: '2026-11-22', rules: DEFAULT_SETTINGS, shards: 1 });
    for (const customer of customers) measure(customer);
    const model = fitModel({ asOf: '2026-11-22', rules: DEFAULT_SETTINGS }, [done()]);
    const [first] = customers;
    if (!first) throw new Error('nobody');
    const expected = scoreCustomer(first, model).value?.clv12m;
    const worthOf = createWorthOf(
      { get: async (id) => customers.find(({ customerId }) => customerId === id) },
      { lastSuccessful: async () => ({ model }) },
    );
    expect(expected).toBeGreaterThan(0);
    expect(await worthOf('u:p0')).toEqual({ amount: Math.round(expected ?? 0), currency: 'KRW' });
    expect(await worthOf('u:nobody')).toBeUndefined();
  });
});

describe('leaflets', () => {
  it('are ads to people who had ignored three or more, in the report and over a span', () => {
    const one = report([{ ignored: 0 }, { ignored: 2 }, { ignored: 3 }, { ignored: 7 }, {}]);
    expect(one.leaflets).toEqual({ people: 2, of: 4, rate: 0.5 });
    const launched = { launchedAt: '2026-10-05T01:00:00.000Z', report: one };
    const span = { from: '2026-10-01', to: '2026-10-31', granularity: 'month', zone: 'UTC' } as const;
    const { total } = impactOf([launched, launched], {
      ...span,
      currency: 'KRW',
      margin: 0.5,
      platformMilli: 0,
      revenuePerPerson: null,
    });
    expect(total.leaflets).toEqual({ people: 4, of: 8, rate: 0.5 });
    expect(report([{}]).leaflets.rate).toBeNull();
  });

  it('stand with the day and the channel of the hand-over as well, and an imported row does not', () => {
    const row = sentRow({ ignored: 4, first: true, clickedHumanAt: '2026-11-25T10:30:00.000Z' });
    const [, onDay] = contributions('messages', row);
    expect(onDay?.subject).toBe('channelDay#email#2026-11-22');
    expect(Object.fromEntries(onDay?.counters ?? [])).toMatchObject({
      ...{ 'ad.sent': 1n, 'ad.ads': 1n, 'ad.leaflets': 1n, 'ad.first': 1n, 'ad.firstAnswered': 1n },
      ...{ [`ad.clickHour.${3 * 24 + 10}`]: 1n, 'ad.aimed': 1n },
    });
    expect(contributions('messages', { ...row, imported: true })).toHaveLength(1);
  });
});
