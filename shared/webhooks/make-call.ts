import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import { dropped, type Outcome, ok } from '../platform/worker.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { Post, PostAnswer } from './post.ts';
import type { QueueCall } from './queue.ts';
import { validSecrets } from './secrets.ts';
import { signedHeaders } from './sign.ts';
import { MOST_FAILURES, WAITS, WEBHOOK, type WebhookCall, webhookSchema } from './webhook.ts';
import type { WebhookStore } from './webhook-store.ts';

interface MakeDeps {
  readonly store: Pick<WebhookStore, 'call' | 'save' | 'state' | 'note' | 'setState'>;
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly queue: QueueCall;
  readonly post: Post;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
}

const GONE = 410;
const isSuccess = (answer: PostAnswer): boolean =>
  answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
const wordOf = (answer: PostAnswer): string => (answer.kind === 'answered' ? `status ${answer.status}` : answer.reason);

/**
 * One try at a call. The try is written down before it is made, with the time of the next one: whoever dies in between leaves a call
 * that is tried again under the same id, never two at once.
 */
export const createMakeCall = ({ store, definitions, queue, post, signingKey, clock }: MakeDeps) => {
  const end = async (call: WebhookCall, state: 'delivered' | 'failed', lastStatus: string): Promise<Outcome> => {
    await store.save({ ...call, state, lastStatus, endedAt: toIso(clock()) }, call.attempts);
    return ok;
  };

  return async (callId: string): Promise<Outcome> => {
    const call = await store.call(callId);
    // Erased, or expired: nobody is to hear of it any more.
    if (!call) return dropped('no such call');
    if (call.state !== 'pending') return ok;
    const now = clock();
    const wait = Date.parse(call.nextAt) - now;
    if (wait > 0) {
      await queue(callId, wait / SECOND);
      return ok;
    }
    const found = await definitions.get(WEBHOOK, call.webhookId);
    if (!found || found.archived) return end(call, 'failed', 'the webhook is archived');
    const { disabledAt } = await store.state(call.webhookId);
    if (disabledAt !== undefined) return end(call, 'failed', 'the webhook is switched off');
    const webhook = webhookSchema.parse(found.body);

    const pause = WAITS[call.attempts];
    const tried: WebhookCall = { ...call, attempts: call.attempts + 1, nextAt: toIso(now + (pause ?? 60 * SECOND)) };
    if (!(await store.save(tried, call.attempts))) return ok;
    const secrets = validSecrets(await signingKey(), webhook.secrets, now);
    const answer = await post(webhook.url, call.body, signedHeaders(call.id, now, call.body, secrets));
    const word = wordOf(answer);
    const at = toIso(clock());
    if (isSuccess(answer)) {
      await store.note(call.webhookId, false, word, at);
      return end(tried, 'delivered', word);
    }
    const failures = await store.note(call.webhookId, true, word, at);
    const isGone = answer.kind === 'answered' && answer.status === GONE;
    if (isGone || failures >= MOST_FAILURES) {
      const disabledWhy = isGone ? 'the receiver answered 410 Gone' : `${failures} tries failed one after the other`;
      await store.setState(call.webhookId, { failures, lastStatus: word, lastAt: at, disabledAt: at, disabledWhy });
      return end(tried, 'failed', word);
    }
    if (pause === undefined) return end(tried, 'failed', word);
    await store.save({ ...tried, lastStatus: word }, tried.attempts);
    await queue(callId, pause / SECOND);
    return ok;
  };
};

export type MakeCall = ReturnType<typeof createMakeCall>;
