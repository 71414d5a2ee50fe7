import { BatchGetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getMany, isTransient, queryAll } from '../../../shared/platform/dynamo.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';

describe('reading DynamoDB', () => {
  let local: TestDynamo;
  beforeAll(async () => {
    local = await startDynamo(['orders']);
  });
  afterAll(() => local.stop());

  it('reads more keys than one call may carry, and every page of a query', async () => {
    const keys = Array.from({ length: 130 }, (_, index) => ({ customerId: 'u:kim', orderId: String(index) }));
    for (const key of keys) {
      await local.dynamo.send(new PutCommand({ TableName: 'orders', Item: { ...key, note: 'x'.repeat(9_000) } }));
    }
    expect(await getMany(local.dynamo, 'orders', keys)).toHaveLength(130);
    const found = [];
    for await (const item of queryAll(local.dynamo, {
      TableName: 'orders',
      KeyConditionExpression: 'customerId = :id',
      ExpressionAttributeValues: { ':id': 'u:kim' },
    })) {
      found.push(item.orderId);
    }
    expect(new Set(found).size).toBe(130);
  });

  it('calls throttling, server faults and broken connections transient, and nothing else', async () => {
    const named = (name: string): Error => Object.assign(new Error('x'), { name });
    expect(isTransient(named('ProvisionedThroughputExceededException'))).toBe(true);
    expect(isTransient(named('ThrottlingException'))).toBe(true);
    expect(isTransient(named('TimeoutError'))).toBe(true);
    expect(isTransient(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe(true);
    expect(isTransient(Object.assign(new Error('x'), { $fault: 'server' }))).toBe(true);
    expect(isTransient(Object.assign(new Error('x'), { $fault: 'client' }))).toBe(false);
    expect(isTransient(new TypeError('x'))).toBe(false);
    expect(isTransient('ThrottlingException')).toBe(false);
    await expect(local.dynamo.send(new BatchGetCommand({ RequestItems: {} }))).rejects.toSatisfy(
      (error) => !isTransient(error),
    );
  });
});
