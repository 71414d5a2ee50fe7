import type { Scores } from '../profiles/profile.ts';
import { OBJECTED } from '../scoring/churn-flag.ts';
import { PROSPECT } from '../scoring/rfm.ts';

/** The built-in segments of a person, none of one who objected to being scored: what their rules say, without evaluating sixteen of them. */
export const builtInsOf = ({ rfm, churn }: Pick<Scores, 'rfm' | 'churn'>): string[] => {
  if (churn.reason.code === OBJECTED.reason.code) return [];
  const ids = [`rfm:${rfm?.segment ?? PROSPECT}`];
  if (churn.flag !== 'not_enough_data') ids.push(`churn:${churn.flag}`);
  return ids;
};
