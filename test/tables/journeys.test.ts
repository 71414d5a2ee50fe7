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
  it('300 people through twelve steps: each effect once, in order, whoever dies, whatever comes twice and though the tick was away for 26 hours', async () => {
    const world = createJourneyWorld(test, '2026-11-23T00:00:00.000Z', 7);
    const { killed, coupons, ...rest } = await twelveSteps(world, 'twelve', 300);
    expect(rest).toEqual({
      ...{ runs: 300, finished: 300, outOfOrder: 0, traits: [300, 300] },
      messages: { first: [300, 300], second: [300, 300], third: [300, 300] },
    });
    expect(coupons[0]).toBe(coupons[1]);
    expect(coupons[0]).toBeGreaterThan(150);
    expect(killed).toBeGreaterThan(100);
  });
});
