import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { consentKey, NOTICE_PREFIX, PREFERENCE_PREFIX, preferenceKey } from '../tables/keys.ts';
import { type Evidence, evidenceSchema } from './evidence.ts';
import { type Preference, preferenceSchema } from './preference.ts';

/** Everything that a person ever said about messages. */
export interface Said {
  readonly evidence: readonly Evidence[];
  readonly preferences: readonly Preference[];
}

const keyOf = z.object({ key: z.string() });

/** Append-only: a row is written once and never changed, and removed only if its event turns out never to have counted. */
export const createConsentStore = (dynamo: Dynamo, table: string) => {
  const saidUnder = async (customerId: string): Promise<Said> => {
    const evidence: Evidence[] = [];
    const preferences: Preference[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :customerId',
      ExpressionAttributeValues: { ':customerId': customerId },
    })) {
      const { key } = keyOf.parse(item);
      if (key.startsWith(NOTICE_PREFIX)) continue;
      if (key.startsWith(PREFERENCE_PREFIX)) preferences.push(preferenceSchema.parse(item));
      else evidence.push(evidenceSchema.parse(item));
    }
    return { evidence, preferences };
  };

  /** Of an id, or of all ids of a person; by strong reads: a gate must see the refusal of a moment ago. */
  const saidBy = async (ids: string | readonly string[]): Promise<Said> => {
    const said = await Promise.all((typeof ids === 'string' ? [ids] : ids).map(saidUnder));
    return {
      evidence: said.flatMap(({ evidence }) => evidence),
      preferences: said.flatMap(({ preferences }) => preferences),
    };
  };

  const evidenceOf = async (ids: string | readonly string[]): Promise<readonly Evidence[]> =>
    (await saidBy(ids)).evidence;

  /** Writes a row once; one that exists stays as it was, which is success. */
  const putOnce = async (item: Record<string, unknown>): Promise<'stored' | 'duplicate'> => {
    try {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(customerId)' }),
      );
      return 'stored';
    } catch (error) {
      if (isConditionFailed(error)) return 'duplicate';
      throw error;
    }
  };

  const append = (evidence: Evidence): Promise<'stored' | 'duplicate'> =>
    putOnce({ ...evidence, key: consentKey(evidence.channel, evidence.receivedAt, evidence.id) });

  const appendPreference = (preference: Preference): Promise<'stored' | 'duplicate'> =>
    putOnce({ ...preference, key: preferenceKey(preference.receivedAt, preference.id) });

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

  return { saidBy, evidenceOf, append, appendPreference, remove };
};

export type ConsentStore = ReturnType<typeof createConsentStore>;
