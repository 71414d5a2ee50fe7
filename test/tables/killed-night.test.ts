import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createKilledNight, NIGHT_STEPS, NIGHT_TABLES } from '../support/killed-night.ts';
import { startObjectStore, type TestObjectStore } from '../support/object-store.ts';

describe('a night whose worker is killed', () => {
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

  it.each(NIGHT_STEPS)(
    'in %s is taken up under its id when the lease has run out, and ends as if nothing had been',
    async (step) => {
      const { first, last } = night.callsOf(step);
      expect(last).toBeGreaterThanOrEqual(first);
      // In the middle of the step, before the call was made or after it. Every other call: npm run test:faults.
      const call = first + Math.floor((last - first) * 0.6);
      expect(await night.outcomeAfter(call, step.length % 2 === 0)).toEqual(night.undisturbed);
    },
  );
});
