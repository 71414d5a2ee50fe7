import { forLink, type Snapshot } from '../campaigns/snapshot.ts';
import { toIso } from '../platform/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { Channel } from '../templates/template.ts';
import { wayRef } from '../tracking/ref.ts';
import { plainOrder, turnOf } from './chain.ts';
import { composed, sharedOf, waysOfRow } from './chain-row.ts';
import type { Message, Picked } from './message.ts';
import type { MessageStore } from './message-store.ts';
import type { Person } from './person.ts';
import { type Progress, standing, type Wait } from './progress.ts';

/** Which way suits a person best; nothing of a campaign that tries its ways in turn. */
export type PickWay = (customerId: string, snapshot: Snapshot, settings: Settings) => Promise<Picked | undefined>;

/** A person with the way by which the message goes on now, `isNext` if another one has ended; or what the row says. */
export type Place =
  | { readonly kind: 'go'; readonly person: Person; readonly isNext: boolean }
  | { readonly kind: 'stands'; readonly progress: Progress };

interface WaysDependencies {
  readonly messages: Pick<MessageStore, 'find' | 'recompose'>;
  readonly pickWay: PickWay;
}

const wait = (at: number, channel: Channel): Wait => ({
  kind: 'later',
  at: toIso(at),
  used: false,
  // A first stage is through when its messages are, by whichever way: what guards and the winner judge is whole.
  away: false,
  channel,
});

/** True if another of the ways says more of the message than the one that the row is. */
const isMisplaced = (row: Message): boolean => composed(sharedOf(row), waysOfRow(row)).link !== row.link;

/** Where each person gets the way that suits them, another one stands in only if there is no contact by it: one message, one price. */
const rulesOf = ({ campaign: { fallback = [], pick } }: Snapshot) =>
  pick ? fallback.map((link) => ({ ...link, on: ['noContact' as const] })) : fallback;

/** Where messages with several ways stand (delivery/chain.ts has the rule). */
export const createWays = ({ messages, pickWay }: WaysDependencies) => {
  const orderOf = ({ pick }: Pick<Person, 'pick'>, { campaign }: Snapshot): readonly number[] =>
    pick?.order ?? plainOrder(campaign.fallback ?? []);

  const placeOfRow = async (
    person: Person,
    stored: Message,
    snapshot: Snapshot,
    now: number,
    isCancelled: boolean,
  ): Promise<Place> => {
    const channelOf = (link: number): Channel => forLink(snapshot, link).campaign.channel;
    if (isMisplaced(stored)) await messages.recompose(stored);
    const row = isMisplaced(stored) ? ((await messages.find(stored.customerId, stored.key)) ?? stored) : stored;
    const by = (link: number, isNext: boolean): Place => ({
      kind: 'go',
      person: { ...person, row, link, pick: row.pick, ref: wayRef(person.ref, link) },
      isNext,
    });
    const stands = standing(row, toIso(now));
    const own = row.link ?? 0;
    if (stands === undefined || stands === 'expired' || (isCancelled && row.status === 'deferred'))
      return by(own, false);
    if (stands.kind === 'later') return { kind: 'stands', progress: { ...stands, channel: channelOf(own) } };
    const fallback = rulesOf(snapshot);
    const turn = isCancelled ? undefined : turnOf(row, fallback, orderOf(row, snapshot), now);
    if (turn?.kind === 'go') return by(turn.link, true);
    const progress = turn?.kind === 'wait' ? wait(turn.at, channelOf(turn.link)) : stands;
    return { kind: 'stands', progress };
  };

  /** Before anything is done for a person. */
  const placeOf = async (
    person: Person,
    snapshot: Snapshot,
    settings: Settings,
    now: number,
    isCancelled: boolean,
  ): Promise<Place> => {
    if (person.row) return placeOfRow(person, person.row, snapshot, now, isCancelled);
    const pick = isCancelled ? undefined : await pickWay(person.customerId, snapshot, settings);
    const [link = 0] = orderOf({ pick }, snapshot);
    return { kind: 'go', person: { ...person, link, pick, ref: wayRef(person.ref, link) }, isNext: false };
  };

  /** After something was done for a person: when the chunk has to come back for them, and whose workers then look. */
  const progressOf = async (
    person: Person,
    progress: Progress,
    snapshot: Snapshot,
    now: number,
    isCancelled: boolean,
  ): Promise<Progress> => {
    const { channel } = forLink(snapshot, person.link ?? 0).campaign;
    if (progress.kind === 'later') return { ...progress, channel };
    const row = await messages.find(person.customerId, person.key);
    if (!row) return progress;
    const place = await placeOfRow(person, row, snapshot, now, isCancelled);
    const next =
      place.kind === 'stands' ? place.progress : wait(now, forLink(snapshot, place.person.link ?? 0).campaign.channel);
    return { ...next, used: progress.used };
  };

  return { placeOf, progressOf };
};
