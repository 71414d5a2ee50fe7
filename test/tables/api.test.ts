import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRoutes } from '../../functions/serve-api/routes/audit.ts';
import { campaignSendRoutes } from '../../functions/serve-api/routes/campaign-sends.ts';
import { campaignRoutes } from '../../functions/serve-api/routes/campaigns.ts';
import { consentRoutes } from '../../functions/serve-api/routes/consents.ts';
import { customerRoutes } from '../../functions/serve-api/routes/customers.ts';
import { kpiRoutes } from '../../functions/serve-api/routes/kpis.ts';
import { memberRoutes } from '../../functions/serve-api/routes/members.ts';
import { recomputeRoutes } from '../../functions/serve-api/routes/recompute.ts';
import { reportRoutes } from '../../functions/serve-api/routes/reports.ts';
import { segmentRoutes } from '../../functions/serve-api/routes/segments.ts';
import { settingsRoutes } from '../../functions/serve-api/routes/settings.ts';
import { eventItem } from '../../shared/events/event.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { DAY, HOUR, toIso } from '../../shared/platform/clock.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createNightly } from '../support/nightly.ts';
import { startObjectStore, type TestObjectStore } from '../support/object-store.ts';
import { packDays, profileOf } from '../support/profile.ts';

let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;
const FILES = [
  campaignRoutes,
  campaignSendRoutes,
  customerRoutes,
  consentRoutes,
  auditRoutes,
  settingsRoutes,
  recomputeRoutes,
  segmentRoutes,
  memberRoutes,
  reportRoutes,
  kpiRoutes,
];

