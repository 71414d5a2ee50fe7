import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureRoutes } from '../../../functions/serve-api/routes/measures.ts';
import { receiptPeopleRoutes } from '../../../functions/serve-api/routes/receipt-people.ts';
import { JOURNEY } from '../../../shared/journeys/journey.ts';
import { createJourneyStore } from '../../../shared/journeys/journey-store.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from '../delivery/fake-provider.ts';
import { createShop, type Shop } from '../delivery/shop.ts';
import { sentRow } from '../feedback/rows.ts';

let test: TestDynamo;
let shop: Shop;
let api: ReturnType<typeof createTestApi>;
const NOW = '2026-11-23T01:00:00.000Z';

interface Shown {
  readonly customerId: string | null;
  readonly name: string | null;
}

beforeAll(async () => {
  test = await startDynamo();
  shop = createShop(test, NOW);
  api = createTestApi(test, [receiptPeopleRoutes, measureRoutes], shop.clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('reader', ['read']);
  await api.addKey('support', ['read', 'personal']);
});
afterAll(() => test.stop());

/** All pages of a list, with the size of each. */
const pages = async (path: string, query: Record<string, string>) => {
  const data: Shown[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await api.call('GET', path, { query: { ...query, ...(cursor ? { cursor } : {}) } });
    expect(status).toBe(200);
    data.push(...body.data);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return data;
};

describe('a line of a campaign’s receipt', () => {
  it('opens into the people behind it, masked unless the key may see people, who are then written down', async () => {
    for (const name of ['kim', 'lee', 'park']) {
      const contacts = { email: `${name}@example.com` };
      await shop.addCustomer(`u:${name}`, { contacts, traits: { name: '김다은' } });
      if (name !== 'park') await shop.say(`u:${name}`, 'email', 'ad', 'granted');
    }
    await shop.addCampaign('open', { audience: { list: ['kim', 'lee', 'park'] } });
    await shop.launch('open');
    await shop.sendAll(createFakeProvider('email'));
    const path = '/v1/campaigns/open/people';
    expect((await pages(path, { line: 'sent', limit: '1' })).map(({ customerId }) => customerId).sort()).toEqual([
      ...['kim', 'lee'],
    ]);
    const skipped = { line: 'skipped', because: 'noConsent' };
    const masked = await api.call('GET', path, { query: skipped, key: 'reader' });
    expect(masked.body.data).toMatchObject([
      { customerId: 'park', name: '김*은', contacts: { email: 'p***@example.com' }, status: 'skipped', bought: null },
    ]);
    const shown = await api.call('GET', path, { query: { ...skipped, reason: 'asked by the shop' }, key: 'support' });
    expect(shown.body.data).toMatchObject([{ name: '김다은', contacts: { email: 'park@example.com' } }]);
    const asked = await api.call('GET', path, { query: { ...skipped, personal: 'shown' }, key: 'reader' });
    expect([asked.status, asked.body.error.code]).toEqual([403, 'forbidden']);
    expect(await pages(path, { line: 'skipped', because: 'tooLate' })).toEqual([]);
    const none = await api.call('GET', '/v1/campaigns/nowhere/people', { query: { line: 'sent' } });
    expect(none.status).toBe(404);
    expect((await api.call('GET', path, { query: { line: 'profit' } })).status).toBe(400);
  });
});

describe('a line of a journey’s receipt', () => {
  it('opens into the people of its days, newest day first, page by page', async () => {
    const journeys = createJourneyStore(test.dynamo, test.tables.runs, shop.definitions, shop.clock);
    await shop.definitions.save(JOURNEY, 'cart', { name: 'Cart' });
    await journeys.putState(
      { journeyId: 'cart', status: 'running', version: 1, startedAt: '2026-11-01T00:00:00.000Z' },
      undefined,
    );
    const rows = ['2026-11-02', '2026-11-20', '2026-11-20', '2026-11-20'].map((date, n) =>
      sentRow({
        ...{ customerId: `u:p${n}`, key: `M${n}#0#0`, campaignId: 'Journey-cart_remind', heldShare: 0.5 },
        ...{
          journeyDay: `cart#${date}`,
          status: n === 2 ? 'skipped' : 'sent',
          reason: n === 2 ? 'noConsent' : undefined,
        },
        lead: { orders: n, revenue: n * 100, currency: 'KRW' },
      }),
    );
    const other = sentRow({ customerId: 'u:p0', key: 'M9#0#0', journeyDay: 'other#2026-11-20' });
    for (const Item of [...rows, other, { ...rows[0], customerId: 'erased:1', key: 'M7#0#0' }])
      await test.dynamo.send(new PutCommand({ TableName: test.tables.messages, Item }));
    const path = '/v1/journeys/cart/people';
    const ids = async (query: Record<string, string>) => (await pages(path, query)).map(({ customerId }) => customerId);
    for (const limit of ['1', '2', '50']) expect(await ids({ line: 'sent', limit })).toEqual(['p1', 'p3', null, 'p0']);
    expect(await ids({ line: 'sent', from: '2026-11-03' })).toEqual(['p1', 'p3']);
    expect(await ids({ line: 'skipped', because: 'noConsent' })).toEqual(['p2']);
    expect(await ids({ line: 'extra', to: '2026-11-19' })).toEqual([]);
    await shop.definitions.save(JOURNEY, 'draft', { name: 'Draft' });
    expect(await pages('/v1/journeys/draft/people', { line: 'sent' })).toEqual([]);
  });
});
