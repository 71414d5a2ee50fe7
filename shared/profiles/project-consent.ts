import type { Contacts } from '../consent/address.ts';
import type { Evidence } from '../consent/evidence.ts';
import type { ConsentStore } from '../consent/evidence-store.ts';
import { isNews, keepStatement, type NoticePolicy } from '../consent/keep-statement.ts';
import { suppressRefused } from '../consent/record-consent.ts';
import type { SuppressionStore } from '../consent/suppression-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import type { Contribution } from './contribution.ts';

export interface ProjectConsentDeps {
  readonly consents: ConsentStore;
  readonly timers: Pick<TimerStore, 'put'>;
  readonly clock: Clock;
  readonly suppressions: SuppressionStore;
}

const rowKey = (row: Evidence): string => `${row.customerId} ${row.receivedAt} ${row.id}`;

/**
 * Keeps the evidence of what events say about consent, each under the id that said it (the customer's own comes first), and
 * suppresses the person's addresses on a withdrawal. Rows that exist are left alone; those of repeats, which count for
 * nothing, are taken back. The suppression comes before its row: a row says that all was done.
 */
export const projectConsent = async (
  deps: ProjectConsentDeps,
  [customerId = '', ...others]: readonly string[],
  contributions: readonly Pick<Contribution, 'statements'>[],
  repeats: readonly Pick<Contribution, 'statements'>[],
  contacts: Contacts,
  policy: NoticePolicy,
): Promise<void> => {
  const statements = contributions.flatMap((contribution) => contribution.statements);
  const repeated = repeats.flatMap((contribution) => contribution.statements);
  if (statements.length + repeated.length === 0) return;
  const known = new Map((await deps.consents.evidenceOf([customerId, ...others])).map((row) => [rowKey(row), row]));
  for (const statement of repeated) {
    const row = known.get(rowKey(statement));
    if (row?.eventKey !== statement.eventKey) continue;
    await deps.consents.remove(row);
    known.delete(rowKey(statement));
  }
  for (const statement of statements) {
    if (known.has(rowKey(statement))) continue;
    await suppressRefused(deps.suppressions, contacts, statement);
    if (isNews(statement, [...known.values()])) await keepStatement(deps, statement, customerId, policy);
    else await deps.consents.append(statement);
    known.set(rowKey(statement), statement);
  }
};
