import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type Evidence, evidenceSchema } from '../consent/evidence.ts';
import { RECONFIRM_TIMER, reconfirmAt, SAID_TIMER } from '../consent/keep-statement.ts';
import { type Clock, DAY, HOUR, MINUTE, toIso } from '../platform/clock.ts';
import { type Dynamo, getMany, queryAll } from '../platform/dynamo.ts';
import { NOTICE_PREFIX, PREFERENCE_PREFIX, timerDue, timerShard } from '../tables/keys.ts';
import type { Place } from './belongings-store.ts';

/** Reconfirmations that a consent of the past can have coming: the next, and those of two years before and after. */
const turnsOf = ({ at, receivedAt }: Evidence, now: number): string[] =>
  [-731 * DAY, 0, 731 * DAY].map((shift) => reconfirmAt(at ?? receivedAt, now + shift));

/** Days on which an undecided reconfirmation is looked at again, and minutes in which a statement of today is. */
const looksAround = (now: number): { days: string[]; minutes: string[] } => ({
  days: Array.from({ length: 9 }, (_, day) => toIso(Math.floor(now / DAY) * DAY + day * DAY)),
  minutes: Array.from({ length: 75 }, (_, minute) => toIso(Math.floor((now - HOUR) / MINUTE + minute) * MINUTE)),
});

/**
 * Timers that a person's statements have left behind. Their times follow from the statements, which must still stand: this
 * place comes before theirs. One that is missed finds nobody when it is due, and goes then.
 */
export const createTimersPlace = (
  dynamo: Dynamo,
  tables: { readonly consents: string; readonly timers: string },
  clock: Clock,
): Place => ({
  table: 'timers',
  async *removals({ ids }) {
    const now = clock();
    const { days, minutes } = looksAround(now);
    for (const id of ids) {
      const reconfirm = new Set(days);
      for await (const item of queryAll(dynamo, {
        TableName: tables.consents,
        ConsistentRead: true,
        KeyConditionExpression: 'customerId = :id',
        ExpressionAttributeValues: { ':id': id },
      })) {
        const key = String(item.key);
        if (key.startsWith(NOTICE_PREFIX) || key.startsWith(PREFERENCE_PREFIX)) continue;
        for (const dueAt of turnsOf(evidenceSchema.parse(item), now)) reconfirm.add(dueAt);
      }
      for (const person of ids) {
        const keys = [
          ...[...reconfirm].map((dueAt) => ({ kind: RECONFIRM_TIMER, dueAt })),
          ...minutes.map((dueAt) => ({ kind: SAID_TIMER, dueAt })),
        ].map(({ kind, dueAt }) => ({ shard: timerShard(kind, person), due: timerDue(dueAt, person) }));
        for (const { shard, due } of await getMany(dynamo, tables.timers, keys)) {
          yield async () => {
            await dynamo.send(new DeleteCommand({ TableName: tables.timers, Key: { shard, due } }));
          };
        }
      }
    }
  },
});
