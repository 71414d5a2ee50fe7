import { expect, it } from 'vitest';
import { nightOf } from '../support/heavy-customer.ts';

it('a customer with 100,000 events costs a night what the bytes cost to read, and a bounded piece of memory', async () => {
  const night = await nightOf(100_000);
  expect(night.rows).toBe(100_000);
  expect(night.measure.read).toBeLessThanOrEqual(4);
  expect(night.export.read).toBeLessThanOrEqual(night.bytes / 4_096 / 2 + 200);
  expect(night.largestFile).toBeLessThanOrEqual(20_000);
  expect(night.heapMb).toBeLessThan(250);
});
