import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, MINUTE, toEpochSeconds } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { contactKey } from '../tables/keys.ts';
import { type Cap, type Contacted, nextFree } from './budget.ts';

/** Between a reservation and its claim lie two writes of a worker that holds a lease of a minute; after it, the ledger speaks. */
export const RESERVED = 5 * MINUTE;
/** Rivals are the workers of campaigns that reach one person in one second. */
const TRIES = 12;

const rowSchema = z.object({
  version: z.number().int(),
  /** Time of each reservation by message key, ms. */
  reserved: z.record(z.string(), z.number()),
});

export interface Wanted {
  readonly customerId: string;
  /** Message key. */
  readonly key: string;
  readonly caps: readonly Cap[];
  /** What the ledger says, read before. */
  readonly contacts: readonly Contacted[];
  /** Nobody else may be about to write to this person at all. */
  readonly alone: boolean;
}

/** `full`: others are about to use up the budget; by `until` (ms) it is known whether they did. */
export type Reservation = { readonly kind: 'reserved' } | { readonly kind: 'full'; readonly until: number };

/** One row per person that puts those who are about to write in a line (rule 9): the ledger knows only who has. */
export const createContactStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const read = async (customerId: string) => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: contactKey(customerId), ConsistentRead: true }),
    );
    return answer.Item ? rowSchema.parse(answer.Item) : { version: 0, reserved: {} };
  };

  const write = async (customerId: string, version: number, reserved: Record<string, number>): Promise<boolean> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            ...contactKey(customerId),
            ...{ version: version + 1, reserved },
            expiresAt: toEpochSeconds(clock() + DAY),
          },
          ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :before',
          ...(version === 0 ? {} : { ExpressionAttributeValues: { ':before': version } }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Takes a place in the person's budget. Reserving the same message again changes nothing. */
  const reserve = async ({ customerId, key, caps, contacts, alone }: Wanted): Promise<Reservation> => {
    const known = new Set(contacts.map((contact) => contact.key));
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const now = clock();
      const { version, reserved } = await read(customerId);
      const live = Object.entries(reserved).filter(([, at]) => at > now - RESERVED);
      if (live.some(([other]) => other === key)) return { kind: 'reserved' };
      // A reservation that became a claim stands in the ledger with its own time.
      const others = live.filter(([other]) => !known.has(other)).map(([other, at]) => ({ key: other, at }));
      const [first] = others.map(({ at }) => at).sort((left, right) => left - right);
      const free = nextFree([...contacts, ...others], caps, now);
      if (first !== undefined && (alone || free > now)) return { kind: 'full', until: first + RESERVED };
      if (await write(customerId, version, { ...Object.fromEntries(live), [key]: now })) return { kind: 'reserved' };
    }
    throw new DangolError('unavailable', `The person's budget was changed by others in each of ${TRIES} tries.`);
  };

  return { reserve };
};

export type ContactStore = ReturnType<typeof createContactStore>;
