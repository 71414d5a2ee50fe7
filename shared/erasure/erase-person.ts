import { addressFor, addressHash } from '../consent/address.ts';
import { CONSENT_CHANNELS } from '../consent/evidence.ts';
import type { SuppressionStore } from '../consent/suppression-store.ts';
import { publicId } from '../events/person.ts';
import { type Clock, DAY, toIso } from '../platform/clock.ts';
import { maskText, withoutWords } from '../platform/mask.ts';
import { type ErasedStore, idHash } from '../profiles/erased-store.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { Place, Removal } from './belongings-store.ts';
import { type Counts, type Erasure, keptOf, requestIdOf, type Targets } from './erasure.ts';
import type { ErasureStore, OpenErasure } from './erasure-store.ts';
import type { TracesStore } from './traces-store.ts';

export interface EraseDeps {
  readonly places: readonly Place[];
  readonly erased: ErasedStore;
  readonly erasures: ErasureStore;
  readonly traces: TracesStore;
  readonly suppressions: Pick<SuppressionStore, 'suppressHash'>;
  /** `erasureKey(secret)` */
  readonly key: Buffer;
  /** `addressKey(secret)` */
  readonly addressKey: Buffer;
  readonly clock: Clock;
}

export interface EraseRequest {
  readonly by: string;
  readonly reason?: string | undefined;
}

/** Streams, redrives and open sends end within a day; what they have brought in by then goes, too (rule 16). */
export const FINAL_AFTER = DAY;

const targetsOf = async (deps: EraseDeps, customer: Customer): Promise<Targets> => {
  const ids = idsOf(customer);
  const traces = await deps.traces.read(ids);
  const hashes = new Map<string, Targets['addresses'][number]>();
  const note = (channel: Targets['addresses'][number]['channel'], hash: string): void => {
    hashes.set(hash, { channel, hash });
  };
  for (const alias of traces.aliases) {
    const [kind, hash = ''] = alias.split(':');
    note(kind === 'email' || kind === 'push' ? kind : 'sms', hash);
  }
  for (const channel of CONSENT_CHANNELS) {
    const address = addressFor(channel, customer.fold.contacts);
    if (address !== undefined) note(channel, addressHash(deps.addressKey, channel, address));
  }
  for (const { token } of customer.fold.devices ?? []) note('push', addressHash(deps.addressKey, 'push', token));
  return { ids: [...ids], ...traces, addresses: [...hashes.values()] };
};

/** What the person is called by: the reason is kept for good and must not say it. */
const namesOf = (customer: Customer): string[] => {
  const { traits, contacts } = customer.fold;
  const said = [...Object.values(traits), ...Object.values(contacts)].filter((value) => typeof value === 'string');
  return [...idsOf(customer).flatMap((id) => [publicId(id), id.slice(2)]), ...said];
};

/**
 * Begins the erasure of a customer: writes down what is to be found, then closes every id and every address, so that from
 * now on nothing new comes in under them. Repeating it, after a crash anywhere, answers the same request.
 */
export const beginErasure = async (
  deps: EraseDeps,
  customer: Customer,
  { by, reason }: EraseRequest,
): Promise<OpenErasure> => {
  const at = toIso(deps.clock());
  const targets = await targetsOf(deps, customer);
  const requestId = requestIdOf(deps.key, customer.customerId);
  const idHashes = targets.ids.map((id) => idHash(deps.key, id));
  const proof: Erasure = {
    requestId,
    state: 'deleting',
    requestedAt: at,
    requestedBy: by,
    reason: reason === undefined ? null : withoutWords(maskText(reason), namesOf(customer)),
    deleted: {},
    kept: keptOf(idHashes, targets),
  };
  const open = await deps.erasures.begin(proof, targets);
  await close(deps, open, at);
  return open;
};

const close = async (deps: EraseDeps, { requestId, targets }: OpenErasure, at: string): Promise<void> => {
  for (const id of targets.ids) await deps.erased.put(id, requestId, at);
  for (const { channel, hash } of targets.addresses)
    await deps.suppressions.suppressHash(hash, channel, 'all', { reason: 'erased', at });
};

type Each = (removal: Removal) => Promise<void>;

/** Counts what lies in every place and does `each` with it. */
const walk = async (deps: EraseDeps, targets: Targets, each: Each): Promise<Counts> => {
  const counts: Record<string, number> = {};
  for (const { table, removals } of deps.places) {
    for await (const removal of removals(targets)) {
      await each(removal);
      counts[table] = (counts[table] ?? 0) + 1;
    }
  }
  return counts;
};

const remove: Each = (removal) => removal();

/** What others write at the same moment is met by a second look; what then still comes in, by the sweep. */
const LOOKS = 3;

const removeAll = async (deps: EraseDeps, targets: Targets): Promise<Counts> => {
  const counts: Record<string, number> = {};
  for (let look = 0; look < LOOKS; look++) {
    const found = Object.entries(await walk(deps, targets, remove));
    for (const [table, count] of found) counts[table] = (counts[table] ?? 0) + count;
    if (found.length === 0) break;
  }
  return counts;
};

/**
 * Goes on with an erasure from wherever it stands, and repeats nothing that counts: deletes everything, or, a day later,
 * what has come in since, and makes the proof final. Answers the proof.
 */
export const carryOnErasure = async (deps: EraseDeps, open: OpenErasure): Promise<Erasure | undefined> => {
  const { requestId, targets } = open;
  const proof = await deps.erasures.find(requestId);
  const now = deps.clock();
  // Written down, but not yet begun to be proven: whoever asked has not been answered, and asks again.
  if (!proof) return undefined;
  if (proof.state === 'deleting') {
    await close(deps, open, proof.requestedAt);
    await deps.erasures.noteFound(requestId, await walk(deps, targets, async () => {}));
    await removeAll(deps, targets);
    const due = toIso(now + FINAL_AFTER);
    await deps.erasures.postpone(requestId, due);
    await deps.erasures.markDeleted(requestId, toIso(now), due);
  } else if (proof.state === 'deleted' && toIso(now) >= (proof.finalDueAt ?? '')) {
    await deps.erasures.finish(requestId, await removeAll(deps, targets), toIso(now));
  } else if (proof.state === 'final') {
    await deps.erasures.finish(requestId, proof.stragglers ?? {}, proof.finalAt ?? toIso(now));
  }
  return deps.erasures.find(requestId);
};
