import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, isConditionFailed } from '../platform/dynamo.ts';
import { SEAL } from '../tables/keys.ts';
import { stateFromText, stateText } from './fold-codec.ts';
import { NO_SEALS, type Seal, type Seals } from './seal.ts';

const itemSchema = z.object({
  customerId: z.string(),
  before: z.string(),
  state: z.string(),
  covered: z.instanceof(Uint8Array),
  forgotten: z.boolean(),
  /** name, signature */
  signatures: z.array(z.tuple([z.string(), z.string()])),
});

export const createSealStore = (dynamo: Dynamo, table: string) => {
  /** Strong reads; ids without a seal are left out. */
  const read = async (persons: readonly string[]): Promise<Seals> => {
    if (persons.length === 0) return NO_SEALS;
    const keys = persons.map((customerId) => ({ customerId, part: SEAL }));
    const seals = new Map<string, Seal>();
    for (const item of await getMany(dynamo, table, keys)) {
      const { customerId, before, state, covered, forgotten, signatures } = itemSchema.parse(item);
      seals.set(customerId, {
        before,
        state: stateFromText(state),
        covered: { bytes: covered, forgotten },
        signatures: new Map(signatures),
      });
    }
    return seals;
  };

  /** Replaces an older seal of the id. False: one that reaches as far stands there; read again. */
  const put = async (person: string, seal: Seal): Promise<boolean> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            customerId: person,
            part: SEAL,
            before: seal.before,
            state: stateText(seal.state),
            covered: seal.covered.bytes,
            forgotten: seal.covered.forgotten,
            signatures: [...seal.signatures],
          },
          ConditionExpression: 'attribute_not_exists(customerId) OR #before < :before',
          ExpressionAttributeNames: { '#before': 'before' },
          ExpressionAttributeValues: { ':before': seal.before },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  return { read, put };
};

export type SealStore = ReturnType<typeof createSealStore>;
