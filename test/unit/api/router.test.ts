import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fromCursor, toCursor } from '../../../shared/api/page.ts';
import { route } from '../../../shared/api/route.ts';
import { createRouter } from '../../../shared/api/router.ts';
import type { HttpRequest } from '../../../shared/platform/http.ts';
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
