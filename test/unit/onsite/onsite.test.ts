import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSnippet } from '../../../console/build.ts';
import { onsiteRoutes } from '../../../functions/serve-api/routes/onsite.ts';
import { createEffectsPlace } from '../../../shared/erasure/effects-place.ts';
import { createOnsiteStore } from '../../../shared/onsite/onsite-store.ts';
import { createShowOnsite } from '../../../shared/onsite/show-onsite.ts';
import { userHashKey, userHashOf } from '../../../shared/onsite/visitor.ts';
import { DAY } from '../../../shared/platform/clock.ts';
import { hmac } from '../../../shared/platform/hash.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { putCustomers } from '../../support/profile.ts';
import { createMortal, Killed } from '../delivery/mortal.ts';

const SECRET = '5a'.repeat(32);
let test: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;

beforeAll(async () => {
  test = await startDynamo();
  api = createTestApi(test, [onsiteRoutes], clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('page-key', ['write']);
  await putCustomers(createCustomerStore(test.dynamo, test.tables.customers), {
    'u:kim': { traits: { name: '김<b>단골</b>' } },
    'u:lee': {},
    'u:gone': {},
    'a:browser': {},
  });
});
afterAll(() => test.stop());

const popup = {
  ...{ id: 'renew', name: 'Renewal', slot: 'popup', title: '{{ customer.traits.name }}님, 곧 만료됩니다' },
  ...{
    text: '갱신하시면 {{ coupon.offer }}',
    button: { label: '갱신', url: 'https://shop.co.kr/renew?u={{ customer.id }}' },
  },
};
const post = (path: string, body: object, key = 'admin-key') => api.call('POST', path, { body, key });
const kim = () => ({ userId: 'kim', userHash: userHashOf(SECRET, 'kim') });
const pull = async (query: Record<string, string>) =>
  api.call('GET', '/v1/onsite-messages', { query, key: 'page-key' });
const store = () => createOnsiteStore(test.dynamo, test.tables.effects);

describe('on-site messages', () => {
  it('are written once per effect, in finished words, and shown to the member who proves to be one', async () => {
    expect((await post('/v1/onsite', popup)).status).toBe(201);
    const laid = await post('/v1/onsite/renew/show', { customerId: 'kim', effectId: 'one' });
    expect(laid.status).toBe(201);
    expect(await post('/v1/onsite/renew/show', { customerId: 'kim', effectId: 'one' })).toMatchObject({
      status: 200,
      body: { id: laid.body.id },
    });
    const { body } = await pull(kim());
    expect(body.data).toEqual([
      {
        ...{ id: laid.body.id, slot: 'popup', place: null, language: 'ko', title: '김<b>단골</b>님, 곧 만료됩니다' },
        ...{ text: '갱신하시면', image: null, button: { label: '갱신', url: 'https://shop.co.kr/renew?u=kim' } },
      },
    ]);
    const { body: told } = await api.call('GET', '/v1/onsite-key');
    expect(told.key).toBe(userHashKey(SECRET));
    expect(kim().userHash).toBe(hmac(Buffer.from(told.key, 'utf8'), 'kim').toString('hex'));
  });

  it.each([
    ['no hash', { userId: 'kim' }, 403],
    ['somebody else’s hash', { userId: 'kim', userHash: userHashOf(SECRET, 'lee') }, 403],
    ['a hash under another key', { userId: 'kim', userHash: userHashOf('5b'.repeat(32), 'kim') }, 403],
    ['what is no hash', { userId: 'kim', userHash: 'x' }, 400],
    ['nobody', {}, 403],
  ])('are not shown to a member with %s', async (_what, query, status) => {
    expect((await pull({ ...query })).status).toBe(status);
  });

  it('are asked for with a write key, laid and written with others', async () => {
    expect((await api.call('GET', '/v1/onsite-messages', { query: kim(), key: null })).status).toBe(401);
    expect((await post('/v1/onsite/renew/show', { customerId: 'kim' }, 'page-key')).status).toBe(403);
    expect((await post('/v1/onsite', { ...popup, id: 'x' }, 'page-key')).status).toBe(403);
    expect((await api.call('GET', '/v1/onsite-key', { key: 'page-key' })).status).toBe(403);
  });

  it('are shown to a browser under its own id, and to no browser those of the member behind it', async () => {
    await post('/v1/onsite/renew/show', { customerId: 'a:browser' });
    expect((await pull({ anonymousId: 'browser' })).body.data).toHaveLength(1);
    expect((await pull({ anonymousId: 'kim' })).body.data).toEqual([]);
    expect((await pull({ anonymousId: 'unknown' })).body.data).toEqual([]);
  });

  it('end when they were followed or closed, or their time is over; what was done first stands', async () => {
    const note = (id: string, outcome: string, visitor: object = kim()) =>
      post(`/v1/onsite-messages/${id}/outcome`, { ...visitor, outcome }, 'page-key');
    const ids = [];
    for (const effectId of ['a', 'b', 'c'])
      ids.push((await post('/v1/onsite/renew/show', { customerId: 'kim', effectId, days: 2 })).body.id);
    const [a = '', b = ''] = ids;
    expect((await note(a, 'shown')).status).toBe(204);
    const shownAt = new Date(now).toISOString();
    now += 1_000;
    await note(a, 'shown');
    await note(a, 'dismissed');
    await note(b, 'clicked');
    expect((await note(a, 'clicked', { userId: 'lee', userHash: userHashOf(SECRET, 'lee') })).status).toBe(404);
    const open = async () => (await pull(kim())).body.data.map(({ id }: { id: string }) => id);
    expect(await open()).not.toContain(a);
    expect(await open()).not.toContain(b);
    expect(await open()).toContain(ids[2]);
    expect((await store().ofPerson(['u:kim'])).find(({ id }) => id === a)).toMatchObject({
      shownAt,
      dismissedAt: new Date(now).toISOString(),
    });
    now += 2 * DAY;
    expect(await open()).not.toContain(ids[2]);
  });

  it('are one, whoever lays them is killed', async () => {
    const show = (dynamo = test.dynamo) =>
      createShowOnsite({
        store: createOnsiteStore(dynamo, test.tables.effects),
        customers: createCustomerStore(dynamo, test.tables.customers),
        ...{ definitions: api.services.definitions, settings: api.services.settings, clock },
      })({
        ...{
          contentId: 'renew',
          customerId: 'u:lee',
          effectId: 'run#step#1',
          until: new Date(now + DAY).toISOString(),
        },
        also: { coupon: { offer: '10%' } },
      });
    for (let step = 1; step <= 3; step++)
      for (const after of [false, true])
        await show(createMortal(step, after).wrap(test.dynamo)).catch((error: unknown) =>
          expect(error).toBeInstanceOf(Killed),
        );
    expect(await show()).toMatchObject({ kind: 'shown', first: false });
    expect(await store().ofPerson(['u:lee'])).toMatchObject([{ text: '갱신하시면 10%' }]);
  });

  it('never lead anywhere but to the web', async () => {
    const bad = { ...popup, id: 'bad', button: { label: 'x', url: '{{ customer.traits.link }}' } };
    await post('/v1/onsite', bad);
    await putCustomers(createCustomerStore(test.dynamo, test.tables.customers), {
      'u:evil': { traits: { link: 'javascript:alert(1)' } },
    });
    expect(await post('/v1/onsite/bad/show', { customerId: 'evil' })).toMatchObject({ status: 409 });
  });

  it.each([
    ['an unknown name', { ...popup, title: '{{ customer.nmae }}' }, 'title'],
    ['a link of messages', { ...popup, text: '{{ links.unsubscribe }}' }, 'text'],
    ['a tag that is open', { ...popup, text: '{% if a %}' }, 'text'],
    ['an inline message without a place', { ...popup, slot: 'inline' }, 'place'],
    ['a picture without TLS', { ...popup, image: 'http://shop.co.kr/a.png' }, 'image'],
  ])('are refused with %s', async (_what, body, path) => {
    const answer = await post('/v1/onsite', { ...body, id: 'refused' });
    expect([answer.status, answer.body.error.details[0].path]).toEqual([422, path]);
  });

  it('of an erased person are gone', async () => {
    await post('/v1/onsite/renew/show', { customerId: 'gone' });
    const targets = { ids: ['u:gone'], lost: [], aliases: [], addresses: [], segments: [] };
    for await (const remove of createEffectsPlace([store()]).removals(targets)) await remove();
    expect(await store().ofPerson(['u:gone'])).toEqual([]);
  });
});

describe('the snippet', () => {
  it.each([
    ['dangol', 8],
    ['worker', 2],
  ] as const)('(%s) is under %i KB, needs nothing and evaluates nothing', async (source, kilobytes) => {
    const file = join(mkdtempSync(join(tmpdir(), 'dangol-snippet-')), 'dangol.js');
    await buildSnippet(file, source);
    const text = readFileSync(file, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(kilobytes * 1024);
    expect(text).not.toMatch(
      /\beval\(|new Function|innerHTML|\bimport\b|require\(|setAttribute\("style"|document\.write/,
    );
  });
});
