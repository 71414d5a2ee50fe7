import { expect, it } from 'vitest';
import { plantedRuns } from '../../support/planted-runs.ts';

it('the planted effect and harm lie within the reported 95 % intervals; a thousand worlds are for test:faults', () => {
  const hits = plantedRuns(30);
  expect(Math.min(hits.buyers, hits.revenue, hits.lost)).toBeGreaterThanOrEqual(27);
});
