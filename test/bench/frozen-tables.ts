// Tables that answer what they held when they were frozen and take every write: what is measured is their caller.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { frozenSchema, itemSchema } from './frozen.ts';
import { bytesOf, serve } from './serve.ts';

type FrozenItem = z.infer<typeof itemSchema>;

const requestSchema = z.looseObject({
  TableName: z.string().optional(),
  Key: itemSchema.optional(),
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(itemSchema).default([]) })).optional(),
  ReturnValues: z.string().optional(),
  ExpressionAttributeValues: itemSchema.default({}),
});

const { FROZEN_TABLES, LATENCY_MS } = z
  .object({ FROZEN_TABLES: z.string(), LATENCY_MS: z.coerce.number().default(0) })
  .parse(process.env);

interface Table {
  readonly byKey: ReadonlyMap<string, FrozenItem>;
  readonly byPartition: ReadonlyMap<string, FrozenItem[]>;
  readonly keyOf: (item: FrozenItem) => string;
}

const tables = new Map<string, Table>();
for (const [name, { partitionKey, sortKey, items }] of Object.entries(
  frozenSchema.parse(JSON.parse(readFileSync(FROZEN_TABLES, 'utf8'))),
)) {
  const keyOf = (item: FrozenItem): string => JSON.stringify([item[partitionKey], sortKey && item[sortKey]]);
  const byPartition = new Map<string, FrozenItem[]>();
  for (const item of items) {
    const partition = JSON.stringify(item[partitionKey]);
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), item]);
  }
  tables.set(name, { keyOf, byPartition, byKey: new Map(items.map((item) => [keyOf(item), item])) });
}

const find = (name: string | undefined, key: FrozenItem | undefined): FrozenItem | undefined => {
  const table = tables.get(name ?? '');
  return table && key && table.byKey.get(table.keyOf(key));
};

const answerTo = (operation: string, body: unknown): object => {
  const { TableName, Key, RequestItems, ReturnValues, ExpressionAttributeValues } = requestSchema.parse(body);
  switch (operation) {
    case 'GetItem':
      return { Item: find(TableName, Key) };
    case 'BatchGetItem': {
      const found = Object.entries(RequestItems ?? {}).map(
        ([name, { Keys }]) => [name, Keys.map((key) => find(name, key)).filter((item) => item !== undefined)] as const,
      );
      return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
    }
    case 'Query': {
      // The sender's queries ask for whole partitions, so the first value that names one is the question.
      const table = tables.get(TableName ?? '');
      const partition = Object.values(ExpressionAttributeValues)
        .map((value) => table?.byPartition.get(JSON.stringify(value)))
        .find((items) => items !== undefined);
      return { Items: partition ?? [], Count: partition?.length ?? 0 };
    }
    case 'UpdateItem':
      return ReturnValues === 'ALL_NEW' ? { Attributes: { ...find(TableName, Key), leases: { N: '1' } } } : {};
    default:
      return {};
  }
};

serve(async (request, response) => {
  const operation = String(request.headers['x-amz-target'] ?? '').replace('DynamoDB_20120810.', '');
  const body: unknown = JSON.parse((await bytesOf(request)).toString('utf8'));
  if (LATENCY_MS > 0) await wait(LATENCY_MS);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(answerTo(operation, body)));
});
