import { rfmSegment, type Score } from '../../shared/scoring/rfm.ts';

export { rfmSegment, type Score };

export const RFM_SCORES: readonly Score[] = [1, 2, 3, 4, 5];

/**
 * Share of buyers ranked lower, in percent, that a score from 1 to 5 stands for: with `rank` and `ntile` score s means
 * that at least (s − 1)/5 of the population is worse.
 */
export const shareOfScore = (score: number): { readonly from: number; readonly to: number } => ({
  from: (score - 1) * 20,
  to: score * 20,
});
