import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { SEND_APPROVAL } from '../tables/keys.ts';

const approvalSchema = z.object({
  at: z.string(),
  /** Name of the key or user. */
  by: z.string().optional(),
  /** Of the snapshot that was approved. */
  fingerprint: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** Who last said yes to a draft (sends table). */
export const createApprovalStore = (dynamo: Dynamo, table: string) => {
  const find = async (campaignId: string): Promise<Approval | undefined> => {
    const Key = { campaignId, part: SEND_APPROVAL };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? approvalSchema.parse(answer.Item) : undefined;
  };

  const put = async (campaignId: string, approval: Approval): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { campaignId, part: SEND_APPROVAL, ...approval } }));
  };

  return { find, put };
};

export type ApprovalStore = ReturnType<typeof createApprovalStore>;
