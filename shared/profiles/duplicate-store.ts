import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { BUCKET_NAMES, bucketOf } from '../platform/hash.ts';
import { decisionSubject, duplicatesSubject, keyText } from '../tables/keys.ts';

/** Why two known people may be one. */
const causeSchema = z.discriminatedUnion('kind', [
  /** They have had one address: `email:` or `phone:` and its keyed hash. */
  z.object({ kind: z.literal('address'), alias: z.string() }),
  /** An `alias` call said so. */
  z.object({
    kind: z.literal('alias'),
    said: z.tuple([z.string(), z.string()]),
    at: z.string(),
    messageId: z.string(),
  }),
]);
export type Cause = z.infer<typeof causeSchema>;

const decisionSchema = z.object({ decision: z.enum(['confirmed', 'rejected']), by: z.string(), at: z.string() });
export type Decision = z.infer<typeof decisionSchema>;

/** Where a listing goes on: behind this entry of this bucket. */
export const duplicatePositionSchema = z.object({ bucket: z.number().int().min(0), after: keyText.optional() });
export type DuplicatePosition = z.infer<typeof duplicatePositionSchema>;

const PAGE = 50;

/** Grounds for a suspicion, listed in 16 buckets, and what a person decided. What was noted may have ceased to hold since. */
export const createDuplicateStore = (dynamo: Dynamo, table: string) => {
  /** Repeating it changes nothing. */
  const note = async (cause: Cause): Promise<void> => {
    const part = cause.kind === 'address' ? cause.alias : `alias:${cause.said.join('\n')}`;
    await dynamo.send(
      new PutCommand({ TableName: table, Item: { subject: duplicatesSubject(bucketOf(part)), part, cause } }),
    );
  };

  /** Some causes, and where the next ones start; there are no more if that is absent. */
  const page = async (from: DuplicatePosition): Promise<{ causes: Cause[]; next?: DuplicatePosition }> => {
    const bucket = BUCKET_NAMES[from.bucket];
    if (bucket === undefined) return { causes: [] };
    const subject = duplicatesSubject(bucket);
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': subject },
        Limit: PAGE,
        ...(from.after === undefined ? {} : { ExclusiveStartKey: { subject, part: from.after } }),
      }),
    );
    const causes = (answer.Items ?? []).map((item) => causeSchema.parse(item.cause));
    const last: unknown = answer.LastEvaluatedKey?.part;
    if (typeof last === 'string') return { causes, next: { bucket: from.bucket, after: last } };
    return from.bucket + 1 < BUCKET_NAMES.length ? { causes, next: { bucket: from.bucket + 1 } } : { causes };
  };

  /** `pair` is a keyed hash of two ids, so that a decision outlives neither of them. */
  const decisionOn = async (pair: string): Promise<Decision | undefined> => {
    const Key = { subject: decisionSubject(bucketOf(pair)), part: pair };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? decisionSchema.parse(answer.Item) : undefined;
  };

  /** The first decision stands; answers the one that does. A rejection may be confirmed later, never the other way round. */
  const decide = async (pair: string, decision: Decision): Promise<Decision> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { subject: decisionSubject(bucketOf(pair)), part: pair, ...decision },
          ConditionExpression: 'attribute_not_exists(subject) OR (decision = :rejected AND :new = :confirmed)',
          ExpressionAttributeValues: { ':rejected': 'rejected', ':confirmed': 'confirmed', ':new': decision.decision },
        }),
      );
      return decision;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return (await decisionOn(pair)) ?? decision;
    }
  };

  return { note, page, decisionOn, decide };
};

export type DuplicateStore = ReturnType<typeof createDuplicateStore>;
