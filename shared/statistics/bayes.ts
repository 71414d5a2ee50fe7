import betaln from '@stdlib/math-base-special-betaln';
import { normalCdf } from './interval.ts';
import type { Proportion } from './proportions.ts';

/** Posterior of a share under a flat prior, Beta(1, 1). */
interface Posterior {
  /** Whole. */
  readonly a: number;
  readonly b: number;
}

const posterior = ({ n, successes }: Proportion): Posterior => ({ a: successes + 1, b: n - successes + 1 });

const mean = ({ a, b }: Posterior): number => a / (a + b);

/** P(two > one) as the finite sum over the whole number two.a (Miller 2015, "Formulas for Bayesian A/B Testing"). */
const chanceThatSecondIsMore = (one: Posterior, two: Posterior): number => {
  const base = betaln(one.a, one.b);
  let sum = 0;
  for (let i = 0; i < two.a; i++) {
    sum += Math.exp(betaln(one.a + i, one.b + two.b) - Math.log(two.b + i) - betaln(1 + i, two.b) - base);
  }
  return Math.min(1, sum);
};

/** From so many successes on posteriors are normal to four digits, and the sum would be long. */
const NORMAL_FROM = 20_000;

const spread = ({ a, b }: Posterior): number => (a * b) / ((a + b) ** 2 * (a + b + 1));

/** Mean and spread of two − one. */
const gapOf = (one: Posterior, two: Posterior) => ({
  middle: mean(two) - mean(one),
  width: Math.sqrt(spread(one) + spread(two)),
});

const isLarge = (...all: readonly Posterior[]): boolean => all.every(({ a, b }) => Math.min(a, b) > NORMAL_FROM);

/** Chance that the treatment's true share is above the control's, flat priors. */
export const chanceToBeat = (control: Proportion, treatment: Proportion): number =>
  chanceOf(posterior(control), posterior(treatment));

const chanceOf = (one: Posterior, two: Posterior): number => {
  if (!isLarge(one, two)) return chanceThatSecondIsMore(one, two);
  const { middle, width } = gapOf(one, two);
  return normalCdf(middle / width);
};

/** E max(other − chosen, 0): what choosing costs on average, in the unit of the shares. */
export const expectedLoss = (chosen: Proportion, other: Proportion): number => {
  const [c, o] = [posterior(chosen), posterior(other)];
  if (isLarge(c, o)) {
    const { middle, width } = gapOf(c, o);
    const density = Math.exp(-((middle / width) ** 2) / 2) / Math.sqrt(2 * Math.PI);
    return Math.max(0, middle * normalCdf(middle / width) + width * density);
  }
  // E[o · 1(o > c)] = E[o] · P(o' > c) with one success more in o'; likewise for c.
  const gain = mean(o) * chanceThatSecondIsMore(c, { a: o.a + 1, b: o.b });
  const kept = mean(c) * chanceThatSecondIsMore({ a: c.a + 1, b: c.b }, o);
  return Math.max(0, gain - kept);
};
