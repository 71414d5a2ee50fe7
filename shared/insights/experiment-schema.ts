import * as z from 'zod';

const intervalSchema = z.object({ low: z.number(), high: z.number() });
const saysSchema = z.object({ ko: z.string(), en: z.string() });

/** One sentence by the test that may be looked at any time (docs/statistics.md). */
export const verdictSchema = z.object({
  kind: z.enum([
    /** The arm is better than every other one; of a single message, than none at all. */
    'winner',
    /** It may still turn. */
    'open',
    /** The message brings fewer buyers than none at all. */
    'harm',
    /** More buyers, and more people who leave: no winner. */
    'guardrail',
    'notEnough',
    /** The groups are not as large as they were dealt: no figure is to be trusted. */
    'mismatch',
  ]),
  arm: z.string().nullable(),
  against: z.string().nullable(),
  /** Always valid. */
  p: z.number().nullable(),
  /** Difference of shares `arm` − `against`; holds at every look together. */
  interval: intervalSchema.nullable(),
  says: saysSchema,
});
export type Verdict = z.infer<typeof verdictSchema>;

/** `arm` − `against`; shares of people, money per person in minor units. */
export const pairSchema = z.object({
  arm: z.string(),
  against: z.string(),
  absolute: z.number(),
  relative: z.number().nullable(),
  interval: intervalSchema,
  relativeInterval: intervalSchema.nullable(),
  /** Looked at once. */
  p: z.number(),
  /** Looked at any time. */
  anytime: z.object({ p: z.number(), interval: intervalSchema.nullable() }),
  chanceToBeat: z.number(),
  expectedLoss: z.number(),
  revenue: z.object({ difference: z.number(), interval: intervalSchema, p: z.number() }).nullable(),
  /** The same without what earlier spending foretells (CUPED); null where nothing is known of the past. */
  adjusted: z
    .object({ difference: z.number(), interval: intervalSchema, p: z.number(), varianceRatio: z.number() })
    .nullable(),
  /** Share of people lost; only between arms that were written to. */
  lost: z.object({ difference: z.number(), interval: intervalSchema, alarm: z.boolean() }).nullable(),
});
export type Pair = z.infer<typeof pairSchema>;

const outcomeArmSchema = z.object({
  arm: z.string(),
  people: z.number().int(),
  sum: z.number(),
  /** Of a share: the share. */
  mean: z.number(),
  sd: z.number(),
});
/** A figure that came with an imported experiment. `share`: yes or no of each person. */
export const outcomeSchema = z.object({
  name: z.string(),
  kind: z.enum(['share', 'mean']),
  arms: z.array(outcomeArmSchema),
  pairs: z.array(
    z.object({
      arm: z.string(),
      against: z.string(),
      absolute: z.number(),
      relative: z.number().nullable(),
      interval: intervalSchema,
      relativeInterval: intervalSchema.nullable(),
      /** z of two shares with pooled variance, t of two means (Welch). */
      statistic: z.number(),
      p: z.number(),
      /** Of a share: Wald's interval. */
      wald: intervalSchema.nullable(),
    }),
  ),
});
export type OutcomeReport = z.infer<typeof outcomeSchema>;

export const sampleRatioSchema = z.object({
  chiSquare: z.number(),
  degreesOfFreedom: z.number().int(),
  p: z.number(),
  /** p below `level`: 0.001 while the campaign runs, 0.01 when it is over. */
  alarm: z.boolean(),
  level: z.number(),
  arms: z.array(z.object({ arm: z.string(), people: z.number().int(), share: z.number() })),
});

/** Lift in one RFM segment; `pAdjusted` is corrected for all of them (Holm). */
export const subgroupSchema = z.object({
  group: z.string(),
  people: z.object({ sent: z.number().int(), control: z.number().int() }),
  absolute: z.number(),
  interval: intervalSchema,
  p: z.number(),
  pAdjusted: z.number(),
});

/** Part `experiment` of a campaign's report; null where there is nothing to compare or no goal. */
export const experimentSchema = z.object({
  verdict: verdictSchema,
  sampleRatio: sampleRatioSchema.nullable(),
  pairs: z.array(pairSchema),
  subgroups: z.array(subgroupSchema),
  outcomes: z.array(outcomeSchema),
});
export type Experiment = z.infer<typeof experimentSchema>;