describe('the admin API', () => {
  let database: TestDynamo;
  let objects: TestObjectStore;
  let api: ReturnType<typeof createTestApi>;
  let night: ReturnType<typeof createNightly>;

  beforeAll(async () => {
    [database, objects] = await Promise.all([startDynamo(), startObjectStore()]);
    api = createTestApi(database, FILES, clock);
    night = createNightly(database, objects, clock, database.dynamo);
    await api.addKey('admin-key', ['admin']);
    await api.addKey('read-key', ['read']);
    await api.addKey('write-key', ['write']);
    const granted = { ad: { state: 'granted' as const, at: '2026-01-01T00:00:00.000Z' } };
    await night.putProfile(
      'u:kim',
      profileOf({
        traits: { name: '김단골', city: 'Seoul' },
        contacts: { email: 'kim@example.com' },
        consent: { email: granted },
        orders: 3,
        revenue: { KRW: 45_000 },
        days: {
          KRW: packDays([
            { day: '2026-09-01', net: 10_000 },
            { day: '2026-11-01', net: 15_000 },
            { day: '2026-11-22', net: 20_000 },
          ]),
        },
      }),
    );
    await night.putProfile(
      'u:lee',
      profileOf({ orders: 1, revenue: { KRW: 700 }, days: { KRW: packDays([{ day: '2026-03-01', net: 700 }]) } }),
    );
    await night.putProfile('a:visitor', profileOf({ events: 2, eventCounts: { 'Product Viewed': 2 } }));
  });
  afterAll(async () => {
    await objects?.stop();
    await database?.stop();
  });

  describe('at its door', () => {
    it('answers health and its own description without a key', async () => {
      expect(await api.call('GET', '/health', { key: null })).toMatchObject({ status: 200, body: { status: 'ok' } });
      const { status, body } = await api.call('GET', '/v1/openapi.json', { key: null });
      expect(status).toBe(200);
      expect(body.openapi).toBe('3.1.0');
      const text = JSON.stringify(body);
      const named = new Set(Object.keys(body.components.schemas));
      const refs = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((found) => found[1] ?? '');
      expect(refs.length).toBeGreaterThan(20);
      expect(refs.filter((ref) => !named.has(ref))).toEqual([]);
      expect(text).not.toContain('#/$defs');
      expect(Object.keys(body.paths)).toContain('/v1/customers/{id}/consents/{channel}');
    });

    it('asks for a key, a known one, with the scope of the call', async () => {
      expect(await api.call('GET', '/v1/settings', { key: null })).toMatchObject({
        status: 401,
        body: { error: { code: 'unauthenticated' } },
      });
      expect((await api.call('GET', '/v1/settings', { key: 'nobody' })).status).toBe(401);
      expect((await api.call('GET', '/v1/settings', { key: 'read-key' })).status).toBe(200);
      expect(await api.call('PUT', '/v1/settings', { key: 'read-key', body: {} })).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      });
      expect((await api.call('GET', '/v1/customers', { key: 'write-key' })).status).toBe(403);
    });

    it('says what is wrong with path, method, body and query, always with a request id', async () => {
      const unknown = await api.call('GET', '/v1/nothing');
      expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
      expect(unknown.headers['x-request-id']).toBe(unknown.body.error.requestId);
      const method = await api.call('DELETE', '/v1/settings');
      expect(method).toMatchObject({ status: 405, headers: { allow: 'GET, PUT' } });
      expect((await api.call('PUT', '/v1/settings', { body: '{"a":' })).body.error.code).toBe('malformed_json');
      expect(await api.call('POST', '/v1/segments', { body: { name: '', rule: { trait: 'x' } } })).toMatchObject({
        status: 422,
        body: { error: { code: 'invalid', details: [{ path: 'name' }, { path: 'rule' }] } },
      });
      expect(await api.call('GET', '/v1/customers', { query: { limit: '201' } })).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: 'limit' }] } },
      });
      expect((await api.call('GET', '/v1/customers', { query: { cursor: 'zzz' } })).status).toBe(400);
    });

    it('does a POST once per Idempotency-Key, and refuses the key for another request', async () => {
      const headers = { 'idempotency-key': 'k1' };
      const body = { id: 'once', name: 'Once', rule: { trait: 'city', is: 'Seoul' } };
      const first = await api.call('POST', '/v1/segments', { headers, body });
      expect(first.status).toBe(201);
      const second = await api.call('POST', '/v1/segments', { headers, body });
      expect(second).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
      expect((await api.call('POST', '/v1/segments', { headers, body: { ...body, name: 'Other' } })).status).toBe(409);
      const elsewhere = await api.call('POST', '/v1/segments', { headers, body, query: { from: 'b', to: 'a' } });
      expect([elsewhere.status, elsewhere.body.error.message]).toEqual([
        409,
        expect.stringContaining('another request'),
      ]);
      expect((await api.call('POST', '/v1/segments', { body })).status).toBe(409);
      now += 25 * HOUR;
      expect((await api.call('POST', '/v1/segments', { headers, body: { ...body, id: 'later' } })).status).toBe(201);
      now -= 25 * HOUR;
    });

    it('lets a corrected request use the key of a refused one', async () => {
      const headers = { 'idempotency-key': 'k2' };
      expect((await api.call('POST', '/v1/segments', { headers, body: { name: 'x' } })).status).toBe(422);
      const body = { id: 'corrected', name: 'x', rule: { reachable: 'email' } };
      expect((await api.call('POST', '/v1/segments', { headers, body })).status).toBe(201);
    });
  });

  it('keeps settings with a version, and refuses to overwrite what one has not seen', async () => {
    const read = await api.call('GET', '/v1/settings');
    expect(read.headers.etag).toBe('"0"');
    const put = (body: unknown, etag?: string) =>
      api.call('PUT', '/v1/settings', { body, ...(etag === undefined ? {} : { headers: { 'if-match': etag } }) });
    const changed = await put({ brand: { name: '단골' } }, '"0"');
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { brand: { name: '단골' } } });
    expect(changed.body.brand.address).toBe(read.body.brand.address);
    expect((await put({ language: 'en' }, '"0"')).status).toBe(412);
    expect((await put({ language: 'en' }, 'latest')).status).toBe(400);
    expect(await put({ langauge: 'en' })).toMatchObject({
      status: 422,
      body: { error: { details: [{ path: 'langauge' }] } },
    });
    expect((await put({ timezone: 'Asia/Atlantis' })).status).toBe(422);
  });

  it('says that nothing is computed before the first run', async () => {
    const { body } = await api.call('GET', '/v1/customers/kim');
    expect(body).toMatchObject({ rfm: null, churn: { flag: 'not_enough_data', reason: { code: 'not_computed' } } });
    expect((await api.call('GET', '/v1/reports/rfm')).status).toBe(404);
    expect((await api.call('GET', '/v1/segments/rfm:champions')).body.count).toBeNull();
  });

  it.each(['null', 'undefined', '%00', 'anonymous', 'u:', 'k'.repeat(300)])(
    'records nothing that nobody could have said (%s)',
    async (id) => {
      const said = { purpose: 'ad', state: 'granted', source: 'form' };
      const path = `/v1/customers/${id}/consents/email`;
      expect((await api.call('PUT', path, { body: said })).status).toBe(422);
      expect((await api.call('GET', `/v1/customers/${id}`)).status).toBe(404);
    },
  );

  it.each([{ key: '-' }, { key: '' }, { key: 'k'.repeat(1_100) }])(
    'refuses a made-up place in a timeline',
    async (place) => {
      const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
      expect((await api.call('GET', '/v1/customers/kim/timeline', { query: { cursor } })).status).toBe(400);
    },
  );

  it('hands a recompute to the state machine once, and refuses a second at the same time', async () => {
    const answer = await api.call('POST', '/v1/recompute', { body: { asOf: '2026-11-23' } });
    expect(answer.status).toBe(202);
    const { runId } = answer.body;
    expect(api.started).toMatchObject([
      { name: runId, input: JSON.stringify({ runId, asOf: '2026-11-23', trigger: 'api' }) },
    ]);
    expect((await api.call('GET', `/v1/recompute/${runId}`)).body).toMatchObject({
      status: 'running',
      asOf: '2026-11-23',
    });
    expect(await api.call('POST', '/v1/recompute')).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    });
    for (const asOf of ['tomorrow', '2026-11-24', '9999-12-31'])
      expect(await api.call('POST', '/v1/recompute', { body: { asOf } })).toMatchObject({ status: 422 });
    expect((await api.call('GET', '/v1/recompute/run-99')).status).toBe(404);
    await night.runs.fail(runId, 'States.TaskFailed: out of memory');
    expect((await api.call('GET', `/v1/recompute/${runId}`)).body).toMatchObject({
      status: 'failed',
      error: 'States.TaskFailed: out of memory',
    });
    expect((await api.call('GET', '/v1/reports/today')).body.decisions).toMatchObject([{ kind: 'runFailed' }]);
  });

  describe('after a run', () => {
    beforeAll(async () => {
      await night.night('2026-11-23');
    });

    it('shows a customer with figures, scores and why', async () => {
      const { body, status } = await api.call('GET', '/v1/customers/kim');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: 'kim',
        kind: 'consumer',
        stats: { orders: 3, revenue: { amount: 45_000, currency: 'KRW' } },
        rfm: { r: 3, f: 3, m: 3, segment: 'need_attention', asOf: '2026-11-23' },
        churn: { flag: 'active', pAlive: null, reason: { code: 'peer_rhythm' } },
        value: { clv12m: null, reason: { code: 'too_few_repeat_buyers' } },
        backtest: null,
        linkedIds: ['kim'],
      });
      expect(body.churn.reason.text).toContain('41');
      expect(body.segments).toContainEqual({ id: 'once', since: '2026-11-23' });
      expect(body.segments).toContainEqual({ id: 'rfm:need_attention', since: '2026-11-23' });
      expect((await api.call('GET', '/v1/customers/kim/forecast')).body).toMatchObject({
        weeks: 39,
        expectedOrders: null,
        reason: { code: 'too_few_repeat_buyers' },
      });
      const model = (await api.call('GET', '/v1/reports/model')).body;
      expect(model).toMatchObject({ asOf: '2026-11-23', bgNbd: null, churn: 'rules' });
      expect(model.backtest.reason).toBeDefined();
      expect((await api.call('GET', '/v1/customers/nobody')).status).toBe(404);
      expect((await api.call('GET', '/v1/customers/a:visitor')).body).toMatchObject({ id: 'a:visitor', rfm: null });
    });

    it('lists customers a page at a time', async () => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await api.call('GET', '/v1/customers', { query: { limit: '2', ...(cursor ? { cursor } : {}) } });
        for (const customer of page.body.data) ids.push(customer.id);
        cursor = page.body.nextCursor;
      } while (cursor);
      expect(ids.sort()).toEqual(['a:visitor', 'kim', 'lee']);
      expect((await api.call('GET', '/v1/customers', { query: { query: 'lee' } })).body.data).toMatchObject([
        { id: 'lee' },
      ]);
      expect((await api.call('GET', '/v1/customers', { query: { email: 'a@b.kr', phone: '1' } })).status).toBe(400);
    });

    it('gives the members of a segment, its history and the grid', async () => {
      const members = await api.call('GET', '/v1/segments/once/members');
      expect(members.body).toMatchObject({ data: [{ customerId: 'kim', initial: true }], nextCursor: null });
      expect((await api.call('GET', '/v1/segments/rfm%3Aprospect')).body).toMatchObject({ count: 1, builtIn: true });
      expect((await api.call('GET', '/v1/segments/rfm:champions')).body.count).toBe(0);
      expect((await api.call('GET', '/v1/segments/once/history')).body.data).toMatchObject([{ count: 1, entered: 1 }]);
      const { body } = await api.call('GET', '/v1/reports/rfm');
      expect(body).toMatchObject({ asOf: '2026-11-23', population: 2, prospects: 1 });
      expect(body.cells).toHaveLength(25);
      expect(body.cells.reduce((sum: number, cell: { count: number }) => sum + cell.count, 0)).toBe(2);
      expect((await api.call('GET', '/v1/reports/rfm', { query: { asOf: '2020-01-01' } })).status).toBe(404);
      const today = await api.call('GET', '/v1/reports/today');
      expect(today.body).toMatchObject({
        yesterday: { date: '2026-11-22', orders: 1, revenue: { amount: 20_000, currency: 'KRW' }, buyers: 1 },
        decisions: [],
        run: { status: 'succeeded' },
      });
      const kpis = await api.call('GET', '/v1/reports/kpis', { query: { from: '2026-11-22', to: '2026-11-22' } });
      expect(kpis.body.data).toMatchObject([{ date: '2026-11-22', orders: 1, oneTimeBuyers: 1, repeatRate: 0.5 }]);
    });

    it('tells who was in a segment on a day, who came with a run, and why somebody is in it', async () => {
      const ask = (path: string, query: Record<string, string>) =>
        api.call('GET', `/v1/segments/once/${path}`, { query });
      const run = { runId: 'run-00000002', asOf: '2026-11-23' };
      expect((await ask('members', { at: '2026-12-31' })).body).toMatchObject({ data: [{ customerId: 'kim' }], run });
      expect((await ask('members', { at: '2026-11-22' })).body).toEqual({ data: [], nextCursor: null, run: null });
      expect((await ask('members', { at: '2026-02-30' })).status).toBe(400);
      expect((await ask('moves', { run: run.runId })).body.data).toEqual([{ customerId: 'kim', move: 'entered' }]);
      expect((await ask('moves', { run: 'run-9' })).status).toBe(404);
      expect((await ask('trace', { customer: 'kim' })).body).toMatchObject({
        ...{ customerId: 'kim', holds: true, bar: null },
        lastRun: { ...run, member: true, since: '2026-11-23' },
      });
      expect((await ask('trace', { customer: 'lee' })).body).toMatchObject({
        holds: false,
        lastRun: { member: false, since: null },
      });
      expect((await ask('trace', { customer: 'nobody' })).status).toBe(404);
    });

    it('says which campaigns wait for a word, with their people and their money, and finds them by their words', async () => {
      const audience = { include: ['rfm:need_attention'] };
      const draft = { id: 'waiting', name: '기다리는 문자', channel: 'sms', templateId: 'none', audience };
      expect((await api.call('POST', '/v1/campaigns', { body: draft })).status).toBe(201);
      const decisions = async () => (await api.call('GET', '/v1/reports/today')).body.decisions;
      const about = { id: 'waiting', name: '기다리는 문자', people: 1, cost: { amount: 20, currency: 'KRW' } };
      expect(await decisions()).toMatchObject([{ kind: 'campaignDraft', ...about }]);
      expect((await api.call('PUT', '/v1/settings', { body: { approval: 'another' } })).status).toBe(200);
      expect(await decisions()).toMatchObject([{ kind: 'campaignApproval', ...about }]);
      const found = async (path: string, query: string) =>
        (await api.call('GET', path, { query: { query } })).body.data.map(({ id }: { id: string }) => id);
      expect(await found('/v1/campaigns', ' 문자')).toEqual(['waiting']);
      expect(await found('/v1/campaigns', 'nothing')).toEqual([]);
      expect(await found('/v1/segments', 'NEED_attention')).toEqual(['rfm:need_attention']);
      await api.call('PUT', '/v1/settings', { body: { approval: 'none' } });
      expect((await api.call('DELETE', '/v1/campaigns/waiting')).status).toBeLessThan(300);
      expect(await decisions()).toEqual([]);
    });

    it('previews a rule on everybody as they are now', async () => {
      const preview = (rule: unknown) => api.call('POST', '/v1/segments/preview', { body: { rule } });
      expect(await preview({ computed: 'orders', gte: 1 })).toMatchObject({
        status: 200,
        body: { count: 2, exact: true, reachable: { email: 1, sms: 0 } },
      });
      expect((await preview({ segment: 'rfm:need_attention' })).body).toMatchObject({
        count: 1,
        sample: [{ id: 'kim' }],
      });
      expect(await preview({ segment: 'gone' })).toMatchObject({
        status: 422,
        body: { error: { details: [{ path: 'rule' }] } },
      });
    });
  });

  it('refuses segments that go in circles, and to archive one that is used', async () => {
    const put = (id: string, rule: unknown) => api.call('PUT', `/v1/segments/${id}`, { body: { name: id, rule } });
    const post = (id: string, rule: unknown) => api.call('POST', '/v1/segments', { body: { id, name: id, rule } });
    expect((await post('a', { reachable: 'sms' })).status).toBe(201);
    expect((await post('b', { not: { segment: 'a' } })).status).toBe(201);
    expect((await post('c', { all: [{ segment: 'b' }] })).status).toBe(201);
    expect((await put('a', { segment: 'c' })).body.error.message).toContain('a → c → b → a');
    expect((await post('self', { segment: 'self' })).status).toBe(422);
    expect((await api.call('DELETE', '/v1/segments/a')).body.error.message).toContain('is used by b');
    expect((await api.call('DELETE', '/v1/segments/c')).status).toBe(204);
    expect((await api.call('DELETE', '/v1/segments/b')).status).toBe(204);
    expect((await api.call('DELETE', '/v1/segments/a')).status).toBe(204);
    expect((await api.call('DELETE', '/v1/segments/rfm:lost')).status).toBe(409);
    const listed = (await api.call('GET', '/v1/segments', { query: { limit: '200' } })).body.data;
    expect(listed.map((segment: { id: string }) => segment.id)).not.toContain('a');
    const old = await api.call('GET', '/v1/segments/once');
    expect(old.headers.etag).toBe('"1"');
    const stale = { body: { name: 'x', rule: { reachable: 'sms' } }, headers: { 'if-match': '"7"' } };
    expect((await api.call('PUT', '/v1/segments/once', stale)).status).toBe(412);
  });

  it('tells a person’s story newest first, page by page, each thing once', async () => {
    const events = createEventStore(database.dynamo, database.tables.events);
    const start = Date.parse('2026-11-01T00:00:00.000Z');
    for (let n = 0; n < 25; n++) {
      const at = toIso(start + n * HOUR);
      await events.append(
        eventItem({
          person: 'u:kim',
          ...(n % 5 === 0 ? {} : { time: at }),
          messageId: `m${String(n).padStart(2, '0')}`,
          type: 'track',
          name: 'Product Viewed',
          at,
          receivedAt: at,
          body: { properties: { n } },
          source: 'web',
        }),
      );
    }
    const seen: { at: string; messageId: string }[] = [];
    let cursor: string | null = null;
    do {
      const query = { limit: '7', ...(cursor ? { cursor } : {}) };
      const page = await api.call('GET', '/v1/customers/kim/timeline', { query });
      seen.push(...page.body.data);
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(25);
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(25);
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect(seen[0]).toMatchObject({ type: 'track', event: 'Product Viewed', source: 'web', properties: { n: 24 } });
  });

  it('records a refusal at once: evidence, block of the address, line in the story', async () => {
    const put = (body: unknown, channel = 'email') =>
      api.call('PUT', `/v1/customers/kim/consents/${channel}`, { body });
    const granted = await put({ purpose: 'ad', state: 'granted', at: '2026-11-20T09:00:00+09:00', source: 'store' });
    expect(granted).toMatchObject({
      status: 200,
      body: { ad: { state: 'granted', source: 'store' }, suppressed: null },
    });
    now += DAY;
    const refused = await put({ purpose: 'ad', state: 'withdrawn', source: 'telephone' });
    expect(refused.body).toMatchObject({ ad: { state: 'withdrawn' }, suppressed: { reason: 'withdrawal' } });
    expect((await api.call('GET', '/v1/customers/kim')).body.consent.email.ad.state).toBe('withdrawn');
    expect((await api.call('GET', '/v1/customers/kim/timeline')).body.data[0]).toMatchObject({
      event: 'Consent Changed',
    });
    expect((await put({ purpose: 'ad', state: 'granted', source: 's' }, 'pigeon')).status).toBe(404);
    expect((await put({ purpose: 'ads', state: 'granted', source: 's' })).status).toBe(422);
  });

  it('exports everything it holds about a person', async () => {
    const { body } = await api.call('GET', '/v1/customers/kim/export');
    expect(body).toMatchObject({ customer: { id: 'kim' }, truncated: false });
    expect(body.events).toHaveLength(27);
    expect(body.consents).toHaveLength(2);
    expect((await api.call('GET', '/v1/customers/kim/export', { key: 'read-key' })).status).toBe(403);
  });
});
