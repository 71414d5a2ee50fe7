import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarRoutes } from '../../../functions/serve-api/routes/calendar.ts';
import { campaignSendRoutes } from '../../../functions/serve-api/routes/campaign-sends.ts';
import { campaignRoutes } from '../../../functions/serve-api/routes/campaigns.ts';
import { CAMPAIGN } from '../../../shared/campaigns/campaign.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createShop, type Shop } from '../delivery/shop.ts';

let test: TestDynamo;
let shop: Shop;
let api: ReturnType<typeof createTestApi>;
const NOW = '2026-11-23T01:00:00.000Z';

beforeAll(async () => {
  test = await startDynamo();
  shop = createShop(test, NOW);
  api = createTestApi(test, [calendarRoutes, campaignRoutes, campaignSendRoutes], shop.clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('author-key', ['read', 'author']);
  await api.addKey('approver-key', ['read', 'author', 'approve']);
  await shop.settings.change({ undoMinutes: 0 });
  await shop.addCustomer('u:kim');
});
afterAll(() => test.stop());

describe('a series that is running', () => {
  it('is changed by somebody who may approve only; paused, by its author', async () => {
    await shop.addCampaign('weekly', { audience: { list: ['kim'] }, repeat: { at: '10:00' } });
    const started = await api.call('POST', '/v1/campaigns/weekly/launch');
    expect(started.body.series).toEqual({
      ...{ status: 'running', nextAt: '2026-11-24T01:00:00.000Z', startedBy: 'admin-key', missed: 0 },
    });
    const body = {
      ...{ name: 'weekly', channel: 'email', templateId: 't-weekly', control: 0, audience: { list: ['kim'] } },
      repeat: { at: '15:00' },
    };
    const refused = await api.call('PUT', '/v1/campaigns/weekly', { body, key: 'author-key' });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'forbidden']);
    const changed = await api.call('PUT', '/v1/campaigns/weekly', { body, key: 'approver-key' });
    expect([changed.status, changed.body.series.nextAt]).toEqual([200, '2026-11-23T06:00:00.000Z']);
    const both = await api.call('PUT', '/v1/campaigns/weekly', { body: { ...body, at: NOW } });
    expect([both.status, JSON.stringify(both.body)]).toEqual([422, expect.stringContaining('beside \\"repeat\\"')]);
    await api.call('POST', '/v1/campaigns/weekly/pause');
    expect((await api.call('PUT', '/v1/campaigns/weekly', { body, key: 'author-key' })).status).toBe(200);
  });
});

describe('lists of campaigns', () => {
  it('hold all that can be read beside one that cannot', async () => {
    await shop.addCampaign('long', { audience: { list: ['kim'] }, name: '가'.repeat(121) });
    await shop.addCampaign('fine', { audience: { list: ['kim'] }, at: '2026-11-25T01:00:00.000Z' });
    const { status, body } = await api.call('GET', '/v1/campaigns');
    expect([status, body.data.map(({ id }: { id: string }) => id)]).toEqual([200, expect.arrayContaining(['fine'])]);
    const days = await api.call('GET', '/v1/campaigns/calendar', { query: { from: '2026-11-23', to: '2026-11-30' } });
    expect(days.body.data.map(({ id }: { id: string }) => id)).toEqual(['fine']);
  });

  it('one that cannot be read says where, and can be written anew or archived', async () => {
    await shop.addCampaign('torn', { audience: { list: ['kim'] } });
    const stored = await shop.definitions.save(CAMPAIGN, 'torn', { name: 'torn', channel: 'fax' });
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/preflight'],
      ['POST', '/launch'],
      ['POST', '/duplicate'],
    ] as const) {
      const { status, body } = await api.call(
        method,
        `/v1/campaigns/torn${path}`,
        method === 'GET' ? {} : { body: {} },
      );
      expect([path, status, body.error?.code]).toEqual([path, 422, 'invalid']);
      expect(body.error.message).toContain('"torn" is stored in a form that cannot be read: channel: must be one of');
    }
    const body = { name: 'whole', channel: 'email', templateId: 't-torn', audience: { list: ['kim'] } };
    expect((await api.call('PUT', '/v1/campaigns/torn', { body })).body).toMatchObject({ name: 'whole' });
    await shop.definitions.save(CAMPAIGN, 'torn', stored.body);
    expect((await api.call('DELETE', '/v1/campaigns/torn')).status).toBe(204);
  });

  it('a campaign cannot be put into the series of another', async () => {
    const body = { name: 'x', channel: 'email', templateId: 't-fine', audience: { list: ['kim'] }, seriesOf: 'weekly' };
    const drafted = await api.call('POST', '/v1/campaigns', { body: { ...body, id: 'stranger' } });
    expect([drafted.status, drafted.body.error.details]).toMatchObject([422, [{ path: 'seriesOf' }]]);
    expect((await api.call('GET', '/v1/campaigns/stranger')).status).toBe(404);
    expect((await api.call('PUT', '/v1/campaigns/fine', { body })).status).toBe(422);
  });

  it('by day read no more than the state of what lies on other days', async () => {
    await shop.addCampaign('today', { audience: { list: ['kim'] } });
    await shop.launch('today');
    await shop.definitions.save(CAMPAIGN, 'long', { name: 'x' }, { archived: true });
    const read = async (from: string, to: string): Promise<string[]> => {
      const parts: string[] = [];
      api.services.dynamo.middlewareStack.add(
        (next) => (args) => {
          const text = JSON.stringify(args.input);
          if (text.includes('"today"')) parts.push(text);
          return next(args);
        },
        { step: 'initialize', name: 'count', override: true },
      );
      await api.call('GET', '/v1/campaigns/calendar', { query: { from, to } });
      return parts;
    };
    expect((await read('2026-11-23', '2026-11-24')).length).toBeGreaterThan(2);
    expect(await read('2026-12-01', '2026-12-30')).toHaveLength(1);
  });
});
