import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { type Claim, compareClaims } from './links.ts';

const itemSchema = z.object({
  alias: z.string(),
  owner: z.string(),
  at: z.string(),
  /** Message that proves it; absent where a person confirmed it. */
  messageId: z.string().optional(),
  /** Who confirmed that two known ids are one person. */
  confirmedBy: z.string().optional(),
  /** Owners before this one whose profiles may still hold the id's events. */
  displaced: z.instanceof(Set).optional(),
});

/** To whom an id belongs, and why: an event of the owner's that names it, or a person's word. */
export interface Evidenced {
  readonly id: string;
  readonly owner: string;
  readonly at: string;
  readonly messageId?: string;
  readonly confirmedBy?: string;
}

export interface Claimed {
  /** The earliest claim known; no later one can ever win. */
  readonly winner: Claim;
  /** Owners who have to be folded again without the id. */
  readonly displaced: readonly string[];
}

const textsOf = (set: ReadonlySet<unknown> | undefined): string[] => [...(set ?? [])].map(String).sort();

/** Tries against rivals for one id; each is lost only to an earlier claim, so they end soon. */
const TRIES = 20;
/** Answers remembered: an owner's claim only ever gets earlier, so who has lost to it has lost for good. */
const REMEMBERED = 2_000;

/** The owner of each id: the known id of its earliest link, kept by conditional minimum (rule 4). */
export const createLinkStore = (dynamo: Dynamo, table: string) => {
  const known = new Map<string, Claim>();
  const remember = (claim: Claim): void => {
    if (known.size >= REMEMBERED) known.clear();
    known.set(claim.id, claim);
  };

  const readItem = async (id: string): Promise<z.infer<typeof itemSchema> | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: { alias: id }, ConsistentRead: true }));
    return answer.Item ? itemSchema.parse(answer.Item) : undefined;
  };

  const write = async (claim: Claim, before: Claim | undefined): Promise<boolean> => {
    const { id, owner, at, messageId } = claim;
    const loses = before !== undefined && before.owner !== owner;
    try {
      if (before === undefined) {
        const Item = { alias: id, owner, at, messageId };
        await dynamo.send(
          new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(alias)' }),
        );
        return true;
      }
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { alias: id },
          UpdateExpression: `SET #owner = :owner, #at = :at, messageId = :message${loses ? ' ADD displaced :before' : ''}`,
          ConditionExpression: '#owner = :oldOwner AND #at = :oldAt AND messageId = :oldMessage',
          ExpressionAttributeNames: { '#owner': 'owner', '#at': 'at' },
          ExpressionAttributeValues: {
            ...{ ':owner': owner, ':at': at, ':message': messageId },
            ...{ ':oldOwner': before.owner, ':oldAt': before.at, ':oldMessage': before.messageId },
            ...(loses ? { ':before': new Set([before.owner]) } : {}),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Makes a claim and answers whose the id is. Repeating it, in any order with others, gives the same owner. */
  const claim = async (made: Claim): Promise<Claimed> => {
    const remembered = known.get(made.id);
    if (remembered && remembered.owner !== made.owner && compareClaims(remembered, made) < 0)
      return { winner: remembered, displaced: [] };
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (attempt === 0 && (await write(made, undefined))) return { winner: made, displaced: [] };
      const item = await readItem(made.id);
      if (!item) continue;
      const { owner, at, messageId = '' } = item;
      const standing = { id: made.id, owner, at, messageId };
      remember(standing);
      const displaced = owner === made.owner ? textsOf(item.displaced) : [];
      if (compareClaims(standing, made) <= 0) return { winner: standing, displaced };
      if (!(await write(made, standing))) continue;
      remember(made);
      const before = [...new Set([...textsOf(item.displaced), owner])].filter((other) => other !== made.owner);
      return { winner: made, displaced: before };
    }
    throw new DangolError('unavailable', `The owner of an id changed during each of ${TRIES} tries; deliver again.`);
  };

  /** The displaced owners have been folded without the id. */
  const settle = async (id: string, displaced: readonly string[]): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { alias: id },
        UpdateExpression: 'DELETE displaced :done',
        ConditionExpression: 'attribute_exists(alias)',
        ExpressionAttributeValues: { ':done': new Set(displaced) },
      }),
    );
  };

  /** Owners and evidence of ids, by strong reads; who belongs to nobody is left out. */
  const read = async (ids: readonly string[]): Promise<Evidenced[]> => {
    const items = await getMany(
      dynamo,
      table,
      ids.map((alias) => ({ alias })),
    );
    return items.map((item) => {
      const { alias, owner, at, messageId, confirmedBy } = itemSchema.parse(item);
      return {
        ...{ id: alias, owner, at },
        ...(messageId === undefined ? {} : { messageId }),
        ...(confirmedBy === undefined ? {} : { confirmedBy }),
      };
    });
  };

  /**
   * Joins one known id to another on a person's word. Neither may have been joined to somebody before, so that no circle
   * can come about; joining the same two again is success. False: one of them belongs to somebody else.
   */
  const confirm = async (loser: string, survivor: string, by: string, at: string): Promise<boolean> => {
    try {
      await dynamo.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: table,
                Item: { alias: loser, owner: survivor, at, confirmedBy: by },
                ConditionExpression: 'attribute_not_exists(alias)',
              },
            },
            {
              ConditionCheck: {
                TableName: table,
                Key: { alias: survivor },
                ConditionExpression: 'attribute_not_exists(alias)',
              },
            },
          ],
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return (await readItem(loser))?.owner === survivor;
    }
  };

  return { claim, settle, read, confirm };
};

export type LinkStore = ReturnType<typeof createLinkStore>;
