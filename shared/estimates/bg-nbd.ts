import * as z from 'zod';

/**
 * BG/NBD (Fader, Hardie & Lee 2005, Marketing Science 24(2)) and MBG/NBD (Batislam, Denizel & Filiztekin 2007). Times are
 * in the unit in which the parameters were fitted. Formulas are the ones without differences of log-gammas, so that large
 * b does not turn into noise.
 */
export const buyingSchema = z.object({
  r: z.number().positive(),
  alpha: z.number().positive(),
  a: z.number().positive(),
  b: z.number().positive(),
});
export type Buying = z.infer<typeof buyingSchema>;

export const VARIANTS = ['bgNbd', 'mbgNbd'] as const;
/** Whether a customer may drop out after each repeat purchase only, or right after the first one too. */
export type Variant = (typeof VARIANTS)[number];

/** One person's purchases: repeat purchase days, time of the last and of the end of observation, both from the first. */
export interface Recency {
  readonly x: number;
  readonly tx: number;
  readonly T: number;
}

/** Terms of the series below this no longer change the sum. */
const NEGLIGIBLE = 1e-16;
/** 37/|ln z| terms are needed; more only if a forecast reaches far beyond what was observed. */
const MOST_TERMS = 100_000;

/** b of the next purchase's coin: MBG/NBD has tossed once more by then. */
const nextB = (variant: Variant, b: number): number => (variant === 'mbgNbd' ? b + 1 : b);

/** Probability of not having dropped out by T. BG/NBD says 1 of everybody who bought once: an assumption, not evidence. */
export const pAlive = (variant: Variant, { r, alpha, a, b }: Buying, { x, tx, T }: Recency): number => {
  if (variant === 'bgNbd' && x === 0) return 1;
  const odds = variant === 'bgNbd' ? b + x - 1 : b + x;
  return 1 / (1 + Math.exp(Math.log(a) - Math.log(odds) + (r + x) * (Math.log(alpha + T) - Math.log(alpha + tx))));
};

/** Expected purchases in (T, T + t] of somebody alive at T: Euler's transformation of the textbook ₂F₁, smooth through a = 1. */
const expectedWhileAlive = ({ r, alpha, a, b }: Buying, { x, T }: Pick<Recency, 'x' | 'T'>, t: number): number => {
  if (t <= 0) return 0;
  const z = t / (alpha + T + t);
  const logRest = Math.log1p(-z);
  const c = a + b + x - 1;
  let term = ((a + b - 1 - r) / c) * z;
  let sum = 0;
  for (let k = 1; k < MOST_TERMS && Math.abs(term) >= NEGLIGIBLE; k++) {
    sum += term;
    term *= (((a + b - 1 - r + k) * (a + k - 1)) / ((c + k) * (k + 1))) * z;
  }
  const first = a === 1 ? -logRest : -Math.expm1((a - 1) * logRest) / (a - 1);
  return c * (first - Math.exp((a - 1) * logRest) * sum);
};

/** E[Y(t)]: purchases expected in the t after T. */
export const expectedOrders = (variant: Variant, buying: Buying, person: Recency, t: number): number =>
  expectedWhileAlive({ ...buying, b: nextB(variant, buying.b) }, person, t) * pAlive(variant, buying, person);

/** E[X(t)]: repeat purchases expected in the t after a first one. */
export const expectedOfNew = (variant: Variant, buying: Buying, t: number): number =>
  expectedOrders(variant, buying, { x: 0, tx: 0, T: 0 }, t);

/** P(X(t) = 0 … most) of somebody who is alive at the start, with Gamma(r, α) buying and Beta(a, b) dropping out. */
const countsWhileAlive = ({ r, alpha, a, b }: Buying, t: number, most: number): number[] => {
  const stay = Math.log(alpha) - Math.log(alpha + t);
  const buy = t / (alpha + t);
  const found: number[] = [];
  let poisson = Math.exp(r * stay);
  let below = 0;
  let survived = 1;
  for (let n = 0; n <= most; n++) {
    // Bought n times and lives; or dropped out after the n-th, when time would have allowed more.
    const alive = survived * ((b + n - 1) / (a + b + n - 1));
    const living = n === 0 ? 1 : alive;
    const left = n === 0 ? 0 : survived * (a / (a + b + n - 1)) * Math.max(0, 1 - below);
    found.push(living * poisson + left);
    below += poisson;
    poisson *= ((r + n) / (n + 1)) * buy;
    survived = living;
  }
  return found;
};

/** P(X(t) = n) of a new customer under BG/NBD, for n = 0 … most. */
export const countsOfNew = (buying: Buying, t: number, most: number): number[] => countsWhileAlive(buying, t, most);

/** The person's own parameters at T, given that they are alive: rate Gamma(r + x, α + T), dropout Beta(a, b + x). */
const posterior = (variant: Variant, { r, alpha, a, b }: Buying, { x, T }: Recency): Buying => ({
  r: r + x,
  alpha: alpha + T,
  a,
  b: nextB(variant, b) + x,
});

/** P(Y(t) = n) of a known customer, for n = 0 … most: nothing more if gone, else a new customer's counts with own parameters. */
export const countsOfKnown = (variant: Variant, buying: Buying, person: Recency, t: number, most: number): number[] => {
  const alive = pAlive(variant, buying, person);
  return countsWhileAlive(posterior(variant, buying, person), t, most).map(
    (chance, n) => alive * chance + (n === 0 ? 1 - alive : 0),
  );
};

/** P(at least one purchase in the t after T). */
export const pReturn = (variant: Variant, buying: Buying, person: Recency, t: number): number =>
  pAlive(variant, buying, person) * pNextWithin(buying, person, t);

/** The same of somebody who is alive: the waiting time of a Gamma-mixed Poisson process (Lomax). */
export const pNextWithin = ({ r, alpha }: Buying, { x, T }: Recency, t: number): number =>
  -Math.expm1((r + x) * (Math.log(alpha + T) - Math.log(alpha + T + t)));

/** Time until the next purchase that a share `q` of people like this, if alive, stays under. */
export const nextOrderQuantile = ({ r, alpha }: Buying, { x, T }: Recency, q: number): number =>
  (alpha + T) * Math.expm1(-Math.log1p(-q) / (r + x));
