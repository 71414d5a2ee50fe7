import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { transact } from '../platform/transact.ts';
import { ANSWER_PREFIX, answersOf, effectOfPerson } from '../tables/keys.ts';
import { listedRemovals } from '../tables/listed-removals.ts';

/** Where an answer stands: on the ledger row of its message. */
const placeSchema = z.object({ part: z.string(), customerId: z.string(), key: z.string() });
/** Which of a message's answers everything that follows from one has been done for. */
const toldSchema = z.object({ told: z.number().int().optional() });
type AnswerPlace = z.infer<typeof placeSchema>;

interface NewPlace {
  /** Under which the ledger counts the message. */
  readonly campaignId: string;
  readonly customerId: string;
  /** Of the ledger row. */
  readonly key: string;
  readonly ref: string;
  readonly firstAt: string;
  /** Epoch seconds; with the row. */
  readonly expiresAt: number;
}

/** Which rows of the ledger have an answer, by campaign and time (effects table); what was said stands on the rows alone. */
export const createAnswerStore = (dynamo: Dynamo, table: string) => {
  const keyOf = ({ campaignId, firstAt, ref }: Pick<NewPlace, 'campaignId' | 'firstAt' | 'ref'>) => ({
    subject: answersOf(campaignId),
    part: `${firstAt}#${ref}`,
  });

  const isTold = async (place: NewPlace, n: number): Promise<boolean> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: keyOf(place), ConsistentRead: true }));
    return Item !== undefined && toldSchema.parse(Item).told === n;
  };

  /** The last thing done for the `told`th answer of a message. Writing the same place twice changes nothing. */
  const put = async (place: NewPlace, told: number): Promise<void> => {
    const { campaignId, customerId, key, expiresAt } = place;
    const { subject, part } = keyOf(place);
    await transact(dynamo, [
      { Put: { TableName: table, Item: { subject, part, customerId, key, told, expiresAt } } },
      {
        Put: {
          TableName: table,
          Item: { subject: effectOfPerson(customerId), part: `${ANSWER_PREFIX}${campaignId}#${part}`, expiresAt },
        },
      },
    ]);
  };

  /** Newest first; behind `after`, the part of the last one seen. */
  const list = async (
    campaignId: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ readonly places: AnswerPlace[]; readonly next: string | undefined }> => {
    const subject = answersOf(campaignId);
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': subject },
        ScanIndexForward: false,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { subject, part: after } }),
      }),
    );
    const places = Items.map((item) => placeSchema.parse(item));
    return { places, next: LastEvaluatedKey && places.at(-1)?.part };
  };

  const removals = (ids: readonly string[]): AsyncGenerator<() => Promise<void>> =>
    listedRemovals(dynamo, table, ids, ANSWER_PREFIX, (id) => {
      const [campaignId = '', ...part] = id.split('#');
      return { subject: answersOf(campaignId), part: part.join('#') };
    });

  return { put, isTold, list, removals };
};

export type AnswerStore = ReturnType<typeof createAnswerStore>;
