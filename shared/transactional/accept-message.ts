import type { Message } from '../delivery/message.ts';
import { type Clock, DAY, toEpochSeconds, toIso } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { hmac } from '../platform/hash.ts';
import { canonicalJson } from '../profiles/canonical-json.ts';
import type { FindCustomersDeps } from '../profiles/find-customers.ts';
import type { Customer } from '../profiles/profile.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { messageKey } from '../tables/keys.ts';
import { contextOf } from '../templates/context.ts';
import { renderMessage } from '../templates/render.ts';
import type { Template } from '../templates/template.ts';
import { makeRef } from '../tracking/ref.ts';
import { checkData } from './data.ts';
import { findReceiver, type To } from './find-receiver.ts';
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
}

export interface AcceptDeps extends Omit<FindCustomersDeps, 'country'> {
  readonly requests: RequestStore;
  readonly definitions: DefinitionStore;
  readonly settings: SettingsStore;
  readonly queue: QueueMessage;
  /** `deriveKey(secret, MESSAGE_KEY)` */
  readonly key: Buffer;
  readonly clock: Clock;
}

/** A code or a shipping note that comes a day late does more harm than none. */
const USEFUL_FOR = DAY;
/** As the rows of campaigns, see hand-over.ts. */
const KEEP = 400 * DAY;

/** Links of a trial rendering: they lead nowhere. */
const TRIAL = 'https://trial.invalid/';

/** Fills the template for the person now, so that what cannot be sent is refused while the caller listens. */
const tryOut = async (deps: AcceptDeps, template: Template, customer: Customer, data: object): Promise<void> => {
  const { brand, currency, timezone } = await deps.settings.current();
  const links = {
    ...{ unsubscribe: `${TRIAL}u`, preferences: `${TRIAL}p`, open: `${TRIAL}o`, confirm: `${TRIAL}d` },
    click: (url: string) => url,
  };
  const campaign = { id: 'trial', name: template.name };
  const context = contextOf({ customer, brand, campaign, links, data, currency, now: toIso(deps.clock()) });
  const result = renderMessage(template, { context, links, brand, law: 'KR', zone: timezone });
  if (result.kind === 'unlawful')
    throw new DangolError('invalid', `The finished message would not be lawful as an ad: ${result.faults.join('; ')}.`);
  if (result.kind === 'failed') {
    throw new DangolError('invalid', `The template cannot be filled with this data: ${result.reason}.`);
  }
};

const firstRow = (request: MessageRequest, purpose: Message['purpose']): Message => {
  const { messageId, customerId, channel, acceptedAt } = request;
  return {
    ...{ customerId, key: messageKey(messageId), campaignId: ledgerCampaignOf(request), channel, purpose },
    ...{ arm: 'a', ref: makeRef({ campaignId: messageId, ...ONLY }), status: 'deferred', at: acceptedAt, attempts: 0 },
    until: acceptedAt,
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
  const { templateId, to, data, idempotencyKey, by, asksFor, notice, trialOf } = order;
  const messageId = messageIdFor(deps, order);
  const fingerprint = hmac(deps.key, canonicalJson({ templateId, to, data })).toString('hex').slice(0, 32);
  const known = await deps.requests.find(messageId);
  if (known) return again(deps, known, fingerprint, idempotencyKey);

  const { template, version } = await currentTemplate(deps.definitions, templateId, trialOf);
  const text = checkData(template, data);
  const { defaultCountry } = await deps.settings.current();
  const customer = await findReceiver({ ...deps, country: defaultCountry }, to, template.channel);
  await tryOut(deps, template, customer, data);
  const now = deps.clock();
  const request: MessageRequest = {
    ...{ messageId, fingerprint, templateId, templateVersion: version, channel: template.channel },
    customerId: customer.customerId,
    data: text,
    ...(asksFor === undefined ? {} : { asksFor }),
    ...(notice === undefined ? {} : { notice }),
    ...(trialOf === undefined ? {} : { trialOf }),
    ...(by === undefined ? {} : { by }),
    acceptedAt: toIso(now),
    uselessAt: toIso(now + USEFUL_FOR),
  };
  if (!(await deps.requests.create(request, firstRow(request, template.purpose)))) {
    const first = await deps.requests.find(messageId);
    if (!first) throw new DangolError('unavailable', 'The message was written by another call; try again.');
    return again(deps, first, fingerprint, idempotencyKey);
  }
  await deps.queue(messageId);
  return request;
};
