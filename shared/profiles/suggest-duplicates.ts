import * as z from 'zod';
import { DangolError, quote } from '../platform/errors.ts';
import { hmac } from '../platform/hash.ts';
import { type AliasStore, aliasesOf } from './alias-store.ts';
import type { CustomerStore } from './customer-store.ts';
import type { Cause, Decision, DuplicatePosition, DuplicateStore } from './duplicate-store.ts';
import type { Customer } from './profile.ts';

export interface SuggestDeps {
  readonly customers: Pick<CustomerStore, 'getAll'>;
  readonly aliases: Pick<AliasStore, 'find'>;
  readonly duplicates: DuplicateStore;
  /** `addressKey(secret)` */
  readonly addressKey: Buffer;
}

export type Reason = 'email' | 'phone' | 'alias';

/** Two known customers who may be one person. */
export interface Suggestion {
  /** Names the pair to `confirm` and `reject`. */
  readonly id: string;
  /** The one first seen comes first: it survives unless the person who confirms says otherwise. */
  readonly customers: readonly [Customer, Customer];
  readonly reason: Reason;
  /** What was decided; a confirmed pair is listed only while its merge is unfinished. */
  readonly decision: Decision | undefined;
}

/** Known people with one address beyond which it says nothing about who they are, such as a shop's own number. */
const MAX_SHARING = 5;

const pairSchema = z.tuple([z.string(), z.string()]);

/** The same for both orders of the two. */
const pairId = (left: string, right: string): string =>
  Buffer.from(JSON.stringify([left, right].sort()), 'utf8').toString('base64url');

/** The inner ids of a pair. Throws `not_found` for anything that names none. */
export const pairOf = (id: string): readonly [string, string] => {
  try {
    const pair = pairSchema.parse(JSON.parse(Buffer.from(id, 'base64url').toString('utf8')));
    if (pair.every((one) => one.startsWith('u:')) && pair[0] < pair[1]) return pair;
  } catch {
    // Answered below, as for a pair of no known people.
  }
  throw new DangolError('not_found', `There is no suggestion ${quote(id)}; GET /v1/duplicates lists those there are.`);
};

export const decisionKey = (key: Buffer, id: string): string => hmac(key, `pair\u0000${id}`).toString('hex');

const firstSeen = (left: Customer, right: Customer): number => {
  const [from, to] = [left.fold.firstSeenAt ?? '~', right.fold.firstSeenAt ?? '~'];
  if (from !== to) return from < to ? -1 : 1;
  return left.customerId < right.customerId ? -1 : 1;
};

/** The live known customers that a cause still speaks of. */
const peopleOf = async (deps: SuggestDeps, cause: Cause): Promise<Customer[]> => {
  if (cause.kind === 'alias') return deps.customers.getAll(cause.said);
  const ids = (await deps.aliases.find(cause.alias)).filter((id) => id.startsWith('u:'));
  const found = await deps.customers.getAll(ids);
  const sharing = found.filter(({ fold }) => aliasesOf(deps.addressKey, fold.contacts).includes(cause.alias));
  return sharing.length > MAX_SHARING ? [] : sharing;
};

const reasonOf = (cause: Cause): Reason => {
  if (cause.kind === 'alias') return 'alias';
  return cause.alias.startsWith('email:') ? 'email' : 'phone';
};

/** Every pair once, whatever the number of its causes. */
const pairsOf = async (
  deps: SuggestDeps,
  causes: readonly Cause[],
): Promise<Map<string, Omit<Suggestion, 'decision'>>> => {
  const pairs = new Map<string, Omit<Suggestion, 'decision'>>();
  for (const cause of causes) {
    const people = (await peopleOf(deps, cause)).sort(firstSeen);
    for (const [index, left] of people.entries()) {
      for (const right of people.slice(index + 1)) {
        const id = pairId(left.customerId, right.customerId);
        if (!pairs.has(id)) pairs.set(id, { id, customers: [left, right], reason: reasonOf(cause) });
      }
    }
  }
  return pairs;
};

/** Pages looked through for one answer; a shop with few suspicions may get empty answers with a place to go on. */
const MOST_PAGES = 20;

/**
 * Pairs of known customers who have one address or number now, or of whom an `alias` call said that they are one. `open`:
 * nobody has decided. A page may hold a few more than `limit`, as causes are not cut.
 */
export const suggestDuplicates = async (
  deps: SuggestDeps,
  state: 'open' | 'rejected',
  limit: number,
  from: DuplicatePosition = { bucket: 0 },
): Promise<{ suggestions: Suggestion[]; next?: DuplicatePosition }> => {
  const suggestions = new Map<string, Suggestion>();
  let position: DuplicatePosition | undefined = from;
  for (let pages = 0; position && pages < MOST_PAGES && suggestions.size < limit; pages++) {
    const { causes, next } = await deps.duplicates.page(position);
    for (const [id, pair] of await pairsOf(deps, causes)) {
      const decision = await deps.duplicates.decisionOn(decisionKey(deps.addressKey, id));
      const isRejected = decision?.decision === 'rejected';
      if (isRejected === (state === 'rejected')) suggestions.set(id, { ...pair, decision });
    }
    position = next;
  }
  return { suggestions: [...suggestions.values()], ...(position ? { next: position } : {}) };
};
