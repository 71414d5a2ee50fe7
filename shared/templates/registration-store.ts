import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { ALIMTALK } from '../tables/keys.ts';
import { NEW_REGISTRATION, type Registration, registrationSchema } from './registration.ts';

/** Beside the rows of templates: when all of ours were last looked through for the ones they name. No template has this id. */
const LISTED = '#listed';
const partSchema = z.object({ part: z.string() });
const listedSchema = z.object({ at: z.string() });

/** What Kakao said of the templates that ours name when it was last asked. */
export const createRegistrationStore = (dynamo: Dynamo, table: string) => {
  const keyOf = (templateId: string) => ({ subject: ALIMTALK, part: templateId });

  const find = async (templateId: string): Promise<Registration | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(templateId) }));
    return answer.Item && registrationSchema.parse(answer.Item);
  };

  const put = async (templateId: string, registration: Registration): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...keyOf(templateId), ...registration } }));
  };

  /** A template of ours names it: it is asked for from now on. What is known of it stays. */
  const want = async (templateId: string): Promise<void> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...keyOf(templateId), ...NEW_REGISTRATION },
          ConditionExpression: 'attribute_not_exists(part)',
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  const remove = async (templateId: string): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: keyOf(templateId) }));
  };

  /** Everything that is asked for, and when all templates were last looked through. */
  const list = async (): Promise<{ wanted: Map<string, Registration>; listedAt: string | undefined }> => {
    const wanted = new Map<string, Registration>();
    let listedAt: string | undefined;
    for await (const item of queryAll(dynamo, {
      TableName: table,
      KeyConditionExpression: 'subject = :subject',
      ExpressionAttributeValues: { ':subject': ALIMTALK },
      ConsistentRead: true,
    })) {
      const { part } = partSchema.parse(item);
      if (part === LISTED) listedAt = listedSchema.parse(item).at;
      else wanted.set(part, registrationSchema.parse(item));
    }
    return { wanted, listedAt };
  };

  const listed = async (at: string): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...keyOf(LISTED), at } }));
  };

  return { find, put, want, remove, list, listed };
};

export type RegistrationStore = ReturnType<typeof createRegistrationStore>;
