import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, HOUR, MINUTE, SECOND } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { rateKey } from '../tables/keys.ts';

/** Hand-overs that a worker may make: the first at `from`, then one every `every` milliseconds. */
export interface RateLease {
  readonly from: number;
  readonly count: number;
  readonly every: number;
}

const PART = 'lease';
/** A worker does not book further ahead than this, so that a pause or a slow provider wastes little. */
const AHEAD = 2 * SECOND;
/** A period that began further ahead was counted on another clock. */
const LONGEST_PERIOD = DAY + HOUR;
/** `minute`: when the period began. */
const minuteSchema = z.object({ minute: z.number(), used: z.number() });
const itemSchema = z.object({ nextFree: z.number() });

/**
 * The provider's rate as one number that all workers share: the time at which the next hand-over is free. Leasing moves it
 * on for a second or more, so a thousand messages cost a handful of writes (rule 10).
 */
export const createRateStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  /** `count` hand-overs at `perSecond`, or how many milliseconds to wait before asking again. */
  const take = async (lane: string, count: number, perSecond: number): Promise<RateLease | { wait: number }> => {
    const Key = { campaignId: rateKey(lane), part: PART };
    const every = SECOND / perSecond;
    for (;;) {
      const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const nextFree = answer.Item ? itemSchema.parse(answer.Item).nextFree : undefined;
      const now = clock();
      // A booking minutes ahead was made on another clock: the local stack may be set back.
      const from = nextFree === undefined || nextFree - now > MINUTE ? now : Math.max(now, nextFree);
      if (from - now > AHEAD) return { wait: from - now - AHEAD / 2 };
      try {
        await dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET nextFree = :next',
            ConditionExpression: nextFree === undefined ? 'attribute_not_exists(nextFree)' : 'nextFree = :old',
            ExpressionAttributeValues: {
              ':next': from + count * every,
              ...(nextFree === undefined ? {} : { ':old': nextFree }),
            },
          }),
        );
        return { from, count, every };
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
  };

  /**
   * Up to `count` of the `allowed` messages of a lane in the period that begins at `begins` (ms); zero when they are spent, `late` where a later
   * period is counted already.
   */
  const takeOfPeriod = async (
    lane: string,
    begins: number,
    count: number,
    allowed: number,
  ): Promise<number | 'late'> => {
    const Key = { campaignId: rateKey(lane), part: PART };
    for (;;) {
      const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const known = answer.Item ? minuteSchema.parse(answer.Item) : undefined;
      // A worker that is late, or whose clock is, must not open again what was spent of a minute that has begun elsewhere.
      if (known && known.minute > begins && known.minute - begins < LONGEST_PERIOD) return 'late';
      const used = known?.minute === begins ? known.used : 0;
      const taken = Math.min(count, allowed - used);
      if (taken <= 0) return 0;
      try {
        await dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET #minute = :minute, used = :used',
            ConditionExpression: known ? '#minute = :was AND used = :before' : 'attribute_not_exists(#minute)',
            ExpressionAttributeNames: { '#minute': 'minute' },
            ExpressionAttributeValues: {
              ':minute': begins,
              ':used': used + taken,
              ...(known ? { ':was': known.minute, ':before': known.used } : {}),
            },
          }),
        );
        return taken;
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
  };

  return { take, takeOfPeriod };
};

export type RateStore = ReturnType<typeof createRateStore>;
