import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, SMS_AD } from './shop.ts';

const capacitySchema = z.object({ TableName: z.string(), CapacityUnits: z.number() });
const answerSchema = z.object({
  ConsumedCapacity: z.union([capacitySchema, z.array(capacitySchema)]).optional(),
});

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

/** A client that adds up the units of every call, by table and by whether it wrote. */
const counting = () => {
  const units: Record<string, number> = {};
  const dynamo = DynamoDBDocumentClient.from(test.client, { marshallOptions: { removeUndefinedValues: true } });
  dynamo.middlewareStack.add(
    (next, context) => async (args) => {
      const input = typeof args.input === 'object' && args.input !== null ? args.input : {};
      const result = await next({ ...args, input: { ...input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity = [] } = answerSchema.parse(result.output);
      const kind = /Put|Update|Delete|TransactWrite/.test(context.commandName ?? '') ? 'write' : 'read';
      for (const { TableName, CapacityUnits } of [ConsumedCapacity].flat()) {
        const key = `${kind} ${TableName}`;
        units[key] = (units[key] ?? 0) + CapacityUnits;
      }
      return result;
    },
    { step: 'initialize' },
  );
  return { dynamo, units };
};

it('costs three write units a message and next to nothing a chunk', async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const size = 200;
  const ids = Array.from({ length: size }, (_, n) => `person-${n}`);
  for (const id of ids) {
    await shop.addCustomer(`u:${id}`, { contacts: { email: `${id}@example.com` } });
    await shop.say(`u:${id}`, 'email', 'ad', 'granted');
  }
  await shop.addCampaign('units', { audience: { list: ids }, goal: { event: 'Order Completed' } });
  await shop.launch('units');
  const { dynamo, units } = counting();
  const send = shop.sender(createFakeProvider('email').adapter, dynamo);
  const chunks = shop.queued.length;
  for (const key of shop.queued) await send(key, Number.POSITIVE_INFINITY);

  // Address guard, claim and settlement.
  expect(units['write messages']).toBe(3 * size);
  // Lease, and the close with its bucket (a transaction counts twice), per chunk; the rate's booking.
  expect((units['write sends'] ?? 0) / chunks).toBeLessThanOrEqual(7);
  // Profile (once more between claim and provider), suppression and the query of consents, each a strong read.
  expect((units['read customers'] ?? 0) / size).toBeLessThanOrEqual(2);
  expect((units['read consents'] ?? 0) / size).toBeLessThanOrEqual(1);
  expect((units['read suppressions'] ?? 0) / size).toBeLessThanOrEqual(1);
  // A first lease needs no look at its own rows; an ad asks once how the person took the ones before.
  expect((units['read messages'] ?? 0) / size).toBeLessThanOrEqual(1);
});

it('costs a text one write unit more for all of its links, and none without any', async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const ids = Array.from({ length: 20 }, (_, n) => `texted-${n}`);
  for (const [n, id] of ids.entries()) {
    await shop.addCustomer(`u:${id}`, { contacts: { phone: `+8210555500${10 + n}` } });
    await shop.say(`u:${id}`, 'sms', 'ad', 'granted');
  }
  const spent = async (campaignId: string, text: string): Promise<number> => {
    await shop.addCampaign(campaignId, { audience: { list: ids }, channel: 'sms' }, { ...SMS_AD, text });
    await shop.launch(campaignId);
    const { dynamo, units } = counting();
    const provider = createFakeProvider('sms');
    for (const key of shop.queued.splice(0)) await shop.sender(provider.adapter, dynamo)(key, Number.POSITIVE_INFINITY);
    expect(provider.accepted).toHaveLength(ids.length);
    return units['write sends'] ?? 0;
  };
  const plain = await spent('plain', '다시 오세요');
  const linked = await spent(
    'linked',
    'https://shop.example.com/a https://shop.example.com/b?c=1 {{ links.unsubscribe }} 다시 오세요',
  );
  expect(linked - plain).toBe(ids.length);
});
