import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedConditions } from '../../../shared/platform/transact.ts';
import { createDefinitionStore } from '../../../shared/settings/definition-store.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';

let local: TestDynamo;
beforeAll(async () => {
  local = await startDynamo(['definitions']);
});
afterAll(() => local.stop());

/** The next transactions are cancelled for these reasons, one each; further ones go through. Answers how many were tried. */
const cancelled = (...reasons: readonly (readonly string[])[]): (() => number) => {
  const left = [...reasons];
  let tried = 0;
  local.dynamo.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== 'TransactWriteItemsCommand') return next(args);
      tried += 1;
      const codes = left.shift();
      if (!codes) return next(args);
      const CancellationReasons = codes.map((Code) => ({ Code }));
      throw new TransactionCanceledException({ message: codes.join(), CancellationReasons, $metadata: {} });
    },
    { step: 'initialize', name: 'cancel', override: true },
  );
  return () => tried;
};

const store = () => createDefinitionStore(local.dynamo, 'definitions', () => Date.parse('2026-11-23T01:00:00.000Z'));

describe('a save whose transaction is cancelled', () => {
  it('for throttling or another transaction is tried again, and says nothing about who was faster', async () => {
    const tried = cancelled(['ThrottlingError', 'None'], ['None', 'TransactionConflict'], ['TransactionConflict']);
    expect(await store().save('segment', 's', { name: 'a' }, { expected: 0 })).toMatchObject({ version: 1 });
    expect(tried()).toBe(4);
    cancelled(['ProvisionedThroughputExceeded', 'None']);
    expect(await store().save('segment', 's', { name: 'b' }, { expected: 1 })).toMatchObject({ version: 2 });
  });

  it('again and again is 503 and can be repeated', async () => {
    cancelled(...Array.from({ length: 8 }, () => ['TransactionConflict', 'None']));
    await expect(store().save('segment', 's', { name: 'c' }, { expected: 2 })).rejects.toMatchObject({
      ...{ code: 'unavailable', retryAfter: 1 },
    });
    expect(await store().save('segment', 's', { name: 'c' }, { expected: 2 })).toMatchObject({ version: 3 });
  });

  it('by its own condition is 409 for a new one and 412 for a changed one', async () => {
    cancelled();
    await expect(store().save('segment', 's', { name: 'd' }, { expected: 0 })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(store().save('segment', 's', { name: 'd' }, { expected: 1 })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  it('for what no try can cure is not tried again', async () => {
    const tried = cancelled(['ValidationError', 'None']);
    await expect(failedConditions(local.dynamo, [])).rejects.toThrow('ValidationError');
    expect(tried()).toBe(1);
    local.dynamo.middlewareStack.remove('cancel');
  });
});
