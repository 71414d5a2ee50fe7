import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateBusy } from '../support/busy-customer.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';

/** Garbage that is not collected yet included. What is kept of 100,000 events is a few hundred bytes each. */
const MOST_HEAP = 250 * 1024 * 1024;

describe('somebody with 100,000 events', () => {
  let database: TestDynamo;
  beforeAll(async () => {
    database = await startDynamo(['events', 'messages']);
  });
  afterAll(() => database?.stop());

  it('is evaluated in as many reads as their events have megabytes, in bounded memory', async () => {
    const before = process.memoryUsage().heapUsed;
    const { holds, reads, most, kept } = await evaluateBusy(database, 100_000, Date.parse('2026-11-22T12:00:00+09:00'));
    expect(holds).toEqual([true, true, true]);
    expect(reads).toBeLessThanOrEqual(most);
    expect(kept).toEqual({ events: 100_000, properties: ['category', 'total'] });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(MOST_HEAP);
  });
});
