import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, toEpochSeconds } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { linksKey } from '../tables/keys.ts';

/** How long links in texts work; the way out of an ad must for 60 days at least (CASL; CAN-SPAM: 30). */
const LIFE = 180 * DAY;

const rowSchema = z.object({
  ref: z.string(),
  urls: z.array(z.string()).default([]),
  confirm: z.string().optional(),
  expiresAt: z.number(),
});
export type LinkRow = Omit<z.infer<typeof rowSchema>, 'expiresAt'>;

/**
 * Links of text messages, in the table of sends: one row per message that has any, whatever their number, which is one write unit while
 * the targets stay below about 900 bytes. They hold nothing but a message's reference and where its links lead.
 */
export const createShortLinkStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  /** False if the name belongs to another message. Writing the same message's links again is no second row. */
  const put = async (name: string, { ref, urls, confirm }: LinkRow): Promise<boolean> => {
    const now = toEpochSeconds(clock());
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            ...linksKey(name),
            ...{ ref, urls, expiresAt: toEpochSeconds(clock() + LIFE) },
            ...(confirm === undefined ? {} : { confirm }),
          },
          ConditionExpression: 'attribute_not_exists(campaignId) OR #ref = :ref OR expiresAt < :now',
          ExpressionAttributeNames: { '#ref': 'ref' },
          ExpressionAttributeValues: { ':ref': ref, ':now': now },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Strong read: somebody may be faster than a copy of the table. Nothing once they have expired. */
  const find = async (name: string): Promise<LinkRow | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: linksKey(name), ConsistentRead: true }));
    const row = answer.Item && rowSchema.parse(answer.Item);
    return row && row.expiresAt > toEpochSeconds(clock()) ? row : undefined;
  };

  const forget = async (name: string): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: linksKey(name) }));
  };

  return { put, find, forget };
};

export type ShortLinkStore = ReturnType<typeof createShortLinkStore>;
