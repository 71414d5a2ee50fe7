import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { FcmRefused, FcmUnanswered } from '../fcm/answer.ts';
import type { Fcm, FcmAnswer } from '../fcm/client.ts';
import { type Clock, SECOND } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { metrics } from '../platform/log.ts';
import { priceOf } from '../templates/price.ts';
import { pushPayload } from '../templates/push-payload.ts';
import type { RenderedPush } from '../templates/render.ts';
import type { WebPush } from '../webpush/client.ts';
import { isWebToken } from '../webpush/subscription.ts';
import type { ChannelAdapter, GoneDevice, HandOver, Outgoing } from './channel.ts';
import type { RetryReason } from './message.ts';

/** What became of one device's part of the message. */
type Part =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'bad'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'later'; readonly code: string; readonly retry: RetryReason; readonly after: number | undefined };

const partOf = async (send: () => Promise<FcmAnswer>): Promise<Part> => {
  try {
    const { meaning, retryAfter: after } = await send();
    switch (meaning.kind) {
      case 'taken':
        return { kind: 'accepted', providerId: meaning.name };
      case 'throttled':
        return { kind: 'later', code: meaning.code, retry: 'throttled', after };
      case 'busy':
      case 'expired':
        return { kind: 'later', code: meaning.code, retry: 'unreachable', after };
      case 'account':
        return { kind: 'later', code: meaning.code, retry: 'paused', after };
      default:
        return { kind: meaning.kind, code: meaning.code };
    }
  } catch (error) {
    if (error instanceof FcmRefused) return { kind: 'later', code: error.code, retry: 'paused', after: undefined };
    if (error instanceof FcmUnanswered && !error.unsent) return { kind: 'unknown', code: error.code };
    const code = error instanceof FcmUnanswered ? error.code : error instanceof Error ? error.name : 'unknown';
    // The secret could not be read, or no connection was made: nothing has been sent.
    return { kind: 'later', code, retry: 'unreachable', after: undefined };
  }
};

/** What is mended last is waited for. */
const PATIENCE: readonly RetryReason[] = ['paused', 'quota', 'throttled', 'unreachable'];

/**
 * One message to all devices of a person: accepted if one of them took it, unknown if one may have. Only what is known not to
 * have been taken by any is tried again, by those that are left.
 */
const together = (parts: readonly Part[], gone: readonly GoneDevice[]): HandOver => {
  const accepted = parts.find((part) => part.kind === 'accepted');
  if (accepted) return { kind: 'accepted', providerId: accepted.providerId, delivered: true, gone };
  const unknown = parts.find((part) => part.kind === 'unknown');
  if (unknown) return { kind: 'unknown', code: unknown.code, gone };
  const later = parts
    .filter((part) => part.kind === 'later')
    .sort((left, right) => PATIENCE.indexOf(left.retry) - PATIENCE.indexOf(right.retry));
  const [first] = later;
  if (first) {
    const after = Math.max(0, ...later.map((part) => part.after ?? 0));
    return { kind: 'refused', code: first.code, retry: first.retry, ...(after === 0 ? {} : { after }), gone };
  }
  const refused = parts.find((part) => part.kind === 'bad') ?? parts.find((part) => part.kind === 'gone');
  return { kind: 'refused', code: refused?.code ?? 'noDevice', gone };
};

/** What a browser's service worker shows (console/snippet/worker.ts); an ad brings along how to end them. */
const webPayload = ({ message, purpose, ref, unsubscribeUrl }: Outgoing & { readonly message: RenderedPush }) => ({
  ...{ title: message.title, body: message.text, tag: ref, data: message.data },
  ...(message.image === undefined ? {} : { image: message.image }),
  ...(message.link === undefined ? {} : { link: message.link }),
  ...(message.opens === undefined ? {} : { dangol: message.opens }),
  ...(purpose === 'ad' ? { off: unsubscribeUrl } : {}),
});

interface PushProviders {
  readonly fcm: Fcm;
  readonly web: WebPush;
  readonly clock: Clock;
}

/**
 * Push to apps by Firebase Cloud Messaging, and to browsers by their own push services (RFC 8030): a browser is another device of the
 * person, with the same message, consent and claim. `tag`, `apns-collapse-id` and `topic` name the message: should a device ever get
 * it twice, the second takes the place of the first.
 */
export const createPushChannel = ({ fcm, web, clock }: PushProviders): ChannelAdapter => ({
  channel: 'push',
  sendable: (token) => token,
  price: priceOf,
  prepare: async (outgoing) => {
    const { to, devices = [to], keepFor, ref, message, purpose, brand } = outgoing;
    if (message.channel !== 'push') throw new DangolError('internal', `The push channel got an ${message.channel}.`);
    const seconds = Math.max(0, Math.floor((keepFor ?? 0) / SECOND));
    const common = {
      ...pushPayload(message),
      android: { priority: 'HIGH', ttl: `${seconds}s`, notification: { tag: ref } },
    };
    const ofWeb = {
      payload: webPayload({ ...outgoing, message }),
      ...{ name: ref, ttl: seconds, contact: `mailto:${brand.email}` },
      urgency: purpose === 'ad' ? ('normal' as const) : ('high' as const),
    };
    return async () => {
      const expiration = Math.floor(clock() / SECOND) + seconds;
      const apns = {
        headers: { 'apns-priority': '10', 'apns-collapse-id': ref, 'apns-expiration': String(expiration) },
        payload: { aps: { sound: 'default', 'mutable-content': 1 } },
      };
      const parts = await Promise.all(
        devices.map((token) =>
          partOf(() => (isWebToken(token) ? web.send(token, ofWeb) : fcm.send({ ...common, apns, token }))),
        ),
      );
      const gone = parts.flatMap((part, index): GoneDevice[] => {
        const token = devices[index];
        return part.kind === 'gone' && token !== undefined ? [{ token, code: part.code }] : [];
      });
      const answer = together(parts, gone);
      // Who counts held messages sees only the answer: here one device had it, and the key for the others is refused.
      if (answer.kind !== 'refused' && parts.some((part) => part.kind === 'later' && part.retry === 'paused'))
        metrics.addMetric('Provider.held', MetricUnit.Count, 1);
      return answer;
    };
  },
});
