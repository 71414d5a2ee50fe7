import type { CorsPlan } from '../plan.ts';

type Headers = Readonly<Record<string, string>>;

function allowedOrigin(cors: CorsPlan, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (cors.origins.includes('*')) return '*';
  return cors.origins.find(
    (allowed) =>
      allowed === origin || (allowed.includes('*') && origin.startsWith(allowed.slice(0, allowed.indexOf('*')))),
  );
}

/** Headers that an HTTP API adds to every answer to a cross-origin request. */
export function corsHeaders(cors: CorsPlan | undefined, origin: string | undefined): Headers {
  const allowed = cors === undefined ? undefined : allowedOrigin(cors, origin);
  if (cors === undefined || allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposed.length === 0 ? {} : { 'access-control-expose-headers': cors.exposed.join(',') }),
  };
}

/** Headers of the answer to a preflight request, which an HTTP API with a CORS configuration gives without any route. */
export function preflightHeaders(cors: CorsPlan, origin: string | undefined, method: string | undefined): Headers {
  const basic = corsHeaders(cors, origin);
  const known = cors.methods.includes('*') || (method !== undefined && cors.methods.includes(method));
  if (Object.keys(basic).length === 0 || !known) return {};
  return {
    ...basic,
    'access-control-allow-methods': cors.methods.join(','),
    ...(cors.headers.length === 0 ? {} : { 'access-control-allow-headers': cors.headers.join(',') }),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
