import gammainc from '@stdlib/math-base-special-gammainc';

/**
 * Below this p the split is not what it should be: its figures are not to be trusted until somebody has looked. A running experiment
 * is looked at often, so it has to be further off.
 */
export const ALARM = { running: 0.001, over: 0.01 } as const;

export interface SampleRatio {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly alarm: boolean;
}

export interface Share {
  /** People found in the arm. */
  readonly n: number;
  /** Share that it should have; only the proportions count. */
  readonly share: number;
}

/** Upper tail of χ². */
export const chiSquareTail = (value: number, degrees: number): number =>
  value <= 0 ? 1 : gammainc(value / 2, degrees / 2, true, true);

/**
 * Are the arms as large as their shares say? Pearson's χ² with one degree less than arms (Fabijan et al. 2019, "Diagnosing
 * Sample Ratio Mismatch"). Null with fewer than two arms or nobody in them.
 */
export const sampleRatio = (arms: readonly Share[], alarm: number = ALARM.running): SampleRatio | null => {
  const people = arms.reduce((sum, { n }) => sum + n, 0);
  const shares = arms.reduce((sum, { share }) => sum + share, 0);
  if (arms.length < 2 || people === 0 || shares === 0) return null;
  const chiSquare = arms.reduce((sum, { n, share }) => {
    const expected = (people * share) / shares;
    return sum + (expected === 0 ? 0 : (n - expected) ** 2 / expected);
  }, 0);
  const p = chiSquareTail(chiSquare, arms.length - 1);
  return { chiSquare, degreesOfFreedom: arms.length - 1, p, alarm: p < alarm };
};
