import * as z from 'zod';

export const WARNING_IDS = [
  'newAndLapsedCross',
  'retentionOffTrend',
  'mainBuyersAgeing',
  'abnormalRhythm',
  'oneTimeShareRising',
  'cacAboveLtv',
] as const;
export type WarningId = (typeof WARNING_IDS)[number];

const said = z.object({ ko: z.string(), en: z.string() });
export type Said = z.infer<typeof said>;

/** One line of a sign: what is watched, by month, oldest first. */
const seriesSchema = z.object({
  name: said,
  unit: z.enum(['people', 'share', 'days', 'years', 'money']),
  points: z.array(z.object({ month: z.string(), value: z.number().nullable() })),
});
export type WarningSeries = z.infer<typeof seriesSchema>;

/** One sign of a brand in trouble: what is watched, its limit, and whether it is crossed. Money in minor units. */
export const warningSchema = z.object({
  id: z.enum(WARNING_IDS),
  state: z.enum(['ok', 'warning', 'not_enough_data']),
  title: said,
  /** What is the case, or what is missing. */
  says: said,
  /** The rule, with the statistic and its source. */
  rule: said,
  /** The limit that the latest value was held against; null where there is none. */
  threshold: z.number().nullable(),
  series: z.array(seriesSchema),
});
export type Warning = z.infer<typeof warningSchema>;
export type Verdict = Pick<Warning, 'state' | 'says' | 'threshold' | 'series'>;

export const notEnough = (series: Warning['series'], ko: string, en: string): Verdict => ({
  state: 'not_enough_data',
  says: { ko: `자료가 모자랍니다: ${ko}`, en: `Not enough data: ${en}` },
  threshold: null,
  series,
});
