import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { DangolError } from '../../../shared/platform/errors.ts';
import { empty, type HttpRequest, type HttpResponse, html, httpHandler, json } from '../../../shared/platform/http.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';

type Call = Parameters<typeof httpEvent>[0];

const answer = async (
  route: (request: HttpRequest) => Promise<HttpResponse>,
  call: Call = {},
  maxBodyBytes = 64 * 1024,
): Promise<APIGatewayProxyStructuredResultV2> => httpHandler(route, { maxBodyBytes })(httpEvent(call), lambdaContext());

const echo = async (request: HttpRequest): Promise<HttpResponse> => json(200, { body: request.body });
const failing = (error: unknown) => async (): Promise<HttpResponse> => {
  throw error;
};

describe('the HTTP stack', () => {
  it('hands a decoded request to the route', async () => {
    let seen: HttpRequest | undefined;
    await answer(
      async (request) => {
        seen = request;
        return empty();
      },
      { method: 'put', path: '/v1/settings', headers: { 'X-Thing': 'a' }, query: { limit: '5' }, body: '{"a":1}' },
    );
    expect(seen).toMatchObject({ method: 'PUT', path: '/v1/settings', query: { limit: '5' }, ip: '203.0.113.7' });
    expect(seen?.headers['x-thing']).toBe('a');
    expect(seen?.body).toBe('{"a":1}');
    expect(seen?.rawBody.toString()).toBe('{"a":1}');
  });

  it('carries a request id and security headers on every answer, and lets the route choose its own', async () => {
    const good = await answer(async () =>
      html(200, '<p>hi</p>', 'p{margin:0}', { 'cache-control': 'public, max-age=60' }),
    );
    const bad = await answer(failing(new Error('secret')));
    for (const result of [good, bad]) {
      expect(result.headers?.['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(result.headers?.['x-content-type-options']).toBe('nosniff');
    }
    expect(good.headers?.['cache-control']).toBe('public, max-age=60');
    expect(bad.headers?.['cache-control']).toBe('no-store');
  });

  it.each([
    ['base64', { body: Buffer.from('{"이름":"단골"}') }],
    ['gzip', { body: gzipSync('{"이름":"단골"}'), headers: { 'content-encoding': 'gzip' } }],
    ['x-gzip in capitals', { body: gzipSync('{"이름":"단골"}'), headers: { 'Content-Encoding': ' X-GZIP ' } }],
    ['identity', { body: '{"이름":"단골"}', headers: { 'content-encoding': 'identity' } }],
    ['a byte order mark', { body: '\ufeff{"이름":"단골"}' }],
  ])('reads a body with %s', async (_what, call) => {
    expect(JSON.parse((await answer(echo, call)).body ?? '')).toEqual({ body: '{"이름":"단골"}' });
  });

  it.each([
    ['an unknown encoding', { body: 'x', headers: { 'content-encoding': 'br' } }, 415, 'unsupported_encoding'],
    ['two encodings', { body: 'x', headers: { 'content-encoding': 'gzip, gzip' } }, 415, 'unsupported_encoding'],
    ['broken gzip', { body: Buffer.from('nope'), headers: { 'content-encoding': 'gzip' } }, 400, 'invalid_request'],
    [
      'gzip cut short',
      { body: gzipSync('a'.repeat(5_000)).subarray(0, 20), headers: { 'content-encoding': 'gzip' } },
      400,
      'invalid_request',
    ],
    ['EUC-KR', { body: Buffer.from([0xb4, 0xdc, 0xb0, 0xf1]) }, 400, 'malformed_json'],
    ['too many bytes', { body: 'x'.repeat(65 * 1024) }, 413, 'too_large'],
  ])('refuses %s', async (_what, call, status, code) => {
    const result = await answer(echo, call);
    expect(result.statusCode).toBe(status);
    expect(JSON.parse(result.body ?? '')).toMatchObject({
      error: { code, requestId: result.headers?.['x-request-id'] },
    });
  });

  it('does not read a body that the route does not ask for', async () => {
    const call = { body: Buffer.from('nope'), headers: { 'content-encoding': 'gzip' } };
    expect((await answer(async () => empty(), call)).statusCode).toBe(204);
  });

  it('refuses a gzip bomb without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 9 });
    globalThis.gc?.();
    const before = process.memoryUsage();
    const result = await answer(echo, { body: bomb, headers: { 'content-encoding': 'gzip' } });
    const after = process.memoryUsage();
    expect(result.statusCode).toBe(413);
    // The bomb is 256 MB; what is held is the 256 KB that came, its copies and the 64 KB allowed.
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(16 * 1024 * 1024);
  });

  it('takes a body of exactly the limit, packed or not', async () => {
    const text = 'x'.repeat(64 * 1024);
    expect((await answer(echo, { body: text })).statusCode).toBe(200);
    expect((await answer(echo, { body: gzipSync(text), headers: { 'content-encoding': 'gzip' } })).statusCode).toBe(
      200,
    );
  });

  it('tells the user what a known error says', async () => {
    const details = [{ path: 'name', message: 'is missing' }];
    const result = await answer(failing(new DangolError('invalid', 'The name is missing.', { details })));
    expect(result.statusCode).toBe(422);
    expect(JSON.parse(result.body ?? '')).toEqual({
      error: {
        code: 'invalid',
        message: 'The name is missing.',
        requestId: result.headers?.['x-request-id'],
        details,
      },
    });
  });

  it('asks for a retry when a dependency is busy, and says nothing of an unknown error', async () => {
    const busy = await answer(failing(Object.assign(new Error('slow down'), { name: 'ThrottlingException' })));
    expect(busy.statusCode).toBe(503);
    expect(Number(busy.headers?.['retry-after'])).toBeGreaterThan(0);
    const limited = await answer(failing(new DangolError('rate_limited', 'Slow down.', { retryAfter: 7 })));
    expect([limited.statusCode, limited.headers?.['retry-after']]).toEqual([429, '7']);
    for (const unknown of [new TypeError('kim@example.com is undefined'), 'kim@example.com', undefined, null]) {
      const result = await answer(failing(unknown));
      expect(result.statusCode).toBe(500);
      expect(result.body).not.toContain('kim@example.com');
    }
  });

  it('answers before the function times out, so that the sender hears of it', async () => {
    const never = httpHandler(() => new Promise<HttpResponse>(() => undefined));
    const result = await never(httpEvent(), lambdaContext(300));
    expect(result.statusCode).toBe(503);
    expect(result.headers).toHaveProperty('retry-after');
  });

  it('sends no body to HEAD and bytes in base64', async () => {
    expect((await answer(async () => json(200, { a: 1 }), { method: 'HEAD' })).body).toBe('');
    const gif = await answer(async () => ({ status: 200, body: Buffer.from([1, 2]) }));
    expect(gif).toMatchObject({ body: 'AQI=', isBase64Encoded: true });
  });
});
