import { JOURNEY_DAYS } from '../campaigns/goal.ts';
import type { Convert } from '../settings/exchange.ts';
import { type Goal, goalOf, type PlacedOrder, type Touch } from './attribution.ts';

/** What the comparison needs to know of a journey's ledger row. */
export interface JourneyTouch extends Touch {
  /** `<journey>#<date>`; absent on rows of no journey. */
  readonly journeyDay?: string | undefined;
  readonly purpose: string;
  readonly arm: string;
  readonly eligible?: boolean | undefined;
}

/** Sent, or held back from what would have been sent: the two sides that differ by the draw alone. Information is held back from nobody. */
const isCompared = ({ journeyDay, purpose, status, arm, eligible, handedOverAt }: JourneyTouch): boolean =>
  journeyDay !== undefined &&
  purpose === 'ad' &&
  handedOverAt !== undefined &&
  (status === 'sent' || (status === 'control' && eligible === true && arm !== 'holdout'));

const place = ({ handedOverAt = '', key }: JourneyTouch): string => `${handedOverAt} ${key}`;

/**
 * Of each journey the row with which a person's comparison begins: the first ad, sent or held back. Whoever comes again is no new
 * person, and what the journey has done to them decides who does; so each person counts once in the 400 days that the
 * ledger keeps, and no order twice.
 */
export const leadsOf = <Row extends JourneyTouch>(rows: readonly Row[]): ReadonlySet<Row> => {
  const first = new Map<string, Row>();
  for (const row of rows) {
    const [journeyId] = (row.journeyDay ?? '').split('#');
    if (journeyId === undefined || !isCompared(row)) continue;
    const known = first.get(journeyId);
    if (!known || place(row) < place(known)) first.set(journeyId, row);
  }
  return new Set(first.values());
};

/** Orders in the days after the row, whatever the journey is for; nothing bought is an answer, too. */
export const leadGoal = (row: JourneyTouch, orders: readonly PlacedOrder[], currency: string, convert: Convert): Goal =>
  goalOf({ ...row, goalDays: JOURNEY_DAYS, goalEvent: undefined, goal: undefined }, orders, [], currency, convert) ?? {
    orders: 0,
    revenue: 0,
    currency,
  };
