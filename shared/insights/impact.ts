import { firstDayOf, type Granularity, lastDayOf, periodOf } from '../kpis/period.ts';
import { dateOfEpochDay, localEpochDay } from '../platform/time.ts';
import type { Interval } from '../statistics/interval.ts';
import { sumOf } from '../statistics/sum.ts';
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
  ko: '캠페인은 시작한 날의 기간에 들어갑니다. 순효과 = 더 팔린 금액(대조군과 비교) × 마진 − 메시지 비용 − 클라우드 비용 − 떠난 사람의 가치. 대조군은 캠페인마다 따로 뽑으므로, 같은 사람들에게 여러 번 보냈어도 각 효과의 오차는 서로 얽히지 않습니다. 그래서 합계의 95 % 구간은 각 구간의 거리를 제곱해 더합니다. 한 캠페인이 다른 캠페인의 자리를 대신했다면 대조군도 그 다른 것을 받은 셈이라 효과가 작게 잡힙니다. 대조군이 없거나 아직 모자라는 캠페인이 가져온 금액은 알 수 없어 0으로 두고, 그 비용과 떠난 사람은 뺍니다.',
  en: 'A campaign belongs to the period of its launch. Net = extra sales (against the control group) × margin − message cost − cloud cost − value of people lost. Each control group is drawn on its own, so errors do not hang together even where several messages went to the same people, and the 95 % interval of a sum adds distances in squares. Where one message took another’s place, the control group had that other one, and the effect comes out smaller. What campaigns without a sufficient control group brought is not known and counts as nothing; their cost and the people they lost are subtracted.',
} as const;

const scaled = ({ low, high }: Interval, factor: number, shift: number): Interval => ({
  low: Math.round(low * factor + shift),
  high: Math.round(high * factor + shift),
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

/** The sum over campaigns (statistics/sum.ts). */
export const impactSum = (
  reports: readonly Report[],
  { currency, margin }: Pick<ImpactInput, 'currency' | 'margin'>,
): ImpactSum => {
  const sum = (of: (report: Report) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const told = reports.flatMap(({ sent, extra }) =>
    extra.revenue && extra.revenueInterval
      ? [{ sent, amount: extra.revenue.amount, interval: extra.revenueInterval }]
      : [],
  );
  const extra = sumOf(told);
  const channelCost = sum(({ cost }) => cost.amount);
  const platformCost = sum((report) => report.platformCost.amount);
  const unvalued = reports.find(({ peopleLost }) => peopleLost.value === null);
  const lostValue = sum(({ peopleLost }) => peopleLost.value?.amount ?? 0);
  const unmeasured = reports.find((report) => report.extra.reason !== null)?.extra.reason ?? null;
  const reason = told.length === 0 ? unmeasured : (unvalued?.peopleLost.reason ?? null);
  const [leaflets, ads] = [sum((report) => report.leaflets.people), sum((report) => report.leaflets.of)];
  const spent = channelCost + platformCost + lostValue;
  const net = Math.round(extra.amount * margin) - spent;
  return {
    campaigns: reports.length,
    sent: sum(({ sent }) => sent),
    measured: { campaigns: told.length, sent: told.reduce((total, each) => total + each.sent, 0) },
    extraRevenue: told.length === 0 ? null : { amount: extra.amount, interval: scaled(extra.interval, 1, 0) },
    channelCost: { amount: channelCost, currency },
    platformCost: { amount: platformCost, currency },
    peopleLost: {
      count: sum(({ peopleLost }) => peopleLost.count),
      value: unvalued ? null : { amount: lostValue, currency },
      by: lossesOf(reports),
    },
    leaflets: { people: leaflets, of: ads, rate: ads === 0 ? null : leaflets / ads },
    net: told.length === 0 || unvalued ? null : { amount: net, interval: scaled(extra.interval, margin, -spent) },
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
