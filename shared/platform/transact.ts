import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed } from './dynamo.ts';
import { DangolError } from './errors.ts';

type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

const TRIES = 8;
const FIRST_WAIT_MS = 10;

/**
 * Writes all or nothing, and answers the places of the items whose condition did not hold: none if it was written. What says nothing about a
 * condition, a conflict with another transaction on the same item or throttling, is tried again here, since the SDK does not. Throws `unavailable`
 * if that did not help.
 */
export const failedConditions = async (dynamo: Dynamo, items: TransactItems): Promise<readonly number[]> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await dynamo.send(new TransactWriteCommand({ TransactItems: items }));
      return [];
    } catch (cause) {
      if (!(cause instanceof TransactionCanceledException)) throw cause;
      const codes = (cause.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
      const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (failed.length > 0) return failed;
      const isPassing = codes.some((code) => PASSING.includes(code));
      if (!isPassing) throw cause;
      if (attempt === TRIES) {
        const message = 'Others were writing the same at that moment, or the table could not keep up; try again.';
        throw new DangolError('unavailable', message, { cause, retryAfter: 1 });
      }
      // Jitter, so that two workers that met once do not meet again.
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
};

/** Reasons of a cancelled transaction that another try can cure (TransactWriteItems, "CancellationReasons"). */
const PASSING: readonly string[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/** Writes all or nothing; false if a condition did not hold. */
export const transact = async (dynamo: Dynamo, items: TransactItems): Promise<boolean> =>
  (await failedConditions(dynamo, items)).length === 0;

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
