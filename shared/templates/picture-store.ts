import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { PICTURES } from '../tables/keys.ts';
import { type Picture, type PictureUse, pictureSchema } from './picture.ts';

const partSchema = z.object({ part: z.string() });

/** Hosted pictures in the carrier's store. A name is a hash of bytes, so what is kept there stays true. */
export const createPictureStore = (dynamo: Dynamo, table: string) => {
  const keyOf = (use: PictureUse, name: string) => ({ subject: PICTURES, part: `${use}#${name}` });

  const find = async (use: PictureUse, name: string): Promise<Picture | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(use, name) }));
    return answer.Item && pictureSchema.parse(answer.Item);
  };

  const put = async (use: PictureUse, name: string, picture: Picture): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...keyOf(use, name), ...picture } }));
  };

  /** A template names it: it is handed over soon. One that was refused is tried again, one that is kept stays. */
  const want = async (use: PictureUse, name: string, at: string): Promise<void> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...keyOf(use, name), state: 'new', at },
          ConditionExpression: 'attribute_not_exists(part) OR #state = :refused',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':refused': 'refused' },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  /** Names of one use that were not handed over yet. */
  const wanted = async (use: PictureUse): Promise<string[]> => {
    const names: string[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'subject = :subject AND begins_with(part, :use)',
      FilterExpression: '#state = :new',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':subject': PICTURES, ':use': `${use}#`, ':new': 'new' },
      ConsistentRead: true,
    }))
      names.push(partSchema.parse(item).part.slice(use.length + 1));
    return names;
  };

  return { find, put, want, wanted };
};

export type PictureStore = ReturnType<typeof createPictureStore>;
