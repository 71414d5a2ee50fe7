import type { Interval } from '../statistics/interval.ts';
import { groupOf } from '../templates/survey.ts';

export interface Nps {
  readonly answers: number;
  readonly promoters: number;
  readonly detractors: number;
  /** Promoters less detractors, in points from -100 to 100; null of no answers. */
  readonly value: number | null;
  /** 95 %, by the variance of a score that is 1, 0 or -1 for each answer, with three answers more so that it is never zero. */
  readonly interval: Interval | null;
}

const Z = 1.959963984540054;

/** Net Promoter Score of answers by score (0 to 10): 9 and 10 promote, 0 to 6 detract. */
export const npsOf = (byScore: Readonly<Record<string, number>>): Nps => {
  let [answers, promoters, detractors] = [0, 0, 0];
  for (const [score, people] of Object.entries(byScore)) {
    answers += people;
    const group = groupOf('nps', Number(score));
    if (group === 'promoter') promoters += people;
    else if (group === 'detractor') detractors += people;
  }
  if (answers === 0) return { answers, promoters, detractors, value: null, interval: null };
  const value = ((promoters - detractors) / answers) * 100;
  // Adjusted Wald (Agresti and Min 2005, adapted to three outcomes): one answer of each kind more.
  const n = answers + 3;
  const [p, q] = [(promoters + 1) / n, (detractors + 1) / n];
  const half = Z * Math.sqrt((p + q - (p - q) ** 2) / n);
  const bounded = (points: number): number => Math.max(-100, Math.min(100, points * 100));
  return {
    answers,
    promoters,
    detractors,
    value,
    interval: { low: bounded(p - q - half), high: bounded(p - q + half) },
  };
};
