import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createKilledNight, NIGHT_STEPS, NIGHT_TABLES } from '../support/killed-night.ts';
import { startObjectStore, type TestObjectStore } from '../support/object-store.ts';

describe('a night killed at every one of its calls', () => {
  let database: TestDynamo;
  let objects: TestObjectStore;
  let night: Awaited<ReturnType<typeof createKilledNight>>;

  beforeAll(async () => {
    [database, objects] = await Promise.all([startDynamo(NIGHT_TABLES), startObjectStore()]);
    night = await createKilledNight(database, objects);
  });
  afterAll(async () => {
    await objects?.stop();
    await database?.stop();
  });

  it.each(NIGHT_STEPS)('in %s, before the call was made and after it, ends as if nothing had been', async (step) => {
    const { first, last } = night.callsOf(step);
    for (let call = first; call <= last; call++) {
      for (const after of [false, true])
        expect(await night.outcomeAfter(call, after), `call ${call}, ${after ? 'after' : 'before'}`).toEqual(
          night.undisturbed,
        );
    }
  });
});
