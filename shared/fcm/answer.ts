import * as z from 'zod';

/** No answer: `unsent` means that nothing was handed over. */
export class FcmUnanswered extends Error {
  readonly code: string;
  readonly unsent: boolean;

  constructor(code: string, unsent: boolean) {
    super(`Firebase did not answer (${code}).`);
    this.name = 'FcmUnanswered';
    this.code = code;
    this.unsent = unsent;
  }
}

/** The service account is missing, or Google does not take it: nothing was handed over. */
export class FcmRefused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The service account of Firebase cannot be used (${code}): put its JSON file into the secret as "firebase".`);
    this.name = 'FcmRefused';
    this.code = code;
  }
}

/** Errors of the socket before anything was sent. */
const UNSENT = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

const causeSchema = z.object({ cause: z.object({ code: z.string() }) });

export const unansweredOf = (error: unknown, unsent = false): FcmUnanswered => {
  const code = causeSchema.safeParse(error).data?.cause.code;
  return new FcmUnanswered(code ?? (error instanceof Error ? error.name : 'unknown'), unsent || UNSENT.has(code ?? ''));
};

const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';

const errorSchema = z.object({
  error: z.object({
    status: z.string().catch(''),
    details: z
      .array(
        z.looseObject({
          '@type': z.string().catch(''),
          errorCode: z.string().optional().catch(undefined),
          fieldViolations: z
            .array(z.looseObject({ field: z.string().catch('') }))
            .optional()
            .catch(undefined),
        }),
      )
      .catch([]),
  }),
});

const takenSchema = z.object({ name: z.string().min(1) });

/**
 * What an answer of `messages:send` proves of one token. `gone`: the token will never work again. `busy`: not accepted, later it
 * may be. `account`: the project or its keys are at fault, not the message. `bad`: the message is. `unknown`: nothing is proven.
 */
export type Meaning =
  | { readonly kind: 'taken'; readonly name: string }
  | { readonly kind: 'gone' | 'busy' | 'throttled' | 'account' | 'expired' | 'bad' | 'unknown'; readonly code: string };

/** Source: Firebase, REST reference v1, ErrorCode; error bodies as in "FCM error codes" of its guide. */
export const meaningOf = (status: number, body: unknown): Meaning => {
  const taken = takenSchema.safeParse(body).data;
  if (status >= 200 && status < 300)
    return taken ? { kind: 'taken', ...taken } : { kind: 'unknown', code: 'unreadable' };
  const error = errorSchema.safeParse(body).data?.error;
  const details = error?.details ?? [];
  const named = details.find((detail) => detail['@type'] === FCM_ERROR)?.errorCode;
  const code = named ?? (error?.status || `HTTP ${status}`);
  switch (named ?? error?.status) {
    case 'UNREGISTERED':
    case 'SENDER_ID_MISMATCH':
      return { kind: 'gone', code };
    case 'INVALID_ARGUMENT': {
      // The token is meant where Firebase says so, or names no other field.
      const fields = details.flatMap(({ fieldViolations = [] }) => fieldViolations.map(({ field }) => field));
      const isToken = named !== undefined && fields.every((field) => field === 'message.token');
      return { kind: isToken ? 'gone' : 'bad', code };
    }
    case 'QUOTA_EXCEEDED':
    case 'RESOURCE_EXHAUSTED':
      return { kind: 'throttled', code };
    case 'UNAVAILABLE':
    case 'INTERNAL':
      return { kind: 'busy', code };
    case 'THIRD_PARTY_AUTH_ERROR':
    case 'PERMISSION_DENIED':
    case 'NOT_FOUND':
      return { kind: 'account', code };
    case 'UNAUTHENTICATED':
      return { kind: 'expired', code };
    default:
      if (status === 429) return { kind: 'throttled', code };
      // A gateway's own 5xx says nothing about what stands behind it.
      return { kind: status >= 400 && status < 500 ? 'bad' : 'unknown', code };
  }
};

/** ms of a `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), a day at most. */
export const retryAfterOf = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  const wait = /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, 86_400_000) : undefined;
};
