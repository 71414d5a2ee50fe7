import { firstDayOf, type Granularity, lastDayOf, periodOf } from '../kpis/period.ts';
import { dateOfEpochDay, epochDay, localEpochDay } from '../platform/time.ts';
import type { Interval } from '../statistics/interval.ts';
import { sumOf } from '../statistics/sum.ts';
import { add, type Counters } from './counters.ts';
import type { Lost } from './effect.ts';
import type { Impact, ImpactSum } from './impact-schema.ts';
import { journeyReceiptOf } from './journey-effect.ts';
import type { Report } from './report-schema.ts';
import type { Receipted } from './spent.ts';

/** A launched campaign with its report of now. */
export interface Launched {
  readonly launchedAt: string;
  readonly report: Report;
}

/** A journey with the counters of its days, by date of the shop. */
export interface Ran {
  readonly journeyId: string;
  readonly name: string;
  readonly days: readonly { readonly date: string; readonly counters: Counters }[];
}

export interface ImpactInput {
  /** Local dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly granularity: Granularity;
  readonly zone: string;
  readonly currency: string;
  readonly margin: number;
  /** See ReportInput. */
  readonly platformMilli: number;
  readonly revenuePerPerson: number | null;
}

const DEFINITION = {
  ko: '캠페인은 시작한 날의 기간에, 여정의 메시지는 고객이 그 단계에 이른 날의 기간에 들어갑니다. 여정의 효과는 한 사람을 한 번만, 그 여정의 첫 광고(또는 대조군이라 보내지 않은 때)부터 14일 동안의 주문으로 셉니다. 순효과 = 더 팔린 금액(대조군과 비교) × 마진 − 메시지 비용 − 클라우드 비용 − 떠난 사람의 가치. 대조군은 캠페인과 여정마다 따로 뽑으므로, 같은 사람들에게 여러 번 보냈어도 각 효과의 오차는 서로 얽히지 않습니다. 그래서 합계의 95 % 구간은 각 구간의 거리를 제곱해 더합니다. 한 캠페인이 다른 캠페인의 자리를 대신했다면 대조군도 그 다른 것을 받은 셈이라 효과가 작게 잡힙니다. 대조군이 없거나 아직 모자라는 캠페인과 여정이 가져온 금액은 알 수 없어 0으로 두고, 그 비용과 떠난 사람은 뺍니다.',
  en: 'A campaign belongs to the period of its launch, a message of a journey to that of the day on which the person came to its step. A journey counts each person once, by the orders of 14 days after its first ad, or after the moment at which that was held back. Net = extra sales (against the control group) × margin − message cost − cloud cost − value of people lost. Each control group is drawn on its own, so errors do not hang together even where several messages went to the same people, and the 95 % interval of a sum adds distances in squares. Where one message took another’s place, the control group had that other one, and the effect comes out smaller. What campaigns and journeys without a sufficient control group brought is not known and counts as nothing; their cost and the people they lost are subtracted.',
} as const;

const scaled = ({ low, high }: Interval, factor: number, shift: number): Interval => ({
  low: Math.round(low * factor + shift),
  high: Math.round(high * factor + shift),
});

const lossesOf = (reports: readonly Receipted[]): Report['peopleLost']['by'] => {
  const sums: Record<string, Lost> = {};
  for (const { peopleLost } of reports) {
    for (const [by, { people, valued, value }] of Object.entries(peopleLost.by)) {
      const known = sums[by] ?? { people: 0, valued: 0, value: 0 };
      sums[by] = { people: known.people + people, valued: known.valued + valued, value: known.value + value };
    }
  }
  return sums;
};

const isTold = ({ extra }: Receipted): boolean => extra.revenue !== null && extra.revenueInterval !== null;

/** The sum over campaigns and journeys (statistics/sum.ts). */
export const impactSum = (
  campaigns: readonly Receipted[],
  { currency, margin }: Pick<ImpactInput, 'currency' | 'margin'>,
  journeys: readonly Receipted[] = [],
): ImpactSum => {
  const reports = [...campaigns, ...journeys];
  const sum = (of: (report: Receipted) => number): number => reports.reduce((total, report) => total + of(report), 0);
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
    campaigns: campaigns.length,
    journeys: journeys.length,
    sent: sum(({ sent }) => sent),
    measured: {
      campaigns: campaigns.filter(isTold).length,
      journeys: journeys.filter(isTold).length,
      sent: told.reduce((total, each) => total + each.sent, 0),
    },
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

/** A journey has no line where none of its messages was due. */
const journeysIn = (ran: readonly Ran[], input: ImpactInput, isIn: (day: number) => boolean) =>
  ran.flatMap(({ journeyId, name, days }) => {
    const found = days.filter(({ date, counters }) => counters.size > 0 && isIn(epochDay(date)));
    if (found.length === 0) return [];
    const counters = add(...found.map((day) => day.counters));
    return [{ journeyId, name, receipt: journeyReceiptOf(counters, input) }];
  });

const lineOf = (sum: ImpactSum) => {
  const { campaigns: _campaigns, journeys: _journeys, measured: _told, ...figures } = sum;
  return figures;
};

/** The honest receipt of a span of time (P10): what its campaigns and journeys added, cost and lost, by period. Pure. */
export const impactOf = (launched: readonly Launched[], input: ImpactInput, ran: readonly Ran[] = []): Impact => {
  const { from, to, granularity, zone } = input;
  const within = launched
    .map((each) => ({ ...each, day: localEpochDay(Date.parse(each.launchedAt), zone) }))
    .filter(({ day }) => dateOfEpochDay(day) >= from && dateOfEpochDay(day) <= to)
    .sort((left, right) => (left.launchedAt < right.launchedAt ? 1 : -1));
  const isIn = (day: number): boolean => dateOfEpochDay(day) >= from && dateOfEpochDay(day) <= to;
  const journeys = journeysIn(ran, input, isIn).sort((left, right) => (left.name < right.name ? -1 : 1));
  const periodAt = (day: number): number => periodOf(granularity, day);
  const days = ran.flatMap((each) =>
    each.days.flatMap(({ date, counters }) => (counters.size > 0 ? epochDay(date) : [])),
  );
  const periods = new Set([...within.map(({ day }) => day), ...days.filter(isIn)].map(periodAt));
  const sumOver = (isHere: (day: number) => boolean): ImpactSum =>
    impactSum(
      within.filter(({ day }) => isHere(day)).map(({ report }) => report),
      input,
      journeysIn(ran, input, (day) => isIn(day) && isHere(day)).map(({ receipt }) => receipt),
    );
  return {
    ...{ from, to, granularity, currency: input.currency, margin: input.margin },
    total: sumOver(() => true),
    periods: [...periods]
      .sort((left, right) => left - right)
      .map((period) => {
        const first = dateOfEpochDay(firstDayOf(granularity, period));
        return {
          period: granularity === 'month' ? first.slice(0, 7) : first,
          from: first,
          to: dateOfEpochDay(lastDayOf(granularity, period)),
          ...sumOver((day) => periodAt(day) === period),
        };
      }),
    campaigns: within.map(({ launchedAt, report }) => {
      const { campaignId, name, channel } = report;
      return { campaignId, name, channel, launchedAt, ...lineOf(impactSum([report], input)) };
    }),
    journeys: journeys.map(({ journeyId, name, receipt }) => ({
      ...{ journeyId, name, compared: receipt.compared },
      ...lineOf(impactSum([], input, [receipt])),
    })),
    definition: DEFINITION,
  };
};
