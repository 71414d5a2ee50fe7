import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { hostileRequests } from '../support/hostile-requests.ts';
import { publicApi } from '../support/public-api.ts';
import { freePort, runImport, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }) });
const write = { authorization: `Basic ${Buffer.from('local-write:').toString('base64')}` };

describe('ingestion on the deployed wiring', () => {
  let stack: StackProcess;
  let api: ReturnType<typeof publicApi>;
  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
    api = publicApi(stack.url);
  });
  afterAll(() => stack?.stop());

  const send = (path: string, body: string | Buffer, headers: Record<string, string> = write) =>
    fetch(`${stack.url}${path}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
  const call = (fields: Record<string, unknown>) =>
    JSON.stringify({ type: 'track', event: 'Seen', userId: 'refused', messageId: 'm', ...fields });

  it('takes what the browser client sends, without a preflight of its own', async () => {
    const body = JSON.stringify({
      event: 'Product Viewed',
      anonymousId: 'browser-1',
      messageId: 'b1',
      writeKey: 'local-write',
    });
    const response = await send('/v1/t', body, { 'content-type': 'text/plain', origin: 'https://shop.example.com' });
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-request-id')).toBeTruthy();
    const settings = await fetch(`${stack.url}/v1/projects/local-write/settings`);
    expect(await settings.json()).toMatchObject({
      integrations: {
        'Segment.io': { apiKey: 'local-write', apiHost: `${new URL(stack.url).host}/v1`, protocol: 'http' },
      },
    });
    await api.drain();
    expect((await api.timeline('a:browser-1')).map(({ type }) => type)).toEqual(['track']);
  });

  it.each([
    ['malformed JSON', '/v1/track', '{"event":', write, 400, 'malformed_json'],
    ['wrong types', '/v1/track', call({ properties: 'x' }), write, 400, 'invalid_request'],
    ['a missing id', '/v1/track', call({ userId: undefined }), write, 400, 'invalid_request'],
    ['a 33 KB event', '/v1/track', call({ properties: { x: 'x'.repeat(33 * 1024) } }), write, 413, 'too_large'],
    ['a 501 KB batch', '/v1/batch', `{"batch":[${call({})}],"x":"${'x'.repeat(501 * 1024)}"}`, write, 413, 'too_large'],
    ['an unknown key', '/v1/track', call({}), { authorization: 'Bearer nope' }, 401, 'unauthenticated'],
    ['no key', '/v1/track', call({}), {}, 401, 'unauthenticated'],
    [
      'a gzip bomb',
      '/v1/batch',
      gzipSync(Buffer.alloc(100 * 1024 * 1024)),
      { ...write, 'content-encoding': 'gzip' },
      413,
      'too_large',
    ],
    ['an unknown encoding', '/v1/batch', 'x', { ...write, 'content-encoding': 'zstd' }, 415, 'unsupported_encoding'],
  ])('refuses %s with one clear error', async (_what, path, body, headers, status, code) => {
    const response = await send(path, body, headers);
    expect(response.status).toBe(status);
    expect(errorSchema.parse(await response.json()).error).toMatchObject({
      code,
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('answers 2,000 hostile requests over HTTP without one 5xx, and takes an honest one afterwards', async () => {
    const requests = hostileRequests(7, 'local-write');
    const statuses = new Map<number, number>();
    const attacker = async (): Promise<void> => {
      for (let run = 0; run < 200; run++) {
        const { value } = requests.next();
        // Node's own client refuses to send such a header.
        if (!value || /\p{Cc}/u.test(value.headers.authorization ?? '')) continue;
        const { status } = await send(`/v1/${value.path}`, value.body, value.headers);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 10 }, attacker));
    expect([...statuses.keys()].filter((status) => ![200, 400, 401, 404, 405, 413, 415].includes(status))).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(500);
    expect((await send('/v1/track', call({ userId: 'honest' }), write)).status).toBe(200);
    await api.drain();
    expect(await api.timeline('honest')).toHaveLength(1);
  });

  it('has stored nothing of what it refused', async () => {
    await api.drain();
    await expect(api.timeline('refused')).rejects.toThrow(/404/);
  });

  it('stores the good calls of a batch, each once, however often they come', async () => {
    const batch = ['a', 'b', 'a'].map((messageId) => ({ type: 'track', event: 'Seen', userId: 'once', messageId }));
    const body = gzipSync(JSON.stringify({ batch: [...batch, { type: 'track' }], sentAt: new Date().toISOString() }));
    for (let time = 0; time < 2; time++) {
      const response = await send('/v1/batch', body, { ...write, 'content-encoding': 'gzip' });
      const answer = z
        .object({ success: z.boolean(), errors: z.array(z.object({ index: z.number() })) })
        .parse(await response.json());
      expect(answer).toEqual({ success: true, errors: [{ index: 3 }] });
    }
    await api.drain();
    expect(await api.timeline('once')).toHaveLength(2);
  });

  it('imports lines of orders and customers through the same door', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dangol-ingest-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const lines = file(
      'lines.csv',
      'no,who,when,sku,n,price\nA1,kim,2026-01-05,P1,2,10000\nA2,kim,2026-02-05,P1,1,5000\nA1,kim,2026-01-05,P2,1,3000\n',
    );
    const linesMap = file(
      'lines.json',
      JSON.stringify({
        kind: 'orderLines',
        columns: { userId: 'who', timestamp: 'when', product_id: 'sku', quantity: 'n', price: 'price' },
        constants: { currency: 'KRW' },
        orderId: 'no',
      }),
    );
    const imported = await runImport(lines, linesMap, stack.url, folder).done;
    expect(imported.code, imported.output).toBe(0);
    await api.drain();
    expect(await api.request('GET', '/v1/customers/kim')).toMatchObject({
      stats: { orders: 2, revenue: { amount: 28_000, currency: 'KRW' }, firstOrderAt: '2026-01-04T15:00:00.000Z' },
    });
  });
});
