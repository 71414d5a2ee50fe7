import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';

const TRIES = 8;
const FIRST_WAIT_MS = 10;

/**
 * Writes all or nothing. False if a condition did not hold. A conflict with another transaction on the same item is tried
 * again here: the SDK does not, and it says nothing about the condition.
 */
export const transact = async (
  dynamo: Dynamo,
  items: NonNullable<TransactWriteCommandInput['TransactItems']>,
): Promise<boolean> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await dynamo.send(new TransactWriteCommand({ TransactItems: items }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
      if (codes.includes('ConditionalCheckFailed')) return false;
      if (attempt === TRIES) throw error;
      // Jitter, so that two workers that met once do not meet again.
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
};

/** Whether the condition of a single write held. */
export const ifHeld = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
};
