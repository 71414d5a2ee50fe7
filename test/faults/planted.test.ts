import { expect, it } from 'vitest';
import { plantedRuns } from '../support/planted-runs.ts';

it('the planted effect and harm lie within the reported 95 % intervals in at least 930 of 1,000 worlds, each', () => {
  const hits = plantedRuns(1_000);
  expect(hits.buyers).toBeGreaterThanOrEqual(930);
  expect(hits.revenue).toBeGreaterThanOrEqual(930);
  expect(hits.lost).toBeGreaterThanOrEqual(930);
});
