import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { CHECKPOINT } from '../tables/keys.ts';
import type { Checkpoint } from './checkpoint.ts';
import { stateFromText, stateText } from './fold-codec.ts';

const itemSchema = z.object({
  version: z.number().int(),
  through: z.string(),
  state: z.string(),
  covered: z.instanceof(Uint8Array),
  forgotten: z.boolean(),
  ids: z.array(z.string()).optional(),
});

export const createCheckpointStore = (dynamo: Dynamo, table: string) => {
  const read = async (customerId: string): Promise<Checkpoint | undefined> => {
    const key = { customerId, part: CHECKPOINT };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    if (!answer.Item) return undefined;
    const row = itemSchema.parse(answer.Item);
    return {
      version: row.version,
      through: row.through,
      state: stateFromText(row.state),
      covered: { bytes: row.covered, forgotten: row.forgotten },
      ids: row.ids ?? [],
    };
  };

  /** Replaces the version before it (version 1: none). Returns false if somebody else was faster: read again. */
  const put = async (customerId: string, checkpoint: Checkpoint): Promise<boolean> => {
    const first = checkpoint.version === 1;
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            customerId,
            part: CHECKPOINT,
            version: checkpoint.version,
            through: checkpoint.through,
            state: stateText(checkpoint.state),
            covered: checkpoint.covered.bytes,
            forgotten: checkpoint.covered.forgotten,
            ...(checkpoint.ids.length === 0 ? {} : { ids: [...checkpoint.ids] }),
          },
          ConditionExpression: first ? 'attribute_not_exists(version)' : 'version = :before',
          ...(first ? {} : { ExpressionAttributeValues: { ':before': checkpoint.version - 1 } }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const forget = async (customerId: string): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: { customerId, part: CHECKPOINT } }));
  };

  return { read, put, forget };
};

export type CheckpointStore = ReturnType<typeof createCheckpointStore>;
