import * as z from 'zod';
import { type Buying, expectedOrders } from './bg-nbd.ts';
import { fitBuying } from './bg-nbd-fit.ts';
import { type Bought, boughtAfter, compressed, type History, historyAt, meanNet, recencyOf } from './histories.ts';
import { chanceOf, type Features, fitLogistic } from './logistic.ts';
import { rankCorrelation } from './rank.ts';

/**
 * How the chance that a repeat buyer orders within `horizonDays` was learned: fitted on the data without the last
 * `heldBackDays`, compared with what happened in them, and cut where it told stayers from leavers best.
 */
export const churnFitSchema = z.object({
  horizonDays: z.number().int(),
  heldBackDays: z.number().int(),
  /** Of 1, ln E[Y] and the logarithm of what a purchase day brings, as a multiple of the usual. */
  weights: z.array(z.number()).length(3),
  /** What a purchase day usually brings, minor units: the median over repeat buyers. */
  typicalNet: z.number().nonnegative(),
  /** A chance from here on is active, from `doubt` on at risk, below it churned. */
  stay: z.number(),
  doubt: z.number(),
  people: z.number().int(),
});
export type ChurnFit = z.infer<typeof churnFitSchema>;

export const CHURN_FLAWS = [
  'history_too_short',
  'too_few_repeat_buyers',
  'dropout_not_identified',
  'did_not_converge',
] as const;
export type ChurnFlaw = (typeof CHURN_FLAWS)[number];

/** Shorter histories cannot be parted into a time to learn from and a time to check. */
const SHORTEST_HISTORY_DAYS = 60;
/** Repeat buyers of either outcome. */
const FEWEST_EACH = 20;
/** Enough for three weights and two cuts. */
const MOST_PEOPLE = 50_000;
const FOLDS = 10;
const CUTS = Array.from({ length: 61 }, (_, index) => (20 + index) / 100);
/** An order without money stands at a 25th of the usual instead of at minus infinity. */
const OFFSET = 25;

interface Seen {
  readonly history: Bought;
  readonly typicalNet: number;
}

/** Features of one repeat buyer for a look `days` ahead. */
const featuresOf = (buying: Buying, unitDays: number, days: number, { history, typicalNet }: Seen): Features => {
  const expected = expectedOrders('mbgNbd', buying, recencyOf(history, unitDays), days / unitDays);
  const mean = Math.max(0, meanNet(history) ?? typicalNet);
  return [1, Math.log(expected + 1e-9), typicalNet > 0 ? Math.log1p((OFFSET * mean) / typicalNet) : 0];
};

/** Chance that a repeat buyer orders within the fit's horizon; `buying` is the MBG/NBD of all data. */
export const stayingChance = (fit: ChurnFit, buying: Buying, unitDays: number, history: Seen['history']): number =>
  chanceOf(featuresOf(buying, unitDays, fit.horizonDays, { history, typicalNet: fit.typicalNet }), fit.weights);

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** Chances of each person from a fit that has not seen them. */
const unseenChances = (rows: readonly Features[], stayed: readonly boolean[]): number[] => {
  const chances = new Array<number>(rows.length).fill(0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const learn = rows.map((_, index) => index).filter((index) => index % FOLDS !== fold);
    const weights = fitLogistic(
      learn.map((index) => rows[index] ?? []),
      learn.map((index) => stayed[index] ?? false),
    );
    for (let index = fold; index < rows.length; index += FOLDS) chances[index] = chanceOf(rows[index] ?? [], weights);
  }
  return chances;
};

/**
 * The lowest cut whose share of right calls is within one standard error of the best (Breiman et al. 1984): where the data
 * cannot tell cuts apart, nobody is given up too early. Below it, the cut whose three flags rank best with what was bought.
 */
export const chooseCuts = (chances: readonly number[], bought: readonly number[]): Pick<ChurnFit, 'stay' | 'doubt'> => {
  const right = CUTS.map(
    (cut) => chances.filter((chance, i) => chance >= cut === (bought[i] ?? 0) > 0).length / chances.length,
  );
  const best = Math.max(...right);
  const error = Math.sqrt((best * (1 - best)) / chances.length);
  const stay = CUTS[right.findIndex((share) => share >= best - error)] ?? 0.5;
  let doubt = stay / 2;
  let highest = Number.NEGATIVE_INFINITY;
  for (const cut of CUTS.filter((one) => one < stay)) {
    const flags = chances.map((chance) => (chance >= stay ? 2 : chance >= cut ? 1 : 0));
    const rank = rankCorrelation(flags, bought);
    if (rank > highest) [highest, doubt] = [rank, cut];
  }
  return { stay, doubt };
};

/**
 * Days to hold back so that the time watched before stands to them as all of the time watched stands to the horizon: what
 * is learned then carries over.
 */
const heldBack = (people: readonly History[], horizonDays: number): number => {
  const weight = people.reduce((sum, person) => sum + person.weight, 0);
  const meanAge = people.reduce((sum, person) => sum + person.weight * person.age, 0) / weight;
  return Math.max(1, Math.round((meanAge * horizonDays) / (meanAge + horizonDays)));
};

/** Learns the flag of repeat buyers from the data alone, or says why not. */
export const fitChurn = (people: readonly History[], mostDays: number, unitDays: number): ChurnFit | ChurnFlaw => {
  const span = people.reduce((longest, { age }) => Math.max(longest, age), 0) + 1;
  if (span < SHORTEST_HISTORY_DAYS) return 'history_too_short';
  const horizonDays = Math.min(mostDays, span);
  const heldBackDays = heldBack(people, horizonDays);
  const pairs = people.flatMap((now) => {
    const then = historyAt(now, heldBackDays);
    return then ? [{ now, then }] : [];
  });
  const buying = fitBuying(
    'mbgNbd',
    compressed(
      pairs.map(({ then }) => then),
      unitDays,
    ),
  );
  if (buying === 'too_few_repeat_buyers') return buying;
  if (buying.flaw) return buying.flaw;
  const repeaters = pairs.filter(({ then }) => then.offsets.length > 1).slice(0, MOST_PEOPLE);
  const bought = repeaters.map(({ now, then }) => boughtAfter(now, then.age, heldBackDays));
  const stayed = bought.map((count) => count > 0);
  const stayers = stayed.filter((one) => one).length;
  if (Math.min(stayers, stayed.length - stayers) < FEWEST_EACH) return 'too_few_repeat_buyers';
  const typicalNet = Math.max(0, medianOf(repeaters.flatMap(({ then }) => meanNet(then) ?? [])));
  const rows = repeaters.map(({ then }) =>
    featuresOf(buying.buying, unitDays, heldBackDays, { history: then, typicalNet }),
  );
  const cuts = chooseCuts(unseenChances(rows, stayed), bought);
  return { horizonDays, heldBackDays, weights: fitLogistic(rows, stayed), typicalNet, ...cuts, people: rows.length };
};
