import { randomUUID } from 'node:crypto';
import { CONSENT_CHANGED } from '../events/consent-call.ts';
import { type EventItem, eventFromItem, eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { toIso } from '../platform/clock.ts';
import { addressFor, type Contacts } from './address.ts';
import {
  type ConsentBasis,
  type Evidence,
  type EvidenceChannel,
  type EvidencePurpose,
  hasAddress,
} from './evidence.ts';
import type { ConsentStore } from './evidence-store.ts';
import { type KeepStatementDeps, keepStatement, type NoticePolicy } from './keep-statement.ts';
import { statementsOf } from './read-statements.ts';
import type { SuppressionReason, SuppressionScope } from './suppression.ts';
import type { SuppressionStore } from './suppression-store.ts';

export interface ConsentChange {
  /** Inner id: the person key, `u:kim`. */
  readonly customerId: string;
  readonly channel: EvidenceChannel;
  readonly purpose: EvidencePurpose;
  /** With purpose `ad`: only ads about this topic. */
  readonly topic?: string | undefined;
  readonly state: 'granted' | 'withdrawn';
  /** With `granted`: true also grants ads at night, false withdraws them. With `withdrawn`: true withdraws the night only. */
  readonly night?: boolean | undefined;
  /** When it was said, ISO 8601 UTC with ms; now if absent. */
  readonly at?: string | undefined;
  readonly source: string;
  readonly wording?: string | undefined;
  readonly basis?: ConsentBasis | undefined;
  /** The messageId of the change, such as one derived from an unsubscribe token: a repeated call then changes nothing. */
  readonly evidenceId?: string | undefined;
  readonly ip?: string | undefined;
  /** Who writes it down: the name of a key or person. */
  readonly by?: string | undefined;
  /** Vouched for, so that no confirmation is waited for. */
  readonly confirmed?: boolean | undefined;
  /** The page on which it was said shows the result. */
  readonly told?: 'page' | undefined;
  /** Why the address is suppressed on a withdrawal; `withdrawal` if absent. */
  readonly reason?: SuppressionReason | undefined;
  /** What the suppression covers; the withdrawn purpose if absent. STOP in answer to a text message is `all`. */
  readonly scope?: SuppressionScope | undefined;
}

export interface RecordConsentDeps extends KeepStatementDeps {
  readonly settings: () => Promise<NoticePolicy>;
  readonly events: Pick<EventStore, 'append'>;
  readonly consents: ConsentStore;
  readonly suppressions: SuppressionStore;
}

const changeEvent = (change: ConsentChange, messageId: string, received: number): EventItem => {
  const receivedAt = toIso(received);
  const at = change.at ?? receivedAt;
  const { channel, purpose, topic, state, night, source, wording, basis } = change;
  return eventItem({
    person: change.customerId,
    time: at,
    messageId,
    type: 'track',
    name: CONSENT_CHANGED,
    at,
    receivedAt,
    body: { properties: { channel, purpose, topic, state, night, at, source, wording, basis } },
    source: 'consent',
  });
};

/**
 * Records what a person said about messages, at once: the suppression of the current address, the evidence, and the event
 * by which profile and timeline learn of it. `contacts` are the person's current addresses. Repeating a call with the
 * same `evidenceId` completes what an earlier try left undone and changes nothing else. Answers the evidence.
 */
export const recordConsent = async (
  deps: RecordConsentDeps,
  contacts: Contacts,
  change: ConsentChange,
): Promise<readonly Evidence[]> => {
  const messageId = change.evidenceId ?? randomUUID();
  const known = change.evidenceId === undefined ? undefined : await earlierTry(deps, change, messageId);
  const received = known ? Date.parse(known.receivedAt) : deps.clock();
  const item = changeEvent(known?.at === undefined ? change : { ...change, at: known.at }, messageId, received);
  const evidence = statementsOf(eventFromItem(item));
  const policy = await deps.settings();
  for (const row of evidence) {
    // The refusal of the address comes first: if the rest fails, nothing is sent that was refused.
    await suppressRefused(deps.suppressions, contacts, row, change);
    await keepStatement(deps, { ...row, ...witnessOf(change) }, change.customerId, policy);
  }
  await deps.events.append(item);
  return evidence;
};

/** What only the recorder knows; it stands in the evidence and not in the event, so that no event can claim it. */
const witnessOf = ({ ip, by, confirmed, told }: ConsentChange): Pick<Evidence, 'ip' | 'by' | 'confirmed' | 'told'> => ({
  ...(ip === undefined ? {} : { ip }),
  ...(by === undefined ? {} : { by }),
  ...(confirmed ? { confirmed } : {}),
  ...(told === undefined ? {} : { told }),
});

/**
 * A withdrawal also holds for the address, whoever has it next; not so one of a topic, which is a taste of the person.
 */
export const suppressRefused = async (
  suppressions: SuppressionStore,
  contacts: Contacts,
  { channel, purpose, topic, state, receivedAt }: Evidence,
  why: Pick<ConsentChange, 'reason' | 'scope'> = {},
): Promise<void> => {
  if (state !== 'withdrawn' || topic !== undefined || !hasAddress(channel) || purpose === 'profiling') return;
  const address = addressFor(channel, contacts);
  if (address === undefined) return;
  const mark = { reason: why.reason ?? 'withdrawal', at: receivedAt } as const;
  await suppressions.suppress(channel, address, why.scope ?? purpose, mark);
};

/** The row of an earlier call with this id: its times are kept, so that a repeat can move no refusal behind a later grant. */
const earlierTry = async (
  deps: RecordConsentDeps,
  change: ConsentChange,
  messageId: string,
): Promise<Evidence | undefined> => {
  const rows = await deps.consents.evidenceOf(change.customerId);
  return rows
    .filter((row) => row.id.startsWith(`${messageId}:`))
    .sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1))[0];
};
