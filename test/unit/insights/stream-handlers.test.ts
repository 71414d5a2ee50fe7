import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createHandler as createAttribute } from '../../../functions/attribute/handler.ts';
import { createHandler as createTally } from '../../../functions/tally/handler.ts';
import type { AttributionStore } from '../../../shared/insights/attribution-store.ts';
import { add, count, NO_COUNTERS } from '../../../shared/insights/counters.ts';
import { createFirstCampaign } from '../../../shared/insights/first-campaign.ts';
import type { ShardCounters } from '../../../shared/insights/tally.ts';
import type { TallyStore } from '../../../shared/insights/tally-store.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { lambdaContext } from '../../support/http-event.ts';
import { sentRow } from '../feedback/rows.ts';

const NO_STORE = { sum: async () => NO_COUNTERS, foldClosed: async () => undefined };

const record = (
  sequence: string,
  keys: Record<string, string>,
  after?: object,
  before?: object,
  extra: object = {},
) => ({
  eventID: sequence,
  eventName: after ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
  eventSource: 'aws:dynamodb',
  dynamodb: {
    Keys: marshall(keys),
    SequenceNumber: sequence,
    ApproximateCreationDateTime: 1_764_000_000,
    ...(after ? { NewImage: marshall(after, { removeUndefinedValues: true }) } : {}),
    ...(before ? { OldImage: marshall(before, { removeUndefinedValues: true }) } : {}),
  },
  ...extra,
});
const rowKeys = (row: { customerId: string; key: string }) => ({ customerId: row.customerId, key: row.key });

/** Stream records as Lambda delivers them: JSON. */
const delivered = <T>(event: T): T => structuredClone(event);

describe('tally', () => {
  const memory = (fail = false) => {
    const items = new Map<string, ShardCounters>();
    const store: TallyStore = {
      ...NO_STORE,
      find: async (subject, part) => items.get(`${subject}|${part}`),
      put: async (subject, part, _before, after) => {
        if (fail) throw new Error('throttled');
        items.set(`${subject}|${part}`, after);
        return true;
      },
    };
    return { items, handler: createTally({ store }) };
  };
  const row = sentRow();

  it('counts by shard, passes the window’s state on, and does nothing for an empty window', async () => {
    const { items, handler } = memory();
    const answer = await handler(
      delivered({
        Records: [record('7', rowKeys(row), row)],
        shardId: 'shardId-000',
        state: { a: 1 },
        window: {},
        isFinalInvokeForWindow: false,
      }),
    );
    expect(answer).toEqual({ state: { a: 1 }, batchItemFailures: [] });
    expect([...items.keys()]).toEqual([
      'campaign#winback|shard#messages#shardId-000',
      'channelDay#email#2026-11-22|shard#messages#shardId-000',
    ]);
    expect(await handler({ Records: [], shardId: 'shardId-000', isFinalInvokeForWindow: true })).toEqual({
      state: {},
      batchItemFailures: [],
    });
  });

  it('counts orders apart from messages', async () => {
    const { items, handler } = memory();
    const order = {
      customerId: 'u:kim',
      orderId: 'o1',
      placedAt: '2026-11-23T00:00:00.000Z',
      currency: 'KRW',
      net: 5,
      attribution: { campaignId: 'winback', messageKey: 'k', touch: 'click', touchedAt: 't' },
    };
    await handler(delivered({ Records: [record('7', { customerId: 'u:kim', orderId: 'o1' }, order)], shardId: 's' }));
    const [[key, item] = []] = [...items];
    expect(key).toBe('campaign#winback|shard#orders#s');
    expect(count(item?.counters ?? NO_COUNTERS, 'attributed.revenue.KRW')).toBe(5);
  });

  it('rows that only grew too old stay counted; rows that were erased do not', async () => {
    const { items, handler } = memory();
    const expiry = { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } };
    await handler(
      delivered({
        Records: [record('7', rowKeys(row), row), record('8', rowKeys(row), undefined, row, expiry)],
        shardId: 's',
      }),
    );
    const total = () => add(...[...items.values()].map(({ counters }) => counters));
    expect(count(total(), 'status.sent')).toBe(1);
    await handler(delivered({ Records: [record('9', rowKeys(row), undefined, row)], shardId: 's' }));
    expect(count(total(), 'status.sent')).toBe(0);
  });

  it('names the first sequence number that it could not count', async () => {
    const { handler } = memory(true);
    const records = ['99', '100', '101'].map((sequence) => record(sequence, rowKeys(row), row));
    expect((await handler(delivered({ Records: records, shardId: 's' }))).batchItemFailures).toEqual([
      { itemIdentifier: '99' },
    ]);
  });
});

