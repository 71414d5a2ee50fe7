import { addressFor } from '../consent/address.ts';
import type { ConsentChannel, ConsentPurpose } from '../consent/evidence.ts';
import { type RecordConsentDeps, recordConsent } from '../consent/record-consent.ts';
import type { SuppressionReason, SuppressionScope } from '../consent/suppression.ts';
import type { Customer } from '../profiles/profile.ts';

export interface RefuseDeps extends RecordConsentDeps {
  readonly customers: { readonly get: (customerId: string) => Promise<Customer | undefined> };
}

export interface Refusal {
  readonly customerId: string;
  readonly channel: ConsentChannel;
  readonly reason: Extract<SuppressionReason, 'unsubscribe' | 'stop' | 'complaint'>;
  /** Keyed hash of the address that got the message; it may no longer be the person's current one. */
  readonly address?: string | undefined;
  /** What the message was for: who refuses an information message refuses ads too. */
  readonly purpose?: ConsentPurpose | undefined;
  /** Same id, same statement: a repeat changes nothing. */
  readonly evidenceId: string;
  /** Where it was said, such as `one-click` or `stop`. */
  readonly source: string;
  readonly ip?: string | undefined;
}

/** Unsubscribing ends what the message was; STOP and a complaint end everything on that address. */
const scopeOf = (reason: Refusal['reason'], purpose: ConsentPurpose): SuppressionScope =>
  reason === 'unsubscribe' ? purpose : 'all';

/**
 * Ends the right to write: consent withdrawn and addresses suppressed, both the current one and the one that got the
 * message, before this answers. Throws if anything could not be written: a refusal is never half taken (P5).
 */
export const refuse = async (deps: RefuseDeps, refusal: Refusal): Promise<void> => {
  const { customerId, channel, reason, source, ip } = refusal;
  const customer = await deps.customers.get(customerId);
  const contacts = customer?.fold.contacts ?? {};
  const purposes: ConsentPurpose[] = refusal.purpose === 'info' ? ['ad', 'info'] : ['ad'];
  for (const purpose of purposes) {
    const scope = scopeOf(reason, purpose);
    const evidenceId = purpose === 'ad' ? refusal.evidenceId : `${refusal.evidenceId}:${purpose}`;
    const change = { customerId, channel, purpose, state: 'withdrawn', source, evidenceId, ip, reason, scope } as const;
    const [said] = await recordConsent(deps, contacts, change);
    const current = addressFor(channel, contacts);
    const known = current === undefined ? undefined : deps.suppressions.hashOf(channel, current);
    if (refusal.address !== undefined && refusal.address !== known && said) {
      await deps.suppressions.suppressHash(refusal.address, channel, scope, { reason, at: said.receivedAt });
    }
  }
};
