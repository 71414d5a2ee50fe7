import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { type Dynamo, getMany, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { addressGuard, keyText } from '../tables/keys.ts';
import { composed, type Item, linkOf, numberOf, sharedAfter, sharedOf, waysOfRow } from './chain-row.ts';
import { type DeferReason, type Message, type MessageStatus, messageSchema, type SkipReason } from './message.ts';

/** What the provider's answer, or its absence, means for a claimed row. */
export type Settlement =
  | { readonly status: 'sent'; readonly providerId: string; readonly deliveredAt?: string }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'unknown' }
  | { readonly status: 'skipped'; readonly reason: SkipReason }
  | { readonly status: 'deferred'; readonly reason: DeferReason; readonly until: string };

/** Tries at a row while feedback of the same message is written. */
const TRIES = 8;

const guardSchema = z.object({ owner: z.string() });

export const messageNameSchema = z.object({ customerId: keyText, key: keyText });
export type MessageName = z.infer<typeof messageNameSchema>;

/** The send ledger: every status change is a condition on the one before it, so that no two workers can both hand over. */
export const createMessageStore = (dynamo: Dynamo, table: string, clock: Clock) => {
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

  /**
   * Writes a row over nothing, or over the deferred row it follows. False if another worker was there first. The SDK may
   * repeat a put whose answer was lost; a claim of the same try is then our own.
   */
  const put = async (row: Message, before: Message | undefined): Promise<boolean> => {
    if (before && row.link !== undefined) return putWay(row, before);
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: row,
          ...(before
            ? {
                ConditionExpression: '#status = :deferred AND #at = :at',
                ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
                ExpressionAttributeValues: { ':deferred': 'deferred', ':at': before.at },
              }
            : { ConditionExpression: 'attribute_not_exists(customerId)' }),
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      const found = await find(row.customerId, row.key);
      return row.claimId === undefined ? found?.status === row.status : found?.claimId === row.claimId;
    }
  };

  /** Writes a row that nobody works on. False if the person has one of this key already. */
  const add = async (row: Message): Promise<boolean> => {
    try {
      const once = 'attribute_not_exists(customerId)';
      await dynamo.send(new PutCommand({ TableName: table, Item: row, ConditionExpression: once }));
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Takes the mailbox for this message (rule 6). False if another person's message of the same key has it. */
  const guardAddress = async (address: string, key: string, owner: string, expiresAt: number): Promise<boolean> => {
    const customerId = addressGuard(address);
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { customerId, key, owner, expiresAt },
          ConditionExpression: 'attribute_not_exists(customerId) OR #owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const guardOwner = async (address: string, key: string): Promise<string | undefined> => {
    const Key = { customerId: addressGuard(address), key };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? guardSchema.parse(answer.Item).owner : undefined;
  };

  interface Change {
    readonly set: Readonly<Record<string, string>>;
    readonly remove?: readonly string[];
    readonly from: readonly MessageStatus[];
    readonly claimId?: string;
    readonly reason?: string;
  }

  const change = async (customerId: string, key: string, { set, remove = [], from, claimId, reason }: Change) => {
    const fields = Object.entries({ ...set, at: toIso(clock()) });
    const removed = remove.length > 0 ? ` REMOVE ${remove.map((_, index) => `#r${index}`).join(', ')}` : '';
    const conditions = [`#status IN (${from.map((_, index) => `:s${index}`).join(', ')})`];
    if (claimId !== undefined) conditions.push('claimId = :claim');
    if (reason !== undefined) conditions.push('reason = :reason');
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId, key },
          UpdateExpression: `SET ${fields.map((_, index) => `#f${index} = :f${index}`).join(', ')}${removed}`,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: {
            '#status': 'status',
            ...Object.fromEntries(fields.map(([name], index) => [`#f${index}`, name])),
            ...Object.fromEntries(remove.map((name, index) => [`#r${index}`, name])),
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value])),
            ...Object.fromEntries(from.map((status, index) => [`:s${index}`, status])),
            ...(claimId === undefined ? {} : { ':claim': claimId }),
            ...(reason === undefined ? {} : { ':reason': reason }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return claimId !== undefined && changeWay(customerId, key, claimId, { set, remove, from, reason });
    }
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

  /**
   * Writes what became of the claim `claimId`. An answer that comes after the claim was given up is still the truth, so
   * `unknown` is overwritten; a receipt that was faster is left as it is.
   */
  const settle = async (row: Message, claimId: string, result: Settlement): Promise<void> => {
    const { customerId, key } = row;
    switch (result.status) {
      case 'sent':
        await change(customerId, key, {
          set: {
            ...{ status: 'sent', providerId: result.providerId },
            ...(result.deliveredAt === undefined ? {} : { deliveredAt: result.deliveredAt }),
          },
          remove: ['claimedUntil', 'reason'],
          from: ['claimed', 'unknown', 'sent'],
          claimId,
        });
        return;
      case 'failed':
        await change(customerId, key, {
          set: { status: 'failed', reason: result.reason },
          remove: ['claimedUntil'],
          from: ['claimed', 'unknown'],
          claimId,
        });
        return;
      case 'skipped':
        await change(customerId, key, {
          set: { status: 'skipped', reason: result.reason },
          remove: ['claimedUntil', 'claimId', 'handedOverAt', 'address', 'costMilli', 'costCurrency', 'parts'],
          from: ['claimed', 'unknown'],
          claimId,
        });
        return;
      case 'unknown':
        await change(customerId, key, {
          set: { status: 'unknown', reason: 'noAnswer' },
          remove: ['claimedUntil'],
          from: ['claimed'],
          claimId,
        });
        return;
      case 'deferred': {
        const deferred = await change(customerId, key, {
          set: { status: 'deferred', reason: result.reason, until: result.until },
          remove: ['claimedUntil', 'claimId', 'handedOverAt'],
          from: ['claimed'],
          claimId,
        });
        // Given up as unknown meanwhile, its chunk may be closed: known as not accepted, it ends as a failure.
        if (!deferred) await settle(row, claimId, { status: 'failed', reason: result.reason });
      }
    }
  };

  /** A claim whose time is over has lost its worker: the message may or may not have been accepted. */
  const giveUp = (row: Message): Promise<boolean> =>
    row.claimId === undefined
      ? Promise.resolve(false)
      : change(row.customerId, row.key, {
          set: { status: 'unknown', reason: 'noAnswer' },
          remove: ['claimedUntil'],
          from: ['claimed'],
          claimId: row.claimId,
        });

  /** No receipt by the channel's horizon. */
  const closeUnknown = (customerId: string, key: string): Promise<boolean> =>
    change(customerId, key, { set: { reason: 'noReceipt' }, from: ['unknown'], reason: 'noAnswer' });

  /** A receipt proves that the provider accepted the message, whatever became of its answer. True if that was news. */
  const settleByReceipt = (customerId: string, key: string): Promise<boolean> =>
    change(customerId, key, {
      set: { status: 'sent' },
      remove: ['claimedUntil', 'reason'],
      from: ['claimed', 'unknown'],
    });

  return {
    find,
    findMany,
    ofJourneyDay,
    named,
    ofCustomer,
    put,
    recompose,
    add,
    guardAddress,
    guardOwner,
    settle,
    giveUp,
    closeUnknown,
    settleByReceipt,
  };
};

export type MessageStore = ReturnType<typeof createMessageStore>;
