import { ConditionalCheckFailedException, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  BatchWriteCommand,
  type BatchWriteCommandOutput,
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { DangolError } from './errors.ts';
import { meterUnits } from './units.ts';

export type Item = Record<string, unknown>;
export type Dynamo = DynamoDBDocumentClient;

/** The document client every store uses; endpoint and region come from the function's own environment. */
export const createDynamo = (maxAttempts = 6): Dynamo => {
  const client = new DynamoDBClient({ maxAttempts });
  meterUnits(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

/** Items of a table as DynamoDB last counted them, up to six hours ago. */
export const countItems = async (dynamo: Dynamo, table: string): Promise<number> => {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table }));
  return Table?.ItemCount ?? 0;
};

export const isConditionFailed = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;

/** Errors that a later try can cure: throttling, server faults and broken connections, after the SDK's own tries are spent. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (
    /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|InternalServerError|ServiceUnavailable|Timeout/.test(
      error.name,
    )
  )
    return true;
  if ('code' in error && /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)/.test(String(error.code))) return true;
  return '$fault' in error && error.$fault === 'server';
};

/** All pages of a query, item by item; memory stays at one page. */
export async function* queryAll(dynamo: Dynamo, input: QueryCommandInput): AsyncGenerator<Item> {
  let start = input.ExclusiveStartKey;
  do {
    const page = await dynamo.send(new QueryCommand({ ...input, ExclusiveStartKey: start }));
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** All pages of one segment of a parallel scan. */
export async function* scanAll(dynamo: Dynamo, input: ScanCommandInput): AsyncGenerator<Item> {
  let start = input.ExclusiveStartKey;
  do {
    const page = await dynamo.send(new ScanCommand({ ...input, ExclusiveStartKey: start }));
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** Strong reads of up to any number of keys, 100 a call. Keys that DynamoDB leaves unprocessed are asked again. */
export const getMany = async (dynamo: Dynamo, table: string, keys: readonly Item[]): Promise<Item[]> => {
  const found: Item[] = [];
  for (let at = 0; at < keys.length; at += 100) {
    let pending: Item[] | undefined = keys.slice(at, at + 100);
    for (let attempt = 0; pending && pending.length > 0; attempt++) {
      if (attempt === 8)
        throw new DangolError('unavailable', `Table ${table} left ${pending.length} keys unread after 8 tries.`);
      const answer: BatchGetCommandOutput = await dynamo.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: pending, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[table] ?? []));
      pending = answer.UnprocessedKeys?.[table]?.Keys;
    }
  }
  return found;
};

/** Puts any number of items, 25 a call, whatever stands there. Items that DynamoDB leaves unprocessed are put again. */
export const putMany = async (dynamo: Dynamo, table: string, items: readonly Item[]): Promise<void> => {
  for (let at = 0; at < items.length; at += 25) {
    let pending: BatchWriteCommandOutput['UnprocessedItems'] = {
      [table]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })),
    };
    for (let attempt = 0; pending?.[table]?.length; attempt++) {
      if (attempt === 8) throw new DangolError('unavailable', `Table ${table} left rows unwritten after 8 tries.`);
      const answer: BatchWriteCommandOutput = await dynamo.send(new BatchWriteCommand({ RequestItems: pending }));
      pending = answer.UnprocessedItems;
    }
  }
};
