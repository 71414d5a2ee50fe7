import { HOUR, MINUTE } from '../platform/clock.ts';
import { lengthOf } from './duration.ts';
import type { Answer, MessageFacts } from './effect.ts';
import type { StepOf } from './step.ts';
import type { MessageOutcome } from './trigger.ts';

export const factsIn = (answer: Answer | undefined): MessageFacts | undefined =>
  answer?.kind === 'message' ? (answer.facts ?? undefined) : undefined;

/** Since when a message is what is asked for; an empty text where that has no time of its own, nothing if it is not. */
export const outcomeAt = (facts: MessageFacts | undefined, outcome: MessageOutcome): string | undefined => {
  switch (outcome) {
    case 'delivered':
      return facts?.bouncedAt === undefined ? facts?.deliveredAt : undefined;
    case 'opened':
      return facts?.openedAt ?? facts?.clickedAt;
    case 'clicked':
      return facts?.clickedAt;
    case 'bounced':
      return facts?.bouncedAt;
    case 'complained':
      return facts?.complainedAt;
    case 'unsubscribed':
      return facts?.unsubscribedAt;
    case 'failed':
      return facts && ['failed', 'skipped', 'unknown'].includes(facts.status) ? '' : undefined;
    default:
      return outcome satisfies never;
  }
};

/** Reasons of a skip that belong to the channel: another one may do. */
const OF_THE_CHANNEL = ['noAddress', 'badAddress', 'suppressed'];

/** The sender tells when a message is over; this is for the case that nobody heard it. */
const LOOK_AGAIN = 6 * HOUR;

type MessageTurn =
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'next' | 'fallback'; readonly result: string };

/** Where a message step goes once its message was ordered. */
export const messageTurn = (
  { fallback }: StepOf<'message'>,
  facts: MessageFacts | undefined,
  now: number,
): MessageTurn => {
  if (facts === undefined || facts.status === 'waiting') {
    const until = facts?.until === undefined ? 0 : Date.parse(facts.until) + MINUTE;
    return { kind: 'wait', until: Math.max(until, now + LOOK_AGAIN) };
  }
  const { status, reason = '', bouncedAt, deliveredAt, handedOverAt } = facts;
  if (status === 'control') return { kind: 'next', result: status };
  if (status === 'skipped') {
    const other = fallback !== undefined && OF_THE_CHANNEL.includes(reason);
    return { kind: other ? 'fallback' : 'next', result: status };
  }
  if (status === 'failed') return { kind: fallback ? 'fallback' : 'next', result: status };
  if (!fallback) return { kind: 'next', result: status };
  if (bouncedAt !== undefined) return { kind: 'fallback', result: 'bounced' };
  if (deliveredAt !== undefined) return { kind: 'next', result: 'delivered' };
  const until = (handedOverAt === undefined ? now : Date.parse(handedOverAt)) + lengthOf(fallback.after);
  return now < until ? { kind: 'wait', until } : { kind: 'fallback', result: 'notDelivered' };
};
