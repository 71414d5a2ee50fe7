import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kpiRoutes } from '../../../functions/serve-api/routes/kpis.ts';
import { measureRoutes } from '../../../functions/serve-api/routes/measures.ts';
import { pauseRoutes } from '../../../functions/serve-api/routes/pauses.ts';
import { reportRoutes } from '../../../functions/serve-api/routes/reports.ts';
import { settingsRoutes } from '../../../functions/serve-api/routes/settings.ts';
import { shareRoutes } from '../../../functions/serve-api/routes/shares.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createNightly } from '../../support/nightly.ts';
import { startObjectStore, type TestObjectStore } from '../../support/object-store.ts';
import { packDays, profileOf } from '../../support/profile.ts';

const NOW = Date.parse('2026-11-22T03:00:00+09:00');
const clock = () => NOW;

describe('the reports on the shop, from the night to the answer', () => {
  let database: TestDynamo;
  let objects: TestObjectStore;
  let api: ReturnType<typeof createTestApi>;
  let night: ReturnType<typeof createNightly>;

  beforeAll(async () => {
    [database, objects] = await Promise.all([startDynamo(), startObjectStore()]);
    api = createTestApi(
      database,
      [kpiRoutes, measureRoutes, pauseRoutes, reportRoutes, shareRoutes, settingsRoutes],
      clock,
    );
    night = createNightly(database, objects, clock, database.dynamo);
    await api.addKey('admin-key', ['admin']);
  });
  afterAll(async () => {
    await objects?.stop();
    await database?.stop();
  });

  const get = async (path: string, query: Record<string, string> = {}) => (await api.call('GET', path, { query })).body;

  it('say that nothing has been computed, and what to do', async () => {
    expect(await get('/v1/reports/kpis')).toMatchObject({ asOf: null, data: [], targets: [] });
    for (const report of ['retention', 'next-orders', 'warnings'])
      expect(await get(`/v1/reports/${report}`)).toMatchObject({
        error: { code: 'not_found', message: expect.stringMatching(/recompute/) },
      });
  });

  it('know two years of days on the first night', async () => {
    const granted = { ad: { state: 'granted' as const, at: '2026-11-10T00:00:00.000Z' } };
    const days = {
      KRW: packDays([
        { day: '2024-11-20', net: 2_000 },
        { day: '2026-11-20', net: 3_000 },
      ]),
    };
    await night.putProfile(
      'u:kim',
      profileOf({ days, contacts: { email: 'kim@example.com' }, consent: { email: granted } }),
    );
    await night.putProfile('u:lee', profileOf({ days: { KRW: packDays([{ day: '2026-11-20', net: 5_000 }]) } }));
    await api.call('PUT', '/v1/settings', {
      body: { targets: [{ kpi: 'orders', value: 100, from: '2026-11-01', by: '2026-11-30' }] },
    });
    const spend = [{ channel: 'naver', month: '2026-11', amount: 7_000 }];
    await api.call('PUT', '/v1/settings', { body: { kpis: { activeDays: 180, acquisition: { spend } } } });
    await night.night('2026-11-22');
    expect(await get('/v1/reports/acquisition')).toMatchObject({
      trait: 'acquisitionChannel',
      overall: { spend: 7_000, newCustomers: 1, cac: 7_000 },
      data: [{ channel: 'naver', newCustomers: 0, cac: null }],
    });
    const now = await get('/v1/reports/kpis');
    expect(now.data.at(-2)).toMatchObject({
      date: '2026-11-20',
      complete: true,
      orders: 2,
      revenue: { amount: 8_000, currency: 'KRW' },
      buyers: 2,
      newCustomers: 1,
      allBuyers: 2,
      oneTimeBuyers: 1,
      reachable: null,
      values: { activeBuyers: 2, repeatRate: 0.5, churnedShare: null },
    });
    expect(now.data.at(-1)).toMatchObject({
      date: '2026-11-21',
      reachable: { email: 1 },
      values: { reachableEmail: 1, optInGrowthEmail: 1, churnedShare: 0, clv12m: null },
    });
    expect(now.targets).toEqual([
      expect.objectContaining({ kpi: 'orders', state: 'behind', current: 2, expected: 70, behindBy: 68 }),
    ]);
    expect(now.definitions.find(({ kpi }: { kpi: string }) => kpi === 'activeBuyers').definition.ko).toContain(
      '최근 180일',
    );
    const then = await get('/v1/reports/kpis', { from: '2024-11-19', to: '2024-11-21' });
    expect(then.data.map(({ date, orders }: { date: string; orders: number }) => [date, orders])).toEqual([
      ['2024-11-20', 1],
      ['2024-11-21', 0],
    ]);
    const months = await get('/v1/reports/kpis', { granularity: 'month' });
    expect(months.data).toHaveLength(25);
    expect(months.data.at(-1)).toMatchObject({ date: '2026-11-01', to: '2026-11-30', complete: false, buyers: 2 });
    expect(months.data.find(({ date }: { date: string }) => date === '2025-05-01').values.lapsedBuyers).toBe(1);
  });

  it('name the thirteen measures with what they are made of, as JSON and as a file that opens with Hangul', async () => {
    const { data } = await get('/v1/reports/measures');
    expect(data).toHaveLength(13);
    expect(data.find(({ id }: { id: string }) => id === 'lostByStage')).toMatchObject({
      value: 0,
      denominator: { value: 2 },
    });
    expect(data.find(({ id }: { id: string }) => id === 'acquisitionCost')).toMatchObject({ value: 7_000 });
    for (const name of ['measures', 'channels', 'hours', 'funnel', 'segments', 'impact']) {
      const { status, headers, body } = await api.call('GET', `/v1/reports/${name}`, { query: { format: 'csv' } });
      expect([name, status, headers['content-type']]).toEqual([name, 200, 'text/csv; charset=utf-8']);
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
      expect([name, body.charCodeAt(0)]).toEqual([name, 0xfeff]);
    }
    expect((await get('/v1/reports/measures', { from: '2026-11-22', to: '2026-11-01' })).error.code).toBe(
      'invalid_request',
    );
    expect((await get('/v1/reports/hours', { from: '2020-01-01' })).error.message).toMatch(/at most 366/);
  });

  it('say that ads stand still, who stopped them, and that they go out again', async () => {
    await api.addKey('author-key', ['author']);
    const stopped = await api.call('POST', '/v1/pauses/email', { body: { note: '주소록 점검' }, key: 'author-key' });
    expect(stopped.body).toMatchObject({ isPaused: true, by: 'person', name: 'author-key', note: '주소록 점검' });
    const { decisions } = await get('/v1/reports/today');
    expect(decisions.find(({ kind }: { kind: string }) => kind === 'adsPaused').says.ko).toMatch(
      /이메일 광고를 멈췄습니다: 주소록 점검/,
    );
    expect((await api.call('POST', '/v1/pauses/email/resume', { key: 'author-key' })).status).toBe(403);
    expect((await api.call('POST', '/v1/pauses/fax')).status).toBe(404);
    expect((await api.call('POST', '/v1/pauses/email/resume')).body).toMatchObject({
      isPaused: false,
      resumedBy: 'admin-key',
    });
    expect(await get('/v1/pauses')).toMatchObject({
      data: [{ channel: 'email', isPaused: false }, { channel: 'sms' }, { channel: 'push' }, { channel: 'kakao' }],
    });
  });

  it('are shown to whoever holds the link, for as long as it is open, and to nobody else', async () => {
    const body = { from: '2026-11-01', to: '2026-11-30' };
    const made = await api.call('POST', '/v1/shares', { body, headers: { 'idempotency-key': 'share-1' } });
    expect(made).toMatchObject({
      status: 201,
      body: { campaignId: null, journeyId: null, state: 'open', createdBy: 'admin-key' },
    });
    const path = new URL(made.body.url).pathname;
    const page = await api.call('GET', path, { key: null });
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(page.body).toContain('2026-11-01 ~ 2026-11-30');
    // The answer that is kept for a repeat opens nothing.
    const again = await api.call('POST', '/v1/shares', { body, headers: { 'idempotency-key': 'share-1' } });
    expect(again.body).toMatchObject({ id: made.body.id, url: null });
    expect((await api.call('GET', `${path}x`, { key: null })).status).toBe(404);
    expect((await api.call('DELETE', `/v1/shares/${made.body.id}`)).body).toMatchObject({ state: 'revoked' });
    expect((await api.call('GET', path, { key: null })).status).toBe(404);
    expect(await get('/v1/shares')).toMatchObject({ data: [{ id: made.body.id, state: 'revoked' }] });
    const idle = await api.call('POST', '/v1/shares', { body: { ...body, journeyId: 'cart' } });
    expect([idle.status, idle.body.error.message]).toEqual([404, expect.stringContaining('"cart" sent nothing')]);
    for (const wrong of [{}, { ...body, campaignId: 'x' }, { from: '2026-11-01' }, { campaignId: 'x', journeyId: 'y' }])
      expect((await api.call('POST', '/v1/shares', { body: wrong })).status).toBe(422);
    expect((await api.call('POST', '/v1/shares', { body: { campaignId: 'nobody' } })).status).toBe(404);
  });

  it('say who moved on the grid within a month', async () => {
    const rfm = await get('/v1/reports/rfm');
    expect(rfm).toMatchObject({ scoring: 'rank', frequency: 'orders' });
    const moved = rfm.moves.reduce((sum: number, { customers }: { customers: number }) => sum + customers, 0);
    expect(moved).toBe(2);
    expect(rfm.cells.reduce((sum: number, { before }: { before: number }) => sum + before, 0)).toBe(1);
  });

  it('answer as of an earlier run after a later one', async () => {
    await night.night('2026-11-01');
    const before = await get('/v1/reports/retention', { asOf: '2026-11-10' });
    expect(before).toMatchObject({
      asOf: '2026-11-01',
      cohorts: [{ cohort: '2024-11', size: 1, cells: [1] }],
      incompleteMonth: null,
    });
    const now = await get('/v1/reports/retention', { from: '2024-01', to: '2026-10-31' });
    expect(now).toMatchObject({ asOf: '2026-11-22', incompleteMonth: '2026-11' });
    expect(now.cohorts).toHaveLength(1);
    expect(now.cohorts[0].cells).toEqual([1, ...new Array(23).fill(0), 1]);
  });

  it('say of curves and signs that there is not enough data', async () => {
    expect(await get('/v1/reports/next-orders')).toMatchObject({
      everybody: { state: 'not_enough_data', people: 2 },
      products: [],
    });
    const warnings = await get('/v1/reports/warnings');
    expect(warnings.data).toHaveLength(6);
    expect(new Set(warnings.data.map(({ state }: { state: string }) => state))).toEqual(new Set(['not_enough_data']));
  });

  it('bring a sign before the eyes of whoever opens the day', async () => {
    const months = Array.from({ length: 14 }, (_, back) =>
      new Date(Date.UTC(2026, 9 - back, 5)).toISOString().slice(0, 10),
    );
    // Eighteen people a month until spring, then two: those of spring lapse in autumn.
    for (const [back, day] of months.entries())
      for (let person = 0; person < (back < 6 ? 2 : 18); person++)
        await night.putProfile(`u:${day}-${person}`, profileOf({ days: { KRW: packDays([{ day, net: 1_000 }]) } }));
    await night.night('2026-11-22');
    const { decisions } = await get('/v1/reports/today');
    expect(decisions).toMatchObject([{ kind: 'sign', says: { en: expect.stringMatching(/^More buyers lapse/) } }]);
  });

  it('refuse what they cannot read, and name it', async () => {
    const turned = await api.call('GET', '/v1/reports/kpis', { query: { from: '2026-11-22', to: '2026-11-01' } });
    expect(turned).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(/is after/) } } });
    const hourly = await api.call('GET', '/v1/reports/kpis', { query: { granularity: 'hour' } });
    expect(hourly).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(/granularity/) } } });
    const odd = await api.call('PUT', '/v1/settings', {
      body: { targets: [{ kpi: 'joy', value: 1, by: '2026-12-31' }] },
    });
    expect(odd).toMatchObject({ status: 422 });
  });
});
