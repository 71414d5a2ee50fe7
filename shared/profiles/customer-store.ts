import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, type Item, isConditionFailed, scanAll } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { PROFILE } from '../tables/keys.ts';
import { createFoldStore, profileOfText, storedDay } from './fold-store.ts';
import { idsIn, linksFromText } from './links.ts';
import {
  type Customer,
  type Scores,
  type SegmentMembership,
  type SegmentMoves,
  scoresSchema,
  segmentMembershipSchema,
  segmentMovesSchema,
} from './profile.ts';

const listsSchema = {
  segments: z.array(segmentMembershipSchema).optional(),
  moves: segmentMovesSchema.optional(),
};

/** The groups of an item that everybody reads. */
const itemSchema = z.object({
  customerId: z.string(),
  version: z.number().int(),
  fold: z.string(),
  links: z.string().optional(),
  open: storedDay.optional(),
  heard: z.number().int().optional(),
  scores: scoresSchema.optional(),
  ...listsSchema,
});

/** The tombstone of an id that belongs to somebody else: nobody, who may still stand in segments. */
const tombstoneSchema = z.object({ customerId: z.string(), mergedInto: z.string(), ...listsSchema });
export type Tombstone = z.infer<typeof tombstoneSchema>;

const isTombstone = (item: Item): boolean => item.mergedInto !== undefined;

const LIVE = 'attribute_not_exists(mergedInto)';

/** Joins of joins: nobody is confirmed to be the same person this often. */
const MOST_HOPS = 32;

const fromItem = (item: unknown): Customer => {
  const row = itemSchema.parse(item);
  const linkedIds = row.links === undefined ? [] : idsIn(linksFromText(row.links));
  return {
    customerId: row.customerId,
    version: row.version,
    fold: profileOfText(row.fold),
    ...(linkedIds.length === 0 ? {} : { linkedIds }),
    ...(row.open === undefined ? {} : { openSince: row.open }),
    ...(row.heard === undefined ? {} : { heard: row.heard }),
    ...(row.scores === undefined ? {} : { scores: row.scores }),
    ...(row.segments === undefined ? {} : { segments: row.segments }),
    ...(row.moves === undefined ? {} : { moves: row.moves }),
  };
};

export const createCustomerStore = (dynamo: Dynamo, table: string) => {
  const readItem = async (customerId: string) => {
    const key = { customerId, part: PROFILE };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return answer.Item;
  };

  /** Strong read by the inner id (`u:kim`); an id that was merged answers its survivor, who has another id. */
  const get = async (customerId: string): Promise<Customer | undefined> => {
    let id = customerId;
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      const item = await readItem(id);
      if (!item) return undefined;
      if (!isTombstone(item)) return fromItem(item);
      id = tombstoneSchema.parse(item).mergedInto;
    }
    throw new DangolError('internal', `An id was merged more than ${MOST_HOPS} times over.`);
  };

  /** Strong read of exactly this customer; an id that was merged is nobody. */
  const getOwn = async (customerId: string): Promise<Customer | undefined> => {
    const item = await readItem(customerId);
    return item && !isTombstone(item) ? fromItem(item) : undefined;
  };

  /** Strong reads, in the order of the ids; unknown and merged ids and repeats are left out. */
  const getAll = async (customerIds: readonly string[]): Promise<Customer[]> => {
    const ids = [...new Set(customerIds)];
    const items = await getMany(
      dynamo,
      table,
      ids.map((customerId) => ({ customerId, part: PROFILE })),
    );
    const found = items.filter((item) => !isTombstone(item)).map((item) => fromItem(item));
    const customers = new Map(found.map((customer) => [customer.customerId, customer]));
    return ids.map((id) => customers.get(id)).filter((customer) => customer !== undefined);
  };

  const scan = (segment: number, total: number, filter: string, after?: string): AsyncGenerator<Item> =>
    scanAll(dynamo, {
      TableName: table,
      Segment: segment,
      TotalSegments: total,
      ...(after === undefined ? {} : { ExclusiveStartKey: { customerId: after, part: PROFILE } }),
      FilterExpression: `part = :profile AND ${filter}`,
      ExpressionAttributeValues: { ':profile': PROFILE },
    });

  /**
   * Every customer of one of `total` segments of the table, in no order but a stable one; memory stays at one page. With
   * `after`, from behind that customer on.
   */
  async function* scanProfiles(segment: number, total: number, after?: string): AsyncGenerator<Customer> {
    for await (const item of scan(segment, total, LIVE, after)) yield fromItem(item);
  }

  /** The same, with the tombstones that may still stand in segments. */
  async function* scanWithTombstones(segment: number, total: number): AsyncGenerator<Customer | Tombstone> {
    for await (const item of scan(segment, total, `(${LIVE} OR attribute_exists(moves))`))
      yield isTombstone(item) ? tombstoneSchema.parse(item) : fromItem(item);
  }

  /** A page of all customers in no order but a stable one; `after` is the last id of the page before. */
  const list = async (limit: number, after?: string): Promise<{ customers: Customer[]; next?: string }> => {
    const customers: Customer[] = [];
    for await (const item of scanAll(dynamo, {
      TableName: table,
      Limit: limit,
      FilterExpression: `part = :profile AND ${LIVE}`,
      ExpressionAttributeValues: { ':profile': PROFILE },
      ...(after === undefined ? {} : { ExclusiveStartKey: { customerId: after, part: PROFILE } }),
    })) {
      if (customers.length === limit) return { customers, next: customers.at(-1)?.customerId ?? '' };
      customers.push(fromItem(item));
    }
    return { customers };
  };

  /**
   * Writes the nightly run's groups; the fold and its version are not touched. False if the customer is gone or if another
   * writer of these groups was faster than `moves.version` says: read again.
   */
  const putScores = async (
    customerId: string,
    scores: Scores,
    segments: readonly SegmentMembership[],
    moves: SegmentMoves,
  ): Promise<boolean> => {
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId, part: PROFILE },
          UpdateExpression: 'SET scores = :scores, #segments = :segments, moves = :moves',
          ConditionExpression: `attribute_exists(fold) AND ${
            moves.version === 1 ? 'attribute_not_exists(moves)' : 'moves.version = :before'
          }`,
          ExpressionAttributeNames: { '#segments': 'segments' },
          ExpressionAttributeValues: {
            ':scores': scores,
            ':segments': [...segments],
            ':moves': moves,
            ...(moves.version === 1 ? {} : { ':before': moves.version - 1 }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** An id that was merged has left all its segments by this run; nothing to leave twice. */
  const clearLists = async ({ customerId, moves }: Tombstone): Promise<void> => {
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId, part: PROFILE },
          UpdateExpression: 'REMOVE #segments, moves',
          ConditionExpression: 'attribute_exists(mergedInto) AND moves.version = :version',
          ExpressionAttributeNames: { '#segments': 'segments' },
          ExpressionAttributeValues: { ':version': moves?.version ?? 0 },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  return {
    ...createFoldStore(dynamo, table),
    ...{ get, getOwn, getAll, scanProfiles, scanWithTombstones, list, putScores, clearLists },
  };
};

export type CustomerStore = ReturnType<typeof createCustomerStore>;
