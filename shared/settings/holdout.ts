import * as z from 'zod';
import { fractionOf } from '../platform/hash.ts';
import { localDate } from '../platform/time.ts';
import type { Settings } from './settings.ts';

/** Whom no ad of anything goes to, as it stands in something that was frozen. */
export const holdoutSchema = z.strictObject({
  /** Share of all people who get no ad at all, 0: nobody. */
  share: z.number().min(0).max(0.5),
  /** Another word here draws other people. */
  salt: z.string().min(1).max(60),
  /** First month of the time for which they are held out, `2026-10`; for good if absent. */
  period: z.string().optional(),
});
export type Holdout = z.infer<typeof holdoutSchema>;

/** The period of `months` calendar months that a local date lies in, by its first month: quarters begin in January, April, July and October. */
export const holdoutPeriod = (date: string, months: number): string => {
  const [year = 0, month = 1] = date.split('-').map(Number);
  const first = Math.floor((year * 12 + month - 1) / months) * months;
  return `${Math.floor(first / 12)}-${String((first % 12) + 1).padStart(2, '0')}`;
};

/** The holdout of a local date. */
export const holdoutOn = ({ months, ...rest }: Settings['holdout'], date: string): Holdout =>
  months === undefined ? rest : { ...rest, period: holdoutPeriod(date, months) };

/** Who gets no ads as of `now` (ms): nothing of the settings' `months`, the period in their stead. */
export const heldOut = ({ holdout, timezone }: Pick<Settings, 'holdout' | 'timezone'>, now: number): Holdout =>
  holdoutOn(holdout, localDate(now, timezone));

/** Whether the draw has held a person out; the same for every campaign and journey of the time. */
export const isHeldOut = ({ share, salt, period }: Holdout, customerId: string): boolean => {
  const draw = period === undefined ? [salt, customerId] : [salt, period, customerId];
  return fractionOf('holdout', ...draw) < share;
};
