import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { customerRoutes } from '../../functions/serve-api/routes/customers.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { packDays, putCustomers } from '../support/profile.ts';

const PAGE = 200;
const BATCH = 25;
const LANES = 8;

let database: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let scans = 0;
let now = Date.parse('2026-11-23T01:00:00.000Z');

/** Time passes, so that nobody who pages through everything is too fast for one key. */
const clock = (): number => {
  now += 100;
  return now;
};

beforeAll(async () => {
  database = await startDynamo();
  database.dynamo.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === 'ScanCommand') scans += 1;
      return next(args);
    },
    { step: 'initialize', name: 'countScans' },
  );
  api = createTestApi(database, [customerRoutes], clock);
  await api.addKey('admin-key', ['admin']);
});
afterAll(() => database.stop());

const idOf = (index: number): string => `u:c${String(index).padStart(6, '0')}`;

/** Copies of one stored customer under other ids: rows as they stand in the table. */
const fill = async (from: number, to: number): Promise<void> => {
  const { dynamo, tables } = database;
  const table = tables.customers;
  const fields = {
    traits: { name: '김단골' },
    orders: 3,
    revenue: { KRW: 45_000 },
    days: { KRW: packDays([{ day: '2026-11-02', net: 45_000, orders: 3 }]) },
  };
  if (from === 0) await putCustomers(createCustomerStore(dynamo, table), { [idOf(0)]: fields });
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { customerId: idOf(0), part: 'profile' }, ConsistentRead: true }),
  );
  let next = Math.max(1, from);
  const lane = async (): Promise<void> => {
    while (next < to) {
      const first = next;
      next = Math.min(to, first + BATCH);
      const rows = Array.from({ length: next - first }, (_, index) => ({
        PutRequest: { Item: { ...Item, customerId: idOf(first + index) } },
      }));
      const answer = await dynamo.send(new BatchWriteCommand({ RequestItems: { [table]: rows } }));
      expect(answer.UnprocessedItems ?? {}).toEqual({});
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

let filled = 0;

it.each([20_000, 100_000])('%d customers written to the table are paged by cursor, each once', async (people) => {
  await fill(filled, people);
  filled = people;
  const seen = new Set<string>();
  let pages = 0;
  let largest = 0;
  let wrong = 0;
  let cursor: string | null = null;
  scans = 0;
  do {
    const query: Record<string, string> = { limit: String(PAGE), personal: 'masked', ...(cursor ? { cursor } : {}) };
    const { status, body } = await api.call('GET', '/v1/customers', { query });
    expect(status).toBe(200);
    for (const { id, stats } of body.data) {
      if (seen.has(id) || stats.orders !== 3) wrong += 1;
      seen.add(id);
    }
    pages += 1;
    largest = Math.max(largest, body.data.length);
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect({ people: seen.size, wrong }).toEqual({ people, wrong: 0 });
  expect(largest).toBe(PAGE);
  // A page costs a look at its own rows and, at most, one behind them, however many people there are.
  expect(pages).toBeLessThanOrEqual(people / PAGE + 1);
  expect(scans).toBeLessThanOrEqual(2 * pages);
});
