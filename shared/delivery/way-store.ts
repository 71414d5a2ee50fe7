import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { composed, type Item, linkOf, numberOf, sharedAfter, sharedOf, waysOfRow } from './chain-row.ts';
import type { Message, MessageStatus } from './message.ts';

/** Tries at a row while feedback of the same message is written. */
const TRIES = 8;

/** A change of a row that holds only while the row is as it says. */
export interface Change {
  readonly set: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  readonly from: readonly MessageStatus[];
  readonly claimId?: string;
  readonly reason?: string;
}

/** Rows of messages with several ways: one way stands for the message, the others lie beside it (chain-row.ts). */
export const createWayStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  /** Writes a row of several ways over the one that it was made from. False if anybody has written since. */
  const replace = async (item: Item, before: Item): Promise<boolean> => {
    const revision = z.number().optional().parse(before.revision);
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...item, revision: (revision ?? 0) + 1 },
          ConditionExpression: `#status = :status AND #at = :at AND ${revision === undefined ? 'attribute_not_exists(revision)' : 'revision = :revision'}`,
          ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
          ExpressionAttributeValues: {
            ...{ ':status': before.status, ':at': before.at },
            ...(revision === undefined ? {} : { ':revision': revision }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const stored = async ({ customerId, key }: Pick<Message, 'customerId' | 'key'>): Promise<Item | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { customerId, key }, ConsistentRead: true }),
    );
    return answer.Item;
  };

  /**
   * Writes one way of a message over `before`, which others keep their own fields on: an answer, a goal. False if anything of it has
   * changed since it was read, a receipt above all.
   */
  const putWay = async (row: Message, before: Message): Promise<boolean> => {
    const item = await stored(row);
    if (!item) return false;
    const isOurs = row.claimId !== undefined && item.claimId === row.claimId;
    if (isOurs) return true;
    if (item.status !== before.status || item.at !== before.at || item.revision !== before.revision) return false;
    const ways = waysOfRow(item).set(row.link ?? 0, linkOf(row));
    if (await replace(composed(sharedAfter(item, row), ways), item)) return true;
    return row.claimId !== undefined && (await stored(row))?.claimId === row.claimId;
  };

  /** Lets the way stand for a message that says most of it, once the one that stood for it has ended otherwise. */
  const recompose = async (row: Pick<Message, 'customerId' | 'key'>): Promise<void> => {
    const item = await stored(row);
    if (!item) return;
    const better = composed(sharedOf(item), waysOfRow(item));
    if (better.link !== numberOf(item)) await replace(better, item);
  };

  /** The same of a claim by a way that no longer stands for its message, because a receipt let another one stand. */
  const changeWay = async (
    customerId: string,
    key: string,
    claimId: string,
    { set, remove = [], from, reason }: Omit<Change, 'claimId'>,
  ): Promise<boolean> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const item = await stored({ customerId, key });
      if (item?.links === undefined) return false;
      const ways = waysOfRow(item);
      const [link, way] = [...ways].find(([, each]) => each.claimId === claimId) ?? [];
      const isFrom = from.some((status) => status === way?.status) && (reason === undefined || way?.reason === reason);
      if (link === undefined || !isFrom) return false;
      const left = Object.entries({ ...way, ...set, at: toIso(clock()) }).filter(([name]) => !remove.includes(name));
      if (await replace(composed(sharedOf(item), ways.set(link, Object.fromEntries(left))), item)) return true;
    }
    throw new DangolError('unavailable', `The message was written by others ${TRIES} times; deliver it again.`);
  };

  return { putWay, recompose, changeWay };
};
