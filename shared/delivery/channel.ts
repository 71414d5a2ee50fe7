import type { Brand } from '../settings/brand.ts';
import type { Settings } from '../settings/settings.ts';
import type { Price } from '../templates/price.ts';
import type { Rendered } from '../templates/render.ts';
import type { Channel, Purpose } from '../templates/template.ts';
import type { Quota } from './mail-account.ts';
import type { RetryReason } from './message.ts';

/** One message as it leaves the house. */
export interface Outgoing {
  readonly to: string;
  /** Push only: every device of the person, `to` the first of them. */
  readonly devices?: readonly string[];
  /** Push only: ms for which a device that is off may still get it. */
  readonly keepFor?: number;
  readonly ref: string;
  readonly campaignId: string;
  readonly purpose: Purpose;
  readonly message: Rendered;
  readonly brand: Brand;
  readonly settings: Pick<Settings, 'sms'>;
  readonly unsubscribeUrl: string;
}

/** A device that the provider knows no more, with its word for that. */
export interface GoneDevice {
  readonly token: string;
  readonly code: string;
}

/**
 * What the provider said. `refused`: known as not accepted. With `retry` a later try can succeed, and the reason says what
 * to wait for. `unknown`: it may have been accepted, so it is never sent again.
 */
export type HandOver = { readonly gone?: readonly GoneDevice[] } & (
  | {
      readonly kind: 'accepted';
      readonly providerId: string;
      /** No receipt follows: what is accepted counts as delivered. */
      readonly delivered?: true;
    }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly retry?: RetryReason;
      /** ms that the provider asks to be left alone for. */
      readonly after?: number;
    }
  | { readonly kind: 'unknown'; readonly code: string }
);

/** A provider's side of a channel. Loading, gates, claim and record happen once around it, in send-chunk. */
export interface ChannelAdapter {
  readonly channel: Channel;
  /** The address as the provider takes it, or nothing if it cannot be written to. */
  readonly sendable: (address: string) => string | undefined;
  readonly price: (message: Rendered, settings: Settings) => Price;
  /** What the provider says of the account as a whole; absent where it has no such limits. Throws if it does not answer. */
  readonly quota?: () => Promise<Quota>;
  /** Builds everything that can fail without the provider; the returned call is made once and never throws. */
  readonly prepare: (outgoing: Outgoing) => Promise<() => Promise<HandOver>>;
}
