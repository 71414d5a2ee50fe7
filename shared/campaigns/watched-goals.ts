import * as z from 'zod';
import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { WATCHED_GOALS } from '../tables/keys.ts';

/** A goal of a campaign that was just launched may be missed for so long; the receipt of the message then looks again. */
const REMEMBERED = SECOND;

const itemSchema = z.object({ part: z.string(), until: z.string() });

/** Names of the events that launched campaigns have as goals; one small read a second and worker. */
export const createWatchedGoals = (dynamo: Dynamo, table: string, clock: Clock) => {
  let kept: { readonly at: number; readonly names: ReadonlySet<string> } | undefined;
  return async (): Promise<ReadonlySet<string>> => {
    const at = clock();
    if (kept && at >= kept.at && at - kept.at < REMEMBERED) return kept.names;
    const names = new Set<string>();
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'campaignId = :goals',
      ExpressionAttributeValues: { ':goals': WATCHED_GOALS },
    })) {
      const { part, until } = itemSchema.parse(item);
      if (until > toIso(at)) names.add(part);
    }
    kept = { at, names };
    return names;
  };
};

export type WatchedGoals = ReturnType<typeof createWatchedGoals>;
