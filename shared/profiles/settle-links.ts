import type { OrderStore } from '../orders/order-store.ts';
import { DangolError } from '../platform/errors.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { FoldRecord, FoldStore, Proof } from './fold-store.ts';
import type { LinkStore } from './link-store.ts';
import { type Claim, idsIn, isIn, type Links, linkOf, NO_LINKS, unionOf } from './links.ts';
import { moveOrders } from './project-orders.ts';

export interface SettleDeps {
  readonly customers: FoldStore;
  readonly checkpoints: Pick<CheckpointStore, 'forget'>;
  readonly links: LinkStore;
  readonly orders: OrderStore;
}

/** The customer that an id belongs to, and the merged ids passed on the way there. */
interface Root {
  readonly customerId: string;
  readonly record: FoldRecord | undefined;
  /** The record's links with those of the ids on the way, which it may not know yet. */
  readonly links: Links;
}

/** Joins of joins: nobody is confirmed to be the same person this often. */
const MOST_HOPS = 32;

const stateOf = (id: string) => (id.startsWith('u:') ? 'merged' : 'owned');

/** Follows tombstones by strong reads: one read for an id that is a customer of its own. */
export const rootOf = async (customers: FoldStore, person: string): Promise<Root> => {
  const way: { readonly id: string; readonly proof: Proof; readonly links: Links }[] = [];
  for (let id = person; way.length < MOST_HOPS; ) {
    const standing = await customers.readStanding(id);
    if (standing.kind !== 'merged') {
      const record = standing.kind === 'live' ? standing.record : undefined;
      let links = record?.links ?? NO_LINKS;
      for (const merged of way) {
        if (isIn(links, merged.id)) continue;
        const own = new Map([[merged.id, linkOf(merged.proof, stateOf(merged.id))]]);
        links = unionOf(links, unionOf(own, withoutId(merged.links, id)));
      }
      return { customerId: id, record, links };
    }
    way.push({ id, proof: standing.proof, links: standing.links });
    id = standing.proof.owner;
  }
  throw new DangolError('internal', `An id was merged more than ${MOST_HOPS} times over.`);
};

const withoutId = (links: Links, id: string): Links => new Map([...links].filter(([other]) => other !== id));

/** The links as the identities table has them: an id that somebody claimed earlier is lost, one that came back is owned. */
export const validated = async (deps: Pick<SettleDeps, 'links'>, customerId: string, links: Links): Promise<Links> => {
  const anonymous = [...links.keys()].filter((id) => id.startsWith('a:'));
  const owners = new Map((await deps.links.read(anonymous)).map(({ id, owner }) => [id, owner]));
  const own = (owner: string): boolean => owner === customerId || isIn(links, owner);
  return new Map(
    [...links].map(([id, link]) => {
      const owner = owners.get(id);
      return owner === undefined ? [id, link] : [id, { ...link, state: own(owner) ? 'owned' : 'lost' }];
    }),
  );
};

/**
 * Makes a customer's claims and answers its links after them. For every id that is won, in this order, so that a crash
 * anywhere is mended by the next delivery: the owner is set, the id's own profile becomes a tombstone, its orders move, and
 * owners before are folded without it (`refold`). The customer's own profile, which remembers the link, is written last.
 */
export const settleClaims = async (
  deps: SettleDeps,
  customerId: string,
  before: Links,
  claims: readonly Claim[],
  refold: (displaced: string) => Promise<void>,
): Promise<Links> => {
  const links = new Map(before);
  for (const claim of claims) {
    const { winner, displaced } = await deps.links.claim(claim);
    const isOwn = winner.owner === customerId || isIn(links, winner.owner);
    const won = isOwn && (await deps.customers.entomb(claim.id, winner, deps.checkpoints));
    links.set(claim.id, won ? linkOf(winner, 'owned') : linkOf(claim, 'lost'));
    if (!won) continue;
    const ids = new Set([claim.id]);
    for (const other of displaced) {
      const { customerId: loser } = await rootOf(deps.customers, other);
      if (loser === customerId) continue;
      await moveOrders(deps.orders, loser, customerId, ids);
      await refold(loser);
    }
    if (displaced.length > 0) await deps.links.settle(claim.id, displaced);
  }
  return links;
};

/** Ids of `links` that are not among those of `known`. */
export const freshIds = (known: Links, links: Links): string[] => idsIn(links).filter((id) => !isIn(known, id));
