import type { ChunkStore } from '../campaigns/chunk-store.ts';
import type { FrozenBrandStore } from '../campaigns/frozen-brand-store.ts';
import { normaliseEmail, normalisePhone } from '../consent/address.ts';
import { wishesOf } from '../consent/preference.ts';
import { toIso } from '../platform/clock.ts';
import { idsOf } from '../profiles/profile.ts';
import { type Convert, converter } from '../settings/exchange.ts';
import type { Settings } from '../settings/settings.ts';
import { messageKey } from '../tables/keys.ts';
import { tryParseRef } from '../tracking/ref.ts';
import { changesOf, type EngagedMessage, lostBy, type MilliOf, withFact } from './engagement.ts';
import type { Fact, Receipt } from './fact.ts';
import type { FeedbackStore } from './feedback-store.ts';
import { viewOf, withView } from './link-view.ts';
import { type RefuseDeps, refuse } from './refuse.ts';

export interface RecordDeps extends RefuseDeps {
  readonly feedback: FeedbackStore;
  readonly chunks: Pick<ChunkStore, 'findRecipient' | 'hasten'>;
  /** Senders of campaigns, for the pages behind their links. */
  readonly brands: FrozenBrandStore;
  readonly settings: () => Promise<Settings>;
  /** What the last run's model expects of a person in 12 months, minor units; nothing without an estimate. */
  readonly worthOf?: (customerId: string) => Promise<EngagedMessage['lostValue']>;
}

/** Tries at one row while other feedback of the same message is written. */
const TRIES = 8;

/** The ledger row a reference means, as the way it names sees it; nothing while there is none. */
export const findRow = async (
  deps: Pick<RecordDeps, 'chunks' | 'feedback'>,
  text: string | undefined,
): Promise<EngagedMessage | undefined> => {
  const ref = text === undefined ? undefined : tryParseRef(text);
  const customerId = ref && (await deps.chunks.findRecipient(ref));
  const row =
    ref && customerId !== undefined ? await deps.feedback.find(customerId, messageKey(ref.campaignId)) : undefined;
  return row && viewOf(row, ref?.link ?? 0);
};

/** Price in millionths of a dollar → thousandths of the minor unit of `currency`. */
const priceIn = (settings: Settings, convert: Convert, now: number): MilliOf => {
  return (microUsd, currency) => {
    if (currency === 'USD') return Math.round(microUsd / 10);
    if (currency !== settings.currency) return undefined;
    // Converted as a large round sum, so that the rounding to minor units does not eat the price of one message.
    const million = convert(100_000_000, 'USD', toIso(now));
    return million === undefined ? undefined : Math.round((microUsd / 1e6) * (million / 1e6) * 1_000);
  };
};

/** A person who is lost is valued once, when that becomes known. */
const valued = async ({ worthOf }: RecordDeps, row: EngagedMessage): Promise<EngagedMessage> =>
  row.lostValue !== undefined || lostBy(row) === undefined || !worthOf
    ? row
    : { ...row, lostValue: await worthOf(row.customerId) };

/** Applies facts to one ledger row, or to the way of it that `row` is the view of; facts that are known change nothing. */
export const applyFacts = async (deps: RecordDeps, row: EngagedMessage, facts: readonly Fact[]): Promise<void> => {
  const settings = await deps.settings();
  const milliOf = priceIn(settings, converter(settings), deps.clock());
  const find = () => deps.feedback.find(row.customerId, row.key);
  let current: EngagedMessage | undefined = row.links ? await find() : row;
  for (let attempt = 0; attempt < TRIES && current; attempt++) {
    const seen: EngagedMessage | undefined = viewOf(current, row.link ?? 0);
    if (!seen) return;
    const next = await valued(
      deps,
      facts.reduce((known, fact) => withFact(known, fact, milliOf), seen),
    );
    const changes = changesOf(current, withView(current, next));
    if (!changes || (await deps.feedback.update(current, changes))) return;
    current = await find();
  }
  if (current) throw new Error(`Ledger row was written by others ${TRIES} times; delivering again will help.`);
};

const normal = (receipt: Receipt, country: string | null): string[] =>
  receipt.addresses
    .map((address) => (receipt.channel === 'email' ? normaliseEmail(bare(address)) : normalisePhone(address, country)))
    .filter((address) => address !== undefined);

