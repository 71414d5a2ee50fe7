import { isGranted } from '../consent/consent-state.ts';
import { localEpochDay } from '../platform/time.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { bump, type Counts } from './counts.ts';

/** Opt-ins and refusals of this many days before asOf make the growth of a channel. */
export const GROWTH_DAYS = 30;

/**
 * What only tonight can tell, because profiles keep the latest word alone. Keys: `members`; `flag:<churn flag>` of buyers;
 * `optIn:<channel>:standing`, `:new` and `:gone` (of the 30 days before asOf); `clv:people` and `clv:sum` (minor units).
 */
export const addStanding = (
  counts: Counts,
  { fold }: { readonly fold: Pick<Customer['fold'], 'consent'> },
  { churn, value }: Pick<Scores, 'churn' | 'value'>,
  at: { readonly today: number; readonly now: number; readonly zone: string; readonly isBuyer: boolean },
): void => {
  bump(counts, 'members');
  if (at.isBuyer) bump(counts, `flag:${churn.flag}`);
  const clv = value?.clv12m;
  if (clv !== undefined && Number.isFinite(clv)) {
    bump(counts, 'clv:people');
    bump(counts, 'clv:sum', Math.round(clv));
  }
  for (const [channel, { ad }] of Object.entries(fold.consent)) {
    if (!ad) continue;
    const day = localEpochDay(Date.parse(ad.at), at.zone);
    const recent = day < at.today && day >= at.today - GROWTH_DAYS;
    if (isGranted(ad, at.now)) bump(counts, `optIn:${channel}:standing`);
    if (recent) bump(counts, `optIn:${channel}:${ad.state === 'granted' ? 'new' : 'gone'}`);
  }
};
