import type { FallbackCause } from '../campaigns/fallback.ts';
import type { MessageStatus } from './message.ts';

/** What the question whether a message arrived is answered from. */
export interface ArrivalFacts {
  readonly status: MessageStatus | 'waiting';
  readonly reason?: string | undefined;
  readonly eligible?: boolean | undefined;
  readonly handedOverAt?: string | undefined;
  readonly deliveredAt?: string | undefined;
  readonly openedHumanAt?: string | undefined;
  readonly clickedHumanAt?: string | undefined;
  readonly unsubscribedAt?: string | undefined;
  readonly complainedAt?: string | undefined;
  readonly optedOutAt?: string | undefined;
  readonly bouncedAt?: string | undefined;
  readonly bounceType?: string | undefined;
  readonly bounceSubType?: string | undefined;
}

/** `over`: it did not arrive, and no other way would do. `open`: it may still arrive; handed over at `since`, if it was. */
export type Arrival =
  | { readonly kind: 'arrived' | 'over' | 'waiting' }
  | { readonly kind: 'failed'; readonly by: Exclude<FallbackCause, 'noDelivery'> }
  | { readonly kind: 'open'; readonly since: string | undefined };

/** Reasons of a skip that belong to the way: another one may do. */
const OF_THE_WAY: readonly string[] = ['noAddress', 'badAddress', 'suppressed', 'noConsent', 'unconfirmed', 'refused'];

/** A failure of our own, which every way would share. */
const OUR_OWN = 'unreadable';

/** What only somebody who has the message can do; whoever refuses it must not get it by another way, too. */
const OF_A_READER = ['openedHumanAt', 'clickedHumanAt', 'unsubscribedAt', 'complainedAt', 'optedOutAt'] as const;

/**
 * Whether it came back. An automatic answer, such as that of somebody on holiday, is reported by SES as `Transient`, `General` too; after a
 * delivery it is one, and does not count as a bounce there either (SES developer guide, contents of bounce notifications).
 */
export const cameBack = ({
  deliveredAt,
  bouncedAt,
  bounceType,
  bounceSubType,
}: Pick<ArrivalFacts, 'deliveredAt' | 'bouncedAt' | 'bounceType' | 'bounceSubType'>): boolean =>
  bouncedAt !== undefined && !(deliveredAt !== undefined && bounceType === 'Transient' && bounceSubType === 'General');

type Received = Pick<
  ArrivalFacts,
  (typeof OF_A_READER)[number] | 'deliveredAt' | 'bouncedAt' | 'bounceType' | 'bounceSubType'
>;

/** What was delivered and came back later did not arrive; what a person answered in any manner did, whatever else is said. */
export const hasArrived = (facts: Received): boolean =>
  OF_A_READER.some((name) => facts[name] !== undefined) || (facts.deliveredAt !== undefined && !cameBack(facts));

/** Whether a message arrived, as far as is known. One rule for campaigns and journeys. */
export const arrivalOf = (facts: ArrivalFacts): Arrival => {
  const { status, reason = '', eligible, handedOverAt } = facts;
  switch (status) {
    case 'claimed':
    case 'deferred':
    case 'waiting':
      return { kind: 'waiting' };
    case 'control':
    case 'skipped':
      if (eligible) return { kind: 'over' };
      return OF_THE_WAY.includes(reason) ? { kind: 'failed', by: 'noContact' } : { kind: 'over' };
    case 'failed':
      return reason === OUR_OWN ? { kind: 'over' } : { kind: 'failed', by: 'undelivered' };
    case 'sent':
    case 'unknown':
      if (hasArrived(facts)) return { kind: 'arrived' };
      return cameBack(facts) ? { kind: 'failed', by: 'bounced' } : { kind: 'open', since: handedOverAt };
    default:
      return status satisfies never;
  }
};
