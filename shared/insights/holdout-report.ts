import * as z from 'zod';
import { HOLDOUT_MONTHS, HOLDOUT_UNIT, type HoldoutSide, holdoutKey } from '../kpis/holdout.ts';
import { firstDayOf, lastDayOf, monthName, monthOf } from '../kpis/period.ts';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import { meanDifference } from '../statistics/means.ts';
import { newcombeInterval, type Proportion, zTest } from '../statistics/proportions.ts';
import { ENOUGH_CONVERSIONS } from '../statistics/sequential.ts';
import { type Gap, gapSchema, intervalSchema } from './report-schema.ts';

const sideSchema = z.object({ people: z.number().int(), buyers: z.number().int(), revenue: z.number().int() });
const wordsSchema = z.object({ ko: z.string(), en: z.string() });

/** One month of everybody against those who get no ads. Money in minor units. */
export const holdoutMonthSchema = z.object({
  month: z.string(),
  /** The month is over. */
  complete: z.boolean(),
  held: sideSchema,
  open: sideSchema,
  /** Difference of the shares that bought, open − held. */
  lift: z.object({ absolute: z.number(), interval: intervalSchema, p: z.number() }).nullable(),
  /** Of one person, and of all who may get ads together: what all ads of the month added, whatever sent them. */
  perPerson: z.object({ amount: z.number(), interval: intervalSchema }).nullable(),
  extraRevenue: z.object({ amount: z.number().int(), interval: intervalSchema }).nullable(),
  reason: gapSchema.nullable(),
});
export type HoldoutMonth = z.infer<typeof holdoutMonthSchema>;

export const holdoutReportSchema = z.object({
  /** Share of people held out; 0 where nobody is. */
  share: z.number(),
  /** Date since which the setting stands as it is; null where nobody is held out. */
  since: z.string().nullable(),
  asOf: z.string().nullable(),
  currency: z.string(),
  /** Newest first. */
  data: z.array(holdoutMonthSchema),
  definition: wordsSchema,
});
export type HoldoutReport = z.infer<typeof holdoutReportSchema>;

export interface HoldoutInput {
  readonly share: number;
  readonly since: string | null;
  readonly currency: string;
  /** What the last night saw (kpis/holdout.ts); nothing before the first. */
  readonly night: { readonly asOf: string; readonly standing: Readonly<Record<string, number>> } | undefined;
}

const DEFINITION = {
  ko: '설정의 holdout으로 광고를 전혀 받지 않는 사람과 그 밖의 모든 사람이 그 달에 산 금액을 비교합니다. 달이 시작하기 전부터 알던 일반 고객만, 실제로 광고를 받았는지와 상관없이 제비뽑기로만 나눕니다. 설정을 바꾼 달과 그 전은 비교하지 않습니다. 더 팔린 금액 = 한 사람당 차이 × 광고를 받을 수 있는 사람 수. 산 사람이 어느 쪽이든 30명에 못 미치면 말하지 않습니다.',
  en: 'What those who get no ads at all (setting holdout) bought in a month, against everybody else. Consumers who were known before the month began, by the draw alone, whether an ad reached them or not. The month in which the setting was changed and those before are not compared. Extra sales = difference per person × people who may get ads. Below 30 buyers on either side nothing is said.',
} as const;

const monthOfNight = (month: number, { asOf, standing }: NonNullable<HoldoutInput['night']>): HoldoutMonth => {
  const name = monthName(month);
  const of = (side: HoldoutSide, figure: Parameters<typeof holdoutKey>[2]): number =>
    standing[holdoutKey(name, side, figure)] ?? 0;
  const side = (which: HoldoutSide) => ({
    ...{ people: of(which, 'people'), buyers: of(which, 'buyers'), revenue: of(which, 'net') },
  });
  const [held, open] = [side('held'), side('open')];
  const base = { month: name, complete: asOf > dateOfEpochDay(lastDayOf('month', month)), held, open };
  const values = { needed: ENOUGH_CONVERSIONS, sent: open.buyers, control: held.buyers };
  const gap: Gap | null =
    held.people === 0
      ? { code: 'noControl', values: {} }
      : Math.min(held.buyers, open.buyers) < ENOUGH_CONVERSIONS
        ? { code: 'notEnoughConversions', values }
        : null;
  if (gap) return { ...base, lift: null, perPerson: null, extraRevenue: null, reason: gap };
  const proportion = ({ people, buyers }: typeof held): Proportion => ({ n: people, successes: buyers });
  const moments = (which: HoldoutSide, { people }: typeof held) => ({
    n: people,
    sum: of(which, 'units') * HOLDOUT_UNIT,
    sumSquares: of(which, 'squares') * HOLDOUT_UNIT ** 2,
  });
  const [one, two] = [proportion(held), proportion(open)];
  const { difference, interval } = meanDifference(moments('held', held), moments('open', open));
  const scaled = (amount: number): number => Math.round(amount * open.people);
  return {
    ...base,
    lift: {
      absolute: open.buyers / open.people - held.buyers / held.people,
      interval: newcombeInterval(one, two),
      p: zTest(one, two).p,
    },
    perPerson: { amount: difference, interval },
    extraRevenue: { amount: scaled(difference), interval: { low: scaled(interval.low), high: scaled(interval.high) } },
    reason: null,
  };
};

/** Month by month, what all ads together added. Pure. */
export const holdoutReportOf = ({ share, since, currency, night }: HoldoutInput): HoldoutReport => {
  const base = { share, since, asOf: night?.asOf ?? null, currency, definition: DEFINITION };
  if (!night || since === null) return { ...base, data: [] };
  const current = monthOf(epochDay(night.asOf));
  const months = Array.from({ length: HOLDOUT_MONTHS }, (_, n) => current - n);
  const compared = months.filter((month) => dateOfEpochDay(firstDayOf('month', month)) >= since);
  return { ...base, data: compared.map((month) => monthOfNight(month, night)) };
};
