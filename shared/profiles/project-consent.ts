import { addressFor, type Contacts } from '../consent/address.ts';
import type { ConsentStore } from '../consent/evidence-store.ts';
import type { SuppressionStore } from '../consent/suppression-store.ts';
import type { Contribution } from './contribution.ts';

export interface ProjectConsentDeps {
  readonly consents: ConsentStore;
  readonly suppressions: SuppressionStore;
}

/**
 * Keeps the evidence of what events say about consent, and suppresses the person's addresses on a withdrawal. Rows that
 * exist are left alone. The suppression comes before its row: a row says that all was done.
 */
export const projectConsent = async (
  deps: ProjectConsentDeps,
  customerId: string,
  contributions: readonly Contribution[],
  contacts: Contacts,
): Promise<void> => {
  const statements = contributions.flatMap((contribution) => contribution.statements);
  if (statements.length === 0) return;
  const known = new Set((await deps.consents.evidenceOf(customerId)).map((row) => `${row.receivedAt}#${row.id}`));
  for (const statement of statements) {
    if (known.has(`${statement.receivedAt}#${statement.id}`)) continue;
    const address = statement.state === 'withdrawn' ? addressFor(statement.channel, contacts) : undefined;
    if (address !== undefined) {
      const mark = { reason: 'withdrawal', at: statement.receivedAt } as const;
      await deps.suppressions.suppress(statement.channel, address, statement.purpose, mark);
    }
    await deps.consents.append({ ...statement, customerId });
  }
};
