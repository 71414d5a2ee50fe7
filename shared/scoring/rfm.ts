import * as z from 'zod';
import { DangolError } from '../platform/errors.ts';
import type { Settings } from '../settings/settings.ts';

/** The three figures of one customer of the population. */
export interface RfmValues {
  readonly id: string;
  /** Whole days from the last order's local date to the day of the run; few is good. */
  readonly recency: number;
  /** Distinct orders or distinct purchase days. */
  readonly frequency: number;
  /** Net revenue in minor units of the reporting currency. */
  readonly monetary: number;
}

export type Score = 1 | 2 | 3 | 4 | 5;

/**
 * What one needs to score anybody without seeing the others: four cut points per dimension, frozen with the run. Values
 * are oriented so that more is better (recency is negated).
 * - `above`: scores 2…5 begin above these values (`rank`); equal values score equal.
 * - `from`: scores 2…5 begin at this (value, id), `null` if nobody stands there (`ntile`).
 * - `breaks`: scores 2…5 begin at these values.
 */
const cutsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('above'), values: z.array(z.number().nullable()).length(4) }),
  z.object({
    kind: z.literal('from'),
    rows: z.array(z.object({ value: z.number(), id: z.string() }).nullable()).length(4),
  }),
  z.object({ kind: z.literal('breaks'), values: z.array(z.number()).length(4) }),
]);
type Cuts = z.infer<typeof cutsSchema>;

export const thresholdsSchema = z.object({ recency: cutsSchema, frequency: cutsSchema, monetary: cutsSchema });
export type Thresholds = z.infer<typeof thresholdsSchema>;

/** A value with its owner, as SQL orders them: by value, ties by id, which no two have alike. */
interface Row {
  readonly value: number;
  readonly id: string;
}

const byValueThenId = (left: Row, right: Row): number => left.value - right.value || (left.id < right.id ? -1 : 1);

/** score = 1 + ⌊5 · #strictly worse / n⌋, so score ≥ k once at least ⌈(k−1)·n/5⌉ people are strictly worse. */
const rankCuts = (ascending: ArrayLike<number>): Cuts => ({
  kind: 'above',
  values: [1, 2, 3, 4].map((step) => {
    const worse = Math.ceil((step * ascending.length) / 5);
    return ascending[worse - 1] ?? null;
  }),
});

/** SQL NTILE(5): the first n mod 5 tiles hold one row more. */
const ntileCuts = (ascending: readonly Row[]): Cuts => {
  const size = Math.floor(ascending.length / 5);
  const longer = ascending.length % 5;
  return {
    kind: 'from',
    rows: [1, 2, 3, 4].map((step) => {
      const row = ascending[step * size + Math.min(step, longer)];
      return row ? { value: row.value, id: row.id } : null;
    }),
  };
};

const breakCuts = (breaks: Settings['rfm']['breaks']): Thresholds => {
  if (!breaks) {
    throw new DangolError(
      'invalid',
      'rfm.scoring is "breaks" but rfm.breaks is not set; give four limits each for recency, frequency and monetary.',
    );
  }
  const ascending = (values: readonly number[]): Cuts => ({
    kind: 'breaks',
    values: [...values].sort((left, right) => left - right),
  });
  return {
    // Fewer days than the first limit score 5, so score 2 begins just below the largest limit.
    recency: ascending(breaks.recency.map((days) => 1 - Math.ceil(days))),
    frequency: ascending(breaks.frequency),
    monetary: ascending(breaks.monetary),
  };
};

const oriented = {
  recency: (values: RfmValues) => -values.recency,
  frequency: (values: RfmValues) => values.frequency,
  monetary: (values: RfmValues) => values.monetary,
} as const;

type Dimension = keyof typeof oriented;

/** Thresholds of a population. Throws `invalid` when `breaks` are asked for and not set. */
export const fitThresholds = (population: readonly RfmValues[], rfm: Settings['rfm']): Thresholds => {
  if (rfm.scoring === 'breaks') return breakCuts(rfm.breaks);
  const cuts = (dimension: Dimension): Cuts => {
    const value = oriented[dimension];
    if (rfm.scoring === 'rank') return rankCuts(Float64Array.from(population, value).sort());
    return ntileCuts(population.map((person) => ({ value: value(person), id: person.id })).sort(byValueThenId));
  };
  return { recency: cuts('recency'), frequency: cuts('frequency'), monetary: cuts('monetary') };
};

const reached = (cuts: Cuts, row: Row): number => {
  switch (cuts.kind) {
    case 'above':
      return cuts.values.filter((value) => value !== null && row.value > value).length;
    case 'from':
      return cuts.rows.filter((first) => first !== null && byValueThenId(row, first) >= 0).length;
    case 'breaks':
      return cuts.values.filter((value) => row.value >= value).length;
  }
};

const SCORES: readonly Score[] = [1, 2, 3, 4, 5];

const scoreOn = (cuts: Cuts, row: Row): Score => SCORES[reached(cuts, row)] ?? 1;

export interface RfmScores {
  readonly r: Score;
  readonly f: Score;
  readonly m: Score;
}

export const scoreRfm = (values: RfmValues, thresholds: Thresholds): RfmScores => {
  const on = (dimension: Dimension): Score =>
    scoreOn(thresholds[dimension], { value: oriented[dimension](values), id: values.id });
  return { r: on('recency'), f: on('frequency'), m: on('monetary') };
};

export const RFM_SEGMENTS = [
  'champions',
  'loyal_customers',
  'potential_loyalists',
  'new_customers',
  'promising',
  'need_attention',
  'about_to_sleep',
  'at_risk',
  'cant_lose',
  'hibernating',
  'lost',
] as const;
export type RfmSegment = (typeof RFM_SEGMENTS)[number];

/** Everybody outside the population: not a consumer, or nothing bought yet. */
export const PROSPECT = 'prospect' as const;

const byScore = <Value>(...[one, two, three, four, five]: readonly [Value, Value, Value, Value, Value]) => ({
  ...{ 1: one, 2: two, 3: three, 4: four, 5: five },
});

/** The widely copied grid on R × F, each of the 25 cells once, with `lost` split off; rows R = 1…5, columns F = 1…5. */
const GRID = byScore(
  byScore<RfmSegment>('lost', 'lost', 'at_risk', 'at_risk', 'cant_lose'),
  byScore<RfmSegment>('hibernating', 'hibernating', 'at_risk', 'at_risk', 'cant_lose'),
  byScore<RfmSegment>('about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal_customers', 'loyal_customers'),
  byScore<RfmSegment>('promising', 'potential_loyalists', 'potential_loyalists', 'loyal_customers', 'loyal_customers'),
  byScore<RfmSegment>('new_customers', 'potential_loyalists', 'potential_loyalists', 'champions', 'champions'),
);

export const rfmSegment = (r: Score, f: Score): RfmSegment => GRID[r][f];
