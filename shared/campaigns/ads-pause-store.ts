import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { adsPauseKey } from '../tables/keys.ts';
import type { Channel } from '../templates/template.ts';
import { type AdsPause, adsPauseSchema } from './ads-pause.ts';

/** A worker may act on a pause this old. */
const AGE = SECOND;

/** The switch of all ads of a channel: one row each in the table of sends. */
export const createAdsPauseStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const seen = new Map<Channel, { readonly held: boolean; readonly from: number }>();

  /** Strong read; nothing of a channel that was never paused. */
  const find = async (channel: Channel): Promise<AdsPause | undefined> => {
    const from = clock();
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: adsPauseKey(channel), ConsistentRead: true }),
    );
    const found = answer.Item ? adsPauseSchema.parse(answer.Item) : undefined;
    seen.set(channel, { held: found?.isPaused ?? false, from });
    return found;
  };

  /** At most a second old. What cannot be read throws: an ad is not sent unchecked. */
  const isPaused = async (channel: Channel): Promise<boolean> => {
    const known = seen.get(channel);
    const age = known ? clock() - known.from : AGE;
    if (known && age >= 0 && age < AGE) return known.held;
    return (await find(channel))?.isPaused ?? false;
  };

  /** Writes over what was read; false if somebody was faster. */
  const put = async (before: AdsPause | undefined, after: Omit<AdsPause, 'version'>): Promise<boolean> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...adsPauseKey(after.channel), ...after, version: (before?.version ?? 0) + 1 },
          ...(before
            ? {
                ConditionExpression: '#version = :before',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':before': before.version },
              }
            : { ConditionExpression: 'attribute_not_exists(campaignId)' }),
        }),
      );
      seen.delete(after.channel);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Pauses a channel whose ads go out. False if they stand still already. */
  const pause = async (channel: Channel, why: Pick<AdsPause, 'by' | 'name' | 'note' | 'trip'>): Promise<boolean> => {
    const before = await find(channel);
    if (before?.isPaused) return false;
    const answered = before?.answered;
    return put(before, { channel, isPaused: true, ...why, at: toIso(clock()), ...(answered ? { answered } : {}) });
  };

  /** `answered`: what was known by day, for which whoever resumes answers. False if ads go out already. */
  const resume = async (
    channel: Channel,
    name: string | undefined,
    answered: AdsPause['answered'],
  ): Promise<boolean> => {
    const before = await find(channel);
    if (!before?.isPaused) return false;
    const { version: _old, ...rest } = before;
    const resumed = {
      isPaused: false,
      resumedAt: toIso(clock()),
      answered,
      ...(name === undefined ? {} : { resumedBy: name }),
    };
    return put(before, { ...rest, ...resumed });
  };

  return { find, isPaused, pause, resume };
};

export type AdsPauseStore = ReturnType<typeof createAdsPauseStore>;
