import * as z from 'zod';
import { publicId } from '../events/person.ts';
import { type Clock, DAY, toEpochSeconds, toIso } from '../platform/clock.ts';
import { byteLength } from '../platform/digest.ts';
import { DangolError } from '../platform/errors.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { QueueCall } from './queue.ts';
import { callIdOf, MAX_DATA_BYTES, WEBHOOK, type WebhookCall } from './webhook.ts';
import type { WebhookStore } from './webhook-store.ts';

export const eventTypeSchema = z
  .string()
  .regex(
    /^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/,
    'must be words of letters, digits and "_" with dots between them, such as order.paid',
  )
  .max(100);

/** What a webhook is to say. */
export interface CallOrder {
  readonly webhookId: string;
  /** Such as `journey.reached`. */
  readonly type: string;
  /** Inner id. */
  readonly customerId?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  /** Names the one occasion: however often it is asked for, the receiver sees one `webhook-id`. */
  readonly effectId: string;
}

interface CallDeps {
  readonly store: Pick<WebhookStore, 'call' | 'create'>;
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly queue: QueueCall;
  readonly clock: Clock;
}

/** What was said is kept so long. */
const KEEP = 30 * DAY;

/** Writes a call down before it is queued, so that whoever dies in between asks again and says nothing twice. */
export const createCallWebhook =
  ({ store, definitions, queue, clock }: CallDeps) =>
  async ({
    webhookId,
    type,
    customerId,
    data,
    effectId,
  }: CallOrder): Promise<{ readonly call: WebhookCall; readonly first: boolean }> => {
    const id = callIdOf(effectId);
    const known = await store.call(id);
    if (known) {
      if (known.state === 'pending') await queue(id, 0);
      return { call: known, first: false };
    }
    const found = await definitions.get(WEBHOOK, webhookId);
    if (!found || found.archived)
      throw new DangolError('not_found', `There is no webhook "${webhookId}"; GET /v1/webhooks lists those there are.`);
    const now = clock();
    const about = customerId === undefined ? {} : { customerId: publicId(customerId) };
    const body = JSON.stringify({ type, timestamp: toIso(now), data: { ...data, ...about } });
    if (byteLength(body) > MAX_DATA_BYTES)
      throw new DangolError('too_large', `What the webhook "${webhookId}" is to say has over ${MAX_DATA_BYTES} bytes.`);
    const call: WebhookCall = {
      ...{ id, webhookId, body, createdAt: toIso(now), state: 'pending', attempts: 0, nextAt: toIso(now) },
      expiresAt: toEpochSeconds(now + KEEP),
      ...(customerId === undefined ? {} : { customerId }),
    };
    const first = await store.create(call);
    await queue(id, 0);
    return { call, first };
  };
