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
  /** When it reached us, ISO 8601 UTC; the same on every retry. */
  readonly at: string;
  /** Where it was said, such as `one-click` or `stop`. */
  readonly source: string;
  readonly ip?: string | undefined;
  /** The page on which it was said shows the result. */
  readonly told?: 'page' | undefined;
}

/** Unsubscribing ends what the message was; STOP and a complaint end everything on that address. */
const scopeOf = (reason: Refusal['reason'], purpose: ConsentPurpose): SuppressionScope =>
  reason === 'unsubscribe' ? purpose : 'all';

/**
 * Ends the right to write: the address that got the message first, then the current one and the consent, all before this
 * answers. Throws if anything could not be written; what was written until then only forbids (P5).
 */
export const refuse = async (deps: RefuseDeps, refusal: Refusal): Promise<void> => {
  const { customerId, channel, reason, source, ip, at, address, told } = refusal;
  const purposes: ConsentPurpose[] = refusal.purpose === 'info' ? ['ad', 'info'] : ['ad'];
  if (address !== undefined) {
    for (const purpose of purposes)
      await deps.suppressions.suppressHash(address, channel, scopeOf(reason, purpose), { reason, at });
  }
  const customer = await deps.customers.get(customerId);
  const contacts = customer?.fold.contacts ?? {};
  for (const purpose of purposes) {
    const scope = scopeOf(reason, purpose);
    const evidenceId = purpose === 'ad' ? refusal.evidenceId : `${refusal.evidenceId}:${purpose}`;
    const change = {
      customerId,
      channel,
      purpose,
      state: 'withdrawn',
      source,
      evidenceId,
      ip,
      reason,
      scope,
      told,
    } as const;
    await recordConsent(deps, contacts, change);
  }
};
