import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/track/handler.ts';
import { isOneClick } from '../../../functions/track/one-click.ts';
import { type TrackMessage, trackMessageSchema } from '../../../shared/feedback/track-message.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { LINK_KEY, type LinkPayload, sign } from '../../../shared/tracking/token.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';

const SECRET = 'ab'.repeat(32);
const KEY = deriveKey(SECRET, LINK_KEY);
const REF = 'winback_03_0_7';
const TARGET = 'https://shop.example.com/coupon?a=1&b=%EC%BF%A0#top';
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const NOW = Date.parse('2026-11-23T01:00:00.000Z');

const door = (queue: (message: TrackMessage) => void = () => undefined) =>
  createHandler({
    clock: () => NOW,
    linkKey: async () => KEY,
    record: () => Promise.reject(new Error('no table may be read for this')),
    shortLinks: { find: async () => undefined },
    landing: async () => undefined,
    survey: async () => undefined,
    report: async (message) => queue(message),
  });

const call = async (handler: ReturnType<typeof door>, kind: string, token: string, method = 'GET', agent = BROWSER) => {
  const event = httpEvent({
    method,
    path: `/${kind}/${token}`,
    pathParameters: { token },
    headers: { 'user-agent': agent },
  });
  return handler(event, lambdaContext());
};

const click: LinkPayload = { kind: 'c', ref: REF, url: TARGET };

describe('open pixel', () => {
  it('is a GIF that nobody may keep, and reports the open', async () => {
    const seen: TrackMessage[] = [];
    const answer = await call(
      door((message) => seen.push(message)),
      'o',
      sign(KEY, { kind: 'o', ref: REF }),
    );
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(answer.headers?.['content-type']).toBe('image/gif');
    expect(answer.headers?.['cache-control']).toContain('no-store');
    expect(
      Buffer.from(answer.body ?? '', 'base64')
        .subarray(0, 6)
        .toString('latin1'),
    ).toBe('GIF89a');
    expect(seen).toEqual([
      {
        source: 'track',
        kind: 'open',
        ref: REF,
        at: '2026-11-23T01:00:00.000Z',
        method: 'GET',
        userAgent: BROWSER,
        actor: 'human',
        reason: 'browser',
      },
    ]);
    expect(() => trackMessageSchema.parse(seen[0])).not.toThrow();
  });

  it('knows Apple’s prefetch', async () => {
    const seen: TrackMessage[] = [];
    await call(
      door((message) => seen.push(message)),
      'o',
      sign(KEY, { kind: 'o', ref: REF }),
      'GET',
      'Mozilla/5.0',
    );
    expect(seen[0]).toMatchObject({ actor: 'mpp' });
  });
});

describe('click', () => {
  it('goes exactly where the signature says', async () => {
    const answer = await call(door(), 'c', sign(KEY, click));
    expect(answer.statusCode).toBe(302);
    expect(answer.headers?.location).toBe(TARGET);
  });

  it('HEAD goes there too, as a scanner', async () => {
    const seen: TrackMessage[] = [];
    const answer = await call(
      door((message) => seen.push(message)),
      'c',
      sign(KEY, click),
      'HEAD',
    );
    expect(answer).toMatchObject({ statusCode: 302 });
    expect(seen[0]).toMatchObject({ actor: 'scanner', reason: 'headRequest', method: 'HEAD' });
  });

  it('the reader gets there even if the queue is down', async () => {
    const broken = door(() => {
      throw new Error('queue is down');
    });
    expect(await call(broken, 'c', sign(KEY, click))).toMatchObject({ statusCode: 302 });
    expect(await call(broken, 'o', sign(KEY, { kind: 'o', ref: REF }))).toMatchObject({ statusCode: 200 });
  });
});

