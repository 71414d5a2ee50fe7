import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { JOURNEY_TIMER, stuckPartition, timerDue, timerShard } from '../tables/keys.ts';
import type { Place } from './belongings-store.ts';

/**
 * Ways through journeys, with the timer on which each waits and the note on one that was kept aside: both follow from the run,
 * which goes last.
 */
export const createJourneysPlace = (
  dynamo: Dynamo,
  tables: { readonly runs: string; readonly timers: string },
): Place => ({
  table: 'runs',
  async *removals({ ids }) {
    for (const customerId of ids) {
      for await (const { run, journeyId, due } of queryAll(dynamo, {
        TableName: tables.runs,
        ConsistentRead: true,
        KeyConditionExpression: 'customerId = :id',
        ProjectionExpression: '#run, journeyId, due',
        ExpressionAttributeNames: { '#run': 'run' },
        ExpressionAttributeValues: { ':id': customerId },
      })) {
        const name = `${run}#${customerId}`;
        yield async () => {
          if (typeof due === 'string') {
            const Key = { shard: timerShard(JOURNEY_TIMER, name), due: timerDue(due, name) };
            await dynamo.send(new DeleteCommand({ TableName: tables.timers, Key }));
          }
          if (typeof journeyId === 'string') {
            const Key = { customerId: stuckPartition(journeyId), run: name };
            await dynamo.send(new DeleteCommand({ TableName: tables.runs, Key }));
          }
          await dynamo.send(new DeleteCommand({ TableName: tables.runs, Key: { customerId, run } }));
        };
      }
    }
  },
});
