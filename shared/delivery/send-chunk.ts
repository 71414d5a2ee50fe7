import type { AdsPauseStore } from '../campaigns/ads-pause-store.ts';
import { type Arm, armOf, isHeld, messageArmOf, REST_ARM } from '../campaigns/arm.ts';
import type { BucketStore } from '../campaigns/bucket-store.ts';
import type { Chunk, ChunkKey } from '../campaigns/chunk.ts';
import type { ChunkStore } from '../campaigns/chunk-store.ts';
import { finishCampaign } from '../campaigns/finish-campaign.ts';
import { firstPeople } from '../campaigns/first-people.ts';
import type { SendState } from '../campaigns/send-state.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import {
  channelOf,
  channelsOf,
  forArm,
  forLink,
  type Snapshot,
  splitOf,
  termsOf,
  waysOf,
} from '../campaigns/snapshot.ts';
import { firstOfChunk } from '../campaigns/stage.ts';
import { type Clock, HOUR, MINUTE, SECOND, toIso } from '../platform/clock.ts';
import { dropped, inParallel, type Outcome, ok } from '../platform/worker.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { messageKey } from '../tables/keys.ts';
import type { Channel } from '../templates/template.ts';
import { makeRef } from '../tracking/ref.ts';
import type { AccountGate } from './account-gate.ts';
import { triedOf } from './chain.ts';
import type { PersonHandOver } from './hand-over.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';
import type { Pacer } from './pacer.ts';
import type { Approved, Person } from './person.ts';
import { later, type Progress, standing, type Wait } from './progress.ts';
import type { ThrottleGate } from './throttle.ts';
import { createWays, type PickWay } from './ways.ts';

/** A worker that stops renewing loses the chunk after this; safety rests on claims, not on leases. */
const LEASE = MINUTE;
/** People worked on side by side: their reads and the provider's answer overlap. */
const LANES = 8;
/** Wait of a chunk in which something of ours failed. */
const ERROR_WAIT = 10 * SECOND;
/** Leases with an error after which a person whose data cannot be read is closed as failed. */
const GIVE_UP_AFTER = 30;
/** Time left before the function's timeout at which no new person is begun. */
export const STOP_BEFORE = 30 * SECOND;

/** Without a receipt by then a message of unknown outcome is closed: SES gives up on a mailbox after 14 hours, carriers after 72; of a push only a tap would tell. */
export const HORIZON: Readonly<Record<Channel, number>> = {
  ...{ email: 24 * HOUR, sms: 72 * HOUR },
  ...{ push: HOUR, kakao: 72 * HOUR },
};

