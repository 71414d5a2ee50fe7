import { expect, it } from 'vitest';
import { playHistories } from '../unit/law/tally.ts';

it('hands nothing over unlawfully in 10,000 histories of people, consents, countries and clocks', async () => {
  const { ads, withheld } = await playHistories(10_000);
  expect(ads).toBeGreaterThan(4_000);
  expect(withheld).toBeLessThan(ads / 50);
});
