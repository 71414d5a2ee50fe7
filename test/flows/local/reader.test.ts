import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsJsonClient, createAwsJsonClient } from '../../../infra/local/aws-json.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from '../../../infra/local/dynamodb/dynamodb-local.ts';
import { createTables } from '../../../infra/local/dynamodb/tables.ts';
import { createStreamReader, type LocalStreamReader } from '../../../infra/local/streams/reader.ts';

const region = 'ap-northeast-2';
let database: DynamoDbLocal;
let tables: AwsJsonClient;
let streams: AwsJsonClient;

beforeAll(async () => {
  database = await startDynamoDbLocal({ region });
  tables = createAwsJsonClient(database.endpoint, 'DynamoDB_20120810', region);
  streams = createAwsJsonClient(database.endpoint, 'DynamoDBStreams_20120810', region);
});
afterAll(async () => {
  tables.close();
  streams.close();
  await database.stop();
});

const plan = (name: string) => ({
  name,
  streamArn: '',
  streamView: 'NEW_IMAGE',
  keys: ['id'],
  definition: {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  },
});

async function put(table: string, from: number, to: number): Promise<void> {
  for (let id = from; id < to; id += 1)
    await tables.call('PutItem', { TableName: table, Item: { id: { S: String(id) } } });
}

async function readIds(reader: LocalStreamReader): Promise<number[]> {
  const ids: number[] = [];
  for (let records = await reader.read(); records.length > 0; records = await reader.read()) {
    for (const { dynamodb } of records) ids.push(Number(/"S":"(\d+)"/.exec(JSON.stringify(dynamodb.Keys))?.[1]));
  }
  return ids;
}

test('a quiet stream beside a busy one: read while empty, after its first record, after a skip, after a restart', async () => {
  const arns = await createTables(tables, [plan('Busy'), plan('Quiet')]);
  const busy = createStreamReader(streams, arns.get('Busy') ?? '', '');
  const quiet = createStreamReader(streams, arns.get('Quiet') ?? '', '');
  expect(await readIds(quiet)).toEqual([]);
  await put('Busy', 0, 100);
  expect(await readIds(busy)).toHaveLength(100);
  expect(await readIds(quiet)).toEqual([]);
  quiet.skipTo(busy.position());
  await put('Quiet', 0, 2);
  expect(await readIds(quiet)).toEqual([0, 1]);
  await put('Busy', 100, 300);
  expect(await readIds(busy)).toHaveLength(200);
  expect(quiet.emptySince()).toBeDefined();
  quiet.skipTo(busy.position());
  expect(await readIds(quiet)).toEqual([]);
  await put('Quiet', 2, 4);
  expect(await readIds(quiet)).toEqual([2, 3]);
  const before = quiet.position();
  await put('Quiet', 4, 6);
  expect(await readIds(createStreamReader(streams, arns.get('Quiet') ?? '', before))).toEqual([4, 5]);
});
