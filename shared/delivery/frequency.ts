import type { Wishes } from '../consent/preference.ts';
import { DAY } from '../platform/clock.ts';
import type { Message } from './message.ts';

type Counted = Pick<Message, 'key' | 'purpose' | 'status' | 'handedOverAt'>;

/** Handed over, or perhaps: what may have reached the person counts. */
const mayHaveArrived = ({ status }: Counted): boolean =>
  status === 'sent' || status === 'claimed' || status === 'unknown';

/** The one place that knows how many messages are enough: true if one more ad now would be more than the person asked for. */
export const isTooOften = (ledger: readonly Counted[], ownKey: string, most: Wishes['most'], now: number): boolean => {
  if (!most) return false;
  const from = now - most.days * DAY;
  const recent = ledger.filter(
    (row) =>
      row.key !== ownKey &&
      row.purpose === 'ad' &&
      mayHaveArrived(row) &&
      row.handedOverAt !== undefined &&
      Date.parse(row.handedOverAt) > from,
  );
  return recent.length >= most.messages;
};
