import { expect, it } from 'vitest';
import { playHistories } from './tally.ts';

/** Of the 10,000 in test/faults as many as take some ten seconds. */
const RUNS = 1_500;

it('hands nothing over unlawfully in any history of people, consents, countries and clocks', async () => {
  const { ads, withheld } = await playHistories(RUNS);
  // A house that sends nothing breaks no law: most ads that the model allows must go.
  expect(ads).toBeGreaterThan(RUNS / 3);
  expect(withheld).toBeLessThan(ads / 50);
});
