import betaln from '@stdlib/math-base-special-betaln';
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

/** Chance that the treatment's true share is above the control's, flat priors. Grows with the treatment's successes in work. */
export const chanceToBeat = (control: Proportion, treatment: Proportion): number =>
  chanceThatSecondIsMore(posterior(control), posterior(treatment));

/** E max(other − chosen, 0): what choosing costs on average, in the unit of the shares. */
export const expectedLoss = (chosen: Proportion, other: Proportion): number => {
  const [c, o] = [posterior(chosen), posterior(other)];
  // E[o · 1(o > c)] = E[o] · P(o' > c) with one success more in o'; likewise for c.
  const gain = mean(o) * chanceThatSecondIsMore(c, { a: o.a + 1, b: o.b });
  const kept = mean(c) * chanceThatSecondIsMore({ a: c.a + 1, b: c.b }, o);
  return Math.max(0, gain - kept);
};
