import { normalisePhone } from '../consent/address.ts';
import { triedOf } from '../delivery/chain.ts';
import { eventItem } from '../events/event.ts';
import { isRefusal } from '../law/laws.ts';
import type { EngagedMessage } from './engagement.ts';
import type { InboundText } from './fact.ts';
import { viewOf } from './link-view.ts';
import { applyFacts, type RecordDeps } from './record-receipt.ts';
import { refuse } from './refuse.ts';

/** A person's answer on the timeline. */
const TEXT_RECEIVED = 'Text Received';

const timeOf = ({ handedOverAt = '' }: EngagedMessage): string => handedOverAt;

/** The last one until `at`; where clocks disagree, so that there is none, the first one after it. */
const isCloser = (one: EngagedMessage, known: EngagedMessage, at: string): boolean =>
  timeOf(known) <= at ? timeOf(one) <= at && timeOf(one) > timeOf(known) : timeOf(one) < timeOf(known);

/** The message as the way sees it that went to the address last; of a single way, or where no way has the address, as its row does. */
const wayTo = (row: EngagedMessage, address: string, at: string): EngagedMessage => {
  let last: EngagedMessage | undefined;
  for (const [link, { address: to, status }] of triedOf(row)) {
    const way = to === address && (status === 'sent' || status === 'unknown') ? viewOf(row, link) : undefined;
    if (way && (!last || isCloser(way, last, at))) last = way;
  }
  return last ?? row;
};

/** Latest message until `at` of each person who was written to at the address, by the way that went there: an answer means that one. */
export const lastMessages = async (deps: RecordDeps, address: string, at: string): Promise<EngagedMessage[]> => {
  const last = new Map<string, EngagedMessage>();
  for (const { customerId, key } of await deps.feedback.ownersOf(address)) {
    const found = await deps.feedback.find(customerId, key);
    const row = found && wayTo(found, address, at);
    if (!row || (row.status !== 'sent' && row.status !== 'unknown')) continue;
    const known = last.get(customerId);
    if (!known || isCloser(row, known, at)) last.set(customerId, row);
  }
  return [...last.values()];
};

const keepAnswer = async (deps: RecordDeps, customerId: string, inbound: InboundText, at: string): Promise<void> => {
  await deps.events.append(
    eventItem({
      person: customerId,
      // The id alone must decide the key: a second delivery of the same text has another time.
      messageId: `text:${inbound.id}`,
      type: 'track',
      name: TEXT_RECEIVED,
      at,
      receivedAt: at,
      body: { properties: { channel: 'sms', text: inbound.text.slice(0, 2_000) } },
      source: 'feedback',
    }),
  );
};

/**
 * A text from a person. A refusal suppresses the number for everything, whoever owns it, withdraws the consent of everybody
 * who was written to there and marks their last message; any other text goes onto their timelines.
 * `at` is when it reached us, ISO 8601 UTC.
 */
export const recordInbound = async (
  deps: RecordDeps,
  inbound: InboundText,
  at: string,
): Promise<'refused' | 'kept' | 'unmatched'> => {
  const { defaultCountry } = await deps.settings();
  const number = normalisePhone(inbound.from, defaultCountry);
  if (number === undefined) return 'unmatched';
  const address = deps.suppressions.hashOf('sms', number);
  const refused = isRefusal(inbound.text);
  if (refused) await deps.suppressions.suppressHash(address, 'sms', 'all', { reason: 'stop', at });
  const rows = await lastMessages(deps, address, at);
  for (const row of rows) {
    await keepAnswer(deps, row.customerId, inbound, at);
    if (!refused) continue;
    await refuse(deps, {
      customerId: row.customerId,
      channel: 'sms',
      reason: 'stop',
      address,
      evidenceId: `stop:${inbound.id}`,
      source: 'stop',
      at,
    });
    await applyFacts(deps, row, [{ kind: 'optedOut', at }]);
  }
  if (refused) return 'refused';
  return rows.length > 0 ? 'kept' : 'unmatched';
};
