import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, MINUTE, toEpochSeconds } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { deriveKey, sha256Hex } from '../platform/hash.ts';
import { seal, unseal } from '../platform/seal.ts';
import { definitionId, HEAD } from '../tables/keys.ts';

const KIND = 'idempotency';
/** A key is remembered this long. */
const KEEP = DAY;
/** A request that has not answered by then has died; longer than the function's timeout. */
const LEASE = 2 * MINUTE;

const answerSchema = z.object({
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type KeptAnswer = z.infer<typeof answerSchema>;

const itemSchema = z.object({
  request: z.string(),
  owner: z.string(),
  leaseUntil: z.number(),
  answer: answerSchema.optional(),
});

export type Claim =
  | { readonly kind: 'first' }
  | { readonly kind: 'replay'; readonly answer: KeptAnswer }
  | { readonly kind: 'running' };

/**
 * Answers kept for an `Idempotency-Key`: a repeated request gets the first one's answer and does nothing. Their bodies are
 * sealed: they may name a person, and outlive an erasure by a day.
 */
export const createIdempotencyStore = (dynamo: Dynamo, table: string, clock: Clock, secret: () => Promise<string>) => {
  const sealKey = async (): Promise<Buffer> => deriveKey(await secret(), 'kept answers');

  const keyOf = (id: string) => ({ id: definitionId(KIND, id), version: HEAD });

  /**
   * Takes the key for `request` (a hash of method, path, query and body) or says what became of the first one. Throws `conflict`
   * if the key was used with another request.
   */
  const claim = async (id: string, request: string, owner: string): Promise<Claim> => {
    const now = clock();
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...keyOf(id), request, owner, leaseUntil: now + LEASE, expiresAt: toEpochSeconds(now + KEEP) },
          ConditionExpression:
            'attribute_not_exists(id) OR expiresAt < :seconds OR (attribute_not_exists(answer) AND leaseUntil < :now AND #request = :request)',
          ExpressionAttributeNames: { '#request': 'request' },
          ExpressionAttributeValues: { ':seconds': toEpochSeconds(now), ':now': now, ':request': request },
        }),
      );
      return { kind: 'first' };
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
    const found = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }));
    // Released between the two calls: the caller's retry will find it free.
    if (!found.Item) return { kind: 'running' };
    const row = itemSchema.parse(found.Item);
    if (row.request !== request) {
      throw new DangolError(
        'conflict',
        'This Idempotency-Key was used in the last 24 hours for another request; send a new key with a new request.',
      );
    }
    if (!row.answer) return { kind: 'running' };
    const body = unseal(await sealKey(), row.answer.body);
    if (body === undefined)
      throw new DangolError('conflict', 'The answer kept for this Idempotency-Key cannot be read; send a new key.');
    return { kind: 'replay', answer: { ...row.answer, body } };
  };

  const owned = (id: string, owner: string) => ({
    TableName: table,
    Key: keyOf(id),
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': owner },
  });

  const ignoringLost = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  const keep = async (id: string, owner: string, answer: KeptAnswer): Promise<void> => {
    const base = owned(id, owner);
    return ignoringLost(
      dynamo.send(
        new UpdateCommand({
          ...base,
          UpdateExpression: 'SET answer = :answer',
          ExpressionAttributeValues: {
            ...base.ExpressionAttributeValues,
            ':answer': { ...answer, body: seal(await sealKey(), answer.body) },
          },
        }),
      ),
    );
  };

  /** Frees the key after a refusal: nothing was done, so the corrected request may use it. */
  const release = (id: string, owner: string): Promise<void> =>
    ignoringLost(dynamo.send(new DeleteCommand(owned(id, owner))));

  return { claim, keep, release };
};

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;

/** Keys of different API keys never meet, and nobody's key stands in the table in clear. */
export const idempotencyId = (apiKeyName: string, header: string): string => sha256Hex(`${apiKeyName}\u0000${header}`);
