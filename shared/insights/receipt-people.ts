import * as z from 'zod';
import { triedOf } from '../delivery/chain.ts';
import type { Message } from '../delivery/message.ts';
import { lostBy } from '../feedback/engagement.ts';
import { wholeOf } from '../feedback/link-view.ts';
import { LEAFLET } from '../segments/ignored.ts';

/**
 * Lines of a receipt that open into people. `anyway`: people held back who bought all the same; `extra`: everybody whose orders are
 * on either side of the comparison; `cost`: whoever a price was paid for.
 */
export const PEOPLE_LINES = [
  'sent',
  'skipped',
  'failed',
  'unknown',
  'deferred',
  'opened',
  'clicked',
  'control',
  'converted',
  'anyway',
  'extra',
  'cost',
  'lost',
  'leaflets',
] as const;
export type PeopleLine = (typeof PEOPLE_LINES)[number];

type Of = 'campaign' | 'journey';

/** What counts as the person's orders: a journey counts a person once, with the first of its messages. */
const goalOf = (row: Message, of: Of): Message['goal'] => (of === 'journey' ? row.lead : row.goal);

const isHeldBack = ({ status, arm }: Message): boolean => status === 'control' && arm !== 'holdout';
const isFairControl = (row: Message): boolean => isHeldBack(row) && row.eligible === true;
/** A dead mailbox was lost before the message. */
const loss = (row: Message) => {
  const by = row.status === 'sent' ? lostBy(row) : undefined;
  return by === 'deadAddress' ? undefined : by;
};

/** What the ways that were taken cost together, whichever of them stands for the message; all in the currency of the shop. */
const costOf = (stored: Message): { readonly milli: number; readonly currency: string } | null => {
  const paid = [...triedOf(stored).values()].flatMap(({ status, costMilli = 0, costCurrency }) =>
    status === 'sent' && costMilli > 0 && costCurrency !== undefined
      ? [{ milli: costMilli, currency: costCurrency }]
      : [],
  );
  const [first] = paid;
  return first ? { milli: paid.reduce((sum, { milli }) => sum + milli, 0), currency: first.currency } : null;
};

/** Whether a ledger row stands behind a line: the same rule by which the line was counted (tally.ts). */
export const isOnLine = (line: PeopleLine, stored: Message, of: Of): boolean => {
  const row = wholeOf(stored);
  const goal = goalOf(row, of);
  const isSent = row.status === 'sent';
  switch (line) {
    case 'sent':
    case 'skipped':
    case 'failed':
    case 'unknown':
    case 'deferred':
      return row.status === line;
    case 'opened':
      return isSent && row.openedHumanAt !== undefined;
    case 'clicked':
      return isSent && row.clickedHumanAt !== undefined;
    case 'control':
      return isHeldBack(row);
    case 'converted':
      return isSent && goal?.firstAt !== undefined;
    case 'anyway':
      return isFairControl(row) && goal?.firstAt !== undefined;
    case 'extra':
      return (isSent || isFairControl(row)) && goal !== undefined && goal.orders > 0;
    case 'cost':
      return costOf(stored) !== null;
    case 'lost':
      return loss(row) !== undefined;
    case 'leaflets':
      return isSent && (row.ignored ?? 0) >= LEAFLET;
    default:
      return line satisfies never;
  }
};

export const receiptPersonSchema = z.object({
  /** Null of somebody who was erased. */
  customerId: z.string().nullable(),
  name: z.string().nullable(),
  contacts: z.object({ email: z.string().optional(), phone: z.string().optional() }),
  side: z.enum(['sent', 'control', 'none']),
  arm: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  at: z.string(),
  /** Orders that the receipt counts, in minor units; null where it counts none of this message. */
  bought: z.object({ orders: z.number().int(), amount: z.number().int(), currency: z.string() }).nullable(),
  /** In thousandths of the minor unit. */
  cost: z.object({ milli: z.number().int(), currency: z.string() }).nullable(),
  /** How the person was lost, and the value that the last run’s model expected, if it knew one. */
  lost: z
    .object({ by: z.string(), value: z.object({ amount: z.number().int(), currency: z.string() }).nullable() })
    .nullable(),
});
export type ReceiptPerson = z.infer<typeof receiptPersonSchema>;

/** What one message put on the receipt. */
export const shareOf = (stored: Message, of: Of): Omit<ReceiptPerson, 'customerId' | 'name' | 'contacts'> => {
  const row = wholeOf(stored);
  const goal = goalOf(row, of);
  const by = loss(row);
  return {
    side: row.status === 'sent' ? 'sent' : isFairControl(row) ? 'control' : 'none',
    arm: row.arm,
    status: row.status === 'claimed' ? 'pending' : row.status,
    reason: row.reason ?? null,
    at: row.handedOverAt ?? row.at,
    bought: goal && goal.orders > 0 ? { orders: goal.orders, amount: goal.revenue, currency: goal.currency } : null,
    cost: costOf(stored),
    lost: by === undefined ? null : { by, value: row.lostValue ?? null },
  };
};
