import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { NOTICE_PREFIX, noticeEndKey, noticeKey } from '../tables/keys.ts';
import { type Notice, type NoticeEnd, noticeEndSchema, noticeSchema } from './notice.ts';

export interface Notices {
  readonly notices: readonly Notice[];
  readonly ends: readonly NoticeEnd[];
}

/** Notices in the consents table, beside the statements that they answer: append-only, kept as long. */
export const createNoticeStore = (dynamo: Dynamo, table: string) => {
  const underId = async (customerId: string): Promise<Notices> => {
    const notices: Notice[] = [];
    const ends: NoticeEnd[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :customerId AND begins_with(#key, :notice)',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':customerId': customerId, ':notice': NOTICE_PREFIX },
    })) {
      if ('of' in item) ends.push(noticeEndSchema.parse(item));
      else notices.push(noticeSchema.parse(item));
    }
    return { notices, ends };
  };

  /** Of all ids of a person, by strong reads. */
  const of = async (ids: readonly string[]): Promise<Notices> => {
    const all = await Promise.all(ids.map(underId));
    return { notices: all.flatMap(({ notices }) => notices), ends: all.flatMap(({ ends }) => ends) };
  };

  const putOnce = async (item: Record<string, unknown>): Promise<boolean> => {
    try {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(customerId)' }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** False if another worker has taken the number: what it planned must be read first. */
  const append = (notice: Notice): Promise<boolean> => putOnce({ ...notice, key: noticeKey(notice.number) });

  /** Once for each status: unknown may be settled later. */
  const appendEnd = async (end: NoticeEnd): Promise<void> => {
    await putOnce({ ...end, key: noticeEndKey(end.of, end.status) });
  };

  return { of, append, appendEnd };
};

export type NoticeStore = ReturnType<typeof createNoticeStore>;
