import * as z from 'zod';
import { unreachable } from '../platform/errors.ts';
import { adConsent, type ChannelConsent } from './consent-state.ts';
import { CONSENT_CHANNELS, CONSENT_PURPOSES, type ConsentPurpose } from './evidence.ts';

/**
 * Why an address is refused. A person's own refusal (`withdrawal`, `unsubscribe`, `stop`) can be taken back by the person,
 * and who was erased (`erased`) may come back under a new id; `bounce` and `complaint` never lift by consent.
 */
export const SUPPRESSION_REASONS = ['withdrawal', 'unsubscribe', 'stop', 'complaint', 'bounce', 'erased'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** What a refusal covers: one purpose, or every message to the address. */
const SUPPRESSION_SCOPES = [...CONSENT_PURPOSES, 'all'] as const;
export type SuppressionScope = (typeof SUPPRESSION_SCOPES)[number];

const suppressionMarkSchema = z.object({
  reason: z.enum(SUPPRESSION_REASONS),
  /** Receipt of the refusal, ISO 8601 UTC. */
  at: z.string(),
});
export type SuppressionMark = z.infer<typeof suppressionMarkSchema>;

/** Refusals of one address on one channel, at most one mark per scope. */
export const suppressionSchema = z.object({
  /** Keyed hash of channel and address, hex. */
  address: z.string(),
  channel: z.enum(CONSENT_CHANNELS),
  ad: suppressionMarkSchema.optional(),
  info: suppressionMarkSchema.optional(),
  night: suppressionMarkSchema.optional(),
  all: suppressionMarkSchema.optional(),
});
export type Suppression = z.infer<typeof suppressionSchema>;

const isPermanent = (reason: SuppressionReason): boolean => {
  switch (reason) {
    case 'withdrawal':
    case 'unsubscribe':
    case 'stop':
    case 'erased':
      return false;
    case 'complaint':
    case 'bounce':
      return true;
    default:
      return unreachable(reason);
  }
};

/** Of two marks of one scope the stronger stays: permanent over voluntary, then the later. Commutes. */
export const strengthOf = (mark: SuppressionMark): string => `${isPermanent(mark.reason) ? 1 : 0}${mark.at}`;

/**
 * The mark that forbids a message of this purpose, if one does. Lifted only by an explicit grant with a time of its own
 * that is strictly newer than the refusal, and only where the refusal was the person's own (rule 5).
 */
export const suppressedBy = (
  suppression: Suppression | undefined,
  consent: ChannelConsent | undefined,
  purpose: ConsentPurpose,
  topic?: string,
): SuppressionMark | undefined => {
  if (!suppression) return undefined;
  // Who refuses ads refuses ads at night.
  const scopes: SuppressionScope[] = purpose === 'night' ? ['all', 'night', 'ad'] : ['all', purpose];
  const grant = purpose === 'ad' ? adConsent(consent, topic) : consent?.[purpose];
  for (const scope of scopes) {
    const mark = suppression[scope];
    if (!mark) continue;
    const lifted =
      !isPermanent(mark.reason) &&
      grant?.state === 'granted' &&
      grant.basis === 'explicit' &&
      grant.dated &&
      grant.at > mark.at;
    if (!lifted) return mark;
  }
  return undefined;
};
