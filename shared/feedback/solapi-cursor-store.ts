import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { SOLAPI } from '../tables/keys.ts';

/** How far a list of Solapi has been read: everything before `since`, and of what came after, the pages before `startKey`. */
const cursorSchema = z.object({
  since: z.string(),
  /** End of the span that is being read; the next span begins here. */
  until: z.string().optional(),
  startKey: z.string().optional(),
});
export type SolapiCursor = z.infer<typeof cursorSchema>;
export type SolapiList = 'messages' | 'refusals';

export const createSolapiCursorStore = (dynamo: Dynamo, table: string) => {
  const read = async (list: SolapiList): Promise<SolapiCursor | undefined> => {
    const Key = { subject: SOLAPI, part: list };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item && cursorSchema.parse(answer.Item);
  };

  /** Reading twice is harmless, so the last to write wins. */
  const write = async (list: SolapiList, cursor: SolapiCursor): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { subject: SOLAPI, part: list, ...cursor } }));
  };

  return { read, write };
};

export type SolapiCursorStore = ReturnType<typeof createSolapiCursorStore>;
