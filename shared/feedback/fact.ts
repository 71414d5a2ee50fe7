import type { Channel } from '../templates/template.ts';
import type { Actor } from './actor.ts';

export type BounceType = 'Permanent' | 'Transient' | 'Undetermined';

/** One thing that happened to a message, in our words; `at` is ISO 8601 UTC, the provider's time. */
export type Fact =
  /** The provider took the message: settles a hand-over whose answer was lost. */
  | { readonly kind: 'accepted'; readonly at: string }
  | { readonly kind: 'delivered'; readonly at: string }
  /** On its way, not there yet; proves acceptance, changes nothing else. */
  | { readonly kind: 'delayed'; readonly at: string; readonly reason: string }
  | {
      readonly kind: 'bounced';
      readonly at: string;
      readonly type: BounceType;
      readonly subType: string;
      /** The address itself is dead: no further message of any purpose. */
      readonly deadAddress: boolean;
    }
  | {
      readonly kind: 'complained';
      readonly at: string;
      readonly feedbackType: string | undefined;
      /** The provider's list that held this message back for a complaint about an earlier one: it was never delivered. */
      readonly list?: string | undefined;
    }
  /** Taken and then refused by the provider itself (a virus, a broken template): nothing was sent. */
  | { readonly kind: 'rejected'; readonly at: string; readonly reason: string }
  | { readonly kind: 'opened'; readonly at: string; readonly actor: Actor; readonly reason: string }
  | {
      readonly kind: 'clicked';
      readonly at: string;
      readonly actor: Actor;
      readonly reason: string;
      /** Short hash of the target. */
      readonly link: string;
    }
  /** The page of an unsubscribe or preference link was fetched, and nothing pressed: no click, but it tells who clicks. */
  | { readonly kind: 'visited'; readonly at: string; readonly link: string }
  | { readonly kind: 'unsubscribed'; readonly at: string }
  /** The person answered with a refusal (STOP, 수신거부). */
  | { readonly kind: 'optedOut'; readonly at: string }
  /** The app was removed or silenced after it. */
  | { readonly kind: 'uninstalled'; readonly at: string }
  | { readonly kind: 'priced'; readonly parts: number; readonly usd: number };

/** What one provider event says about one message. */
export interface Receipt {
  readonly kind: 'receipt';
  readonly channel: Channel;
  /** Our reference, if the event carries one; without it only a refusal can be honoured. */
  readonly ref: string | undefined;
  readonly providerId: string | undefined;
  /** Addresses or numbers that the event names as dead or complaining. */
  readonly addresses: readonly string[];
  readonly facts: readonly Fact[];
}

/** A text message from a person. */
export interface InboundText {
  readonly kind: 'inbound';
  readonly id: string;
  /** E.164. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** A refusal by the free number (080) that stands in every ad by text message in Korea. */
export interface Refused {
  readonly kind: 'refusal';
  readonly id: string;
  /** E.164. */
  readonly from: string;
  /** When it was said, ISO 8601 UTC. */
  readonly at: string;
}

/** `ignored`: an event that is about no message of a person, such as a subscription notice of another list. */
export type Feedback = Receipt | InboundText | Refused | { readonly kind: 'ignored'; readonly reason: string };
