import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { consentKey } from '../tables/keys.ts';
import { type Evidence, evidenceSchema } from './evidence.ts';

/** Append-only: a row is written once and never changed, and removed only if its event turns out never to have counted. */
export const createConsentStore = (dynamo: Dynamo, table: string) => {
  /** Everything a person ever said, by strong reads: a gate must see the refusal of a moment ago. */
  const evidenceOf = async (customerId: string): Promise<Evidence[]> => {
    const rows: Evidence[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :customerId',
      ExpressionAttributeValues: { ':customerId': customerId },
    })) {
      rows.push(evidenceSchema.parse(item));
    }
    return rows;
  };

  /** A row that exists stays as it was, which is success. */
  const append = async (evidence: Evidence): Promise<'stored' | 'duplicate'> => {
    const key = consentKey(evidence.channel, evidence.receivedAt, evidence.id);
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...evidence, key },
          ConditionExpression: 'attribute_not_exists(customerId)',
        }),
      );
      return 'stored';
    } catch (error) {
      if (isConditionFailed(error)) return 'duplicate';
      throw error;
    }
  };

  /** Takes back the row of an event that was a repeat of one received before (P2). */
  const remove = async (evidence: Evidence): Promise<void> => {
    const key = consentKey(evidence.channel, evidence.receivedAt, evidence.id);
    try {
      await dynamo.send(
        new DeleteCommand({
          TableName: table,
          Key: { customerId: evidence.customerId, key },
          ConditionExpression: 'eventKey = :eventKey',
          ExpressionAttributeValues: { ':eventKey': evidence.eventKey },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  return { evidenceOf, append, remove };
};

export type ConsentStore = ReturnType<typeof createConsentStore>;
