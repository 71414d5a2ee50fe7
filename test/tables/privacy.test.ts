import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRoutes } from '../../functions/serve-api/routes/audit.ts';
import { consentRoutes } from '../../functions/serve-api/routes/consents.ts';
import { customerRoutes } from '../../functions/serve-api/routes/customers.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { profileOf } from '../support/profile.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');

let database: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let now = NOW;

beforeAll(async () => {
  database = await startDynamo();
  api = createTestApi(database, [customerRoutes, consentRoutes, auditRoutes], () => now);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('read-key', ['read']);
  await api.addKey('desk-key', ['personal']);
  const fold = profileOf({
    traits: { name: '김다은', city: '서울', memo: '010-9999-8888로 전화' },
    contacts: { email: 'daeun@example.com', phone: '+821012341234' },
  });
  const text = JSON.stringify(fold);
  const store = createCustomerStore(database.dynamo, database.tables.customers);
  await store.putFold('u:member-7', 0, { text, checkpointed: false, outside: [], aliases: [] });
});
afterAll(() => database.stop());

const looks = async (query: Record<string, string> = {}) => {
  now += 1;
  return (await api.call('GET', '/v1/audit', { query })).body.data;
};

describe('personal data', () => {
  it('is masked for a key that only reads, everywhere, and that leaves no trace to explain', async () => {
    for (const path of ['/v1/customers/member-7', '/v1/customers', '/v1/customers/member-7/timeline']) {
      const { status, body } = await api.call('GET', path, { key: 'read-key' });
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/김다은|daeun@|12341234|9999-8888/);
    }
    const { body } = await api.call('GET', '/v1/customers/member-7', { key: 'read-key' });
    expect(body).toMatchObject({
      traits: { name: '김*은', city: '서울', memo: '010-****-8888로 전화' },
      contacts: { email: 'd***@example.com', phone: '010-****-1234' },
    });
    expect(await looks()).toEqual([]);
  });

  it('is refused to a key that may not see it, whatever it asks for', async () => {
    const query = { personal: 'shown', reason: 'curious' };
    expect(await api.call('GET', '/v1/customers/member-7', { key: 'read-key', query })).toMatchObject({ status: 403 });
    expect((await api.call('GET', '/v1/customers/member-7/export', { key: 'desk-key' })).status).toBe(403);
  });

  it('is shown to keys that may see it, and each look is recorded: who, when, whose, what, why', async () => {
    const query = { personal: 'shown', reason: '배송지 확인 문의' };
    const { body } = await api.call('GET', '/v1/customers/member-7', { key: 'desk-key', query });
    expect(body.contacts.email).toBe('daeun@example.com');
    expect(await looks()).toEqual([
      {
        at: expect.stringMatching(/^2026-11-23T/),
        who: 'desk-key',
        action: 'view',
        what: ['traits', 'contacts', 'consent'],
        why: '배송지 확인 문의',
        count: 1,
        customerIds: ['member-7'],
      },
    ]);
    await api.call('GET', '/v1/customers/member-7/export', { query: { reason: 'request of the person' } });
    await api.call('GET', '/v1/customers/member-7/timeline');
    await api.call('GET', '/v1/customers');
    await api.call('GET', '/v1/customers', { query: { personal: 'masked' } });
    const all = await looks();
    expect(all.map(({ action }: { action: string }) => action).sort()).toEqual(['export', 'list', 'timeline', 'view']);
    expect(await looks({ customerId: 'somebody-else' })).toEqual([]);
    expect((await api.call('GET', '/v1/audit', { key: 'desk-key' })).status).toBe(403);
  });

  it('is told to the person in an export: every look under any id, newest first, with who and why', async () => {
    now += 1;
    const { body } = await api.call('GET', '/v1/customers/member-7/export', { query: { reason: 'asked again' } });
    expect(body.looksComplete).toBe(true);
    expect(body.looks.map(({ action }: { action: string }) => action).sort()).toEqual([
      ...['export', 'export', 'list', 'timeline', 'view'],
    ]);
    expect(body.looks[0]).toEqual({
      ...{ at: expect.any(String), who: 'admin-key', action: 'export', what: ['everything'], why: 'asked again' },
    });
    expect(body.looks.at(-1)).toMatchObject({ who: 'desk-key', why: '배송지 확인 문의' });
  });

  it('the record itself names nobody to who reads the table', async () => {
    const { Items = [] } = await database.dynamo.send(new ScanCommand({ TableName: database.tables.insights }));
    expect(Items.length).toBeGreaterThan(0);
    expect(JSON.stringify(Items)).not.toMatch(/member-7|김다은|daeun|12341234/);
  });
});

describe('what a person says to the shop', () => {
  const put = (path: string, body: unknown) => api.call('PUT', `/v1/customers/member-7/${path}`, { body });

  it('an objection to profiling stands until it is taken back later', async () => {
    const said = { source: 'call centre' };
    const first = await put('profiling', { ...said, state: 'objected' });
    expect(first.body.objectedAt).toMatch(/^2026-11-23/);
    const old = { ...said, state: 'allowed', at: '2026-01-01T00:00:00Z' };
    expect((await put('profiling', old)).body.objectedAt).toBe(first.body.objectedAt);
    now += 1_000;
    expect((await put('profiling', { ...said, state: 'allowed' })).body).toEqual({ objectedAt: null });
    expect((await put('profiling', { ...said, state: 'maybe' })).status).toBe(422);
  });

  it('a pause and a limit are kept apart, and the last word counts', async () => {
    const source = 'call centre';
    await put('preferences', { source, most: { messages: 2, days: 7 } });
    now += 1_000;
    const paused = await put('preferences', { source, pausedUntil: '2026-12-01T00:00:00+09:00' });
    expect(paused.body).toEqual({
      ...{ pausedUntil: '2026-11-30T15:00:00.000Z', most: { messages: 2, days: 7 }, untracked: false },
    });
    now += 1_000;
    expect((await put('preferences', { source, pausedUntil: null, most: null })).body).toEqual({
      ...{ pausedUntil: null, most: null, untracked: false },
    });
    expect((await put('preferences', { source })).status).toBe(422);
  });

  it('a consent to one topic shows with who wrote it down, and when the law asks for word', async () => {
    const body = {
      purpose: 'ad',
      state: 'granted',
      topic: 'news',
      source: 'shop',
      ip: '203.0.113.9',
      at: '2026-11-01T00:00:00Z',
    };
    const { body: email } = await put('consents/email', body);
    expect(email.topics.news).toMatchObject({
      state: 'granted',
      by: 'admin-key',
      ip: '203.0.113.9',
      resultDue: expect.stringMatching(/^2026-12-07/),
      reconfirmBy: '2028-11-01T00:00:00.000Z',
    });
    expect(email.ad).toBeUndefined();
  });

  it('with double opt-in a form that anybody can fill in grants nothing yet', async () => {
    await api.services.settings.change({ doubleOptIn: { email: '2026-11-01T00:00:00Z', sms: null } });
    const body = { purpose: 'info', state: 'granted', source: 'footer form', verified: false };
    expect((await put('consents/email', body)).body.info.state).toBe('pending');
    const link = await api.call('POST', '/v1/customers/member-7/consents/email/confirmation');
    expect(link).toMatchObject({ status: 201, body: { path: expect.stringMatching(/^\/d\/[\w-]{60,}$/) } });
    expect((await api.call('POST', '/v1/customers/member-7/consents/sms/confirmation')).status).toBe(409);
    now += 1_000;
    expect((await put('consents/email', { ...body, verified: true })).body.info.state).toBe('granted');
  });
});
