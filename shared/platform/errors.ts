/** The closed list of codes that the API answers; each has one HTTP status. */
export const ERROR_STATUS = {
  malformed_json: 400,
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  too_large: 413,
  unsupported_encoding: 415,
  invalid: 422,
  preflight_failed: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

interface ErrorOptions {
  readonly details?: readonly ErrorDetail[];
  /** Seconds after which a retry can succeed; sent as `Retry-After`. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** The one error that may reach a user. The message says what is wrong, the value, what is allowed and what to do. */
export class DangolError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'DangolError';
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** For branches that the types rule out; a wrong cast elsewhere then fails loudly. */
export const unreachable = (value: never): never => {
  throw new DangolError('internal', `Unexpected value ${JSON.stringify(value)}.`);
};

/** Shortens a received value for an error message, so that a hostile value cannot fill a log or an answer. */
export const quote = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};
