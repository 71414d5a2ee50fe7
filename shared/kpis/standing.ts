import { isGranted } from '../consent/consent-state.ts';
import { localEpochDay } from '../platform/time.ts';
import type { Customer, Scores } from '../profiles/profile.ts';
import { bump, type Counts } from './counts.ts';

/** Opt-ins and refusals of this many days before asOf make the growth of a channel. */
export const GROWTH_DAYS = 30;

/** The way to an order. Who did a later step did the earlier ones, whether a page said so or not. */
export const STAGES = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'] as const;
export const stageKey = (index: number): string => `stage:${index}`;

/**
 * What only tonight can tell, because profiles keep the latest word alone. Keys: `members`; `flag:<churn flag>` of buyers;
 * `optIn:<channel>:standing`, `:new` and `:gone` (of the 30 days before asOf); `stage:<n>` of the way to an order; `clv:people` and `clv:sum` (minor units).
 */
export const addStanding = (
  counts: Counts,
  { fold }: { readonly fold: Pick<Customer['fold'], 'consent'> & Partial<Pick<Customer['fold'], 'eventCounts'>> },
  { churn, value }: Pick<Scores, 'churn' | 'value'>,
  at: { readonly today: number; readonly now: number; readonly zone: string; readonly isBuyer: boolean },
): void => {
  bump(counts, 'members');
  if (at.isBuyer) bump(counts, `flag:${churn.flag}`);
  const reached = at.isBuyer
    ? STAGES.length - 1
    : STAGES.findLastIndex((stage) => Object.hasOwn(fold.eventCounts ?? {}, stage));
  for (let stage = 0; stage <= reached; stage++) bump(counts, stageKey(stage));
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
