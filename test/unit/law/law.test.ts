import { expect, it } from 'vitest';
import { playHistories } from './tally.ts';

/** The 10,000 of test/faults, as many as a minute's patience allows. */
const RUNS = 800;

it('hands nothing over unlawfully in any history of people, consents, countries and clocks', async () => {
  const { ads, withheld } = await playHistories(RUNS);
  // A house that sends nothing breaks no law: most ads that the model allows must go.
  expect(ads).toBeGreaterThan(RUNS / 3);
  expect(withheld).toBeLessThan(ads / 50);
});
