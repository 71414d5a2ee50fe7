import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { chunkIdsKey } from '../tables/keys.ts';
import { SINGLE_MESSAGE } from '../tracking/ref.ts';
import { ONLY } from '../transactional/request-store.ts';
import type { Place } from './belongings-store.ts';
import { standIn } from './erasure.ts';

/**
 * Requests of single messages, found by the person's ledger rows, which must still stand: this place comes before theirs.
 * What was sent along goes; that the message was sent stays, under the same stand-in as its row, so that its key is used up.
 */
export const createRequestsPlace = (
  dynamo: Dynamo,
  tables: { readonly sends: string; readonly messages: string },
  key: Buffer,
): Place => ({
  table: 'sends',
  async *removals({ ids }) {
    for (const id of ids) {
      for await (const row of queryAll(dynamo, {
        TableName: tables.messages,
        ConsistentRead: true,
        KeyConditionExpression: 'customerId = :id AND begins_with(#key, :single)',
        ProjectionExpression: '#key',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':id': id, ':single': 'M' },
      })) {
        const messageId = String(row.key).split('#')[0] ?? '';
        if (!SINGLE_MESSAGE.test(messageId)) continue;
        yield async () => {
          try {
            await dynamo.send(
              new UpdateCommand({
                TableName: tables.sends,
                Key: { campaignId: messageId, part: chunkIdsKey(ONLY.bucket, ONLY.chunk) },
                UpdateExpression: 'SET ids[0] = :place REMOVE #data',
                ConditionExpression: 'ids[0] = :id',
                ExpressionAttributeNames: { '#data': 'data' },
                ExpressionAttributeValues: { ':place': standIn(key, messageId, id, { control: 0 }), ':id': id },
              }),
            );
          } catch (error) {
            if (!isConditionFailed(error)) throw error;
          }
        };
      }
    }
  },
});
