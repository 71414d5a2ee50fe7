import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { transact } from '../platform/transact.ts';
import { JOURNEY_TIMER, plannedRun, timerDue, timerShard } from '../tables/keys.ts';
import { timerIdOf } from './run-store.ts';

/** Somebody whose journey is to begin on a day, by the local calendar. */
interface Plan {
  readonly customerId: string;
  readonly journeyId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

const rowSchema = z.object({ due: z.string() });

/** Days that people wait for before they enter a journey; each with its timer, so that an erasure finds both. */
export const createPlanStore = (dynamo: Dynamo, tables: { readonly runs: string; readonly timers: string }) => {
  const keyOf = ({ customerId, journeyId, date }: Plan) => ({ customerId, run: plannedRun(journeyId, date) });

  const timerOf = (plan: Plan, dueAt: string) => {
    const id = timerIdOf(keyOf(plan));
    return { TableName: tables.timers, Key: { shard: timerShard(JOURNEY_TIMER, id), due: timerDue(dueAt, id) } };
  };

  const dueOf = async (plan: Plan): Promise<string | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: tables.runs, Key: keyOf(plan), ConsistentRead: true }),
    );
    return answer.Item && rowSchema.parse(answer.Item).due;
  };

  /** Plans a moment (ms), in place of another one of the same day. Of several who do so at once one has it. */
  const put = async (plan: Plan, moment: number): Promise<void> => {
    const due = toIso(moment);
    const known = await dueOf(plan);
    if (known === due) return;
    const { TableName, Key: Item } = timerOf(plan, due);
    await transact(dynamo, [
      {
        Put: {
          TableName: tables.runs,
          Item: { ...keyOf(plan), journeyId: plan.journeyId, due },
          ConditionExpression: known === undefined ? 'attribute_not_exists(customerId)' : 'due = :known',
          ...(known === undefined ? {} : { ExpressionAttributeValues: { ':known': known } }),
        },
      },
      { Put: { TableName, Item } },
      ...(known === undefined ? [] : [{ Delete: timerOf(plan, known) }]),
    ]);
  };

  /** Takes a plan away, with a timer that stands before its time. */
  const remove = async (plan: Plan): Promise<void> => {
    const known = await dueOf(plan);
    if (known === undefined) return;
    await transact(dynamo, [
      { Delete: { TableName: tables.runs, Key: keyOf(plan) } },
      { Delete: timerOf(plan, known) },
    ]);
  };

  return { put, dueOf, remove };
};

export type PlanStore = ReturnType<typeof createPlanStore>;