export interface SendChunkDependencies {
  readonly sends: SendStore;
  readonly buckets: BucketStore;
  readonly chunks: ChunkStore;
  readonly messages: MessageStore;
  readonly settings: SettingsStore;
  readonly person: PersonHandOver;
  readonly pacer: Pacer;
  readonly pauses: Pick<AdsPauseStore, 'isPaused'>;
  /** Permissions of campaigns that go slowly on purpose. */
  readonly throttle: ThrottleGate;
  /** What the account at the provider may still send. */
  readonly account: AccountGate;
  /** Which of several ways suits a person best. */
  readonly pickWay: PickWay;
  /** What these workers send by. */
  readonly channel: Channel;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Hands over one chunk of a campaign. Any number of workers may call it for one key, at any time, and die anywhere. */
export const createSendChunk = (deps: SendChunkDependencies) => {
  const {
    sends,
    buckets,
    chunks,
    messages,
    settings,
    person,
    pacer,
    pauses,
    throttle,
    account,
    channel,
    clock,
    newId,
  } = deps;

  const ways = createWays(deps);

  /** `deadline` (ms): no person is begun after it. Throws what went wrong for one person after all others had their turn. */
  return async (key: ChunkKey, deadline: number): Promise<Outcome> => {
    const state = await sends.recentState(key.campaignId);
    if (!state) return dropped('campaign was not launched');
    // A paused campaign's keys are taken off the queue without counting as failures; whoever goes on puts them back at once.
    const putAside = async (why: string): Promise<Outcome> => {
      await chunks.unmarkQueued(key);
      return dropped(why);
    };
    if (state.status === 'paused') return putAside('campaign is paused');
    if (!isOpen(state)) return dropped(`campaign is ${state.status}`);
    if (isWaiting(state)) return putAside('a staged campaign waits');
    const snapshot = await sends.snapshot(key.campaignId);
    const isAd = snapshot.template.purpose === 'ad';
    // As those of a paused campaign; who is held back waits as well, so that both sides have the same time.
    if (isAd && isSending(state) && (await pauses.isPaused(channel)))
      return putAside('all ads of the channel are paused');
    const leaseId = newId();
    const chunk = await chunks.lease(key, leaseId, toIso(clock() + LEASE), state.status === 'cancelling');
    if (!chunk) return dropped('chunk is done, not due or in work');

    const lease = createLease(chunks, key, leaseId, clock);
    const people = await peopleOf(chunk, snapshot);
    const first =
      state.stage?.phase === 'first' && isSending(state) ? await firstOf(chunk, people, snapshot) : undefined;
    const unknown: number[] = [];
    const waits: ChannelWait[] = [];
    const errors: unknown[] = [];
    let left = first?.size ?? people.length;
    let held = 0;
    await inParallel(people.entries(), LANES, async ([index, each]) => {
      if (first && !first.has(each.customerId)) {
        held += 1;
        return;
      }
      left -= 1;
      try {
        const progress = await advance(each, { chunk, snapshot, lease, deadline, left: left + LANES });
        if (progress.kind === 'later') waits.push({ channel: turnOf(each, snapshot, state), ...progress });
        else if (progress.unknown) unknown.push(index);
      } catch (error) {
        // One unreadable profile must not keep the other 499 waiting.
        errors.push(error);
        waits.push({ ...later(toIso(clock() + ERROR_WAIT)), channel: turnOf(each, snapshot, state) });
      }
    });
    // Whom the shop's own limits keep waiting for days is not waited for by the rest.
    const firstDone = first !== undefined && waits.every(({ away }) => away);
    await end(chunk, leaseId, { state, snapshot, unknown, waits, held, firstDone, failed: errors.length > 0 });
    if (errors.length > 0) throw errors[0];
    return ok;
  };

  async function peopleOf(chunk: Chunk, snapshot: Snapshot): Promise<Person[]> {
    const { campaignId } = chunk;
    const ids = await chunks.ids(chunk);
    const ledgerKey = messageKey(campaignId);
    // The first worker of a chunk can find no rows: nobody writes them without its lease.
    const rows = chunk.leases > 1 ? await messages.findMany(ids, ledgerKey) : new Map<string, Message>();
    const split = splitOf(snapshot);
    return ids.map((customerId, index) => ({
      customerId,
      key: ledgerKey,
      ref: makeRef({ campaignId, bucket: chunk.bucket, chunk: chunk.chunk, index }),
      arm: armOf(campaignId, customerId, split),
      row: rows.get(customerId),
    }));
  }

  /** Who of the chunk belongs to the first stage. */
  async function firstOf(chunk: Chunk, people: readonly Person[], snapshot: Snapshot): Promise<ReadonlySet<string>> {
    const { campaignId } = chunk;
    const all = await buckets.buckets(campaignId);
    const count = firstOfChunk(snapshot.campaign.stages?.first ?? 0, all, chunk);
    const ids = people.map(({ customerId }) => customerId);
    return firstPeople(campaignId, ids, splitOf(snapshot), count);
  }

  interface Work {
    readonly chunk: Chunk;
    readonly snapshot: Snapshot;
    readonly lease: Lease;
    readonly deadline: number;
    /** People who may still need a permission to hand over, this one included. */
    readonly left: number;
  }

  /** Takes one person as far as possible now, by whichever way is next where the message has several. */
  async function advance(one: Person, work: Work): Promise<Progress> {
    const { snapshot, chunk } = work;
    if (!snapshot.fallback) return handOver(one, work, false);
    const isCancelled = (await sends.recentState(chunk.campaignId))?.status === 'cancelling';
    const place = await ways.placeOf(one, snapshot, await settings.current(), clock(), isCancelled);
    if (place.kind === 'stands') return place.progress;
    const progress = await handOver(place.person, work, place.isNext);
    return ways.progressOf(place.person, progress, snapshot, clock(), isCancelled);
  }

  /** `isNext`: what the row says is of another way, which has ended. */
  async function handOver(one: Person, work: Work, isNext: boolean): Promise<Progress> {
    const { chunk, snapshot, lease, deadline, left } = work;
    const now = toIso(clock());
    const state = await sends.recentState(chunk.campaignId);
    const stands = standing(one.row, now);
    if (stands === 'expired') return one.row ? person.giveUp(one.row) : later(now);
    const isCancelled = state?.status === 'cancelling';
    if (stands && !isNext && !(isCancelled && one.row?.status === 'deferred')) return stands;
    if (!state || !isOpen(state) || clock() >= deadline || !(await lease.hold())) return later(now);
    const winner = isHeld(one.arm) || isBegun(one) ? undefined : state.winner?.arm;
    const each = winner === undefined ? one : { ...one, arm: REST_ARM };
    const gets = winner ?? judgedAs(chunk.campaignId, one, snapshot);
    const { offer, couponPool } = termsOf(snapshot, gets);
    const approved: Approved = {
      state,
      snapshot: forLink(forArm(snapshot, gets), one.link ?? 0),
      settings: await settings.current(),
      offer,
      couponPool,
    };
    if (isCancelled) return person.cancel(each, approved);
    // The other channel's worker takes it from here.
    if (approved.snapshot.campaign.channel !== channel) return later(now);
    const startsAt = armStart(chunk.campaignId, { ...one, arm: winner ?? one.arm }, snapshot);
    if (startsAt !== undefined && startsAt > now) return later(startsAt);
    try {
      if (isHeld(each.arm)) return await person.control(each, approved);
      return await paced(each, approved, lease, left);
    } catch (error) {
      if ((chunk.failures ?? 0) < GIVE_UP_AFTER) throw error;
      return person.fail(each, approved, 'unreadable');
    }
  }

  async function paced(each: Person, approved: Approved, lease: Lease, left: number): Promise<Progress> {
    const { campaignId, throttle: slow } = approved.state;
    const turn = slow ? await throttle(campaignId, slow, left) : undefined;
    if (turn && 'at' in turn) return later(toIso(turn.at));
    const room = await account(approved.snapshot.template.purpose, left);
    if ('at' in room) {
      turn?.giveBack();
      return later(toIso(room.at));
    }
    await pacer.next(left);
    let used = false;
    const mayClaim = async (): Promise<boolean> => {
      const state = await sends.recentState(campaignId);
      if (turn && !turn.isCurrent()) return false;
      return lease.isHeld() && state !== undefined && isOpen(state) && state.status !== 'cancelling';
    };
    try {
      const progress = await person.send(each, approved, mayClaim);
      used = progress.used;
      return progress;
    } finally {
      if (!used) {
        pacer.giveBack();
        room.giveBack();
        turn?.giveBack();
      }
    }
  }

  /** Closes the chunk, or gives it back until the first of its people can go on. */
  async function end(chunk: Chunk, leaseId: string, left: Left): Promise<void> {
    const { state, snapshot, unknown, waits, held, firstDone, failed } = left;
    const [next] = [...waits].sort((one, two) => (one.at < two.at ? -1 : Number(one.at > two.at)));
    const dueAt = next?.at;
    if (dueAt !== undefined || held > 0) {
      // People of the rest are due at once, when their stage begins.
      const at = held > 0 && firstDone ? toIso(clock()) : (dueAt ?? toIso(clock()));
      const turn = next?.channel ?? state.channel;
      const isSame = turn === (chunk.channel ?? state.channel);
      await chunks.release(chunk, leaseId, at, { firstDone, failed, ...(isSame ? {} : { channel: turn }) });
      return;
    }
    const horizons = waysOf(snapshot.campaign).map((each) => HORIZON[each]);
    const horizonAt = toIso(clock() + Math.max(...horizons));
    const ordered = [...unknown].sort((left, right) => left - right);
    const closed = await chunks.close(chunk, leaseId, ordered, horizonAt);
    const bucket = closed ? await buckets.bucket(chunk.campaignId, chunk.bucket) : undefined;
    if (bucket?.status === 'done' && bucket.closedChunks === bucket.chunks)
      await finishCampaign(sends, buckets, chunk.campaignId, clock);
  }
};

export type SendChunk = ReturnType<typeof createSendChunk>;

/** What a worker leaves behind of a chunk. */
interface ChannelWait extends Wait {
  /** Whose worker has to look again. */
  readonly channel: Channel;
}

interface Left {
  readonly state: SendState;
  readonly snapshot: Snapshot;
  /** Positions whose outcome is open. */
  readonly unknown: readonly number[];
  readonly waits: readonly ChannelWait[];
  /** People whose stage has not begun. */
  readonly held: number;
  readonly firstDone: boolean;
  readonly failed: boolean;
}

const isSending = ({ status }: SendState): boolean => status === 'launching' || status === 'sending';

const isOpen = (state: SendState): boolean => isSending(state) || state.status === 'cancelling';

/** The first people of a staged campaign can be drawn once its audience is complete; after them, it waits. */
const isWaiting = ({ status, stage }: SendState): boolean =>
  (status === 'launching' && stage !== undefined) || (status === 'sending' && stage?.phase === 'wait');

/** A way of the arm's own message was tried: the next way brings the same, and the person stays where they are counted. */
const isBegun = ({ row }: Person): boolean =>
  row !== undefined && row.arm !== REST_ARM && [...triedOf(row).values()].some(({ status }) => status !== 'deferred');

/** The arm whose message stands for a person: of people held back, where channels compete, the one that they would have got. */
const judgedAs = (campaignId: string, { customerId, arm }: Person, snapshot: Snapshot): Arm =>
  isHeld(arm) && channelsOf(snapshot.campaign).length > 1
    ? messageArmOf(campaignId, customerId, splitOf(snapshot))
    : arm;

/** Channel whose worker takes a person on. */
const turnOf = (one: Person, snapshot: Snapshot, state: SendState): Channel =>
  channelOf(snapshot, (isHeld(one.arm) ? undefined : state.winner?.arm) ?? judgedAs(state.campaignId, one, snapshot));

/** Who is held back is judged when the message would have come, so that both sides have had the same time to change. */
const armStart = (campaignId: string, { customerId, arm }: Person, snapshot: Snapshot): string | undefined => {
  const of = isHeld(arm) ? messageArmOf(campaignId, customerId, splitOf(snapshot)) : arm;
  const { at } = termsOf(snapshot, of);
  return at === undefined ? undefined : toIso(Date.parse(at));
};

interface Lease {
  /** Renews when half of it is over; false if another worker may have the chunk. */
  readonly hold: () => Promise<boolean>;
  readonly isHeld: () => boolean;
}

/** A lease that its worker keeps renewing while it is at work. */
const createLease = (chunks: ChunkStore, key: ChunkKey, leaseId: string, clock: Clock): Lease => {
  let until = clock() + LEASE;
  let lost = false;
  let renewal: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    const next = clock() + LEASE;
    if (await chunks.renew(key, leaseId, toIso(next))) until = next;
    else lost = true;
  };

  return {
    hold: async () => {
      if (!lost && until - clock() < LEASE / 2) {
        renewal ??= renew().finally(() => {
          renewal = undefined;
        });
        await renewal;
      }
      return !lost;
    },
    isHeld: () => !lost && clock() < until,
  };
};
