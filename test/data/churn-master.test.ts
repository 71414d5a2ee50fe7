import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTrial } from '../support/churn-trial.ts';
import { sharedData } from '../support/shared-data.ts';

const [sampleFile, masterFile] = [sharedData('cdnow_sample.csv'), sharedData('cdnow_master.csv')];

/** Names of the 2,357 sample customers in the whole file. */
const sampleIds = (path: string): Set<string> =>
  new Set(
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? ''),
  );

describe.skipIf(!sampleFile || !masterFile)(
  'the churn flag, learned from weeks 1 to 39 of all CDNOW customers, judged on weeks 40 to 78',
  () => {
    const ids = sampleFile ? sampleIds(sampleFile) : new Set<string>();
    const trial = createTrial(masterFile ?? '', 'customer_id');

    it('is right on the published sample as often as the best cuts that only hindsight knows', () => {
      const sample = trial(({ id }) => ids.has(id));
      expect(sample.people).toBe(2_357);
      expect(sample.byRecency.right).toBeCloseTo(0.7824, 4);
      expect(sample.byExpected.right).toBeCloseTo(0.7862, 4);
      expect(sample.byAlive).toBeCloseTo(0.339, 3);
      // 0.7870, and 0.488 where recency has 0.491 and E[Y(39)] 0.482: 0.49 and 0.48 as published.
      expect(sample.flag.right).toBeGreaterThanOrEqual(sample.byExpected.right);
      expect(Math.round(sample.flag.rankCorrelation * 100)).toBeGreaterThanOrEqual(49);
    });

    it('is right on all of them more often than either cut, and ranks them better', () => {
      const everybody = trial(() => true);
      // 0.7804 and 0.485; by recency 0.7782 and 0.470, by E[Y(39)] 0.7800 and 0.469.
      for (const hindsight of [everybody.byRecency, everybody.byExpected]) {
        expect(everybody.flag.right).toBeGreaterThanOrEqual(hindsight.right);
        expect(everybody.flag.rankCorrelation).toBeGreaterThanOrEqual(hindsight.rankCorrelation);
      }
    });
  },
);
