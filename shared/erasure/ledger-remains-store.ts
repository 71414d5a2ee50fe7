import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Split } from '../campaigns/arm.ts';
import { bucketSchema } from '../campaigns/chunk.ts';
import { type EngagedMessage, engagedMessageSchema } from '../feedback/engagement.ts';
import { orderSchema } from '../orders/order.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { bucketOf, hmac } from '../platform/hash.ts';
import { holdoutSchema } from '../settings/holdout.ts';
import { addressGuard, bucketKey, contactKey, SEND_SNAPSHOT } from '../tables/keys.ts';
import type { Place, Removal } from './belongings-store.ts';
import { standIn, type Targets } from './erasure.ts';

interface Tables {
  readonly messages: string;
  readonly orders: string;
  readonly sends: string;
}

const idsSchema = z.object({ part: z.string(), ids: z.array(z.string()) });
const bodySchema = z.object({ body: z.string() });
const splitSchema = z.object({
  campaign: z.object({
    control: z.number(),
    arms: z.array(z.object({ id: z.string(), share: z.number() })).optional(),
  }),
  holdout: holdoutSchema.optional(),
});
const splitIn = (body: string): Split => {
  const { campaign, holdout } = splitSchema.parse(JSON.parse(body));
  return { ...campaign, holdout };
};
const guardSchema = z.object({ key: z.string(), owner: z.string() });

/** The provider's names for the other ways of a message go with the row's own. */
const withoutNames = (links: NonNullable<EngagedMessage['links']>): EngagedMessage['links'] =>
  Object.fromEntries(
    Object.entries(links).map(([name, { address: _address, providerId: _providerId, ...way }]) => [name, way]),
  );

/**
 * What campaigns counted: rows stay under a stand-in, so that every counter still equals a recount, and keep nothing that
 * names the person. A row and its stand-in change places in one transaction, so the counters' stream adds up to nothing.
 */
