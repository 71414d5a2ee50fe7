import { armOf, ONLY_ARM, type Split } from '../campaigns/arm.ts';
import type { Message } from '../delivery/message.ts';
import { type Clock, DAY, toEpochSeconds, toIso } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { hmac } from '../platform/hash.ts';
import { localDate } from '../platform/time.ts';
import { canonicalJson } from '../profiles/canonical-json.ts';
import type { Customer } from '../profiles/profile.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { journeyDay, messageKey } from '../tables/keys.ts';
import type { Channel, Template } from '../templates/template.ts';
import { makeRef } from '../tracking/ref.ts';
import type { To } from './find-receiver.ts';
import type { QueueMessage } from './queue.ts';
import { ledgerCampaignOf, type MessageRequest, messageIdOf } from './request.ts';
import { ONLY, type RequestStore } from './request-store.ts';
import { currentTemplate } from './template-source.ts';

/** What a caller orders: one information message to one person, or a trial of a campaign. */
export interface MessageOrder {
  readonly templateId: string;
  readonly to: To;
  readonly data: Readonly<Record<string, unknown>>;
  /** The same key is the same message, for good. */
  readonly idempotencyKey: string;
  /** Ordered by the house itself: its keys are none that a tool could use up. */
  readonly house?: true | undefined;
  readonly by?: string | undefined;
  readonly asksFor?: MessageRequest['asksFor'];
  readonly notice?: number | undefined;
  /** The campaign of which this is a trial; only then may the template be an ad. */
  readonly trialOf?: string | undefined;
  /** A step of a journey: may be an ad, and then it is held back from the journey's control group. */
  readonly journey?:
    | (NonNullable<MessageRequest['journey']> & { readonly split: Split; readonly zone: string })
    | undefined;
  /** ms; a day if absent. */
  readonly usefulFor?: number | undefined;
}

/** Data for a template and a person. The house's own needs no judging, and who only writes that carries no template engine. */
export type Judge = (
  template: Template,
  customer: Customer,
  data: Readonly<Record<string, unknown>>,
) => Promise<string>;

export interface AcceptDeps {
  /** The one customer who is meant; throws where nobody or several are. */
  readonly receiver: (to: To, channel: Channel) => Promise<Customer>;
  readonly requests: RequestStore;
  readonly definitions: DefinitionStore;
  readonly queue: QueueMessage;
  /** Throws where the data does not fit the template; answers it as JSON. */
  readonly judge: Judge;
  /** `deriveKey(secret, MESSAGE_KEY)` */
  readonly key: Buffer;
  readonly clock: Clock;
}

/** A code or a shipping note that comes a day late does more harm than none. */
const USEFUL_FOR = DAY;
/** As the rows of campaigns, see hand-over.ts. */
const KEEP = 400 * DAY;

const firstRow = (
  request: MessageRequest,
  purpose: Message['purpose'],
  arm: Message['arm'],
  ofJourney: Pick<Message, 'journeyDay' | 'heldShare'>,
): Message => {
  const { messageId, customerId, channel, acceptedAt } = request;
  return {
    ...{ customerId, key: messageKey(messageId), campaignId: ledgerCampaignOf(request), channel, purpose },
    ...{ arm, ref: makeRef({ campaignId: messageId, ...ONLY }), status: 'deferred', at: acceptedAt, attempts: 0 },
    until: acceptedAt,
    ...ofJourney,
    expiresAt: toEpochSeconds(Date.parse(acceptedAt) + KEEP),
  };
};

/** Queues what is not over: an earlier try may have died before it did. */
const again = async (deps: AcceptDeps, known: MessageRequest, fingerprint: string, idempotencyKey: string) => {
  if (known.fingerprint !== fingerprint) {
    const message = `The idempotencyKey ${quote(idempotencyKey)} was used for another message (${known.messageId}); a key is one message for good.`;
    throw new DangolError('conflict', message);
  }
  if (!known.outcome) await deps.queue(known.messageId);
  return known;
};

/** The message that an order's key means. */
export const messageIdFor = (
  { key }: Pick<AcceptDeps, 'key'>,
  { idempotencyKey, house }: Pick<MessageOrder, 'idempotencyKey' | 'house'>,
): string => messageIdOf(key, `${house ? 'house' : 'tool'}\u0000${idempotencyKey}`);

/**
 * Takes an order: writes it with its ledger row, then puts it on the queue. Whatever fails in between is completed by the
 * same call again, which answers the same message however often it comes. Throws `not_found`, `invalid`, `conflict`.
 */
export const acceptMessage = async (deps: AcceptDeps, order: MessageOrder): Promise<MessageRequest> => {
  const { templateId, to, data, idempotencyKey, by, asksFor, notice, trialOf, usefulFor = USEFUL_FOR } = order;
  const { split, zone, ...journey } = order.journey ?? { split: undefined, zone: undefined };
  const messageId = messageIdFor(deps, order);
  const fingerprint = hmac(deps.key, canonicalJson({ templateId, to, data })).toString('hex').slice(0, 32);
  const known = await deps.requests.find(messageId);
  if (known) return again(deps, known, fingerprint, idempotencyKey);

  const { template, version, blocks } = await currentTemplate(
    deps.definitions,
    templateId,
    trialOf,
    order.journey !== undefined,
  );
  const customer = await deps.receiver(to, template.channel);
  const text = await deps.judge(template, customer, data);
  const now = deps.clock();
  const request: MessageRequest = {
    ...{ messageId, fingerprint, templateId, templateVersion: version, channel: template.channel },
    customerId: customer.customerId,
    data: text,
    ...(blocks === undefined ? {} : { blocks }),
    ...(asksFor === undefined ? {} : { asksFor }),
    ...(notice === undefined ? {} : { notice }),
    ...(trialOf === undefined ? {} : { trialOf }),
    ...('id' in journey ? { journey } : {}),
    ...(by === undefined ? {} : { by }),
    acceptedAt: toIso(now),
    uselessAt: toIso(now + usefulFor),
  };
  // Information is nobody's offer: it is held back from nobody.
  const isSplit = split !== undefined && 'id' in journey && template.purpose === 'ad';
  // A draw of its own, also beside a campaign of the same id: only then do the effects of both add up (docs/statistics.md).
  const arm = isSplit ? armOf(`journey ${journey.id}`, journey.run.customerId, split) : ONLY_ARM;
  const ofJourney =
    split !== undefined && 'id' in journey
      ? { journeyDay: journeyDay(journey.id, localDate(now, zone)), ...(isSplit ? { heldShare: split.control } : {}) }
      : {};
  if (!(await deps.requests.create(request, firstRow(request, template.purpose, arm, ofJourney)))) {
    const first = await deps.requests.find(messageId);
    if (!first) throw new DangolError('unavailable', 'The message was written by another call; try again.');
    return again(deps, first, fingerprint, idempotencyKey);
  }
  await deps.queue(messageId);
  return request;
};
