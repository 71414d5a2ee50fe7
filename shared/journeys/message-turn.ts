import { arrivalOf } from '../delivery/arrival.ts';
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
  if (facts.status === 'control' || !fallback) return { kind: 'next', result: facts.status };
  const arrival = arrivalOf({ ...facts, openedHumanAt: facts.openedAt, clickedHumanAt: facts.clickedAt });
  switch (arrival.kind) {
    case 'arrived':
      return { kind: 'next', result: 'delivered' };
    case 'failed':
      return { kind: 'fallback', result: arrival.by === 'bounced' ? 'bounced' : facts.status };
    case 'open': {
      const until = (arrival.since === undefined ? now : Date.parse(arrival.since)) + lengthOf(fallback.after);
      return now < until ? { kind: 'wait', until } : { kind: 'fallback', result: 'notDelivered' };
    }
    case 'over':
    case 'waiting':
      return { kind: 'next', result: facts.status };
    default:
      return arrival satisfies never;
  }
};