describe('attribute', () => {
  const run = async (records: ReturnType<typeof record>[], start = '2026-01-01T00:00:00.000Z') => {
    const asked: string[] = [];
    const store: AttributionStore = {
      rows: async (customerId) => {
        asked.push(customerId);
        return [];
      },
      orders: async () => [],
      happened: async () => [],
      setGoal: async () => undefined,
      setAttribution: async () => undefined,
    };
    const handler = createAttribute({
      store,
      settings: { current: async () => DEFAULT_SETTINGS },
      noMessagesBefore: async () => start,
      tellOutcomes: async () => undefined,
      customers: { get: async () => undefined },
    });
    const event: DynamoDBStreamEvent = JSON.parse(JSON.stringify({ Records: records }));
    await handler(event, lambdaContext());
    return asked;
  };
  const row = sentRow();
  const order = {
    customerId: 'u:kim',
    orderId: 'o1',
    placedAt: '2026-11-23T00:00:00.000Z',
    currency: 'KRW',
    net: 5,
    version: 1,
  };
  const orderKeys = { customerId: 'u:kim', orderId: 'o1' };

  it('looks at a person when something relevant changed, once per batch', async () => {
    expect(
      await run([record('1', orderKeys, order), record('2', rowKeys(row), row, sentRow({ status: 'claimed' }))]),
    ).toEqual(['u:kim']);
    expect(await run([record('1', orderKeys, { ...order, net: 3 }, order)])).toEqual(['u:kim']);
    expect(
      await run([record('1', rowKeys(row), sentRow({ personClicks: ['2026-11-23T00:00:00.000Z'] }), row)]),
    ).toEqual(['u:kim']);
  });

  it('its own writes do not bring it back', async () => {
    const goal = { orders: 1, revenue: 5, currency: 'KRW', firstAt: order.placedAt };
    expect(await run([record('1', rowKeys(row), sentRow({ goal }), row)])).toEqual([]);
    const attribution = { campaignId: 'winback', messageKey: 'k', touch: 'click', touchedAt: 't' };
    expect(await run([record('1', orderKeys, { ...order, attribution }, order)])).toEqual([]);
  });

  it('a receipt looks again for an event that is the goal', async () => {
    const waiting = sentRow({ goalEvent: 'Quiz Finished' });
    const delivered = sentRow({ goalEvent: 'Quiz Finished', deliveredAt: '2026-11-23T00:00:00.000Z' });
    expect(await run([record('1', rowKeys(row), delivered, waiting)])).toEqual(['u:kim']);
  });

  it('opens, claims, skipped rows, guards and removals cost no read', async () => {
    expect(await run([record('1', rowKeys(row), sentRow({ openedAt: '2026-11-23T00:00:00.000Z' }), row)])).toEqual([]);
    expect(await run([record('1', rowKeys(row), sentRow({ status: 'claimed' }))])).toEqual([]);
    expect(await run([record('1', rowKeys(row), sentRow({ status: 'skipped', reason: 'noConsent' }))])).toEqual([]);
    expect(
      await run([
        record('1', { customerId: 'address:ab', key: 'k' }, { customerId: 'address:ab', key: 'k', owner: 'u:kim' }),
      ]),
    ).toEqual([]);
    expect(await run([record('1', orderKeys, undefined, order)])).toEqual([]);
  });

  it('the past of a shop, older than its first campaign, costs no read', async () => {
    expect(await run([record('1', orderKeys, order)], '2026-11-24T00:00:00.000Z')).toEqual([]);
  });
});

describe('the time before which nothing was sent', () => {
  const definition = (createdAt: string) => ({
    kind: 'campaign',
    id: 'x',
    version: 1,
    body: {},
    archived: false,
    createdAt,
    updatedAt: createdAt,
  });

  it('is a minute ago while there is no campaign, then the first one’s creation for good', async () => {
    let now = Date.parse('2026-11-23T01:00:00.000Z');
    let campaigns = [definition('2026-11-20T00:00:00.000Z'), definition('2026-11-10T00:00:00.000Z')].slice(0, 0);
    let reads = 0;
    const first = createFirstCampaign(
      {
        listAll: async () => {
          reads++;
          return campaigns;
        },
      },
      () => now,
    );
    expect(await first()).toBe('2026-11-23T00:59:00.000Z');
    expect(await first()).toBe('2026-11-23T00:59:00.000Z');
    campaigns = [definition('2026-11-20T00:00:00.000Z'), definition('2026-11-10T00:00:00.000Z')];
    now += 61_000;
    expect(await first()).toBe('2026-11-10T00:00:00.000Z');
    expect(await first()).toBe('2026-11-10T00:00:00.000Z');
    expect(reads).toBe(2);
  });
});
