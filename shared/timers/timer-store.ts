import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { timerDue, timerShard, timerShards } from '../tables/keys.ts';

/** Something to be looked at when its time has come. Written before the state that needs it (rule 14). */
export interface Timer {
  /** What looks at it, such as `message`. */
  readonly kind: string;
  /** ISO 8601 UTC. */
  readonly dueAt: string;
  /** With `dueAt` it names the timer: putting one twice changes nothing. */
  readonly id: string;
}

const itemSchema = z.object({ due: z.string() });

/** Timers by kind and due time. A sweep reads what is due without a cursor; a timer goes when its work is done. */
export const createTimerStore = (dynamo: Dynamo, table: string) => {
  const keyOf = ({ kind, dueAt, id }: Timer) => ({ shard: timerShard(kind, id), due: timerDue(dueAt, id) });

  const put = async (timer: Timer): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: keyOf(timer) }));
  };

  const remove = async (timer: Timer): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: keyOf(timer) }));
  };

  /** Timers due at `now` (ISO 8601 UTC), the oldest of each shard first, at most so many of each. */
  const due = async (kind: string, now: string, most: number): Promise<Timer[]> => {
    const pages = await Promise.all(
      timerShards(kind).map((shard) =>
        dynamo.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: '#shard = :shard AND due < :until',
            ExpressionAttributeNames: { '#shard': 'shard' },
            // `~` sorts behind every id: what is due this very millisecond is due.
            ExpressionAttributeValues: { ':shard': shard, ':until': `${now}~` },
            Limit: most,
          }),
        ),
      ),
    );
    return pages
      .flatMap(({ Items }) => Items ?? [])
      .map((item) => {
        const [dueAt = '', ...id] = itemSchema.parse(item).due.split('#');
        return { kind, dueAt, id: id.join('#') };
      });
  };

  return { put, remove, due };
};

export type TimerStore = ReturnType<typeof createTimerStore>;
