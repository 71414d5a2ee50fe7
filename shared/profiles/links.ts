import { sha256 } from '../platform/hash.ts';
import { compareKeys } from '../platform/key-order.ts';
import type { Contribution } from './contribution.ts';

/** A known person's claim to an anonymous id, with the event that proves it. */
export interface Claim {
  /** `a:<anonymousId>` */
  readonly id: string;
  /** `u:<userId>` as sent */
  readonly owner: string;
  /** Corrected time of the event, ISO 8601 UTC. */
  readonly at: string;
  readonly messageId: string;
}

/** The earlier claim wins: by event time, then messageId, then owner, texts by the bytes of UTF-8 as DynamoDB does. */
export const compareClaims = (left: Omit<Claim, 'id'>, right: Omit<Claim, 'id'>): number =>
  compareKeys(left.at, right.at) ||
  compareKeys(left.messageId, right.messageId) ||
  compareKeys(left.owner, right.owner);

/**
 * What a customer knows of another id. `owned`: its events are the customer's. `lost`: claimed by the customer, but
 * somebody's claim is earlier. `merged`: another known id, joined to this one by a person who confirmed it.
 */
export type LinkState = 'owned' | 'lost' | 'merged';

export interface Link {
  readonly state: LinkState;
  /** Earliest claim of this customer: its time in ms and a mark of its message. */
  readonly at: number;
  readonly mark: string;
}

/** By id, the customer's own not among them. */
export type Links = ReadonlyMap<string, Link>;

export const NO_LINKS: Links = new Map();

/**
 * Ids that one customer takes in by claims, won and lost together: each is read with every projection. Nobody has more
 * devices; a sender that makes a new id at each call stays at this many, and its other ids stay customers of their own.
 */
export const MAX_LINKS = 100;

const SIGNS = { owned: '+', lost: '-', merged: '=' } as const satisfies Record<LinkState, string>;

const stateOf = (sign: string): LinkState => (sign === '+' ? 'owned' : sign === '=' ? 'merged' : 'lost');

/** One line per id, ascending: `+<ms in base 36>.<mark> <id>`. Equal links give equal texts. */
export const linksText = (links: Links): string =>
  [...links]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([id, { state, at, mark }]) => `${SIGNS[state]}${at.toString(36)}.${mark} ${id}`)
    .join('\n');

const LINE = /^([-+=])([0-9a-z]+)\.([\w-]*) (.+)$/su;

export const linksFromText = (text: string): Links => {
  const links = new Map<string, Link>();
  for (const line of text === '' ? [] : text.split('\n')) {
    const [, sign, at, mark, id] = LINE.exec(line) ?? [];
    if (sign === undefined || at === undefined || mark === undefined || id === undefined)
      throw new Error('A profile holds a link that cannot be read.');
    links.set(id, { state: stateOf(sign), at: Number.parseInt(at, 36), mark });
  }
  return links;
};

const markOf = (messageId: string): string => sha256(messageId).toString('base64url').slice(0, 8);

export const linkOf = ({ at, messageId }: Pick<Claim, 'at' | 'messageId'>, state: LinkState): Link => ({
  state,
  at: Date.parse(at),
  mark: markOf(messageId),
});

/** Ids whose events are the customer's, its own not among them, ascending. */
export const idsIn = (links: Links): string[] =>
  [...links]
    .filter(([, { state }]) => state !== 'lost')
    .map(([id]) => id)
    .sort(compareKeys);

export const isIn = (links: Links, id: string): boolean => {
  const link = links.get(id);
  return link !== undefined && link.state !== 'lost';
};

/** The earliest claim to each anonymous id, whatever becomes of the events that make them: a repeat is evidence, too. */
export const claimsOf = (contributions: Iterable<Contribution>): Claim[] => {
  const claims = new Map<string, Claim>();
  for (const { person, claims: ids, state, messageId } of contributions) {
    for (const id of ids) {
      const claim = { id, owner: person, at: state.firstSeenAt ?? '', messageId };
      const known = claims.get(id);
      if (!known || compareClaims(claim, known) < 0) claims.set(id, claim);
    }
  }
  return [...claims.values()];
};

/** True if the claim can change nothing: the customer has made it, or an earlier one. */
const isKnown = (link: Link | undefined, claim: Claim): boolean => {
  if (!link) return false;
  const at = Date.parse(claim.at);
  return link.at < at || (link.at === at && link.mark === markOf(claim.messageId));
};

/** Claims that have to be made, the earliest first; none beyond the limit of ids. */
export const newClaims = (links: Links, claims: readonly Claim[]): Claim[] => {
  let room = MAX_LINKS - links.size;
  return claims
    .filter((claim) => !isKnown(links.get(claim.id), claim))
    .sort((left, right) => compareClaims(left, right) || compareKeys(left.id, right.id))
    .filter(({ id }) => {
      if (links.has(id)) return true;
      room -= 1;
      return room >= 0;
    });
};

/** Keeps the earlier claim of two lists; an id that either has is had. */
export const unionOf = (left: Links, right: Links): Links => {
  const links = new Map(left);
  for (const [id, link] of right) {
    const known = links.get(id);
    if (!known) links.set(id, link);
    else {
      const first = known.at < link.at || (known.at === link.at && known.mark <= link.mark) ? known : link;
      const state = known.state === 'lost' ? link.state : known.state;
      links.set(id, { ...first, state });
    }
  }
  return links;
};
