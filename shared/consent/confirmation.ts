import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { hmac } from '../platform/hash.ts';
import { seal, unseal } from '../platform/seal.ts';
import type { ChannelConsent } from './consent-state.ts';
import { CONSENT_CHANNELS, CONSENT_PURPOSES, type ConsentPurpose } from './evidence.ts';

/** A link that confirms what was asked for on one channel until it was issued (double opt-in). */
const askSchema = z.object({
  customerId: z.string(),
  channel: z.enum(CONSENT_CHANNELS),
  /** ISO 8601 UTC. */
  issuedAt: z.string(),
});
export type Ask = z.infer<typeof askSchema>;

/** A link older than this confirms nothing. */
export const CONFIRMATION_VALID = 30 * DAY;

/** From the key of link signatures, so that neither can stand in for the other. */
const sealingKey = (linkKey: Buffer): Buffer => hmac(linkKey, 'confirmation');

/** Sealed, not only signed: a customer's id may be an address, and a link ends up in logs and histories. */
export const confirmationToken = (linkKey: Buffer, ask: Ask): string => seal(sealingKey(linkKey), JSON.stringify(ask));

/** What a token asks, or nothing for one that is not ours or too old at `now` (ms). */
export const readConfirmation = (linkKey: Buffer, token: string, now: number): Ask | undefined => {
  const text = token.length > 4_096 ? undefined : unseal(sealingKey(linkKey), token);
  if (text === undefined) return undefined;
  const ask = askSchema.safeParse(JSON.parse(text)).data;
  return ask && now - Date.parse(ask.issuedAt) < CONFIRMATION_VALID ? ask : undefined;
};

/** One thing that waits for its confirmation. */
export interface Pending {
  readonly purpose: ConsentPurpose;
  readonly topic?: string;
}

/** What waits on a channel and was asked for before the link was issued: a later question has a link of its own. */
export const pendingOf = (consent: ChannelConsent | undefined, issuedAt: string): Pending[] => {
  const waits = (state: { state: string; at: string } | undefined): boolean =>
    state?.state === 'pending' && state.at <= issuedAt;
  return [
    ...CONSENT_PURPOSES.filter((purpose) => waits(consent?.[purpose])).map((purpose) => ({ purpose })),
    ...Object.entries(consent?.topics ?? {})
      .filter(([, state]) => waits(state))
      .map(([topic]) => ({ purpose: 'ad' as const, topic })),
  ];
};
