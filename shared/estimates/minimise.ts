/** A point and the value of the objective there. */
interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}

export interface Minimum extends Vertex {
  /** False: the steps ran out first; the point is the best one seen. */
  readonly converged: boolean;
}

type Objective = (point: readonly number[]) => number;

const MOST_STEPS = 2_000;
const MOST_GRADIENT_STEPS = 60;
/** Spread of the simplex's values, relative, at which it has arrived. */
const FLAT = 1e-11;
const SMALL = 1e-7;
/** Steps without a gain worth the name after which the walk has arrived, as on a ridge that only flattens out. */
const PATIENCE = 80;
const FIRST_STEP = 0.4;
/** Step of central differences: near the cube root of the smallest relative difference of a double. */
const NUDGE = 6e-6;
const SHRINKS = 40;
/** Share of the promised decrease that a step must keep (Armijo). */
const ENOUGH = 1e-4;

const along = (from: readonly number[], to: readonly number[], by: number): number[] =>
  from.map((value, index) => value + by * ((to[index] ?? 0) - value));

const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

/** Nelder & Mead (1965) with the usual coefficients 1, 2, ½, ½. Infinite values are walls that it turns away from. */
const nelderMead = (objective: Objective, start: readonly number[]): Minimum => {
  const at = (point: readonly number[]): Vertex => {
    const value = objective(point);
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let mark = { value: Number.POSITIVE_INFINITY, step: 0 };
  let simplex = [at(start), ...start.map((_, axis) => at(start.map((v, i) => (i === axis ? v + FIRST_STEP : v))))];
  for (let step = 0; step < MOST_STEPS; step++) {
    simplex.sort((left, right) => left.value - right.value);
    const [best, worst, second] = [simplex[0], simplex.at(-1), simplex.at(-2)];
    if (!best || !worst || !second) break;
    const size = Math.max(
      ...simplex.map(({ point }) => Math.max(...point.map((v, i) => Math.abs(v - (best.point[i] ?? v))))),
    );
    const spread = worst.value - best.value;
    if (best.value < mark.value - FLAT * (1 + Math.abs(best.value))) mark = { value: best.value, step };
    else if (step - mark.step > PATIENCE) return { ...best, converged: true };
    if (size < SMALL || (spread <= FLAT * (1 + Math.abs(best.value)) && size < 1e-3))
      return { ...best, converged: true };
    const others = simplex.slice(0, -1);
    const centre = best.point.map(
      (_, i) => others.reduce((sum, { point }) => sum + (point[i] ?? 0), 0) / others.length,
    );
    const reflected = at(along(centre, worst.point, -1));
    if (reflected.value < best.value) {
      const expanded = at(along(centre, worst.point, -2));
      simplex = [...others, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < second.value) simplex = [...others, reflected];
    else {
      const outside = reflected.value < worst.value;
      const contracted = at(along(centre, outside ? reflected.point : worst.point, 0.5));
      simplex =
        contracted.value < Math.min(reflected.value, worst.value)
          ? [...others, contracted]
          : [best, ...simplex.slice(1).map(({ point }) => at(along(best.point, point, 0.5)))];
    }
  }
  const best = simplex.reduce((found, vertex) => (vertex.value < found.value ? vertex : found));
  return { ...best, converged: false };
};

const gradientAt = (objective: Objective, point: readonly number[]): number[] =>
  point.map((_, axis) => {
    const beside = (by: number) => objective(point.map((value, index) => (index === axis ? value + by : value)));
    return (beside(NUDGE) - beside(-NUDGE)) / (2 * NUDGE);
  });

/** Quasi-Newton steps (BFGS) with central differences: from near the minimum to the minimum. */
export const polish = (objective: Objective, from: Pick<Minimum, 'point' | 'converged'>): Minimum => {
  let { point } = from;
  let value = objective(point);
  let gradient = gradientAt(objective, point);
  let inverse: number[][] = point.map((_, row) => point.map((__, column) => (row === column ? 1 : 0)));
  for (let step = 0; step < MOST_GRADIENT_STEPS; step++) {
    const direction = inverse.map((row) => -dot(row, gradient));
    const slope = dot(direction, gradient);
    if (!Number.isFinite(slope) || slope >= 0) break;
    let length = 1;
    let next = point;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let shrink = 0; shrink < SHRINKS; shrink++, length /= 2) {
      next = point.map((v, index) => v + length * (direction[index] ?? 0));
      nextValue = objective(next);
      if (nextValue <= value + ENOUGH * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const nextGradient = gradientAt(objective, next);
    const moved = next.map((v, index) => v - (point[index] ?? 0));
    const turned = nextGradient.map((v, index) => v - (gradient[index] ?? 0));
    const curvature = dot(moved, turned);
    if (curvature > 0) {
      const bent = inverse.map((row) => dot(row, turned));
      const scale = (1 + dot(turned, bent) / curvature) / curvature;
      inverse = inverse.map((row, i) =>
        row.map(
          (v, j) =>
            v +
            scale * (moved[i] ?? 0) * (moved[j] ?? 0) -
            ((bent[i] ?? 0) * (moved[j] ?? 0) + (moved[i] ?? 0) * (bent[j] ?? 0)) / curvature,
        ),
      );
    }
    [point, value, gradient] = [next, nextValue, nextGradient];
  }
  return { point, value, converged: from.converged };
};

/** The lowest point found from several starts: a simplex walk, then quasi-Newton steps. Deterministic. */
export const minimise = (objective: Objective, starts: readonly (readonly number[])[]): Minimum => {
  const found = starts.map((start) => nelderMead(objective, start)).map((minimum) => polish(objective, minimum));
  return found.reduce((best, minimum) => (minimum.value < best.value ? minimum : best));
};
