import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, HOUR, SECOND, toEpochSeconds } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { log } from '../platform/log.ts';
import { definitionId, HEAD } from '../tables/keys.ts';
import type { ApiKey } from './api-key.ts';

const KIND = 'keyRate';
/** A key may be so far ahead of its rate: short bursts pass. */
const BURST = 2 * SECOND;
/** Leases a second that a copy takes out at most: a write each, so a limit costs a handful of writes and not one an event. */
const LEASES_A_SECOND = 10;
const MAX_TRIES = 4;
const itemSchema = z.object({ nextFree: z.number() });

interface Lease {
  left: number;
  readonly until: number;
}

/**
 * The rate of a key as one number that all copies of ingest share: when its next event is free. A copy leases events in
 * advance, and remembers a refusal. Keys without a limit cost nothing.
 */
export const createKeyRateStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const leases = new Map<string, Lease>();
  const refused = new Map<string, number>();

  /** Moves the number on by `count` events; milliseconds to wait if the key is ahead by more than a burst. */
  const book = async (id: string, count: number, perSecond: number): Promise<number> => {
    const Key = { id: definitionId(KIND, id), version: HEAD };
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const old = answer.Item ? itemSchema.parse(answer.Item).nextFree : undefined;
      const now = clock();
      // No batch books an hour: such a number was written by a clock that has been set back since.
      const from = old === undefined || old - now > HOUR ? now : Math.max(now, old);
      if (from - now > BURST) return from - now - BURST;
      const next = from + (count * SECOND) / perSecond;
      try {
        await dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET nextFree = :next, expiresAt = :expires',
            ConditionExpression: old === undefined ? 'attribute_not_exists(nextFree)' : 'nextFree = :old',
            ExpressionAttributeValues: {
              ':next': next,
              ':expires': toEpochSeconds(next + DAY),
              ...(old === undefined ? {} : { ':old': old }),
            },
          }),
        );
        return 0;
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
    // So many copies at once are a flood.
    return SECOND;
  };

  /**
   * Whole seconds until `count` events of this key may come; 0: now. A batch is taken as a whole, and what it is above the
   * rate is waited for afterwards. Fails open: a limit guards a bill, and an event that is refused may be lost.
   */
  const admit = async (key: ApiKey, count: number): Promise<number> => {
    const perSecond = key.eventsPerSecond;
    if (perSecond === undefined || count === 0) return 0;
    const now = clock();
    const blocked = (refused.get(key.id) ?? 0) - now;
    if (blocked > 0 && blocked <= HOUR) return Math.ceil(blocked / SECOND);
    const lease = leases.get(key.id);
    const left = lease && now < lease.until ? lease.left : 0;
    if (lease && left >= count) {
      lease.left -= count;
      return 0;
    }
    const more = Math.max(count - left, Math.ceil(perSecond / LEASES_A_SECOND));
    try {
      const wait = await book(key.id, more, perSecond);
      if (wait > 0) {
        refused.set(key.id, now + wait);
        return Math.ceil(wait / SECOND);
      }
      leases.set(key.id, { left: left + more - count, until: now + BURST });
    } catch {
      log.warn('rate of a key not known', { key: key.id });
    }
    return 0;
  };

  return { admit };
};

export type KeyRateStore = ReturnType<typeof createKeyRateStore>;
