import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import type { RouteMatch } from './routes.ts';

/** Payload format 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
}

const textTypes = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(json|xml)))/;

function isText(headers: IncomingHttpHeaders): boolean {
  return headers['content-encoding'] === undefined && textTypes.test(headers['content-type'] ?? 'text/plain');
}

function queryParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query))
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  return parameters;
}

/** False for a path whose percent signs encode no UTF-8; the gateway refuses it before it calls anybody. */
export function isDecodable(path: string): boolean {
  try {
    decodeURI(path);
    return true;
  } catch {
    return false;
  }
}

export function toEvent(request: HttpRequest, match: RouteMatch, now: number, apiId: string): object {
  const { method, headers, body } = request;
  const { cookie, ...others } = headers;
  const flat = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
  const base64 = body.length > 0 && !isText(headers);
  const path = decodeURI(request.path);
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: path,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: flat,
    ...(request.query === '' ? {} : { queryStringParameters: queryParameters(request.query) }),
    ...(Object.keys(match.parameters).length === 0 ? {} : { pathParameters: match.parameters }),
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName: flat.host ?? 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: request.sourceIp, userAgent: flat['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey: match.routeKey,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length === 0 ? {} : { body: body.toString(base64 ? 'base64' : 'utf8') }),
    isBase64Encoded: base64,
  };
}

const responseSchema = z.looseObject({
  statusCode: z.coerce.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** The answer that a function's result means: with `statusCode` as given, else its JSON with status 200. */
export function toAnswer(payload: unknown): HttpAnswer {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const parsed = responseSchema.safeParse(payload);
  if (!parsed.success) return gatewayError(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const named: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) named[name.toLowerCase()] = String(value);
  if (cookies.length > 0) named['set-cookie'] = cookies;
  named['content-type'] ??= 'text/plain; charset=utf-8';
  return { status: statusCode, headers: named, body: isBase64Encoded ? Buffer.from(body, 'base64') : body };
}

/** An error of the gateway itself, in its own words. */
export function gatewayError(status: number, message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