describe('tokens that are not ours', () => {
  const token = sign(KEY, click);
  const forgeries: [string, string][] = [
    ['empty', ''],
    ['a word', 'hello'],
    ['cut', token.slice(0, -1)],
    ['longer', `${token}A`],
    ['of another key', sign(deriveKey('cd'.repeat(32), LINK_KEY), click)],
    ['of another purpose', sign(deriveKey(SECRET, 'address'), click)],
    [
      'another target under the same signature',
      `${Buffer.from(`c${REF}\nhttps://evil.example/`).toString('base64url')}.${token.split('.')[1]}`,
    ],
    [
      'another person under the same signature',
      `${Buffer.from(`cwinback_03_0_8\n${TARGET}`).toString('base64url')}.${token.split('.')[1]}`,
    ],
    ['very long', 'A'.repeat(20_000)],
    ['with a line break', `${token}\r\nSet-Cookie: a=b`],
  ];

  it.each(forgeries)('%s: the same friendly page for all', async (_name, forged) => {
    const seen: TrackMessage[] = [];
    const handler = door((message) => seen.push(message));
    const page = await call(handler, 'c', forged);
    expect(page.statusCode).toBe(404);
    expect(page.headers?.location).toBeUndefined();
    expect(page.body).toBe((await call(handler, 'c', 'x.y')).body);
    expect((await call(handler, 'o', forged)).statusCode).toBe(404);
    expect((await call(handler, 'u', forged, 'POST')).statusCode).toBe(404);
    expect(seen).toEqual([]);
  });

  it('after a rotation a link of the old key goes where it went, and one of a stranger’s nowhere', async () => {
    const young = deriveKey('ef'.repeat(32), LINK_KEY);
    const handler = createHandler({
      ...{ clock: () => NOW, linkKey: async () => young, readKeys: async () => [young, KEY] },
      record: () => Promise.reject(new Error('no table may be read for this')),
      ...{
        shortLinks: { find: async () => undefined },
        landing: async () => undefined,
        survey: async () => undefined,
        report: async () => undefined,
      },
    });
    for (const key of [young, KEY])
      expect(await call(handler, 'c', sign(key, click))).toMatchObject({ statusCode: 302 });
    const stranger = deriveKey('cd'.repeat(32), LINK_KEY);
    expect(await call(handler, 'c', sign(stranger, click))).toMatchObject({ statusCode: 404 });
  });

  it('a token of one kind opens no other door', async () => {
    expect((await call(door(), 'c', sign(KEY, { kind: 'o', ref: REF }))).statusCode).toBe(404);
    expect((await call(door(), 'o', token)).statusCode).toBe(404);
    expect((await call(door(), 'u', token, 'POST')).statusCode).toBe(404);
  });

  it('no redirect leaves without a signature', async () => {
    const handler = door();
    const valid = Buffer.from(token, 'latin1');
    const mutated = fc.tuple(fc.nat({ max: valid.length - 1 }), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
      const copy = Buffer.from(valid);
      copy[at] = (copy[at] ?? 0) ^ by;
      return copy.toString('latin1');
    });
    const random = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.webUrl(),
      fc.constant('').map(() => randomBytes(60).toString('base64url')),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, random), async (text) => {
        const answer = await call(handler, 'c', text);
        expect(answer.statusCode).toBe(404);
        expect(answer.headers?.location).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the body that RFC 8058 prescribes', () => {
  const multipart = (value: string): string =>
    `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n${value}\r\n--x--\r\n`;

  it.each([
    'List-Unsubscribe=One-Click',
    'list-unsubscribe=one-click',
    'List-Unsubscribe=One-Click\r\n',
    'List%2DUnsubscribe=One%2DClick',
    'a=b&List-Unsubscribe=One-Click',
    multipart('One-Click'),
    '--x\nContent-Disposition: form-data; name=List-Unsubscribe\nContent-Type: text/plain\n\nOne-Click\n--x--',
  ])('%j', (body) => {
    expect(isOneClick({ body })).toBe(true);
  });

  it.each([
    '',
    'a=b',
    'List-Unsubscribe=',
    'List-Unsubscribe=Two-Click',
    '{"List-Unsubscribe":"One-Click"}',
    multipart('No'),
    '%E0%A4%A',
  ])('not: %j', (body) => {
    expect(isOneClick({ body })).toBe(false);
  });
});
