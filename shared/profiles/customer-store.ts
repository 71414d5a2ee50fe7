import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, isConditionFailed, scanAll } from '../platform/dynamo.ts';
import { PROFILE } from '../tables/keys.ts';
import {
  type Customer,
  type Profile,
  profileSchema,
  type Scores,
  type SegmentMembership,
  type SegmentMoves,
  scoresSchema,
  segmentMembershipSchema,
  segmentMovesSchema,
} from './profile.ts';

/** The fold is one JSON text: a rebuild is compared byte for byte, and no value of a trait can offend DynamoDB's types. */
const itemSchema = z.object({
  customerId: z.string(),
  version: z.number().int(),
  fold: z.string(),
  scores: scoresSchema.optional(),
  segments: z.array(segmentMembershipSchema).optional(),
  moves: segmentMovesSchema.optional(),
  /** The fold stands on the checkpoint beside it; absent if it stands on every event. */
  checkpointed: z.literal(true).optional(),
  /** Keys of events in this fold that the checkpoint's range does not reach: late and undated ones. */
  outside: z.array(z.string()).optional(),
});

/** What a fold was made from, beside the events that its checkpoint reads by range. */
export interface FoldStanding {
  readonly checkpointed: boolean;
  readonly outside: readonly string[];
}

/** What `project` needs beside the customer that everybody reads. */
export interface FoldRecord extends FoldStanding {
  readonly version: number;
  readonly text: string;
  readonly profile: Profile;
}

export interface NewFold extends FoldStanding {
  readonly text: string;
  /** Aliases that the contacts have in this version; kept for good, so that an erasure finds every one. */
  readonly aliases: readonly string[];
}

const profileOf = (text: string): Profile => {
  const value: unknown = JSON.parse(text);
  return profileSchema.parse(value);
};

const fromItem = (item: unknown): Customer => {
  const row = itemSchema.parse(item);
  return {
    customerId: row.customerId,
    version: row.version,
    fold: profileOf(row.fold),
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

  /** Strong read by the inner id (`u:kim`). */
  const get = async (customerId: string): Promise<Customer | undefined> => {
    const item = await readItem(customerId);
    return item ? fromItem(item) : undefined;
  };

  /** Strong reads, in the order of the ids; unknown ids and repeats are left out. */
  const getAll = async (customerIds: readonly string[]): Promise<Customer[]> => {
    const ids = [...new Set(customerIds)];
    const items = await getMany(
      dynamo,
      table,
      ids.map((customerId) => ({ customerId, part: PROFILE })),
    );
    const customers = new Map(items.map((item) => fromItem(item)).map((customer) => [customer.customerId, customer]));
    return ids.map((id) => customers.get(id)).filter((customer) => customer !== undefined);
  };

  /** The fold as `project` wrote it. */
  const readFold = async (customerId: string): Promise<FoldRecord | undefined> => {
    const item = await readItem(customerId);
    if (!item) return undefined;
    const row = itemSchema.parse(item);
    return {
      version: row.version,
      text: row.fold,
      profile: profileOf(row.fold),
      checkpointed: row.checkpointed ?? false,
      outside: row.outside ?? [],
    };
  };

  /**
   * Writes the fold if the customer still stands at `version` (0: does not exist); scores and segments stay as they are.
   * Returns false if somebody else was faster: read again.
   */
  const putFold = async (customerId: string, version: number, fold: NewFold): Promise<boolean> => {
    const { checkpointed, outside, aliases } = fold;
    const removed = [...(checkpointed ? [] : ['checkpointed']), ...(outside.length > 0 ? [] : ['outside'])];
    const update = [
      'SET version = :new, fold = :fold',
      checkpointed ? ', checkpointed = :true' : '',
      outside.length > 0 ? ', outside = :outside' : '',
      removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : '',
      aliases.length > 0 ? ' ADD aliases :aliases' : '',
    ].join('');
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId, part: PROFILE },
          UpdateExpression: update,
          ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :old',
          ExpressionAttributeValues: {
            ':new': version + 1,
            ':fold': fold.text,
            ...(version === 0 ? {} : { ':old': version }),
            ...(checkpointed ? { ':true': true } : {}),
            ...(outside.length > 0 ? { ':outside': [...outside] } : {}),
            ...(aliases.length > 0 ? { ':aliases': new Set(aliases) } : {}),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /**
   * Every customer of one of `total` segments of the table, in no order but a stable one; memory stays at one page. With
   * `after`, from behind that customer on.
   */
  async function* scanProfiles(segment: number, total: number, after?: string): AsyncGenerator<Customer> {
    for await (const item of scanAll(dynamo, {
      TableName: table,
      Segment: segment,
      TotalSegments: total,
      ...(after === undefined ? {} : { ExclusiveStartKey: { customerId: after, part: PROFILE } }),
      FilterExpression: 'part = :profile',
      ExpressionAttributeValues: { ':profile': PROFILE },
    })) {
      yield fromItem(item);
    }
  }

  /** A page of all customers in no order but a stable one; `after` is the last id of the page before. */
  const list = async (limit: number, after?: string): Promise<{ customers: Customer[]; next?: string }> => {
    const customers: Customer[] = [];
    for await (const item of scanAll(dynamo, {
      TableName: table,
      Limit: limit,
      FilterExpression: 'part = :profile',
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
          ConditionExpression: `attribute_exists(version) AND ${
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

  return { get, getAll, readFold, putFold, scanProfiles, list, putScores };
};

export type CustomerStore = ReturnType<typeof createCustomerStore>;