/** `"Kim" <kim@example.com>` → `kim@example.com`: bounces name recipients as the header did. */
const bare = (address: string): string => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;

/** Dead addresses and complaints suppress the address itself, also when the message is not ours to find. */
const suppress = async (
  deps: RecordDeps,
  receipt: Receipt,
  row: EngagedMessage | undefined,
  at: string,
): Promise<void> => {
  const { defaultCountry } = await deps.settings();
  const hashes = new Set(
    normal(receipt, defaultCountry).map((address) => deps.suppressions.hashOf(receipt.channel, address)),
  );
  if (row?.address !== undefined) hashes.add(row.address);
  for (const fact of receipt.facts) {
    const reason = fact.kind === 'bounced' && fact.deadAddress ? 'bounce' : isComplaint(fact) ? 'complaint' : undefined;
    if (reason === undefined) continue;
    const mark = { reason, at } as const;
    for (const hash of hashes) await deps.suppressions.suppressHash(hash, receipt.channel, 'all', mark);
  }
};

const isComplaint = (fact: Fact): boolean => fact.kind === 'complained' && fact.feedbackType !== 'not-spam';

/** A complaint, or an unsubscribe that the provider took for us, also withdraws consent. `track` has done its own already. */
const withdraw = async (deps: RecordDeps, receipt: Receipt, row: EngagedMessage, at: string): Promise<void> => {
  const { providerId, channel, facts } = receipt;
  if (providerId === undefined) return;
  const who = { customerId: row.customerId, channel, address: row.address, at };
  if (facts.some(isComplaint)) {
    await refuse(deps, { ...who, reason: 'complaint', evidenceId: `complaint:${providerId}`, source: 'complaint' });
  }
  if (facts.some(({ kind }) => kind === 'unsubscribed')) {
    await refuse(deps, {
      ...who,
      reason: 'unsubscribe',
      purpose: row.purpose,
      evidenceId: `unsubscribe:${providerId}`,
      source: 'provider',
    });
  }
};

/** A refusal that a later try has answered, or will: one that can be cured is tried again under the same reference. */
const isOfEarlierTry = ({ status, attempts, providerId }: EngagedMessage, receipt: Receipt): boolean =>
  status === 'deferred' ||
  (status === 'claimed' && attempts > 0) ||
  (providerId !== undefined && receipt.providerId !== undefined && providerId !== receipt.providerId);

/** Facts by which a person is followed. */
const FOLLOWS: readonly Fact['kind'][] = ['opened', 'clicked', 'visited'];

/** Of whom does not want to be followed only that the message arrived is kept, which the visit proves. */
const unfollowed = async (
  deps: RecordDeps,
  { customerId }: EngagedMessage,
  facts: readonly Fact[],
): Promise<readonly Fact[]> => {
  if (!facts.some(({ kind }) => FOLLOWS.includes(kind))) return facts;
  const customer = await deps.customers.get(customerId);
  const ids = new Set([customerId, ...(customer ? idsOf(customer) : [])]);
  const { preferences } = await deps.consents.saidBy([...ids]);
  if (!wishesOf(preferences).untracked) return facts;
  return facts.map((fact) =>
    FOLLOWS.includes(fact.kind) && 'at' in fact ? { kind: 'delivered' as const, at: fact.at } : fact,
  );
};

/**
 * Writes what a provider or a link visit says. Refusals come first: if the ledger cannot be written, nothing is sent all
 * the same. `at` is when it reached us. `unmatched`: no message of ours (yet); refusals by address are honoured even then.
 */
export const recordReceipt = async (
  deps: RecordDeps,
  receipt: Receipt,
  at: string,
): Promise<'recorded' | 'unmatched'> => {
  const row = await findRow(deps, receipt.ref);
  await suppress(deps, receipt, row, at);
  if (!row) return 'unmatched';
  await withdraw(deps, receipt, row, at);
  await applyFacts(
    deps,
    row,
    (await unfollowed(deps, row, receipt.facts)).filter(
      (fact) => fact.kind !== 'rejected' || !isOfEarlierTry(row, receipt),
    ),
  );
  const ref = row.link === undefined ? undefined : tryParseRef(receipt.ref ?? '');
  // Another way may be waiting for this.
  if (ref && receipt.facts.some(({ kind }) => kind === 'bounced' || kind === 'rejected')) await deps.chunks.hasten(ref);
  return 'recorded';
};
