import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { addressGuard } from '../tables/keys.ts';
import type { DeferReason, Message, SkipReason } from './message.ts';
import { createMessageReads } from './message-reads.ts';
import { type Change, createWayStore } from './way-store.ts';

/** What the provider's answer, or its absence, means for a claimed row. */
export type Settlement =
  | { readonly status: 'sent'; readonly providerId: string; readonly deliveredAt?: string }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'unknown' }
  | { readonly status: 'skipped'; readonly reason: SkipReason }
  | { readonly status: 'deferred'; readonly reason: DeferReason; readonly until: string };

const guardSchema = z.object({ owner: z.string() });

/** The send ledger: every status change is a condition on the one before it, so that no two workers can both hand over. */
export const createMessageStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const reads = createMessageReads(dynamo, table);
  const { putWay, recompose, changeWay } = createWayStore(dynamo, table, clock);

  /**
   * Writes a row over nothing, or over the deferred row it follows. False if another worker was there first. The SDK may
   * repeat a put whose answer was lost; a claim of the same try is then our own.
   */
  const put = async (row: Message, before: Message | undefined): Promise<boolean> => {
    if (before && row.link !== undefined) return putWay(row, before);
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: row,
          ...(before
            ? {
                ConditionExpression: '#status = :deferred AND #at = :at',
                ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
                ExpressionAttributeValues: { ':deferred': 'deferred', ':at': before.at },
              }
            : { ConditionExpression: 'attribute_not_exists(customerId)' }),
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      const found = await reads.find(row.customerId, row.key);
      return row.claimId === undefined ? found?.status === row.status : found?.claimId === row.claimId;
    }
  };

  /** Writes a row that nobody works on. False if the person has one of this key already. */
  const add = async (row: Message): Promise<boolean> => {
    try {
      const once = 'attribute_not_exists(customerId)';
      await dynamo.send(new PutCommand({ TableName: table, Item: row, ConditionExpression: once }));
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Takes the mailbox for this message (rule 6). False if another person's message of the same key has it. */
  const guardAddress = async (address: string, key: string, owner: string, expiresAt: number): Promise<boolean> => {
    const customerId = addressGuard(address);
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { customerId, key, owner, expiresAt },
          ConditionExpression: 'attribute_not_exists(customerId) OR #owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const guardOwner = async (address: string, key: string): Promise<string | undefined> => {
    const Key = { customerId: addressGuard(address), key };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item ? guardSchema.parse(answer.Item).owner : undefined;
  };

  const change = async (customerId: string, key: string, { set, remove = [], from, claimId, reason }: Change) => {
    const fields = Object.entries({ ...set, at: toIso(clock()) });
    const removed = remove.length > 0 ? ` REMOVE ${remove.map((_, index) => `#r${index}`).join(', ')}` : '';
    const conditions = [`#status IN (${from.map((_, index) => `:s${index}`).join(', ')})`];
    if (claimId !== undefined) conditions.push('claimId = :claim');
    if (reason !== undefined) conditions.push('reason = :reason');
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId, key },
          UpdateExpression: `SET ${fields.map((_, index) => `#f${index} = :f${index}`).join(', ')}${removed}`,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: {
            '#status': 'status',
            ...Object.fromEntries(fields.map(([name], index) => [`#f${index}`, name])),
            ...Object.fromEntries(remove.map((name, index) => [`#r${index}`, name])),
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value])),
            ...Object.fromEntries(from.map((status, index) => [`:s${index}`, status])),
            ...(claimId === undefined ? {} : { ':claim': claimId }),
            ...(reason === undefined ? {} : { ':reason': reason }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return claimId !== undefined && changeWay(customerId, key, claimId, { set, remove, from, reason });
    }
  };

  /**
   * Writes what became of the claim `claimId`. An answer that comes after the claim was given up is still the truth, so
   * `unknown` is overwritten; a receipt that was faster is left as it is.
   */
  const settle = async (row: Message, claimId: string, result: Settlement): Promise<void> => {
    const { customerId, key } = row;
    switch (result.status) {
      case 'sent':
        await change(customerId, key, {
          set: {
            ...{ status: 'sent', providerId: result.providerId },
            ...(result.deliveredAt === undefined ? {} : { deliveredAt: result.deliveredAt }),
          },
          remove: ['claimedUntil', 'reason'],
          from: ['claimed', 'unknown', 'sent'],
          claimId,
        });
        return;
      case 'failed':
        await change(customerId, key, {
          set: { status: 'failed', reason: result.reason },
          remove: ['claimedUntil'],
          from: ['claimed', 'unknown'],
          claimId,
        });
        return;
      case 'skipped':
        await change(customerId, key, {
          set: { status: 'skipped', reason: result.reason },
          remove: ['claimedUntil', 'claimId', 'handedOverAt', 'address', 'costMilli', 'costCurrency', 'parts'],
          from: ['claimed', 'unknown'],
          claimId,
        });
        return;
      case 'unknown':
        await change(customerId, key, {
          set: { status: 'unknown', reason: 'noAnswer' },
          remove: ['claimedUntil'],
          from: ['claimed'],
          claimId,
        });
        return;
      case 'deferred': {
        const deferred = await change(customerId, key, {
          set: { status: 'deferred', reason: result.reason, until: result.until },
          remove: ['claimedUntil', 'claimId', 'handedOverAt'],
          from: ['claimed'],
          claimId,
        });
        // Given up as unknown meanwhile, its chunk may be closed: known as not accepted, it ends as a failure.
        if (!deferred) await settle(row, claimId, { status: 'failed', reason: result.reason });
      }
    }
  };

  /** A claim whose time is over has lost its worker: the message may or may not have been accepted. */
  const giveUp = (row: Message): Promise<boolean> =>
    row.claimId === undefined
      ? Promise.resolve(false)
      : change(row.customerId, row.key, {
          set: { status: 'unknown', reason: 'noAnswer' },
          remove: ['claimedUntil'],
          from: ['claimed'],
          claimId: row.claimId,
        });

  /** No receipt by the channel's horizon. */
  const closeUnknown = (customerId: string, key: string): Promise<boolean> =>
    change(customerId, key, { set: { reason: 'noReceipt' }, from: ['unknown'], reason: 'noAnswer' });

  /** A receipt proves that the provider accepted the message, whatever became of its answer. True if that was news. */
  const settleByReceipt = (customerId: string, key: string): Promise<boolean> =>
    change(customerId, key, {
      set: { status: 'sent' },
      remove: ['claimedUntil', 'reason'],
      from: ['claimed', 'unknown'],
    });

  return {
    ...reads,
    put,
    recompose,
    add,
    guardAddress,
    guardOwner,
    settle,
    giveUp,
    closeUnknown,
    settleByReceipt,
  };
};

export type MessageStore = ReturnType<typeof createMessageStore>;
