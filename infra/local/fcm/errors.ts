/** Answers of Firebase that are no acceptance, by the name of its `ErrorCode`; each is asked for by a word in the token. */
interface Answer {
  readonly word: string;
  readonly http: number;
  /** google.rpc.Code of the body. */
  readonly status: string;
  readonly message: string;
  readonly retryAfter?: string;
}

export const ERRORS: Readonly<Record<string, Answer>> = {
  UNREGISTERED: { word: 'gone', http: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' },
  SENDER_ID_MISMATCH: { word: 'stranger', http: 403, status: 'PERMISSION_DENIED', message: 'SenderId mismatch' },
  INVALID_ARGUMENT: {
    ...{ word: 'broken', http: 400, status: 'INVALID_ARGUMENT' },
    message: 'The registration token is not a valid FCM registration token',
  },
  QUOTA_EXCEEDED: {
    ...{ word: 'quota', http: 429, status: 'RESOURCE_EXHAUSTED', retryAfter: '60' },
    message: 'Quota exceeded for quota metric.',
  },
  UNAVAILABLE: {
    ...{ word: 'busy', http: 503, status: 'UNAVAILABLE', retryAfter: '30' },
    message: 'The service is currently unavailable.',
  },
  INTERNAL: { word: 'internal', http: 500, status: 'INTERNAL', message: 'Internal error encountered.' },
  THIRD_PARTY_AUTH_ERROR: {
    ...{ word: 'apnskey', http: 401, status: 'UNAUTHENTICATED' },
    message: 'Auth error from APNS or Web Push Service',
  },
};

/** Shorter than any token. */
const SHORTEST = 20;

/** The error that a token asks for: `…-gone-…` is UNREGISTERED, and so on. */
export const errorFor = (token: string): string | undefined =>
  token.length < SHORTEST
    ? 'INVALID_ARGUMENT'
    : Object.keys(ERRORS).find((code) => token.includes(`-${ERRORS[code]?.word}-`));

export const errorBody = (http: number, status: string, message: string, errorCode?: string): string =>
  JSON.stringify({
    error: {
      ...{ code: http, message, status },
      ...(errorCode === undefined
        ? {}
        : { details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }] }),
    },
  });
