import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../platform/dynamo.ts';
import { ALIMTALK } from '../tables/keys.ts';
import { type Registration, registrationSchema } from './registration.ts';

/** What Kakao said of our templates when it was last asked. */
export const createRegistrationStore = (dynamo: Dynamo, table: string) => {
  const find = async (templateId: string): Promise<Registration | undefined> => {
    const Key = { subject: ALIMTALK, part: templateId };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key }));
    return answer.Item && registrationSchema.parse(answer.Item);
  };

  const put = async (templateId: string, registration: Registration): Promise<void> => {
    await dynamo.send(
      new PutCommand({ TableName: table, Item: { subject: ALIMTALK, part: templateId, ...registration } }),
    );
  };

  return { find, put };
};

export type RegistrationStore = ReturnType<typeof createRegistrationStore>;
