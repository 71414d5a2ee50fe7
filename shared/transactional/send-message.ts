import { isHeld } from '../campaigns/arm.ts';
import type { AccountGate } from '../delivery/account-gate.ts';
import type { PersonHandOver } from '../delivery/hand-over.ts';
import { isTerminal, type Message } from '../delivery/message.ts';
import type { MessageStore } from '../delivery/message-store.ts';
import type { Pacer } from '../delivery/pacer.ts';
import type { Approved, Person } from '../delivery/person.ts';
import { type Progress, standing } from '../delivery/progress.ts';
import { HORIZON } from '../delivery/send-chunk.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { parseJson } from '../platform/parse.ts';
import { dropped, type Outcome, ok } from '../platform/worker.ts';
import { brandOf } from '../settings/brand.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { messageKey } from '../tables/keys.ts';
import type { Channel } from '../templates/template.ts';
import type { TimerStore } from '../timers/timer-store.ts';
import { asCampaign } from './as-campaign.ts';
import { type MessageRequest, requestDataSchema } from './request.ts';
import type { RequestStore } from './request-store.ts';
import { acceptedTemplate } from './template-source.ts';

/** Kind of the timers of messages that wait, or whose outcome is unknown. */
export const MESSAGE_TIMER = 'message';

/** Gates and hand-over of one channel, at the pace of single messages. */
export interface ChannelDelivery {
  readonly person: PersonHandOver;
  readonly pacer: Pacer;
  /** What the account at the provider may still send. */
  readonly account: AccountGate;
}

export interface SendMessageDeps {
  readonly requests: RequestStore;
  readonly messages: MessageStore;
  readonly definitions: DefinitionStore;
  readonly settings: SettingsStore;
  readonly timers: TimerStore;
  readonly delivery: Readonly<Record<Channel, ChannelDelivery>>;
  /** Told what became of a message before its request is closed, more than once if a worker dies in between. */
  readonly onEnd: (request: MessageRequest, row: Message) => Promise<void>;
  readonly clock: Clock;
}

/**
 * Hands over one single message through the delivery core: the same gates, claim and settlement as a campaign's. Any number
 * of workers may call it for one message, at any time, and die anywhere.
 */
export const createSendMessage = (deps: SendMessageDeps) => {
  const { requests, messages, definitions, settings, timers, delivery, onEnd, clock } = deps;

  const personOf = ({ messageId, customerId }: MessageRequest, row: Message): Person => ({
    ...{ customerId, key: messageKey(messageId), ref: row.ref, arm: row.arm, row },
  });

  const advance = async (request: MessageRequest, row: Message): Promise<Progress> => {
    const { person, pacer, account } = delivery[request.channel];
    const now = toIso(clock());
    const stands = standing(row, now);
    if (stands === 'expired') return person.giveUp(row);
    if (stands) return stands;
    const current = await settings.current();
    const template = await acceptedTemplate(definitions, request);
    const said = requestDataSchema.parse(parseJson(request.data ?? '{}', 'Data of a message'));
    const approved: Approved = {
      ...asCampaign(request, template, brandOf(current, template.brand) ?? current.brand),
      settings: current,
      ...(request.journey ? { told: said } : { data: said }),
      asksFor: request.asksFor,
    };
    const { journey, uselessAt } = request;
    const isHeldBack = isHeld(row.arm);
    if (now > uselessAt && !isHeldBack) {
      // Whoever asked for one message is told that it failed; a journey counts those whom it did not write to.
      if (journey) return person.skip(personOf(request, row), approved, 'tooLate');
      return person.fail(personOf(request, row), approved, 'tooLate');
    }
    if (isHeldBack) return person.control(personOf(request, row), approved, Date.parse(uselessAt));
    // Ads live on the campaigns' part of the account; what must arrive, and a trial, lives on the reserve.
    const isAd = journey !== undefined && approved.snapshot.template.purpose === 'ad';
    const room = isAd ? await account('ad', 1) : undefined;
    if (room && 'at' in room) return { kind: 'later', at: toIso(room.at), used: false, away: false };
    await pacer.next(1);
    let used = false;
    try {
      const progress = await person.send(personOf(request, row), approved, async () => true);
      used = progress.used;
      return progress;
    } finally {
      if (!used) {
        pacer.giveBack();
        room?.giveBack();
      }
    }
  };

  /** Nothing more is to be done, unless a receipt is waited for. */
  const end = async (request: MessageRequest, row: Message): Promise<void> => {
    const { messageId, channel, customerId } = request;
    const horizon = Date.parse(row.handedOverAt ?? row.at) + HORIZON[channel];
    if (row.status === 'unknown' && row.reason === 'noAnswer') {
      if (clock() < horizon) await timers.put({ kind: MESSAGE_TIMER, dueAt: toIso(horizon), id: messageId });
      else if (await messages.closeUnknown(customerId, row.key)) return end(request, { ...row, reason: 'noReceipt' });
    }
    await onEnd(request, row);
    const { status, reason } = row;
    await requests.close(messageId, { status, ...(reason === undefined ? {} : { reason }) });
  };

  return async (messageId: string): Promise<Outcome> => {
    const request = await requests.find(messageId);
    if (!request) return dropped('message was never accepted');
    const find = () => messages.find(request.customerId, messageKey(messageId));
    const row = await find();
    // Erased since, or of last year: nobody is left to write to.
    if (!row) return dropped('message has no ledger row');
    const progress = await advance(request, row);
    if (progress.kind === 'later') {
      await timers.put({ kind: MESSAGE_TIMER, dueAt: progress.at, id: messageId });
      return ok;
    }
    const after = await find();
    if (after && isTerminal(after.status)) await end(request, after);
    return ok;
  };
};

export type SendMessage = ReturnType<typeof createSendMessage>;
