import { createHmac, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import type { SolapiSecret } from './credentials.ts';

/** Longest wait for an answer; a claim outlives it, as at the other providers. */
const TIMEOUT = 15 * SECOND;

/** An answer of the API, whatever its status. The body is what JSON it held, or nothing. */
export interface SolapiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** No answer: `unsent` means that no connection was made, so nothing was done. */
export class SolapiUnanswered extends Error {
  readonly code: string;
  readonly unsent: boolean;

  constructor(code: string, unsent: boolean) {
    super(`Solapi did not answer (${code}).`);
    this.name = 'SolapiUnanswered';
    this.code = code;
    this.unsent = unsent;
  }
}

/** The key is not filled in yet. */
export class SolapiNotSetUp extends Error {
  constructor() {
    super('The secret of Solapi holds no apiKey and apiSecret yet: fill them in in Secrets Manager.');
    this.name = 'SolapiNotSetUp';
  }
}

/** Errors of the socket before anything was sent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const causeSchema = z.object({ cause: z.object({ code: z.string() }) });

/**
 * `Authorization` of every call: HMAC-SHA256 with the secret over date and salt, in hexadecimal. Source: Solapi documentation,
 * authentication/api-key, and lib/authenticator.ts of solapi-nodejs.
 */
export const authorization = ({ apiKey, apiSecret }: SolapiSecret, date: string, salt: string): string => {
  const signature = createHmac('sha256', apiSecret).update(`${date}${salt}`).digest('hex');
  return `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
};

interface SolapiOptions {
  /** Without a slash at the end; `https://api.solapi.com`. */
  readonly url: string;
  readonly secret: () => Promise<SolapiSecret>;
  readonly clock: Clock;
}

/**
 * Solapi's HTTP API. One call is one try: sending has no idempotency key, and the official SDK sends again after a reset connection or a 503,
 * which can be a second message.
 */
export const createSolapi = ({ url, secret, clock }: SolapiOptions) => {
  /** Throws `SolapiUnanswered` and `SolapiNotSetUp`. `query` values of `undefined` are left out. */
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    given: { readonly query?: Readonly<Record<string, string | undefined>>; readonly body?: object } = {},
  ): Promise<SolapiAnswer> => {
    const credentials = await secret();
    if (credentials.apiKey === '' || credentials.apiSecret === '') throw new SolapiNotSetUp();
    const query = Object.entries(given.query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    const search = query.length === 0 ? '' : `?${new URLSearchParams(query)}`;
    try {
      const response = await fetch(`${url}${path}${search}`, {
        method,
        headers: {
          authorization: authorization(credentials, toIso(clock()), randomBytes(16).toString('hex')),
          'content-type': 'application/json',
        },
        ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const text = await response.text();
      return { status: response.status, body: jsonOf(text) };
    } catch (error) {
      const code = causeSchema.safeParse(error).data?.cause.code;
      throw new SolapiUnanswered(code ?? (error instanceof Error ? error.name : 'unknown'), UNSENT.has(code ?? ''));
    }
  };

  return { call };
};

export type Solapi = ReturnType<typeof createSolapi>;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
