import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { deriveKey } from '../platform/hash.ts';
import { seal, unseal } from '../platform/seal.ts';
import { ERASURES, OPEN_ERASURES } from '../tables/keys.ts';
import { type Counts, type Erasure, erasureSchema, type Targets, targetsSchema } from './erasure.ts';

const openSchema = z.object({ part: z.string(), dueAt: z.string(), targets: z.string() });

/** An erasure whose work is not over. */
export interface OpenErasure {
  readonly requestId: string;
  readonly targets: Targets;
}

/** Proofs, kept for good, and beside them the sealed list of what open ones still have to find (insights table). */
export const createErasureStore = (dynamo: Dynamo, table: string, secretHex: string) => {
  const key = deriveKey(secretHex, 'erasure targets');

  const find = async (requestId: string): Promise<Erasure | undefined> => {
    const Key = { subject: ERASURES, part: requestId };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? erasureSchema.parse(answer.Item) : undefined;
  };

  const putOnce = async (item: Record<string, unknown>): Promise<void> => {
    try {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(subject)' }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  const opened = (item: unknown): OpenErasure => {
    const { part, targets } = openSchema.parse(item);
    const text = unseal(key, targets);
    if (text === undefined)
      throw new DangolError('internal', `The list of erasure ${part} was sealed with another key of the project.`);
    const value: unknown = JSON.parse(text);
    return { requestId: part, targets: targetsSchema.parse(value) };
  };

  const findOpen = async (requestId: string): Promise<OpenErasure | undefined> => {
    const Key = { subject: OPEN_ERASURES, part: requestId };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? opened(answer.Item) : undefined;
  };

  /**
   * Writes down what is to be done before anything is done: the list first, so that no proof stands without its work. The
   * first request stands; answers the list that does.
   */
  const begin = async (proof: Erasure, targets: Targets): Promise<OpenErasure> => {
    const { requestId, requestedAt } = proof;
    const sealed = seal(key, JSON.stringify(targets));
    await putOnce({ subject: OPEN_ERASURES, part: requestId, dueAt: requestedAt, targets: sealed });
    await putOnce({ subject: ERASURES, part: requestId, ...proof });
    return (await findOpen(requestId)) ?? { requestId, targets };
  };

  /** Erasures with something to do by `now` (ISO 8601 UTC). */
  const due = async (now: string): Promise<OpenErasure[]> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :open',
        FilterExpression: 'dueAt <= :now',
        ExpressionAttributeValues: { ':open': OPEN_ERASURES, ':now': now },
      }),
    );
    return (answer.Items ?? []).map(opened);
  };

  /** Everything is deleted; to be looked after again at `finalDueAt`. */
  const markDeleted = async (requestId: string, deletedAt: string, finalDueAt: string): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { subject: ERASURES, part: requestId },
        UpdateExpression: 'SET #state = :deleted, deletedAt = if_not_exists(deletedAt, :at), finalDueAt = :due',
        ConditionExpression: '#state = :deleting',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ...{ ':deleted': 'deleted', ':deleting': 'deleting', ':at': deletedAt, ':due': finalDueAt },
        },
      }),
    );
  };

  const postpone = async (requestId: string, dueAt: string): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { subject: OPEN_ERASURES, part: requestId },
        UpdateExpression: 'SET dueAt = :due',
        ConditionExpression: 'attribute_exists(subject)',
        ExpressionAttributeValues: { ':due': dueAt },
      }),
    );
  };

  /** What was found by the first look, before anything was deleted; a repeat after a crash finds less and changes nothing. */
  const noteFound = async (requestId: string, deleted: Counts): Promise<void> => {
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { subject: ERASURES, part: requestId },
          UpdateExpression: 'SET deleted = :deleted, counted = :true',
          ConditionExpression: 'attribute_not_exists(counted)',
          ExpressionAttributeValues: { ':deleted': deleted, ':true': true },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  /** The proof is final, and with the list goes the last thing that could name the person. */
  const finish = async (requestId: string, stragglers: Counts, finalAt: string): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { subject: ERASURES, part: requestId },
        UpdateExpression: 'SET #state = :final, stragglers = :stragglers, finalAt = :at REMOVE finalDueAt',
        ConditionExpression: 'attribute_exists(subject)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':final': 'final', ':stragglers': stragglers, ':at': finalAt },
      }),
    );
    await dynamo.send(new DeleteCommand({ TableName: table, Key: { subject: OPEN_ERASURES, part: requestId } }));
  };

  return { find, findOpen, begin, due, noteFound, markDeleted, postpone, finish };
};

export type ErasureStore = ReturnType<typeof createErasureStore>;
