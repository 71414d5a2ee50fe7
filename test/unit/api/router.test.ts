import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fromCursor, toCursor } from '../../../shared/api/page.ts';
import { isMasked } from '../../../shared/api/personal.ts';
import { route } from '../../../shared/api/route.ts';
import { createRouter } from '../../../shared/api/router.ts';
import type { HttpRequest } from '../../../shared/platform/http.ts';
import type { ApiKey } from '../../../shared/settings/api-key.ts';
import type { Scope } from '../../../shared/settings/roles.ts';
import { keyText } from '../../../shared/tables/keys.ts';

const asked: string[] = [];
const router = createRouter({
  routes: [
    route({
      method: 'GET',
      path: '/v1/customers/{id}',
      scope: 'read',
      tag: 'test',
      summary: 'one',
      handle: async ({ params }) => {
        asked.push(params.id ?? '');
        return {};
      },
    }),
  ],
  callers: { find: async () => ({ id: 'k', name: 'desk', scopes: ['read'], source: 'desk' }) },
  idempotency: {
    claim: async () => ({ kind: 'first' }),
    keep: async () => undefined,
    release: async () => undefined,
  },
  clock: () => 0,
});

const get = (path: string): HttpRequest => ({
  method: 'GET',
  path,
  query: {},
  headers: { authorization: 'Bearer x' },
  pathParameters: {},
  requestId: 'r',
  ip: '192.0.2.1',
  body: '',
  rawBody: Buffer.alloc(0),
});

describe('an id that no table could hold', () => {
  it.each([['k'.repeat(3_000)], ['한'.repeat(400)]])('is nobody, and no table is asked', async (id) => {
    const call = router(get(`/v1/customers/${encodeURIComponent(id)}`));
    await expect(call).rejects.toMatchObject({ status: 404, code: 'not_found' });
    expect(asked).toEqual([]);
  });

  it('is refused in a cursor that somebody made up, with the empty one', () => {
    const position = z.object({ after: keyText });
    for (const after of ['', '한'.repeat(400)])
      expect(() => fromCursor(position, toCursor({ after }))).toThrow(/not one of this list/);
    expect(fromCursor(position, toCursor({ after: 'u:한' }))).toEqual({ after: 'u:한' });
  });
});

describe('a caller that gives up its sight', () => {
  const scopesOf = async (scopes: readonly Scope[], personal?: string) => {
    const seen: ApiKey[] = [];
    const narrow = createRouter({
      routes: [
        route({
          ...{ method: 'GET', path: '/v1/campaigns', scope: 'read', tag: 'test', summary: 'all' },
          handle: async ({ key }) => {
            if (key) seen.push(key);
            return {};
          },
        }),
      ],
      callers: { find: async () => ({ id: 'k', name: 'desk', scopes, source: 'desk' }) },
      idempotency: {
        claim: async () => ({ kind: 'first' }),
        keep: async () => undefined,
        release: async () => undefined,
      },
      clock: () => 0,
    });
    const request = get('/v1/campaigns');
    await narrow({ ...request, headers: { ...request.headers, ...(personal ? { 'x-personal': personal } : {}) } });
    return seen[0];
  };

  it('sees people masked for one call, whatever its key may do, and cannot ask for more', async () => {
    for (const scopes of [['admin'], ['read', 'personal'], ['personal']] as const) {
      const key = await scopesOf(scopes, 'masked');
      expect(isMasked(key, undefined)).toBe(true);
      expect(() => isMasked(key, 'shown')).toThrow(/masked only/);
      expect(isMasked(await scopesOf(scopes), undefined)).toBe(false);
    }
    expect((await scopesOf(['admin'], 'masked'))?.scopes).toContain('approve');
    expect((await scopesOf(['read'], 'masked'))?.scopes).toEqual(['read']);
  });
});
