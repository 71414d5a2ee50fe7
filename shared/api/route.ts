import type * as z from 'zod';
import type { ErrorCode } from '../platform/errors.ts';
import { parse } from '../platform/parse.ts';
import type { ApiKey } from '../settings/api-key.ts';
import type { Scope } from '../settings/roles.ts';

/** What a route's handler gets, beside its parsed body and query. */
interface RequestBase {
  /** Decoded values of `{name}` segments of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Version of the If-Match header; absent if the caller does not mind what it overwrites. */
  readonly ifMatch: number | undefined;
  readonly requestId: string;
  /** Absent only on public routes. */
  readonly key: ApiKey | undefined;
  /** Milliseconds since 1970, the product's clock at arrival. */
  readonly now: number;
}

interface RouteRequest<Body, Query> extends RequestBase {
  readonly body: Body;
  readonly query: Query;
}

export interface RawRequest extends RequestBase {
  /** Parsed JSON, `undefined` if the request had no body. */
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
}

/** `status` is 200 unless given; `version` becomes the ETag; `body: undefined` answers 204. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  /** What a repeat with the same Idempotency-Key is told, where `body` holds a secret that must not be kept. */
  readonly repeat?: unknown;
  readonly version?: number;
  /** Instead of `body`: a file or a page. */
  readonly text?: { readonly type: string; readonly body: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** `public` needs no key. */
export type RouteScope = Scope | 'public';

interface RouteHead {
  readonly method: Method;
  /** `/v1/customers/{id}` */
  readonly path: `/${string}`;
  readonly scope: RouteScope;
  /** One line for the OpenAPI document. */
  readonly summary: string;
  /** Group in the OpenAPI document, such as `customers`. */
  readonly tag: string;
  /** Shape of the 200 answer's body, for the OpenAPI document only. */
  readonly answer?: z.ZodType;
}

/** One entry of the route table with its types erased: what the router and the OpenAPI document read. */
export interface Route extends RouteHead {
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** Parses body and query (throws `invalid` with paths), then handles. */
  readonly run: (request: RawRequest) => Promise<Answer>;
}

type Handle<Body, Query> = (request: RouteRequest<Body, Query>) => Promise<Answer>;

interface Spec<Body, Query> extends RouteHead {
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  readonly handle: Handle<Body, Query>;
}

type With<Body, Query> = RouteHead & {
  readonly body: z.ZodType<Body>;
  readonly query: z.ZodType<Query>;
  readonly handle: Handle<Body, Query>;
};
type WithBody<Body> = RouteHead & {
  readonly body: z.ZodType<Body>;
  readonly query?: never;
  readonly handle: Handle<Body, undefined>;
};
type WithQuery<Query> = RouteHead & {
  readonly body?: never;
  readonly query: z.ZodType<Query>;
  readonly handle: Handle<undefined, Query>;
};
type Plain = RouteHead & {
  readonly body?: never;
  readonly query?: never;
  readonly handle: Handle<undefined, undefined>;
};

const parsed = <Value>(schema: z.ZodType<Value> | undefined, value: unknown, what: string, code: ErrorCode) =>
  schema ? parse(schema, value, what, code) : undefined;

/** An entry of a route table. The types of `body` and `query` in `handle` follow from the schemas given. */
export function route<Body, Query>(spec: With<Body, Query>): Route;
export function route<Body>(spec: WithBody<Body>): Route;
export function route<Query>(spec: WithQuery<Query>): Route;
export function route(spec: Plain): Route;
export function route<Body, Query>(spec: Spec<Body | undefined, Query | undefined>): Route {
  const { handle, ...head } = spec;
  return {
    ...head,
    run: (raw) =>
      handle({
        ...raw,
        body: parsed(spec.body, raw.body, 'Body', 'invalid'),
        query: parsed(spec.query, raw.query, 'Query', 'invalid_request'),
      }),
  };
}
