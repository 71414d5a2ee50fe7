import type { AdsPauseStore } from '../campaigns/ads-pause-store.ts';
import { beginCampaign, QUEUE_PATIENCE, queueBuckets } from '../campaigns/begin-campaign.ts';
import type { BucketStore } from '../campaigns/bucket-store.ts';
import type { Chunk } from '../campaigns/chunk.ts';
import { CHUNK_SIZE } from '../campaigns/chunk.ts';
import type { ChunkStore } from '../campaigns/chunk-store.ts';
import { finishCampaign } from '../campaigns/finish-campaign.ts';
import type { Queues } from '../campaigns/queues.ts';
import type { SendState } from '../campaigns/send-state.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import { createFirstCounter } from '../campaigns/stage.ts';
import { type Clock, MINUTE, SECOND, toIso } from '../platform/clock.ts';
import type { RunStore } from '../scoring/run-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { messageKey } from '../tables/keys.ts';
import type { Channel } from '../templates/template.ts';
import { heldMail } from './held-mail.ts';
import { mailRate } from './mail-account.ts';
import type { MailAccountStore } from './mail-account-store.ts';
import type { MessageStore } from './message-store.ts';

export interface CarryOnDependencies {
  readonly sends: SendStore;
  readonly buckets: BucketStore;
  readonly chunks: ChunkStore;
  /** Closes what stayed unknown; only the tick may write the ledger, the launcher leaves it. */
  readonly messages?: MessageStore;
  readonly runs: RunStore;
  readonly settings: SettingsStore;
  readonly accounts: MailAccountStore;
  readonly queues: Queues;
  /** Nothing is queued while all ads of the channel stand still. */
  readonly pauses?: Pick<AdsPauseStore, 'isPaused'>;
  readonly clock: Clock;
}

/** Chunks that one tick may queue per channel: what the provider's rate takes until the next one but one (rule 10). */
export type Allowance = Map<Channel, number>;

const FEWEST = 16;

export const allowanceOf = async (
  deps: Pick<CarryOnDependencies, 'settings' | 'accounts' | 'clock'>,
): Promise<Allowance> => {
  const { rates } = await deps.settings.current();
  const mails = mailRate(rates.email, await deps.accounts.read());
  const chunks = (perSecond: number) => Math.max(FEWEST, Math.ceil((perSecond * 2 * (MINUTE / SECOND)) / CHUNK_SIZE));
  return new Map([
    // Chunks that could only come back stay where they are.
    ['email', (await heldMail(deps, 'info')) ? 0 : chunks(mails)],
    ['sms', chunks(rates.sms)],
    ['push', chunks(rates.push)],
    ['kakao', chunks(rates.kakao)],
  ]);
};

/**
 * Whatever of a campaign stopped half-way goes on: a start whose time has come, buckets and chunks whose key was lost, whose
 * worker died or whose wait is over, unknown outcomes past their horizon. Called by the tick, and after resume and cancel.
 */
