import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo, Item } from '../platform/dynamo.ts';
import { ifHeld, transact } from '../platform/transact.ts';
import { effectOfPerson, webhookCallKey, webhookStateKey } from '../tables/keys.ts';
import { listedRemovals } from '../tables/listed-removals.ts';
import { type WebhookCall, type WebhookState, webhookCallSchema, webhookStateSchema } from './webhook.ts';

const PERSON_PREFIX = 'call#';

/** Calls of webhooks and how each webhook fares (effects table). */
export const createWebhookStore = (dynamo: Dynamo, table: string) => {
  const read = async (Key: Item): Promise<Item | undefined> =>
    (await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;

  const call = async (id: string): Promise<WebhookCall | undefined> => {
    const row = await read(webhookCallKey(id));
    return row && webhookCallSchema.parse(row);
  };

  /** Writes down what is to be said; false if it stands there already. */
  const create = (one: WebhookCall): Promise<boolean> =>
    transact(dynamo, [
      {
        Put: {
          TableName: table,
          Item: { ...webhookCallKey(one.id), ...one },
          ConditionExpression: 'attribute_not_exists(subject)',
        },
      },
      ...(one.customerId === undefined
        ? []
        : [
            {
              Put: {
                TableName: table,
                Item: {
                  subject: effectOfPerson(one.customerId),
                  part: `${PERSON_PREFIX}${one.id}`,
                  expiresAt: one.expiresAt,
                },
              },
            },
          ]),
    ]);

  /** Replaces a call that still has as many tries behind it as `attempts`. */
  const save = (one: WebhookCall, attempts: number): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...webhookCallKey(one.id), ...one },
          ConditionExpression: 'attempts = :attempts AND #state = :pending',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':attempts': attempts, ':pending': 'pending' },
        }),
      ),
    );

  const state = async (webhookId: string): Promise<WebhookState> =>
    webhookStateSchema.parse((await read(webhookStateKey(webhookId))) ?? {});

  /** Notes a try. Answers how many have failed in a row. */
  const note = async (webhookId: string, failed: boolean, lastStatus: string, lastAt: string): Promise<number> => {
    const { Attributes } = await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: webhookStateKey(webhookId),
        UpdateExpression: `SET failures = ${failed ? 'if_not_exists(failures, :zero) + :one' : ':zero'}, lastStatus = :status, lastAt = :at`,
        ExpressionAttributeValues: {
          ...{ ':zero': 0, ':status': lastStatus, ':at': lastAt },
          ...(failed ? { ':one': 1 } : {}),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return webhookStateSchema.parse(Attributes ?? {}).failures;
  };

  const setState = async (webhookId: string, next: WebhookState): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...webhookStateKey(webhookId), ...next } }));
  };

  /** What takes each call about a person away; one that is on its way is then not made. */
  const removals = (ids: readonly string[]): AsyncGenerator<() => Promise<void>> =>
    listedRemovals(dynamo, table, ids, PERSON_PREFIX, webhookCallKey);

  return { call, create, save, state, note, setState, removals };
};

export type WebhookStore = ReturnType<typeof createWebhookStore>;
