import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { ifHeld } from '../platform/transact.ts';
import { SEND_SERIES } from '../tables/keys.ts';

export const seriesStateSchema = z.object({
  /** `over`: its last day has passed, or somebody ended it. */
  status: z.enum(['running', 'paused', 'over']),
  /** Next occurrence, ISO 8601 UTC; null if there is none any more. */
  nextAt: z.string().nullable(),
  /** Name of the key or user that started it. */
  startedBy: z.string().optional(),
  /** The latest occurrence: its campaign, or why there was none. */
  last: z.object({ at: z.string(), campaignId: z.string().optional(), problem: z.string().optional() }).optional(),
  /** What was looked at last (approve-campaign.ts): another one is looked at anew before it goes out. */
  fingerprint: z.string().optional(),
  /** Occurrences left out because nothing ran at their time. */
  missed: z.number().int(),
  version: z.number().int(),
});
export type SeriesState = z.infer<typeof seriesStateSchema>;

/** How far recurring campaigns are (sends table). */
export const createSeriesStore = (dynamo: Dynamo, table: string) => {
  const find = async (campaignId: string): Promise<SeriesState | undefined> => {
    const Key = { campaignId, part: SEND_SERIES };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? seriesStateSchema.parse(answer.Item) : undefined;
  };

  /** Writes over the version before. False if another has written since. */
  const put = (campaignId: string, state: SeriesState): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { campaignId, part: SEND_SERIES, ...state },
          ...(state.version === 1
            ? { ConditionExpression: 'attribute_not_exists(campaignId)' }
            : {
                ConditionExpression: '#version = :before',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':before': state.version - 1 },
              }),
        }),
      ),
    );

  return { find, put };
};

export type SeriesStore = ReturnType<typeof createSeriesStore>;