export const createCarryOn = (deps: CarryOnDependencies) => {
  const { sends, buckets, chunks, messages, queues, pauses, clock } = deps;

  const isWaiting = (chunk: Chunk, state: SendState, now: number): boolean => {
    const at = toIso(now);
    const due = chunk.dueAt <= at || state.status === 'cancelling';
    const isLeased = chunk.leaseUntil !== undefined && chunk.leaseUntil >= at;
    const isQueued = chunk.queuedAt !== undefined && chunk.queuedAt > toIso(now - QUEUE_PATIENCE);
    return chunk.status === 'open' && due && !isLeased && !isQueued;
  };

  /** Closes what stayed unknown. The row may have been settled meanwhile; then it is left as it is. */
  const closeUnknown = async (ledger: MessageStore, chunk: Chunk): Promise<void> => {
    const ids = await chunks.ids(chunk);
    for (const index of chunk.unknown ?? []) {
      const customerId = ids[index];
      if (customerId !== undefined) await ledger.closeUnknown(customerId, messageKey(chunk.campaignId));
    }
    await chunks.forgetUnknown(chunk);
  };

  const isSending = ({ status }: SendState): boolean =>
    status === 'launching' || status === 'sending' || status === 'cancelling';

  /** Whose turn it is: of a staged campaign first some of each chunk, then nobody, then all. */
  const turnOf = async ({ campaignId, status, stage }: SendState) => {
    const everybody = { has: () => true, isFirstOver: () => false };
    if (!stage || stage.phase === 'rest' || status === 'cancelling') return everybody;
    const isFirst = status === 'sending' && stage.phase === 'first';
    if (!isFirst) return { has: () => false, isFirstOver: () => false };
    const { audience } = await buckets.totals(campaignId);
    const count = createFirstCounter(stage.first, audience);
    let open = 0;
    return {
      has: (chunk: Chunk): boolean => {
        const isOpen = count(chunk) > 0 && chunk.status === 'open' && !chunk.firstDone;
        if (isOpen) open += 1;
        return isOpen;
      },
      isFirstOver: () => open === 0,
    };
  };

  /** A throttled campaign's chunks come to the queue as its minutes can take them; more would only come back unsent. */
  const peopleOfTick = ({ status, throttle }: SendState): number =>
    throttle === undefined || status === 'cancelling'
      ? Number.POSITIVE_INFINITY
      : Math.max(1, 2 * (throttle.per === 'minute' ? throttle.messages : Math.ceil(throttle.messages / 60)));

  const isHeldByPause = async ({ campaignId, status }: SendState, channel: Channel): Promise<boolean> =>
    status !== 'cancelling' &&
    ((await pauses?.isPaused(channel)) ?? false) &&
    (await sends.snapshot(campaignId)).template.purpose === 'ad';

  const beginWait = async ({ campaignId, stage }: SendState): Promise<void> => {
    if (stage) await sends.moveStage(campaignId, 'first', 'wait', toIso(clock() + stage.waitMinutes * MINUTE));
  };

  return async (campaignId: string, allowance: Allowance): Promise<void> => {
    const first = await sends.state(campaignId);
    if (!first) return;
    const now = clock();
    if (first.status === 'scheduled') {
      if (first.startAt <= toIso(now)) await beginCampaign(deps, campaignId);
      return;
    }
    if (first.status === 'launching' || first.status === 'cancelling') await queueBuckets(deps, campaignId);

    let nextHorizon: string | undefined;
    const turn = await turnOf(first);
    const paused = new Map<Channel, boolean>();
    const isHeld = async (channel: Channel): Promise<boolean> => {
      const known = paused.get(channel) ?? (await isHeldByPause(first, channel));
      paused.set(channel, known);
      return known;
    };
    let slow = peopleOfTick(first);
    for await (const chunk of chunks.chunks(campaignId)) {
      const channel = chunk.channel ?? first.channel;
      const left = allowance.get(channel) ?? 0;
      const isTurn = turn.has(chunk) && isSending(first) && left > 0 && slow > 0 && isWaiting(chunk, first, now);
      if (isTurn && !(await isHeld(channel))) {
        await queues.chunk(channel, chunk);
        await chunks.markQueued(chunk);
        allowance.set(channel, left - 1);
        slow -= chunk.audience;
      }
      if (chunk.horizonAt === undefined) continue;
      if (messages && chunk.horizonAt <= toIso(now)) await closeUnknown(messages, chunk);
      else if (nextHorizon === undefined || chunk.horizonAt < nextHorizon) nextHorizon = chunk.horizonAt;
    }

    if (turn.isFirstOver()) await beginWait(first);
    const state = (isSending(first) ? await finishCampaign(sends, buckets, campaignId, clock) : undefined) ?? first;
    if (state.status === 'done' || state.status === 'cancelled') await sends.deactivate(campaignId, nextHorizon);
  };
};

export type CarryOn = ReturnType<typeof createCarryOn>;
