import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Message } from '../delivery/message.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { transact } from '../platform/transact.ts';
import { chunkIdsKey } from '../tables/keys.ts';
import { type MessageRequest, requestSchema } from './request.ts';

/** A single message is an audience of one: links and receipts find its person as they find one of a campaign. */
export const ONLY = { bucket: '00', chunk: 0, index: 0 } as const;
const PART = chunkIdsKey(ONLY.bucket, ONLY.chunk);

const itemSchema = requestSchema
  .omit({ messageId: true, customerId: true })
  .extend({ campaignId: z.string(), ids: z.tuple([z.string()]) });

/** Requests of single messages, in the sends table beside the audiences of campaigns. They do not expire. */
export const createRequestStore = (dynamo: Dynamo, tables: { readonly sends: string; readonly messages: string }) => {
  const keyOf = (messageId: string) => ({ campaignId: messageId, part: PART });

  /** Strong read. */
  const find = async (messageId: string): Promise<MessageRequest | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: tables.sends, Key: keyOf(messageId), ConsistentRead: true }),
    );
    if (!answer.Item) return undefined;
    const { campaignId, ids, ...request } = itemSchema.parse(answer.Item);
    return { ...request, messageId: campaignId, customerId: ids[0] };
  };

  /**
   * Writes the request and its ledger row together, so that whoever finds a person's messages finds every request. False
   * if the message exists.
   */
  const create = ({ messageId, customerId, ...request }: MessageRequest, row: Message): Promise<boolean> =>
    transact(dynamo, [
      {
        Put: {
          TableName: tables.sends,
          Item: { ...keyOf(messageId), ids: [customerId], ...request },
          ConditionExpression: 'attribute_not_exists(campaignId)',
        },
      },
      { Put: { TableName: tables.messages, Item: row } },
    ]);

  /** Nothing more is to be done: keeps what became of it, and not what was sent along. */
  const close = async (messageId: string, outcome: NonNullable<MessageRequest['outcome']>): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: tables.sends,
        Key: keyOf(messageId),
        UpdateExpression: 'SET outcome = :outcome REMOVE #data',
        ConditionExpression: 'attribute_exists(campaignId)',
        ExpressionAttributeNames: { '#data': 'data' },
        ExpressionAttributeValues: { ':outcome': outcome },
      }),
    );
  };

  return { find, create, close };
};

export type RequestStore = ReturnType<typeof createRequestStore>;
