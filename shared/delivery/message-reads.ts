import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany } from '../platform/dynamo.ts';
import { keyText } from '../tables/keys.ts';
import { type Message, messageSchema } from './message.ts';

export const messageNameSchema = z.object({ customerId: keyText, key: keyText });
export type MessageName = z.infer<typeof messageNameSchema>;

/** What the send ledger says; all by strong reads, but for the index of a journey's days. */
export const createMessageReads = (dynamo: Dynamo, table: string) => {
  const find = async (customerId: string, key: string): Promise<Message | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { customerId, key }, ConsistentRead: true }),
    );
    return answer.Item ? messageSchema.parse(answer.Item) : undefined;
  };

  /** Rows of one message key for many people, by strong reads; who has no row is missing from the map. */
  const findMany = async (customerIds: readonly string[], key: string): Promise<Map<string, Message>> => {
    const items = await getMany(
      dynamo,
      table,
      customerIds.map((customerId) => ({ customerId, key })),
    );
    const rows = items.map((item) => messageSchema.parse(item));
    return new Map(rows.map((row) => [row.customerId, row]));
  };

  /** Names of a journey's messages of one day, by person; more than `limit` from behind the last one on. The index lags by moments. */
  const ofJourneyDay = async (journeyDay: string, limit: number, after?: MessageName) => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byJourneyDay',
        Limit: limit,
        KeyConditionExpression: 'journeyDay = :day',
        ExpressionAttributeValues: { ':day': journeyDay },
        ...(after ? { ExclusiveStartKey: { ...after, journeyDay } } : {}),
      }),
    );
    const names = (answer.Items ?? []).map((item) => messageNameSchema.parse(item));
    return { names, isMore: answer.LastEvaluatedKey !== undefined };
  };

  /** Rows of these names as they stand, by strong reads; what is gone is left out. */
  const named = async (names: readonly MessageName[]): Promise<Message[]> => {
    const items = await getMany(
      dynamo,
      table,
      names.map(({ customerId, key }) => ({ customerId, key })),
    );
    const rows = new Map(
      items.map((item) => messageSchema.parse(item)).map((row) => [`${row.customerId} ${row.key}`, row]),
    );
    return names.flatMap(({ customerId, key }) => rows.get(`${customerId} ${key}`) ?? []);
  };

  /** A person's messages, in key order. */
  const ofCustomer = async (customerId: string): Promise<Message[]> => {
    const rows: Message[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'customerId = :id',
          ExpressionAttributeValues: { ':id': customerId },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      rows.push(...(page.Items ?? []).map((item) => messageSchema.parse(item)));
      start = page.LastEvaluatedKey;
    } while (start);
    return rows;
  };

  return { find, findMany, ofJourneyDay, named, ofCustomer };
};
