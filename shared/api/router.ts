import type { Clock } from '../platform/clock.ts';
import { byteLength } from '../platform/digest.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { sha256Hex } from '../platform/hash.ts';
import { errorBody, type HttpRequest, type HttpResponse, json } from '../platform/http.ts';
import { parseJson } from '../platform/parse.ts';
import type { ApiKey } from '../settings/api-key.ts';
import { allows, whoMay } from '../settings/roles.ts';
import { MAX_KEY_BYTES } from '../tables/keys.ts';
import { type Callers, isPerson } from '../users/callers.ts';
import { type IdempotencyStore, idempotencyId } from './idempotency-store.ts';
import { createMatcher } from './match.ts';
import { PERSONAL_HEADER, withoutSight } from './personal.ts';
import type { Answer, RawRequest, Route, RouteScope } from './route.ts';

interface RouterDependencies {
  readonly routes: readonly Route[];
  readonly callers: Callers;
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
}

const BEARER = /^Bearer +(\S+)$/i;

const secretOf = (request: HttpRequest): string => {
  const header = request.headers.authorization;
  const secret = header === undefined ? undefined : BEARER.exec(header.trim())?.[1];
  if (secret === undefined) {
    throw new DangolError(
      'unauthenticated',
      'This call needs the header "Authorization: Bearer <API key, or access token of a user>".',
    );
  }
  return secret;
};

/** The version in an If-Match header; `*` means any. Throws `invalid_request` for something that is no ETag of ours. */
export const versionOf = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  const digits = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim())?.[1];
  if (digits === undefined) {
    throw new DangolError('invalid_request', `If-Match ${quote(header)} is not an ETag of this API, such as "3".`);
  }
  return Number(digits);
};

const bodyOf = (request: HttpRequest): unknown =>
  request.body.trim() === '' ? undefined : parseJson(request.body, 'The body');

const queryOf = (request: HttpRequest): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.query)) if (value !== undefined) query[name] = value;
  return query;
};

const responseOf = (answer: Answer): HttpResponse => {
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.version !== undefined) headers.etag = `"${answer.version}"`;
  if (answer.text) {
    const { type, body } = answer.text;
    return { status: answer.status ?? 200, headers: { 'content-type': type, ...headers }, body };
  }
  if (answer.body === undefined) return { status: answer.status ?? 204, headers };
  return json(answer.status ?? 200, answer.body, headers);
};

/** Path and query in one spelling, whatever the order of its names. */
const addressOf = (request: HttpRequest): string => {
  const query = new URLSearchParams(queryOf(request));
  query.sort();
  return query.size === 0 ? request.path : `${request.path}?${query}`;
};

const MAX_KEY_LENGTH = 255;
/** Calls that an Idempotency-Key makes one; the others are repeatable as they are. */
const REPEATABLE: readonly string[] = ['POST', 'DELETE'];

/** One door for every admin call: match, key, scope, Idempotency-Key, then the route. */
export const createRouter = ({ routes, callers, idempotency, clock }: RouterDependencies) => {
  const match = createMatcher(routes);

  const authenticate = async (request: HttpRequest, scope: RouteScope): Promise<ApiKey | undefined> => {
    if (scope === 'public') return undefined;
    const key = await callers.find(secretOf(request));
    if (!key) throw new DangolError('unauthenticated', 'This API key is not known or was revoked.');
    if (!allows(key.scopes, scope)) {
      const has = key.scopes.join(', ');
      throw new DangolError(
        'forbidden',
        `The ${isPerson(key) ? 'user' : 'key'} "${key.name}" has the scopes ${has}; this call needs ${whoMay(scope)}.`,
      );
    }
    return request.headers[PERSONAL_HEADER] === 'masked' ? withoutSight(key) : key;
  };

  /** Fail closed: while the first request may still be at work, a second one with its key does nothing. */
  const once = async (request: HttpRequest, key: ApiKey, run: () => Promise<Answer>): Promise<HttpResponse> => {
    const header = request.headers['idempotency-key'];
    if (header === undefined || !REPEATABLE.includes(request.method)) return responseOf(await run());
    if (header === '' || header.length > MAX_KEY_LENGTH) {
      throw new DangolError('invalid_request', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`);
    }
    // A rotated key is still the same caller; a person is not a key of the same name.
    const id = idempotencyId(isPerson(key) ? key.id : key.name, header);
    const fingerprint = sha256Hex(`${request.method} ${addressOf(request)}\n${request.body}`);
    const claim = await idempotency.claim(id, fingerprint, request.requestId);
    if (claim.kind === 'running') {
      throw new DangolError(
        'conflict',
        'The first request with this Idempotency-Key is still at work; try again soon.',
      );
    }
    if (claim.kind === 'replay') {
      return { ...claim.answer, headers: { ...claim.answer.headers, 'idempotency-replayed': 'true' } };
    }
    let answer: Answer;
    try {
      answer = await run();
    } catch (error) {
      await idempotency.release(id, request.requestId);
      throw error;
    }
    const kept = responseOf({ ...answer, body: answer.repeat ?? answer.body });
    await idempotency.keep(id, request.requestId, {
      status: kept.status,
      headers: { ...kept.headers },
      body: typeof kept.body === 'string' ? kept.body : '',
    });
    return responseOf(answer);
  };

  return async (request: HttpRequest): Promise<HttpResponse> => {
    const found = match(request.method === 'HEAD' ? 'GET' : request.method, request.path);
    if (found.kind === 'unknown') {
      throw new DangolError(
        'not_found',
        `There is no ${request.method} ${quote(request.path)}; GET /v1/openapi.json lists every call.`,
      );
    }
    if (found.kind === 'wrong_method') {
      const allow = found.allowed.join(', ');
      const message = `${request.method} is not allowed on ${quote(request.path)}; allowed: ${allow}.`;
      const error = new DangolError('method_not_allowed', message);
      return json(error.status, errorBody(error, request.requestId), { allow });
    }
    const { route, params } = found;
    const key = await authenticate(request, route.scope);
    const endless = Object.values(params).find((value) => byteLength(value) > MAX_KEY_BYTES);
    if (endless !== undefined) {
      const message = `Nothing has the id ${quote(endless)} of ${byteLength(endless)} bytes; ids have at most ${MAX_KEY_BYTES}.`;
      throw new DangolError('not_found', message);
    }
    const raw: RawRequest = {
      params,
      key,
      requestId: request.requestId,
      now: clock(),
      ifMatch: versionOf(request.headers['if-match']),
      body: route.method === 'GET' ? undefined : bodyOf(request),
      query: queryOf(request),
    };
    const run = () => route.run(raw);
    return key ? once(request, key, run) : responseOf(await run());
  };
};