export const createLedgerRemainsStore = (
  dynamo: Dynamo,
  tables: Tables,
  key: Buffer,
  campaignIds: () => Promise<readonly string[]>,
): readonly Place[] => {
  const snapshotOf = async (campaignId: string): Promise<string | undefined> => {
    const Key = { campaignId, part: SEND_SNAPSHOT };
    const answer = await dynamo.send(new GetCommand({ TableName: tables.sends, Key, ConsistentRead: true }));
    return answer.Item ? bodySchema.parse(answer.Item).body : undefined;
  };

  const splits = new Map<string, Split>();
  const placeOf = async (campaignId: string, id: string): Promise<string> => {
    let split = splits.get(campaignId);
    if (split === undefined) {
      const body = await snapshotOf(campaignId);
      split = body === undefined ? { control: 0 } : splitIn(body);
      splits.set(campaignId, split);
    }
    return standIn(key, campaignId, id, split);
  };

  /** Puts `next` in the place of a row; where it stands already the row only goes. */
  const change = async (table: string, before: Record<string, unknown>, next: Record<string, unknown>) => {
    try {
      await dynamo.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: table, Item: next, ConditionExpression: 'attribute_not_exists(customerId)' } },
            { Delete: { TableName: table, Key: before, ConditionExpression: 'attribute_exists(customerId)' } },
          ],
        }),
      );
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      // Another transaction on the row: it is found again.
      const isTaken = error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
      if (isTaken) await dynamo.send(new DeleteCommand({ TableName: table, Key: before }));
      else if (error.CancellationReasons?.[1]?.Code !== 'ConditionalCheckFailed') throw error;
    }
  };

  const under = (TableName: string, id: string) =>
    queryAll(dynamo, {
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :id',
      ExpressionAttributeValues: { ':id': id },
    });

  /** Rows that keep a mailbox to one message: theirs is the hash of the address, so only the owner's id has to go. */
  async function* guards({ ids, addresses }: Targets): AsyncGenerator<Removal> {
    for (const { hash } of addresses) {
      const customerId = addressGuard(hash);
      for await (const item of under(tables.messages, customerId)) {
        const { key: sort, owner } = guardSchema.parse(item);
        if (!ids.includes(owner)) continue;
        yield async () => {
          const place = await placeOf(sort.split('#')[0] ?? '', owner);
          await updateIf({
            TableName: tables.messages,
            Key: { customerId, key: sort },
            UpdateExpression: 'SET #owner = :place',
            ConditionExpression: '#owner = :owner',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':place': place, ':owner': owner },
          });
        };
      }
    }
  }

  async function* messages(targets: Targets): AsyncGenerator<Removal> {
    yield* guards(targets);
    for (const id of targets.ids) {
      const Key = contactKey(id);
      const { Item } = await dynamo.send(new GetCommand({ TableName: tables.messages, Key, ConsistentRead: true }));
      if (Item)
        yield async () => {
          await dynamo.send(new DeleteCommand({ TableName: tables.messages, Key }));
        };
      for await (const item of under(tables.messages, id)) {
        // The provider's id leads to its log, which has the address; a late receipt finds the row by its reference.
        const { address: _address, providerId: _providerId, answer, links, ...rest } = engagedMessageSchema.parse(item);
        const row = {
          ...rest,
          ...(answer === undefined ? {} : { answer: { ...answer, comment: undefined } }),
          ...(links === undefined ? {} : { links: withoutNames(links) }),
        };
        yield async () => {
          // By the row's own key: single messages of one template must not come together under one stand-in.
          const customerId = await placeOf(row.key.split('#')[0] ?? '', id);
          await change(tables.messages, { customerId: id, key: row.key }, { ...row, customerId });
        };
      }
    }
  }

  /** An order that a campaign earned stays as its sum; of any other nothing does. */
  async function* orders({ ids }: Targets): AsyncGenerator<Removal> {
    for (const id of ids) {
      for await (const item of under(tables.orders, id)) {
        const { orderId, placedAt, currency, gross, refunded, net, attribution } = orderSchema.parse(item);
        const Key = { customerId: id, orderId };
        yield async () => {
          if (!attribution) {
            await dynamo.send(new DeleteCommand({ TableName: tables.orders, Key }));
            return;
          }
          const customerId = await placeOf(attribution.campaignId, id);
          const figures = { placedAt, currency, gross, refunded, net, attribution };
          const other = hmac(key, `order\u0000${id}\u0000${orderId}`).toString('hex').slice(0, 32);
          await change(tables.orders, Key, { customerId, orderId: other, version: 1, entries: '[]', ...figures });
        };
      }
    }
  }

  const updateIf = async (input: ConstructorParameters<typeof UpdateCommand>[0]): Promise<void> => {
    try {
      await dynamo.send(new UpdateCommand(input));
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  /** Places in frozen audiences. An id stands in one bucket only, so a sixteenth of each campaign is looked through. */
  async function* chunks(campaignId: string, id: string): AsyncGenerator<Removal> {
    for await (const item of queryAll(dynamo, {
      TableName: tables.sends,
      ConsistentRead: true,
      KeyConditionExpression: 'campaignId = :campaign AND begins_with(part, :prefix)',
      FilterExpression: 'contains(ids, :id)',
      ExpressionAttributeValues: { ':campaign': campaignId, ':prefix': `ids#${bucketOf(id)}#`, ':id': id },
    })) {
      const { part, ids } = idsSchema.parse(item);
      const index = ids.indexOf(id);
      yield async () => {
        const place = await placeOf(campaignId, id);
        await updateIf({
          TableName: tables.sends,
          Key: { campaignId, part },
          UpdateExpression: `SET ids[${index}] = :place`,
          ConditionExpression: `ids[${index}] = :id`,
          ExpressionAttributeValues: { ':place': place, ':id': id },
        });
      };
    }
  }

  /** Where the search for the audience stood. An open bucket still needs it; the later sweep finds it done. */
  async function* buckets(campaignId: string, id: string): AsyncGenerator<Removal> {
    const Key = { campaignId, part: bucketKey(bucketOf(id)) };
    const { Item } = await dynamo.send(new GetCommand({ TableName: tables.sends, Key, ConsistentRead: true }));
    const bucket = Item && bucketSchema.parse(Item);
    if (bucket?.through !== id || bucket.status !== 'done') return;
    yield () =>
      updateIf({
        TableName: tables.sends,
        Key,
        UpdateExpression: 'REMOVE through',
        ConditionExpression: 'through = :id AND #status = :done',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':id': id, ':done': 'done' },
      });
  }

  async function* sends({ ids }: Targets): AsyncGenerator<Removal> {
    for (const campaignId of await campaignIds()) {
      for (const id of ids) {
        yield* chunks(campaignId, id);
        yield* buckets(campaignId, id);
      }
    }
  }

  return [
    { table: 'messages', removals: messages },
    { table: 'orders', removals: orders },
    { table: 'sends', removals: sends },
  ];
};
