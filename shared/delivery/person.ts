import type { SendState } from '../campaigns/send-state.ts';
import type { Snapshot } from '../campaigns/snapshot.ts';
import type { Ask } from '../consent/confirmation.ts';
import type { Settings } from '../settings/settings.ts';
import type { Message, Picked } from './message.ts';

/** One person of a chunk. */
export interface Person {
  readonly customerId: string;
  readonly key: string;
  readonly ref: string;
  readonly arm: Message['arm'];
  readonly row: Message | undefined;
  /** Which of the message's ways is tried; only where there are several. */
  readonly link?: number | undefined;
  /** In which order they are tried, where that differs from person to person. */
  readonly pick?: Picked | undefined;
}

export interface Approved {
  readonly state: SendState;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  /** What the person's arm brings. */
  readonly offer?: string | undefined;
  /** Each receiver gets a code of this pool. */
  readonly couponPool?: string | undefined;
  /** A single message only: what its caller sent along. */
  readonly data?: object | undefined;
  /** A journey's message only: `event` and `coupon`. */
  readonly told?: Readonly<Record<string, unknown>> | undefined;
  /** A single message that asks for a confirmation (double opt-in): of what was asked for up to then. */
  readonly asksFor?: Pick<Ask, 'channel' | 'issuedAt'> | undefined;
}
