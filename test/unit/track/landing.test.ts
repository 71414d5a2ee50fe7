import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landingRoutes } from '../../../functions/serve-api/routes/landing-pages.ts';
import { createLanding } from '../../../functions/track/landing.ts';
import { createEffectsPlace } from '../../../shared/erasure/effects-place.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { LANDING_KEY, landingIdIn, landingToken } from '../../../shared/landing/landing-page.ts';
import { createLandingStore } from '../../../shared/landing/landing-store.ts';
import { createMakeLanding } from '../../../shared/landing/make-landing.ts';
import { DAY } from '../../../shared/platform/clock.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import type { HttpRequest } from '../../../shared/platform/http.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { putCustomers } from '../../support/profile.ts';
import { createMortal } from '../delivery/mortal.ts';

const KEY = deriveKey('5a'.repeat(32), LANDING_KEY);
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
let test: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;

beforeAll(async () => {
  test = await startDynamo();
  api = createTestApi(test, [landingRoutes], clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('reader', ['read']);
  const kim = { traits: { name: '<script>alert(1)</script>' } };
  await putCustomers(createCustomerStore(test.dynamo, test.tables.customers), { 'u:kim': kim, 'u:gone': {} });
});
afterAll(() => test.stop());

const content = {
  ...{
    id: 'renewal',
    name: 'Renewal',
    title: '{{ customer.traits.name }}님께',
    text: '하나\n둘\n\n셋',
    offer: '30% 할인',
  },
  button: { label: '지금 갱신', url: 'https://shop.co.kr/renew?c={{ customer.id }}' },
};
const store = () => createLandingStore(test.dynamo, test.tables.effects);
const events = () => createEventStore(test.dynamo, test.tables.events);
const open = (token: string, userAgent = CHROME) => {
  const request: HttpRequest = {
    ...{
      method: 'GET',
      path: `/l/${token}`,
      query: {},
      headers: { 'user-agent': userAgent },
      pathParameters: { token },
    },
    ...{ body: '', rawBody: Buffer.alloc(0), requestId: 'r', ip: '127.0.0.1' },
  };
  return createLanding({ clock, landingKey: async () => KEY, landings: store(), events: events() })(request, undefined);
};
const link = (body: object, key = 'admin-key') => api.call('POST', '/v1/landing-pages/renewal/links', { body, key });
const tokenOf = (url: string): string => url.split('/l/')[1] ?? '';
const seen = async (person: string): Promise<number> => {
  let count = 0;
  for await (const event of events().read(person)) if (event.name === 'Landing Page Viewed') count += 1;
  return count;
};

describe('a landing page', () => {
  it('is one page per occasion, in words that are text and nothing else, and a visit of a person once', async () => {
    expect((await api.call('POST', '/v1/landing-pages', { body: content })).status).toBe(201);
    const made = await link({ customerId: 'kim', effectId: 'stage', days: 3 });
    expect(made).toMatchObject({ status: 201, body: { until: '2026-11-26T01:00:00.000Z' } });
    expect(await link({ customerId: 'kim', effectId: 'stage', days: 9 })).toEqual({
      ...made,
      status: 200,
      headers: expect.anything(),
    });
    const token = tokenOf(made.body.url);
    expect(await open(token, 'SafeLinks')).toMatchObject({ status: 200 });
    expect(await seen('u:kim')).toBe(0);
    const page = await open(token);
    await open(token);
    expect(await seen('u:kim')).toBe(1);
    const body = String(page?.body);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;님께');
    expect(body).not.toContain('<script>');
    expect(body).toContain('<p>하나<br>둘</p><p>셋</p>');
    expect(body).toContain('href="https://shop.co.kr/renew?c=kim"');
    expect(body).toContain('2026-11-26까지');
    now += 3 * DAY;
    expect(await open(token)).toMatchObject({ status: 410 });
    now -= 3 * DAY;
  });

  it('opens by its own signature only', async () => {
    const made = await link({ customerId: 'kim', effectId: 'other' });
    const token = tokenOf(made.body.url);
    const [id = ''] = token.split('.');
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom('A', '0', '_', '.', 'b'),
        async (at, sign) => {
          const forged = token.slice(0, at) + sign + token.slice(at + 1);
          if (forged !== token) expect(await open(forged)).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
    expect(landingIdIn(deriveKey('5b'.repeat(32), LANDING_KEY), token)).toBeUndefined();
    expect(landingIdIn(KEY, landingToken(KEY, id))).toBe(id);
    expect(await open(landingToken(KEY, '0'.repeat(32)))).toBeUndefined();
  });

  it.each([
    ['somebody who is nobody', { customerId: 'nobody' }, 404, 'admin-key'],
    ['a key that reads', { customerId: 'kim' }, 403, 'reader'],
    ['no days', { customerId: 'kim', days: 0 }, 422, 'admin-key'],
  ])('is refused to %s', async (_what, body, status, key) => {
    expect((await link(body, key)).status).toBe(status);
  });

  it('is refused where its words have a fault', async () => {
    const answer = await api.call('POST', '/v1/landing-pages', {
      body: { ...content, id: 'x', offer: '{{ nobody }}' },
    });
    expect([answer.status, answer.body.error.details[0].path]).toEqual([422, 'offer']);
  });

  it('is one however often its maker is killed, and none of an erased person', async () => {
    const make = (dynamo = test.dynamo) =>
      createMakeLanding({
        store: createLandingStore(dynamo, test.tables.effects),
        customers: createCustomerStore(dynamo, test.tables.customers),
        ...{ definitions: api.services.definitions, settings: api.services.settings, clock },
      })({ contentId: 'renewal', customerId: 'u:gone', effectId: 'run', until: '2026-12-01T00:00:00.000Z' });
    for (let step = 1; step <= 4; step++)
      await make(createMortal(step, step % 2 === 0).wrap(test.dynamo)).catch(() => undefined);
    const made = await make();
    expect(made).toMatchObject({ kind: 'made' });
    const targets = { ids: ['u:gone'], lost: [], aliases: [], addresses: [], segments: [] };
    let removed = 0;
    for await (const remove of createEffectsPlace([store()]).removals(targets)) {
      await remove();
      removed += 1;
    }
    expect(removed).toBe(1);
    expect(made.kind === 'made' ? await store().get(made.id) : 'none').toBeUndefined();
  });
});
