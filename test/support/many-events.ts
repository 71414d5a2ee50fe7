import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { byteLength } from '../../shared/platform/digest.ts';
import type { TestDynamo } from './dynamo.ts';

/** Stores events of one person within the last hour, every other one an order of 1; answers their bytes. */
export const putManyEvents = async (
  { dynamo, tables }: TestDynamo,
  person: string,
  count: number,
  now: number,
): Promise<number> => {
  let bytes = 0;
  let batch: Record<string, unknown>[] = [];
  const write = async (): Promise<void> => {
    const puts = batch.map((Item) => ({ PutRequest: { Item } }));
    batch = [];
    if (puts.length > 0) await dynamo.send(new BatchWriteCommand({ RequestItems: { [tables.events]: puts } }));
  };
  for (let index = 0; index < count; index++) {
    const at = new Date(now - 3_600_000 + Math.floor((index * 3_599_000) / count)).toISOString();
    const properties = { total: 1, category: index % 3 === 0 ? 'tea' : 'cups', note: 'x'.repeat(120) };
    const item = {
      ...{
        person,
        key: `${at}#m${index}`,
        type: 'track',
        receivedAt: at,
        expiresAt: Math.floor(now / 1_000) + 999_999,
      },
      name: index % 2 === 0 ? 'Product Viewed' : 'Order Completed',
      body: JSON.stringify({ properties }),
    };
    bytes += byteLength(JSON.stringify(item));
    batch.push(item);
    if (batch.length === 25) await write();
  }
  await write();
  return bytes;
};
