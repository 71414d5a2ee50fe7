import { createHash } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { textOf, unpack } from './body.ts';
import { isTransient } from './dynamo.ts';
import { DangolError } from './errors.ts';
import { log, publishMetrics } from './log.ts';

type Names = Readonly<Partial<Record<string, string>>>;

/** One call of API Gateway's HTTP API (payload 2.0), decoded. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** A name that came several times holds its values joined by commas, as API Gateway gives them. */
  readonly query: Names;
  /** Names in lower case. */
  readonly headers: Names;
  readonly pathParameters: Names;
  /** Body as text, decoded on first use. Throws 400 (not UTF-8, broken gzip), 413 or 415. */
  readonly body: string;
  /** Body as bytes after `Content-Encoding` is undone; throws as `body` does. */
  readonly rawBody: Buffer;
  readonly requestId: string;
  /** Address of the caller. */
  readonly ip: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes are sent as they are (images, archives). */
  readonly body?: string | Buffer;
}

export interface HttpOptions {
  /** Bytes of a body after unpacking; 1 MB unless told. */
  readonly maxBodyBytes?: number;
}

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

export const empty = (status = 204, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status,
  headers,
});

/** A page of ours: no script, no frame, forms only to ourselves, and of all styles the one in its head, named by its hash. */
export const html = (
  status: number,
  body: string,
  style: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style, 'utf8').digest('base64')}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    ...headers,
  },
  body,
});

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  // Answers carry personal data: neither a browser nor a proxy may keep them unless the route says so.
  'cache-control': 'no-store',
} as const;

const MAX_BODY_BYTES = 1024 * 1024;
/** Seconds a client should wait when a dependency failed. */
const RETRY_AFTER = 2;
/** The answer must leave before the function's own timeout, or the client hears nothing. */
const EARLY_MS = 250;

const lowerCase = (headers: Names): Names =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const received = (event: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

const requestOf = (event: APIGatewayProxyEventV2, limit: number): HttpRequest => {
  const headers = lowerCase(event.headers ?? {});
  let bytes: Buffer | undefined;
  let text: string | undefined;
  const rawBody = (): Buffer => {
    bytes ??= unpack(received(event), headers['content-encoding'], limit);
    return bytes;
  };
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath,
    query: event.queryStringParameters ?? {},
    headers,
    pathParameters: event.pathParameters ?? {},
    requestId: event.requestContext.requestId,
    ip: event.requestContext.http.sourceIp,
    get rawBody() {
      return rawBody();
    },
    get body() {
      text ??= textOf(rawBody());
      return text;
    },
  };
};

/** What a user is told of any error. Unknown ones keep their words to themselves. */
const asDangolError = (error: unknown): DangolError => {
  if (error instanceof DangolError) return error;
  if (isTransient(error)) {
    return new DangolError('unavailable', 'A part of the service is busy; send the same request again.', {
      cause: error,
      retryAfter: RETRY_AFTER,
    });
  }
  return new DangolError('internal', 'Something failed on our side; the log holds it under this requestId.', {
    cause: error,
  });
};

export const errorBody = (error: DangolError, requestId: string) => ({
  error: { code: error.code, message: error.message, requestId, details: error.details },
});

const errorResponse = (error: DangolError, requestId: string): HttpResponse => {
  const waits = error.status === 429 || error.status === 503;
  const headers = waits ? { 'retry-after': String(error.retryAfter ?? RETRY_AFTER) } : undefined;
  return json(error.status, errorBody(error, requestId), headers);
};

/** Name and place of an error; its message may hold personal data and stays out of the log. */
const placeOf = (error: unknown): { name: string; at: string[] } =>
  error instanceof Error
    ? {
        name: error.name,
        at: (error.stack ?? '')
          .split('\n')
          .filter((line) => line.startsWith('    at '))
          .slice(0, 8),
      }
    : { name: typeof error, at: [] };

const record = (error: DangolError, event: APIGatewayProxyEventV2): void => {
  if (error.status < 500) return;
  const fields = {
    requestId: event.requestContext.requestId,
    route: event.routeKey,
    cause: placeOf(error.cause ?? error),
  };
  if (error.code === 'internal') log.error('request failed', fields);
  else log.warn('request refused for now', fields);
};

const resultOf = (response: HttpResponse, event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 => {
  const { requestId, http } = event.requestContext;
  const body = http.method.toUpperCase() === 'HEAD' ? undefined : response.body;
  return {
    statusCode: response.status,
    headers: { ...SECURITY_HEADERS, ...response.headers, 'x-request-id': requestId },
    ...(Buffer.isBuffer(body) ? { body: body.toString('base64'), isBase64Encoded: true } : { body: body ?? '' }),
  };
};

/**
 * The one HTTP stack: every answer carries `X-Request-Id` and security headers; every thrown error becomes
 * `{ "error": { code, message, requestId, details } }` with its status.
 */
export const httpHandler = (route: (request: HttpRequest) => Promise<HttpResponse>, options: HttpOptions = {}) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: EARLY_MS })
    .use({ after: publishMetrics, onError: publishMetrics })
    .onError((request) => {
      const error = asDangolError(request.error);
      record(error, request.event);
      request.response = resultOf(errorResponse(error, request.event.requestContext.requestId), request.event);
    })
    .handler(
      async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
        resultOf(await route(requestOf(event, options.maxBodyBytes ?? MAX_BODY_BYTES)), event),
    );
