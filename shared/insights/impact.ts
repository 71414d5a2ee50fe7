import { firstDayOf, type Granularity, lastDayOf, periodOf } from '../kpis/period.ts';
import { dateOfEpochDay, localEpochDay } from '../platform/time.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Lost } from './effect.ts';
import type { Impact, ImpactSum } from './impact-schema.ts';
import type { Report } from './report-schema.ts';

/** A launched campaign with its report of now. */
export interface Launched {
  readonly launchedAt: string;
  readonly report: Report;
}

export interface ImpactInput {
  /** Local dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly granularity: Granularity;
  readonly zone: string;
  readonly currency: string;
  readonly margin: number;
}

const DEFINITION = {
  ko: '캠페인은 시작한 날의 기간에 들어갑니다. 순효과 = 더 팔린 금액(대조군과 비교) × 마진 − 메시지 비용 − 클라우드 비용 − 떠난 사람의 가치. 합계의 95 % 구간은 캠페인들이 서로 독립이라고 보고 반폭을 제곱해 더한 것이므로, 같은 사람들에게 여러 캠페인을 보냈다면 실제 구간은 더 넓을 수 있습니다. 대조군이 없거나 아직 모자라는 캠페인이 가져온 금액은 알 수 없어 0으로 두고, 그 비용과 떠난 사람은 뺍니다.',
  en: 'A campaign belongs to the period of its launch. Net = extra sales (against the control group) × margin − message cost − cloud cost − value of people lost. The 95 % interval of a sum adds the squares of half-widths, as if campaigns were independent of each other; where several went to the same people it may really be wider. What campaigns without a sufficient control group brought is not known and counts as nothing; their cost and the people they lost are subtracted.',
} as const;

const half = ({ low, high }: Interval): number => (high - low) / 2;

const around = (amount: number, width: number): Interval => ({
  low: Math.round(amount - width),
  high: Math.round(amount + width),
});

const lossesOf = (reports: readonly Report[]): Report['peopleLost']['by'] => {
  const sums: Record<string, Lost> = {};
  for (const { peopleLost } of reports) {
    for (const [by, { people, valued, value }] of Object.entries(peopleLost.by)) {
      const known = sums[by] ?? { people: 0, valued: 0, value: 0 };
      sums[by] = { people: known.people + people, valued: known.valued + valued, value: known.value + value };
    }
  }
  return sums;
};

/** The sum over campaigns; intervals of independent estimates add in squares. */
export const impactSum = (
  reports: readonly Report[],
  { currency, margin }: Pick<ImpactInput, 'currency' | 'margin'>,
): ImpactSum => {
  const sum = (of: (report: Report) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const told = reports.flatMap(({ sent, extra }) =>
    extra.revenue && extra.revenueInterval
      ? [{ sent, amount: extra.revenue.amount, width: half(extra.revenueInterval) }]
      : [],
  );
  const extra = told.reduce((total, { amount }) => total + amount, 0);
  const width = Math.sqrt(told.reduce((total, each) => total + each.width ** 2, 0));
  const channelCost = sum(({ cost }) => cost.amount);
  const platformCost = sum((report) => report.platformCost.amount);
  const unvalued = reports.find(({ peopleLost }) => peopleLost.value === null);
  const lostValue = sum(({ peopleLost }) => peopleLost.value?.amount ?? 0);
  const unmeasured = reports.find((report) => report.extra.reason !== null)?.extra.reason ?? null;
  const reason = told.length === 0 ? unmeasured : (unvalued?.peopleLost.reason ?? null);
  const [leaflets, ads] = [sum((report) => report.leaflets.people), sum((report) => report.leaflets.of)];
  const spent = channelCost + platformCost + lostValue;
  const net = Math.round(extra * margin) - spent;
  return {
    campaigns: reports.length,
    sent: sum(({ sent }) => sent),
    measured: { campaigns: told.length, sent: told.reduce((total, each) => total + each.sent, 0) },
    extraRevenue: told.length === 0 ? null : { amount: extra, interval: around(extra, width) },
    channelCost: { amount: channelCost, currency },
    platformCost: { amount: platformCost, currency },
    peopleLost: {
      count: sum(({ peopleLost }) => peopleLost.count),
      value: unvalued ? null : { amount: lostValue, currency },
      by: lossesOf(reports),
    },
    leaflets: { people: leaflets, of: ads, rate: ads === 0 ? null : leaflets / ads },
    net: told.length === 0 || unvalued ? null : { amount: net, interval: around(net, width * margin) },
    reason,
  };
};

/** The honest receipt of a span of time (P10): what its campaigns added, cost and lost, by period of launch. Pure. */
export const impactOf = (launched: readonly Launched[], input: ImpactInput): Impact => {
  const { from, to, granularity, zone } = input;
  const within = launched
    .map((each) => ({ ...each, day: localEpochDay(Date.parse(each.launchedAt), zone) }))
    .filter(({ day }) => dateOfEpochDay(day) >= from && dateOfEpochDay(day) <= to)
    .sort((left, right) => (left.launchedAt < right.launchedAt ? 1 : -1));
  const periods = new Map<number, Report[]>();
  for (const { day, report } of within) {
    const period = periodOf(granularity, day);
    periods.set(period, [...(periods.get(period) ?? []), report]);
  }
  return {
    from,
    to,
    granularity,
    currency: input.currency,
    margin: input.margin,
    total: impactSum(
      within.map(({ report }) => report),
      input,
    ),
    periods: [...periods]
      .sort(([left], [right]) => left - right)
      .map(([period, reports]) => {
        const first = dateOfEpochDay(firstDayOf(granularity, period));
        return {
          period: granularity === 'month' ? first.slice(0, 7) : first,
          from: first,
          to: dateOfEpochDay(lastDayOf(granularity, period)),
          ...impactSum(reports, input),
        };
      }),
    campaigns: within.map(({ launchedAt, report }) => {
      const { campaigns: _one, measured: _told, ...figures } = impactSum([report], input);
      const { campaignId, name, channel } = report;
      return { campaignId, name, channel, launchedAt, ...figures };
    }),
    definition: DEFINITION,
  };
};
