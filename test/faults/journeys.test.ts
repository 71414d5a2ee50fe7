import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { twelveSteps } from '../support/journey-faults.ts';
import { createJourneyWorld } from '../support/journey-world.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

describe('journeys under faults', () => {
  it('3,000 people through twelve steps: each effect once, in order', async () => {
    const world = createJourneyWorld(test, '2026-11-23T00:00:00.000Z', 11);
    const { coupons, killed, ...rest } = await twelveSteps(world, 'twelve', 3_000);
    const all = [3_000, 3_000];
    expect(rest).toEqual({
      ...{ runs: 3_000, finished: 3_000, outOfOrder: 0, traits: all },
      messages: { first: all, second: all, third: all },
    });
    expect(coupons[0]).toBe(coupons[1]);
    expect(killed).toBeGreaterThan(1_000);
  });
});
