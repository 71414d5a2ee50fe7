import * as z from 'zod';
import type { Credential } from './credential.ts';

/** What went wrong with a call, as the page shows it. `code` is the API's, or `offline` or `unreadable`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, more: Partial<ApiError> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.requestId = more.requestId;
    this.details = more.details ?? [];
    this.retryAfter = more.retryAfter;
  }
}

const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    requestId: z.string().optional(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});

export interface Answer<Value> {
  readonly value: Value;
  /** Version for `If-Match`, where the API gives one. */
  readonly etag: string | undefined;
}

interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly ifMatch?: string;
}

/** Same text for the same call and its retries; `crypto.randomUUID` would ask for https. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const readText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const failure = (response: Response, body: unknown): ApiError => {
  const parsed = errorAnswer.safeParse(body);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  const requestId = parsed.data?.error.requestId ?? response.headers.get('x-request-id') ?? undefined;
  if (!parsed.success)
    return new ApiError(response.status, 'unreadable', `HTTP ${response.status}`, { requestId, retryAfter });
  const { code, message, details } = parsed.data.error;
  return new ApiError(response.status, code, message, { requestId, retryAfter, details: details ?? [] });
};

/** The admin API for one caller. Each answer is parsed; a call fails with `ApiError` and nothing else. */
export const createApi = (credential: Credential) => {
  /** A call that was refused for its token is sent once more with another one, if there is one. */
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> => {
    const sendAs = (bearer: string) => {
      const headers = { ...init.headers, authorization: `Bearer ${bearer}`, accept: 'application/json' };
      return fetch(path, { ...init, headers, cache: 'no-store', redirect: 'error' });
    };
    const response = await sendAs(await credential.bearer());
    const other = response.status === 401 ? await credential.again() : undefined;
    return other === undefined ? response : sendAs(other);
  };

  const call = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    init: RequestInit & { headers: Record<string, string> },
  ): Promise<Answer<z.infer<Schema>>> => {
    let response: Response;
    let text: string;
    try {
      response = await send(path, init);
      text = await response.text();
    } catch (cause) {
      if (cause instanceof ApiError) throw cause;
      throw new ApiError(0, 'offline', cause instanceof Error ? cause.message : 'The call failed.');
    }
    const body = text === '' ? undefined : readText(text);
    if (!response.ok) throw failure(response, body);
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const requestId = response.headers.get('x-request-id') ?? undefined;
      const where = issue ? `${issue.path.join('.') || '$'}: ${issue.message}` : '';
      throw new ApiError(response.status, 'unreadable', `${path.split('?')[0]} → ${where}`, { requestId });
    }
    return { value: parsed.data, etag: response.headers.get('etag') ?? undefined };
  };

  const get = <Schema extends z.ZodType>(path: string, schema: Schema, signal?: AbortSignal) =>
    call(path, schema, { method: 'GET', headers: {}, ...(signal ? { signal } : {}) });

  const change = <Schema extends z.ZodType>(path: string, schema: Schema, { method, body, ifMatch }: Change) =>
    call(path, schema, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(method === 'POST' || method === 'DELETE' ? { 'idempotency-key': randomKey() } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      body: JSON.stringify(body ?? {}),
    });

  /** A file as it came. */
  const file = async (path: string): Promise<Blob> => {
    let response: Response;
    try {
      response = await send(path, { method: 'GET', headers: {} });
    } catch (cause) {
      if (cause instanceof ApiError) throw cause;
      throw new ApiError(0, 'offline', cause instanceof Error ? cause.message : 'The call failed.');
    }
    if (!response.ok) throw failure(response, readText(await response.text()));
    return response.blob();
  };

  return { get, change, file };
};

export type Api = ReturnType<typeof createApi>;

/** `/v1/customers` with the parameters that have a value. */
export const withQuery = (path: string, query: Readonly<Record<string, string | number | undefined>>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
};

/** One id as one path segment. */
export const segment = (id: string): string => encodeURIComponent(id);

/** A page of a list. */
export const listOf = <Schema extends z.ZodType>(entry: Schema) =>
  z.object({ data: z.array(entry), nextCursor: z.string().nullish() });
