import { type Clock, SECOND } from '../platform/clock.ts';
import { createAccessTokens } from './access-token.ts';
import { FcmRefused, type Meaning, meaningOf, retryAfterOf, unansweredOf } from './answer.ts';
import type { ServiceAccount } from './credentials.ts';

/** Longest wait for an answer; a claim outlives it, as at the other providers. */
const TIMEOUT = 15 * SECOND;

export interface FcmAnswer {
  readonly meaning: Meaning;
  /** ms that the provider asks to be left alone for. */
  readonly retryAfter: number | undefined;
}

interface FcmOptions {
  /** Without a slash at the end; `https://fcm.googleapis.com`. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly account: () => Promise<ServiceAccount>;
  readonly clock: Clock;
}

/**
 * Firebase Cloud Messaging, HTTP v1. One call is one try of one token: sending has no idempotency key, so a repeated call whose
 * answer was lost is a second notification.
 */
export const createFcm = ({ url, tokenUrl, account, clock }: FcmOptions) => {
  const tokens = createAccessTokens({ tokenUrl, clock });

  /** Throws `FcmRefused` and `FcmUnanswered`. */
  const send = async (message: object): Promise<FcmAnswer> => {
    const who = await account();
    if (who.project_id === '' || who.client_email === '' || who.private_key === '') throw new FcmRefused('not set up');
    const bearer = await tokens.get(who);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}/v1/projects/${encodeURIComponent(who.project_id)}/messages:send`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      text = await response.text();
    } catch (error) {
      throw unansweredOf(error);
    }
    const meaning = meaningOf(response.status, jsonOf(text));
    if (meaning.kind === 'expired') tokens.forget();
    return { meaning, retryAfter: retryAfterOf(response.headers.get('retry-after'), clock()) };
  };

  return { send };
};

export type Fcm = ReturnType<typeof createFcm>;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
