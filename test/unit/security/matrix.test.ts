import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/api/route.ts';
import { createRouter } from '../../../shared/api/router.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import type { HttpRequest } from '../../../shared/platform/http.ts';
import { ROLE_SCOPES, ROLES, SCOPES, type Scope } from '../../../shared/settings/roles.ts';
import { allRoutes } from '../../support/all-routes.ts';

/** Who calls, by the secret that is shown. */
const CALLERS: Readonly<Record<string, readonly Scope[]>> = {
  ...Object.fromEntries(SCOPES.map((scope) => [`scope-${scope}`, [scope]])),
  ...Object.fromEntries(ROLES.map((role) => [`role-${role}`, ROLE_SCOPES[role]])),
  'scope-none': [],
};

/** What the table of scopes says, told a second time and by itself: `admin` opens all, `personal` reads too. */
const opens = (scopes: readonly string[], needed: string): boolean =>
  needed === 'public' ||
  scopes.includes(needed) ||
  scopes.includes('admin') ||
  (needed === 'read' && scopes.includes('personal'));

const request = (route: Route, headers: Record<string, string>): HttpRequest => ({
  method: route.method,
  path: route.path.replace(/\{\w+\}/g, 'x'),
  query: {},
  headers,
  pathParameters: {},
  requestId: 'r',
  ip: '192.0.2.1',
  body: '',
  rawBody: Buffer.alloc(0),
});

/** Two say nothing about the shop, the third has its right in its path. Everything else of the API needs somebody. */
const PUBLIC = ['GET /health', 'GET /v1/openapi.json', 'GET /r/{token}'];

/** Changes that need nobody's approval: what is asked by POST because a question has a body, and sending single messages. */
const ASKING =
  /\/(preview|check|compare|plan|render|preflight|describe|simulate|explain|test|lint|sample)\b|^\/v1\/messages/;

/** What a shop's page tells with its write key, beside events. */
const FROM_PAGES = /^\/v1\/onsite-messages\/\{id\}\/outcome$/;

describe('the security matrix', () => {
  let routes: readonly Route[];
  let reached = 0;
  let call: (route: Route, headers: Record<string, string>) => Promise<number>;

  beforeAll(async () => {
    routes = await allRoutes();
    // What a route does is not asked here: whether it is reached at all is.
    const router = createRouter({
      routes: routes.map((route) => ({
        ...route,
        run: async () => {
          reached += 1;
          return {};
        },
      })),
      callers: {
        find: async (secret) => {
          const scopes = CALLERS[secret];
          return scopes && { id: secret, name: secret, scopes, source: 'test' };
        },
      },
      idempotency: {
        claim: async () => ({ kind: 'first' }),
        keep: async () => undefined,
        release: async () => undefined,
      },
      clock: () => 0,
    });
    call = async (route, headers) => {
      try {
        return (await router(request(route, headers))).status;
      } catch (error) {
        if (error instanceof DangolError) return error.status;
        throw error;
      }
    };
  });

  it('lets each scope and each role into exactly what is theirs, on every route', async () => {
    expect(routes.length).toBeGreaterThan(90);
    for (const route of routes) {
      for (const [secret, scopes] of Object.entries(CALLERS)) {
        const before = reached;
        const status = await call(route, { authorization: `Bearer ${secret}` });
        const may = opens(scopes, route.scope);
        expect(status, `${secret} on ${route.method} ${route.path}`).toBe(may ? 204 : 403);
        expect(reached - before).toBe(may ? 1 : 0);
      }
    }
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer nobody' }],
    ['a key that was revoked, a token that is over, a user who was disabled', { authorization: 'Bearer gone.by.now' }],
    ['Basic, which is for events', { authorization: `Basic ${Buffer.from('scope-admin:').toString('base64')}` }],
    ['a cookie that a browser sends by itself', { cookie: 'token=scope-admin; authorization=scope-admin' }],
    ['a key in another header', { 'x-api-key': 'scope-admin' }],
    ['two keys in one header', { authorization: 'Bearer nobody scope-admin' }],
  ])('lets %s into nothing but what is public', async (_name, headers: Record<string, string>) => {
    const open: string[] = [];
    for (const route of routes) {
      const status = await call(route, headers);
      if (status === 204) open.push(`${route.method} ${route.path}`);
      else expect(status, route.path).toBe(401);
    }
    expect(open).toEqual(PUBLIC);
  });

  it('has no route that a reader changes something by, nor one that an author sends by', () => {
    const changing = routes.filter(({ method, path }) => method !== 'GET' && !ASKING.test(path));
    const weak = changing.filter(
      ({ scope, path }) => scope === 'read' || scope === 'public' || (scope === 'write' && !FROM_PAGES.test(path)),
    );
    expect(weak.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    const sending = routes.filter(({ path }) => /\/campaigns\/\{id\}\/(launch|resume|approve|cancel)$/.test(path));
    expect(sending.length).toBeGreaterThan(2);
    expect(new Set(sending.map(({ scope }) => scope))).toEqual(new Set(['approve']));
  });

  it('keeps keys, people and settings for the admin: nobody makes himself more than he is', () => {
    const ranks = routes.filter(({ path, method }) => /^\/v1\/(keys|users|settings)\b/.test(path) && method !== 'GET');
    expect(ranks.length).toBeGreaterThan(4);
    expect(ranks.filter(({ scope }) => scope !== 'admin').map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    for (const { path, scope } of routes.filter(({ path: of }) => /^\/v1\/(keys|users|audit)\b/.test(of)))
      expect(scope, path).toBe('admin');
  });

  it('knows no other method on a path, and no path beside', async () => {
    const [first] = routes;
    if (!first) throw new Error('no routes');
    const strange = { ...first, path: '/v1/customers/../keys' } satisfies Route;
    expect(await call(strange, { authorization: 'Bearer scope-admin' })).toBe(404);
    expect(await call({ ...first, method: 'DELETE' }, { authorization: 'Bearer scope-admin' })).toBe(405);
  });
});
