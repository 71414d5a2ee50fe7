import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type AwsJsonClient, AwsJsonError } from '../aws-json.ts';
import type { TablePlan } from '../plan.ts';

const describeSchema = z.looseObject({
  Table: z.looseObject({
    TableStatus: z.string(),
    LatestStreamArn: z.string().optional(),
    KeySchema: z.array(z.looseObject({ AttributeName: z.string(), KeyType: z.string() })),
    GlobalSecondaryIndexes: z.array(z.looseObject({ IndexName: z.string() })).optional(),
  }),
});

type Described = z.infer<typeof describeSchema>['Table'];

function shapeOf(definition: Readonly<Record<string, unknown>> | Described): string {
  const keys = z.array(z.looseObject({ AttributeName: z.string(), KeyType: z.string() })).parse(definition.KeySchema);
  const indexes = z.array(z.looseObject({ IndexName: z.string() })).parse(definition.GlobalSecondaryIndexes ?? []);
  const names = indexes.map((index) => index.IndexName).sort();
  return `keys ${keys.map((key) => `${key.AttributeName} (${key.KeyType})`).join(', ')}; indexes ${names.join(', ') || 'none'}`;
}

async function describe(client: AwsJsonClient, name: string): Promise<Described | undefined> {
  try {
    return describeSchema.parse(await client.call('DescribeTable', { TableName: name })).Table;
  } catch (error) {
    if (error instanceof AwsJsonError && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

const markKey = '-mark-of-the-stream-';

/**
 * Adds two records to a table's stream that functions never see. DynamoDB Local keeps the records of all streams in one list and
 * walks through it: with each call on a table up to the stream's first record, with each poll back to its last one.
 */
export async function markStream(client: AwsJsonClient, plan: Pick<TablePlan, 'name' | 'keys'>): Promise<void> {
  const key = Object.fromEntries(plan.keys.map((name) => [name, { S: markKey }]));
  await client.call('PutItem', { TableName: plan.name, Item: key });
  await client.call('DeleteItem', { TableName: plan.name, Key: key });
}

/** True for the records of `markStream`. */
export function isMark(keys: Readonly<Record<string, unknown>>): boolean {
  return Object.values(keys).every((value) => JSON.stringify(value) === JSON.stringify({ S: markKey }));
}

/**
 * Creates the tables that do not exist yet.
 * @returns the real stream ARN of each table that has a stream
 * @throws Error if a kept table has other keys or indexes than the template
 */
export async function createTables(client: AwsJsonClient, plans: readonly TablePlan[]): Promise<Map<string, string>> {
  const streams = new Map<string, string>();
  for (const plan of plans) {
    const kept = await describe(client, plan.name);
    if (kept === undefined) await client.call('CreateTable', plan.definition);
    else if (shapeOf(kept) !== shapeOf(plan.definition)) {
      throw new Error(
        `Table ${plan.name} in the data folder has ${shapeOf(kept)}, but the template asks for ${shapeOf(plan.definition)}: use another folder.`,
      );
    }
    let table = await describe(client, plan.name);
    while (table?.TableStatus !== 'ACTIVE') {
      await delay(10);
      table = await describe(client, plan.name);
    }
    if (plan.streamView !== undefined && table.LatestStreamArn !== undefined) {
      streams.set(plan.name, table.LatestStreamArn);
      if (kept === undefined) await markStream(client, plan);
    }
  }
  return streams;
}

const scanSchema = z.looseObject({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/** DynamoDB deletes within days; later than its due time is the rule, so a day's grace is honest. */
const graceMs = 24 * 60 * 60 * 1000;
const segments = 16;

/** Identity of an item across tables: its key values in the order of the table's keys. */
export function itemId(plan: Pick<TablePlan, 'name' | 'keys'>, item: Record<string, unknown>): string {
  return JSON.stringify([plan.name, ...plan.keys.map((key) => item[key])]);
}

export interface Sweeper {
  /** Deletes what expired more than a day ago, at most once per day of the product's clock. */
  sweep(): Promise<void>;
  /** True once for an item that was deleted so, for the stream to tell. */
  expired(id: string): boolean;
}

/**
 * Deletes items whose time to live passed. The runner does it itself because DynamoDB Local knows only the machine's clock and
 * stops at sparse indexes.
 */
export function createSweeper(client: AwsJsonClient, plans: readonly TablePlan[], now: () => number): Sweeper {
  const deleted = new Set<string>();
  let sweptAt = now();

  const sweepSegment = async (plan: TablePlan, attribute: string, segment: number): Promise<void> => {
    let from: Record<string, unknown> | undefined;
    do {
      const page = scanSchema.parse(
        await client.call('Scan', {
          TableName: plan.name,
          Segment: segment,
          TotalSegments: segments,
          FilterExpression: '#ttl < :due',
          ExpressionAttributeNames: { '#ttl': attribute },
          ExpressionAttributeValues: { ':due': { N: String(Math.floor((now() - graceMs) / 1000)) } },
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      for (const item of page.Items) {
        deleted.add(itemId(plan, item));
        const Key = Object.fromEntries(plan.keys.map((key) => [key, item[key]]));
        await client.call('DeleteItem', { TableName: plan.name, Key });
      }
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  };

  return {
    sweep: async () => {
      if (now() - sweptAt < graceMs) return;
      sweptAt = now();
      for (const plan of plans) {
        if (plan.ttlAttribute === undefined) continue;
        for (let segment = 0; segment < segments; segment += 1) await sweepSegment(plan, plan.ttlAttribute, segment);
      }
    },
    expired: (id) => deleted.delete(id),
  };
}
