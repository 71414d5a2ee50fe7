import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trackCall } from '../../support/calls.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { authorization, ingestOn, WRITE_KEY } from '../../support/ingest.ts';

describe('ingest', () => {
  let local: TestDynamo;
  let ingest: Awaited<ReturnType<typeof ingestOn>>;
  let people = 0;
  const person = (): string => `person-${++people}`;
  const of = async (userId: string) => (await ingest.stored()).filter((item) => item.person === `u:${userId}`);

  beforeAll(async () => {
    local = await startDynamo(['events', 'definitions']);
    ingest = await ingestOn(local);
  });
  afterAll(() => local.stop());

  it('stores an event before it says so', async () => {
    const userId = person();
    const answer = await ingest.post('/v1/track', trackCall({ userId }));
    expect([answer.status, answer.success, answer.errors]).toEqual([200, true, undefined]);
    expect(await of(userId)).toMatchObject([{ type: 'track', name: 'Product Viewed', source: 'web' }]);
  });

  it('keeps the address of the request where somebody may agree or refuse, and nowhere else', async () => {
    const userId = person();
    const said = { userId, context: { ip: '198.51.100.1' } };
    const forwarded = { 'x-forwarded-for': '198.51.100.2' };
    await ingest.post('/v1/identify', { ...said, messageId: '1', traits: { 'consent.email.ad': 'Y' } }, forwarded);
    await ingest.post('/v1/identify', { ...said, messageId: '2', traits: { consent: { sms: { ad: 'N' } } } });
    await ingest.post('/v1/track', { ...said, messageId: '3', event: 'Consent Changed', properties: {} });
    await ingest.post('/v1/identify', { ...said, messageId: '4', traits: { name: 'Kim' } });
    await ingest.post('/v1/track', { ...said, messageId: '5', event: 'Seen' });
    const imported = { ...said, messageId: '6', traits: { 'consent.email.ad': 'Y' }, context: { import: true } };
    await ingest.post('/v1/identify', imported);
    const kept = (await of(userId)).map(({ key, ip }) => `${key.split('#')[1]} ${ip}`).sort();
    const seen = '203.0.113.7';
    expect(kept).toEqual([`1 ${seen}`, `2 ${seen}`, `3 ${seen}`, '4 undefined', '5 undefined', '6 undefined']);
  });

  it.each([
    ['track', { event: 'Seen' }],
    ['t', { event: 'Seen' }],
    ['identify', { traits: { email: 'kim@example.com' } }],
    ['i', { traits: { email: 'kim@example.com' } }],
    ['page', { name: 'Home' }],
    ['p', { name: 'Home' }],
    ['screen', { name: 'Main' }],
    ['s', { name: 'Main' }],
    ['group', { groupId: 'g1', traits: {} }],
    ['g', { groupId: 'g1', traits: {} }],
    ['alias', { previousId: 'old' }],
    ['a', { previousId: 'old' }],
  ])('takes POST /v1/%s', async (route, fields) => {
    const userId = person();
    expect((await ingest.post(`/v1/${route}`, { userId, messageId: 'm', ...fields })).status).toBe(200);
    const [item] = await of(userId);
    expect(item?.type.startsWith(route)).toBe(true);
  });

  it.each(['/v1/batch', '/v1/b'])('takes POST %s', async (path) => {
    const userId = person();
    const batch = [trackCall({ userId, messageId: 'a' }), trackCall({ userId, messageId: 'b' })];
    expect(await ingest.post(path, { batch })).toMatchObject({ status: 200, success: true });
    expect(await of(userId)).toHaveLength(2);
  });

  it('answers the client its own statistics without keeping them', async () => {
    expect(await ingest.send({ path: '/v1/m', body: '{"series":[]}' })).toMatchObject({ status: 200 });
  });

  it.each([
    ['Basic', { headers: { authorization } }],
    ['Basic without the colon', { headers: { authorization: `Basic ${Buffer.from(WRITE_KEY).toString('base64')}` } }],
    ['Bearer', { headers: { authorization: `Bearer ${WRITE_KEY}` } }],
    ['the body', { body: JSON.stringify({ ...trackCall(), userId: 'auth', writeKey: WRITE_KEY }) }],
    ['the body of a batch', { path: '/v1/batch', body: JSON.stringify({ batch: [trackCall()], writeKey: WRITE_KEY }) }],
    [
      'a text/plain body, as a browser sends it',
      {
        body: JSON.stringify({ ...trackCall(), writeKey: WRITE_KEY }),
        headers: { 'content-type': 'text/plain' },
      },
    ],
  ])('knows the write key in %s', async (_what, call) => {
    expect(await ingest.send({ body: JSON.stringify(trackCall()), ...call })).toMatchObject({ status: 200 });
  });

  it.each([
    ['no key', {}, 401, 'unauthenticated'],
    ['an unknown key', { headers: { authorization: 'Bearer nope' } }, 401, 'unauthenticated'],
    [
      'an unknown key in the body',
      { body: JSON.stringify({ ...trackCall(), writeKey: 'nope' }) },
      401,
      'unauthenticated',
    ],
    ['an empty Basic user', { headers: { authorization: 'Basic Og==' } }, 401, 'unauthenticated'],
    ['another scheme', { headers: { authorization: 'Digest x' } }, 401, 'unauthenticated'],
    ['a key that only reads', { headers: { authorization: 'Bearer read-only' } }, 403, 'forbidden'],
    ['malformed JSON', { headers: { authorization }, body: '{"event":' }, 400, 'malformed_json'],
    ['nothing', { headers: { authorization }, body: '' }, 400, 'malformed_json'],
    ['a list', { headers: { authorization }, body: '[]' }, 400, 'invalid_request'],
    [
      'a wrong type',
      { headers: { authorization }, body: JSON.stringify(trackCall({ userId: 1 })) },
      400,
      'invalid_request',
    ],
    [
      'a missing id',
      { headers: { authorization }, body: JSON.stringify(trackCall({ userId: null })) },
      400,
      'invalid_request',
    ],
    [
      '33 KB',
      { headers: { authorization }, body: JSON.stringify(trackCall({ properties: { x: 'x'.repeat(33_000) } })) },
      413,
      'too_large',
    ],
    [
      'a batch that is none',
      { path: '/v1/batch', headers: { authorization }, body: '{"batch":{}}' },
      400,
      'invalid_request',
    ],
    [
      '501 KB',
      { path: '/v1/batch', headers: { authorization }, body: `{"batch":[]${' '.repeat(501 * 1024)}}` },
      413,
      'too_large',
    ],
    [
      'a gzip bomb',
      {
        path: '/v1/batch',
        headers: { authorization, 'content-encoding': 'gzip' },
        body: gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      },
      413,
      'too_large',
    ],
    [
      'brotli',
      { path: '/v1/batch', headers: { authorization, 'content-encoding': 'br' }, body: 'x' },
      415,
      'unsupported_encoding',
    ],
    [
      '2,501 calls',
      { path: '/v1/batch', headers: { authorization }, body: JSON.stringify({ batch: Array(2_501).fill(0) }) },
      413,
      'too_large',
    ],
    ['an unknown route', { path: '/v1/purchase', headers: { authorization } }, 404, 'not_found'],
    ['another method', { method: 'PUT', headers: { authorization } }, 405, 'method_not_allowed'],
  ])('refuses %s with one clear error and stores nothing', async (_what, call, status, code) => {
    const before = (await ingest.stored()).length;
    const answer = await ingest.send({ body: JSON.stringify(trackCall({ userId: person() })), ...call });
    expect(answer).toMatchObject({ status, error: { code } });
    expect(answer.error?.message.length).toBeGreaterThan(20);
    expect(await ingest.stored()).toHaveLength(before);
  });

  it('reads a gzip batch, as server libraries send it', async () => {
    const userId = person();
    const body = gzipSync(JSON.stringify({ batch: [trackCall({ userId })] }));
    const answer = await ingest.send({
      path: '/v1/batch',
      body,
      headers: { authorization, 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(200);
    expect(await of(userId)).toHaveLength(1);
  });

  it('stores the good calls of a batch and names each bad one', async () => {
    const userId = person();
    const batch = [
      trackCall({ userId }),
      7,
      trackCall({ userId: 'null' }),
      trackCall({ userId, timestamp: 'x', messageId: 'm-2' }),
    ];
    const answer = await ingest.post('/v1/batch', { batch });
    expect(answer).toMatchObject({ status: 200, success: true });
    expect(answer.errors?.map(({ index, code, path }) => [index, code, path])).toEqual([
      [1, 'wrong_type', '$'],
      [2, 'unusable_id', 'userId'],
      [3, 'unusable_time', 'timestamp'],
    ]);
    expect(await of(userId)).toHaveLength(1);
  });

  it('stores an order whose money it cannot read, and says so', async () => {
    const userId = person();
    const order = trackCall({ userId, event: 'Order Completed', properties: { order_id: 'A', total: '₩12,000' } });
    const told = [
      { index: 1, code: 'missing_property', path: 'properties.total' },
      { index: 1, code: 'unreadable_property', path: 'properties.total' },
    ];
    const answer = await ingest.post('/v1/batch', { batch: [trackCall({ userId, messageId: 'm-2' }), order] });
    expect(answer).toMatchObject({ status: 200, success: true, warnings: told });
    expect(answer).not.toHaveProperty('errors');
    expect(await of(userId)).toHaveLength(2);
    const again = await ingest.post('/v1/track', order);
    expect(again).toMatchObject({ success: true, warnings: told.map((warning) => ({ ...warning, index: 0 })) });
    const thousand = Array.from({ length: 300 }, (_, index) => ({ ...order, messageId: `many-${index}` }));
    expect((await ingest.post('/v1/batch', { batch: thousand })).warnings).toHaveLength(100);
  });

  it('answers 400 to a batch of which nothing can be stored, and still names each call', async () => {
    const answer = await ingest.post('/v1/batch', { batch: [7, trackCall({ event: 3 })] });
    expect(answer.status).toBe(400);
    expect(answer.error?.details.map(({ path }) => path)).toEqual(['batch.0', 'batch.1.event']);
    expect(answer.errors).toHaveLength(2);
    expect(await ingest.post('/v1/batch', { batch: [] })).toMatchObject({ status: 200, success: true });
  });

  it('counts an event once: twice in a batch, again, later, altered (P2)', async () => {
    const userId = person();
    const first = trackCall({ userId, properties: { n: 1 } });
    const altered = trackCall({ userId, properties: { n: 2 }, sentAt: '2026-11-23T02:00:00Z' });
    expect((await ingest.post('/v1/batch', { batch: [first, altered, first] })).status).toBe(200);
    expect((await ingest.post('/v1/track', altered)).status).toBe(200);
    expect((await ingest.post('/v1/t', first)).status).toBe(200);
    expect(await of(userId)).toMatchObject([
      { body: '{"properties":{"n":1}}', receivedAt: '2026-11-23T01:00:00.000Z' },
    ]);
  });

  it('counts a call without messageId once, however often it is sent', async () => {
    const userId = person();
    const call = trackCall({ userId, messageId: undefined });
    await ingest.post('/v1/track', { ...call, sentAt: '2026-11-22T01:02:04Z' });
    await ingest.post('/v1/batch', { batch: [call], sentAt: '2026-11-22T01:03:00Z' });
    expect(await of(userId)).toHaveLength(1);
  });

  it('corrects the time of a batch by its sentAt, as an attribute alone', async () => {
    const userId = person();
    const batch = [trackCall({ userId, timestamp: '2026-11-23T09:00:00.000Z' })];
    await ingest.post('/v1/batch', { batch, sentAt: '2026-11-23T10:00:00.000Z' });
    expect(await of(userId)).toMatchObject([{ key: '2026-11-23T09:00:00.000Z#m-1', at: '2026-11-23T00:00:00.000Z' }]);
  });

  it('marks an import by header', async () => {
    const userId = person();
    await ingest.post('/v1/track', trackCall({ userId }), { 'x-dangol-import': '1' });
    expect(await of(userId)).toMatchObject([{ imported: true }]);
  });

  it('keeps text in any script, NUL, lone surrogates in values and numbers to their last digit', async () => {
    const userId = '김단골🙂';
    const properties = {
      이름: '동백\u0000향초',
      emoji: '👩‍👩‍👧‍👦',
      broken: '\ud800x',
      big: Number.MAX_VALUE,
      small: 5e-324,
    };
    const sent = trackCall({ userId, properties });
    expect((await ingest.post('/v1/track', sent)).status).toBe(200);
    const [item] = await of(userId);
    expect(JSON.parse(item?.body ?? '')).toEqual({ properties });
  });

  it('gives the browser client its settings, and a reading key none', async () => {
    const get = (writeKey: string, host = 'localhost:4000') =>
      ingest.send({
        method: 'GET',
        path: `/v1/projects/${writeKey}/settings`,
        pathParameters: { writeKey },
        headers: { host },
      });
    expect(await get(WRITE_KEY)).toMatchObject({
      status: 200,
      integrations: { 'Segment.io': { apiKey: WRITE_KEY, apiHost: 'localhost:4000/v1', protocol: 'http' } },
    });
    expect(await get(WRITE_KEY, 'in.shop.kr')).toMatchObject({
      integrations: { 'Segment.io': { apiHost: 'in.shop.kr/v1', protocol: 'https' } },
    });
    expect(await get('nope')).toMatchObject({ status: 404 });
    expect(await get('read-only')).toMatchObject({ status: 404 });
    expect(await get(WRITE_KEY, 'evil.kr/"><script>')).toMatchObject({ status: 404 });
  });
});
