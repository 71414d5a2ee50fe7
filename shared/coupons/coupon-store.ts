import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, type Item, queryAll } from '../platform/dynamo.ts';
import { BUCKET_NAMES, bucketOf } from '../platform/hash.ts';
import { ifHeld, transact } from '../platform/transact.ts';
import {
  couponCodeKey,
  couponCodes,
  couponCounters,
  couponEffectKey,
  couponsOfPerson,
  FREE_COUPON,
  OUT_COUPON,
} from '../tables/keys.ts';
import { type Coupon, couponSchema } from './coupon.ts';
import type { PoolCounts } from './pool.ts';

const codeRowSchema = z.object({ code: z.string(), pool: z.string() });
const countsSchema = z.object({
  free: z.number().default(0),
  issued: z.number().default(0),
  redeemed: z.number().default(0),
  withdrawn: z.number().default(0),
});
const partSchema = z.object({ part: z.string() });

/** A transaction holds 100 items: two rows a code, and the counters. */
export const CODES_PER_WRITE = 49;

type State = keyof PoolCounts;

/**
 * Codes of pools. A code is free or out, never both: it changes sides in one transaction, together with the counters, so that they equal a
 * recount at any moment.
 */
export const createCouponStore = (dynamo: Dynamo, table: string) => {
  const shardOf = (code: string): string => bucketOf(code);
  const freeKey = (pool: string, code: string) => ({
    subject: couponCodes(pool, shardOf(code)),
    part: `${FREE_COUPON}${code}`,
  });
  const outKey = (pool: string, code: string) => ({
    subject: couponCodes(pool, shardOf(code)),
    part: `${OUT_COUPON}${code}`,
  });
  const ABSENT = 'attribute_not_exists(subject)';
  const PRESENT = 'attribute_exists(subject)';

  const counted = (pool: string, shard: string, change: Partial<Record<State, number>>) => {
    const entries = Object.entries(change);
    return {
      Update: {
        TableName: table,
        Key: { subject: couponCounters(pool), part: shard },
        UpdateExpression: `ADD ${entries.map(([state]) => `#${state} :${state}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([state]) => [`#${state}`, state])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([state, by]) => [`:${state}`, by])),
      },
    };
  };
  const put = (Item: Item, ConditionExpression?: string) => ({
    Put: { TableName: table, Item, ...(ConditionExpression === undefined ? {} : { ConditionExpression }) },
  });
  const personRow = (customerId: string, code: string, pool: string) =>
    put({ subject: couponsOfPerson(customerId), part: code, pool });

  const get = async (Key: Item): Promise<Item | undefined> =>
    (await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;

  /** The pool of each code that is known, by code. */
  const poolsOf = async (codes: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const rows = await getMany(dynamo, table, codes.map(couponCodeKey));
    return new Map(rows.map((row) => codeRowSchema.parse(row)).map(({ code, pool }) => [code, pool]));
  };

  const poolOf = async (code: string): Promise<string | undefined> => (await poolsOf([code])).get(code);

  /** Adds new codes of one shard, at most `CODES_PER_WRITE`, all or none. False if one of them was there already. */
  const add = (pool: string, shard: string, codes: readonly string[]): Promise<boolean> =>
    transact(dynamo, [
      ...codes.flatMap((code) => [
        put({ ...couponCodeKey(code), code, pool }, ABSENT),
        put({ ...freeKey(pool, code), code, pool }),
      ]),
      counted(pool, shard, { free: codes.length }),
    ]);

  /** Some codes of a shard that nobody has, by a strong read: none means that the shard is empty. */
  const freeIn = async (pool: string, shard: string, most: number, after = ''): Promise<string[]> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        Limit: most,
        KeyConditionExpression: 'subject = :subject AND #part BETWEEN :from AND :to',
        ProjectionExpression: '#part',
        ExpressionAttributeNames: { '#part': 'part' },
        ExpressionAttributeValues: {
          ':subject': couponCodes(pool, shard),
          ':from': `${FREE_COUPON}${after}`,
          ':to': `${FREE_COUPON}~`,
        },
      }),
    );
    return (answer.Items ?? []).map((item) => partSchema.parse(item).part.slice(FREE_COUPON.length));
  };

  const findOut = async (code: string): Promise<Coupon | undefined> => {
    const pool = await poolOf(code);
    const row = pool === undefined ? undefined : await get(outKey(pool, code));
    return row && couponSchema.parse(row);
  };

  /** What an effect handed out. */
  const ofEffect = async (effect: string): Promise<Coupon | undefined> => {
    const row = await get(couponEffectKey(effect));
    return row && findOut(codeRowSchema.parse(row).code);
  };

  /** Hands out a free code. False if it is free no longer, or the effect has one already. */
  const issue = (coupon: Coupon & { readonly customerId: string; readonly effect: string }): Promise<boolean> => {
    const { code, pool, effect, customerId } = coupon;
    return transact(dynamo, [
      { Delete: { TableName: table, Key: freeKey(pool, code), ConditionExpression: PRESENT } },
      put({ ...couponEffectKey(effect), code, pool }, ABSENT),
      put({ ...outKey(pool, code), ...coupon }),
      personRow(customerId, code, pool),
      counted(pool, shardOf(code), { free: -1, issued: 1 }),
    ]);
  };

  /** Changes a code that is out, if it still is in the state that it was read in. */
  const change = (before: Coupon, after: Coupon): Promise<boolean> =>
    transact(dynamo, [
      {
        Put: {
          TableName: table,
          Item: { ...outKey(after.pool, after.code), ...after },
          ConditionExpression: '#state = :before',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':before': before.state },
        },
      },
      ...(after.redeemedBy === undefined ? [] : [personRow(after.redeemedBy, after.code, after.pool)]),
      counted(after.pool, shardOf(after.code), { [before.state]: -1, [after.state]: 1 }),
    ]);

  /** A free code that somebody used: nobody gets it any more. */
  const useFree = (coupon: Coupon & { readonly redeemedBy: string }): Promise<boolean> =>
    transact(dynamo, [
      { Delete: { TableName: table, Key: freeKey(coupon.pool, coupon.code), ConditionExpression: PRESENT } },
      put({ ...outKey(coupon.pool, coupon.code), ...coupon }),
      personRow(coupon.redeemedBy, coupon.code, coupon.pool),
      counted(coupon.pool, shardOf(coupon.code), { free: -1, redeemed: 1 }),
    ]);

  /** Makes an unused code free again, with all that says whose it was. False if it is out in another state or for another effect by now. */
  const takeBack = ({
    code,
    pool,
    customerId,
    effect,
  }: Coupon & { readonly customerId: string; readonly effect: string }) =>
    transact(dynamo, [
      {
        Delete: {
          TableName: table,
          Key: outKey(pool, code),
          ConditionExpression: '#state = :issued AND effect = :effect',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':issued': 'issued', ':effect': effect },
        },
      },
      { Delete: { TableName: table, Key: couponEffectKey(effect) } },
      { Delete: { TableName: table, Key: { subject: couponsOfPerson(customerId), part: code } } },
      put({ ...freeKey(pool, code), code, pool }),
      counted(pool, shardOf(code), { free: 1, issued: -1 }),
    ]);

  const counts = async (pool: string): Promise<PoolCounts> => {
    const sum = { free: 0, issued: 0, redeemed: 0, withdrawn: 0 };
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject',
      ExpressionAttributeValues: { ':subject': couponCounters(pool) },
    })) {
      const row = countsSchema.parse(item);
      for (const state of ['free', 'issued', 'redeemed', 'withdrawn'] as const) sum[state] += row[state];
    }
    return sum;
  };

  /** Codes of a pool, shard by shard; free ones have only code and pool. */
  const page = async (pool: string, limit: number, from?: { readonly shard: string; readonly part: string }) => {
    const found: (Coupon | { readonly code: string; readonly pool: string; readonly state: 'free' })[] = [];
    for (const shard of BUCKET_NAMES.filter((name) => from === undefined || name >= from.shard)) {
      const after = from?.shard === shard ? from.part : undefined;
      const answer = await dynamo.send(
        new QueryCommand({
          TableName: table,
          Limit: limit - found.length,
          KeyConditionExpression: 'subject = :subject',
          ExpressionAttributeValues: { ':subject': couponCodes(pool, shard) },
          ...(after === undefined ? {} : { ExclusiveStartKey: { subject: couponCodes(pool, shard), part: after } }),
        }),
      );
      for (const item of answer.Items ?? []) {
        const { part } = partSchema.parse(item);
        found.push(
          part.startsWith(FREE_COUPON)
            ? { ...codeRowSchema.parse(item), state: 'free' as const }
            : couponSchema.parse(item),
        );
      }
      const last = answer.Items?.at(-1);
      if (answer.LastEvaluatedKey && last) return { found, next: { shard, part: partSchema.parse(last).part } };
      const next = BUCKET_NAMES[BUCKET_NAMES.indexOf(shard) + 1];
      // The sign below every part: the next page starts at the beginning of that shard.
      if (found.length === limit && next !== undefined) return { found, next: { shard: next, part: ' ' } };
    }
    return { found, next: undefined };
  };

  /** What a person was given or has used. */
  const ofPerson = async (ids: readonly string[]): Promise<Coupon[]> => {
    const keys: Item[] = [];
    for (const id of ids) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': couponsOfPerson(id) },
      })) {
        const { part, pool } = z.object({ part: z.string(), pool: z.string() }).parse(item);
        keys.push(outKey(pool, part));
      }
    }
    return (await getMany(dynamo, table, keys)).map((item) => couponSchema.parse(item));
  };

  const remove = (ids: readonly string[], names: readonly string[], coupon: Coupon) => async (): Promise<void> => {
    await ifHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: outKey(coupon.pool, coupon.code),
          UpdateExpression: `REMOVE ${names.join(', ')}`,
          ConditionExpression: PRESENT,
        }),
      ),
    );
    for (const id of ids)
      await transact(dynamo, [
        { Delete: { TableName: table, Key: { subject: couponsOfPerson(id), part: coupon.code } } },
        ...(coupon.effect === undefined || !names.includes('effect')
          ? []
          : [{ Delete: { TableName: table, Key: couponEffectKey(coupon.effect) } }]),
      ]);
  };

  /**
   * What makes each of a person's codes nobody's: it stays out, so that nobody else gets it and the counters stay what they are, and no
   * longer says whose it was.
   */
  async function* removals(ids: readonly string[]): AsyncGenerator<() => Promise<void>> {
    for (const coupon of await ofPerson(ids)) {
      const owned = coupon.customerId !== undefined && ids.includes(coupon.customerId);
      const used = coupon.redeemedBy !== undefined && ids.includes(coupon.redeemedBy);
      const names = [
        ...(owned ? ['customerId', 'effect', 'forOrder'] : []),
        ...(used ? ['redeemedBy', 'orderId'] : []),
      ];
      yield remove(ids, names.length === 0 ? ['withdrawnWhy'] : [...names, 'withdrawnWhy'], coupon);
    }
  }

  return {
    poolsOf,
    poolOf,
    add,
    freeIn,
    findOut,
    ofEffect,
    issue,
    takeBack,
    change,
    useFree,
    counts,
    page,
    ofPerson,
    removals,
  };
};

export type CouponStore = ReturnType<typeof createCouponStore>;
