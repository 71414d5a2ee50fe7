import { randomBytes } from 'node:crypto';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { TABLES, type TableDefinition, type TableName } from '../../shared/tables/tables.ts';
import { SHARED_EMULATOR, startEmulator } from './emulator.ts';

export interface TestDynamo {
  readonly dynamo: Dynamo;
  readonly client: DynamoDBClient;
  /** Name of each created table; the same as its key in `TABLES`. */
  readonly tables: Readonly<Record<TableName, string>>;
  readonly endpoint: string;
  /** What an SDK client needs in its environment to reach this database. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const untilItAnswers = async (client: DynamoDBClient): Promise<void> => {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

const createTable = (name: string, definition: TableDefinition): CreateTableCommandInput => {
  const { partitionKey, sortKey, index, stream } = definition;
  const keys = (hash: string, range: string | undefined) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
  ];
  const names = new Set(
    [partitionKey, sortKey, index?.partitionKey, index?.sortKey].filter((key) => key !== undefined),
  );
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys(partitionKey, sortKey),
    AttributeDefinitions: [...names].map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    ...(stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } } : {}),
    ...(index
      ? {
          GlobalSecondaryIndexes: [
            {
              IndexName: index.name,
              KeySchema: keys(index.partitionKey, index.sortKey),
              Projection: { ProjectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL' },
            },
          ],
        }
      : {}),
  };
};

const TABLE_NAMES: Readonly<Record<TableName, string>> = {
  events: 'events',
  customers: 'customers',
  folds: 'folds',
  orders: 'orders',
  identities: 'identities',
  consents: 'consents',
  suppressions: 'suppressions',
  messages: 'messages',
  sends: 'sends',
  runs: 'runs',
  timers: 'timers',
  members: 'members',
  definitions: 'definitions',
  insights: 'insights',
  coupons: 'coupons',
  effects: 'effects',
};

/**
 * The real DynamoDB Local in memory, with a database of its own per call and the tables of `shared/tables` (no time to
 * live, so that tests may live in the past). Takes some 2.5 s where a run of tests keeps none; call it in `beforeAll` and `stop` in `afterAll`.
 */
export const startDynamo = async (only?: readonly TableName[]): Promise<TestDynamo> => {
  const shared = process.env[SHARED_EMULATOR];
  const { endpoint, stop } = shared === undefined ? await startEmulator() : { endpoint: shared, stop: undefined };
  const credentials = { accessKeyId: `test${randomBytes(8).toString('hex')}`, secretAccessKey: 'secret' };
  const client = new DynamoDBClient({ endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 3 });
  await untilItAnswers(client);
  const created = Object.entries(TABLES).filter(([name]) => !only || only.some((wanted) => wanted === name));
  for (const [name, definition] of created) await client.send(new CreateTableCommand(createTable(name, definition)));
  return {
    client,
    dynamo: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tables: TABLE_NAMES,
    endpoint,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: 'ap-northeast-2',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stop: async () => {
      // The memory of one that stays is for the next file.
      if (!stop) for (const [TableName] of created) await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
      await stop?.();
    },
  };
};
