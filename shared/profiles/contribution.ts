import { type ComputedBasis, NO_BASIS } from '../computed/basis.ts';
import type { Evidence } from '../consent/evidence.ts';
import { statementsOf } from '../consent/read-statements.ts';
import type { StoredEvent } from '../events/event.ts';
import { aliasedPersonOf, anonymousIdsOf } from '../events/linked-ids.ts';
import { type OrderStatement, orderStatementOf } from '../orders/order-fold.ts';
import type { EventIdentity } from './covered-events.ts';
import { type FoldState, stateOf } from './fold.ts';

/** All that a projection keeps of an event, so that a long history does not fill the memory with bodies. */
export interface Contribution extends EventIdentity {
  readonly state: FoldState;
  readonly statements: readonly Evidence[];
  readonly order?: OrderStatement;
  /** Anonymous ids that the event says to be its person. */
  readonly claims: readonly string[];
  /** The id that an `alias` call names, read as a known one. */
  readonly aliased?: string;
}

/** `currency` stands in where an order names none; `basis` holds the computed traits that are folded. */
export const contributionOf = (event: StoredEvent, currency: string, basis: ComputedBasis = NO_BASIS): Contribution => {
  const order = orderStatementOf(event, currency);
  const aliased = aliasedPersonOf(event);
  return {
    person: event.person,
    key: event.key,
    messageId: event.messageId,
    receivedAt: event.receivedAt,
    state: stateOf(event, basis),
    statements: statementsOf(event),
    claims: anonymousIdsOf(event),
    ...(aliased === undefined ? {} : { aliased }),
    ...(order ? { order } : {}),
  };
};

const comesBefore = (left: Contribution, right: Contribution): boolean => {
  if (left.receivedAt !== right.receivedAt) return left.receivedAt < right.receivedAt;
  if (left.key !== right.key) return left.key < right.key;
  return left.person < right.person;
};

export interface FirstReceived {
  readonly kept: readonly Contribution[];
  /** Repeats of a messageId that was received before; they count for nothing (P2). */
  readonly repeats: readonly Contribution[];
}

/** One event per messageId, the first received. */
export const firstReceived = (contributions: readonly Contribution[]): FirstReceived => {
  const first = new Map<string, Contribution>();
  const repeats: Contribution[] = [];
  for (const contribution of contributions) {
    const known = first.get(contribution.messageId);
    if (known && !comesBefore(contribution, known)) {
      repeats.push(contribution);
      continue;
    }
    if (known) repeats.push(known);
    first.set(contribution.messageId, contribution);
  }
  return { kept: [...first.values()], repeats };
};
