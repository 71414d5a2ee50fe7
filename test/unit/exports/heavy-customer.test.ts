import { expect, it } from 'vitest';
import { nightOf } from '../../support/heavy-customer.ts';

it('reads 10,000 events of one customer once, in pages, and not at all to score the customer', async () => {
  const night = await nightOf(10_000);
  expect(night.rows).toBe(10_000);
  // The run's record, its lease and the profile.
  expect(night.measure.read).toBeLessThanOrEqual(4);
  // Half a unit per 4 KB (eventual reads), and the last page's rest.
  expect(night.export.read).toBeLessThanOrEqual(night.bytes / 4_096 / 2 + 20);
  expect(night.export.write).toBeLessThanOrEqual(2);
});
