import type { Buying, Recency, Variant } from './bg-nbd.ts';
import { minimise, polish } from './minimise.ts';

/** People with the same (x, t_x, T) count together: a likelihood over counts is the one over people. */
export interface Counted extends Recency {
  readonly count: number;
}

export const BUYING_FLAWS = ['too_few_repeat_buyers', 'dropout_not_identified', 'did_not_converge'] as const;
/**
 * `too_few_repeat_buyers`: nothing was fitted. `dropout_not_identified`: the likelihood rises as dropout goes to zero, as
 * where nobody leaves for good; r and α hold, and the limit forms are used (P(alive) = 1). `did_not_converge`: no maximum
 * was found in the steps allowed.
 */
export type BuyingFlaw = (typeof BUYING_FLAWS)[number];

export interface BuyingFit {
  readonly variant: Variant;
  readonly buying: Buying;
  readonly logLikelihood: number;
  readonly flaw?: BuyingFlaw;
}

/** Fewer say nothing about four parameters. */
export const FEWEST_REPEATERS = 30;
export const LEAST_DROPOUT = 1e-3;
const MOST_B = 1e4;
/** Walls of the search, as logs: far outside of anything that people do, near enough to stay finite. */
const WALL = 16;
/**
 * Where everybody leaves alike, a and b grow together without end; from here on more makes no difference to a forecast, and
 * the series of E[Y] still holds in doubles.
 */
const MOST_A = Math.log(50);
/** The walk from the starts needs no more rows than this to come near; the last steps see all of them. */
const ROUGH_ROWS = 20_000;
const STARTS = [
  [1, 3, 1, 3],
  [0.5, 5, 0.5, 2],
].map((start) => start.map(Math.log));

const columnsOf = (people: readonly Counted[]) => ({
  x: Int32Array.from(people, ({ x }) => x),
  tx: Float64Array.from(people, ({ tx }) => tx),
  T: Float64Array.from(people, ({ T }) => T),
  count: Float64Array.from(people, ({ count }) => count),
  most: people.reduce((most, { x }) => Math.max(most, x), 0),
});

/** Σ ln L over counted people; sums over j < x are shared by everybody with that x. */
const logLikelihoodOn = (
  columns: ReturnType<typeof columnsOf>,
  variant: Variant,
  { r, alpha, a, b }: Buying,
): number => {
  const { x: xs, tx, T, count, most } = columns;
  const rising = new Float64Array(most + 1);
  for (let x = 1; x <= most; x++) {
    const before = rising[x - 1] ?? 0;
    rising[x] = before + Math.log(r + x - 1) - Math.log1p(a / (b + x - 1));
  }
  const start = r * Math.log(alpha);
  const lnA = Math.log(a);
  const isModified = variant === 'mbgNbd';
  let sum = 0;
  for (let index = 0; index < xs.length; index++) {
    const x = xs[index] ?? 0;
    const lnT = Math.log(alpha + (T[index] ?? 0));
    const alive = -(r + x) * lnT - (isModified ? Math.log1p(a / (b + x)) : 0);
    let both = alive;
    if (isModified || x > 0) {
      const gone = lnA - Math.log(isModified ? a + b + x : b + x - 1) - (r + x) * Math.log(alpha + (tx[index] ?? 0));
      const [large, small] = alive > gone ? [alive, gone] : [gone, alive];
      both = large + Math.log1p(Math.exp(small - large));
    }
    sum += (count[index] ?? 0) * ((rising[x] ?? 0) + start + both);
  }
  return sum;
};

export const logLikelihood = (variant: Variant, buying: Buying, people: readonly Counted[]): number =>
  logLikelihoodOn(columnsOf(people), variant, buying);

const buyingAt = (logs: readonly number[]): Buying => {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map(Math.exp);
  return { r, alpha, a, b };
};

const flawOf = ({ a, b }: Buying, converged: boolean): BuyingFlaw | undefined => {
  if (a / (a + b) < LEAST_DROPOUT || b > MOST_B) return 'dropout_not_identified';
  return converged ? undefined : 'did_not_converge';
};

/** Maximum likelihood from two starts; nothing with too few repeat buyers. */
export const fitBuying = (variant: Variant, people: readonly Counted[]): BuyingFit | 'too_few_repeat_buyers' => {
  const repeaters = people.reduce((sum, { x, count }) => sum + (x > 0 ? count : 0), 0);
  if (repeaters < FEWEST_REPEATERS) return 'too_few_repeat_buyers';
  const total = people.reduce((sum, { count }) => sum + count, 0);
  const objectiveOn = (some: readonly Counted[]) => {
    const columns = columnsOf(some);
    const weight = some.reduce((sum, { count }) => sum + count, 0);
    return (logs: readonly number[]): number => {
      if ((logs[2] ?? 0) > MOST_A || logs.some((log) => Math.abs(log) > WALL)) return Number.POSITIVE_INFINITY;
      return -logLikelihoodOn(columns, variant, buyingAt(logs)) / weight;
    };
  };
  const stride = Math.ceil(people.length / ROUGH_ROWS);
  const rough = minimise(objectiveOn(people.filter((_, index) => index % stride === 0)), STARTS);
  const { point, value, converged } = stride === 1 ? rough : polish(objectiveOn(people), rough);
  const buying = buyingAt(point);
  const flaw = flawOf(buying, converged);
  return { variant, buying, logLikelihood: -value * total, ...(flaw === undefined ? {} : { flaw }) };
};
