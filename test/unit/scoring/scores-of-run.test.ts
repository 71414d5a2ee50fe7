import { expect, it } from 'vitest';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import type { Run } from '../../../shared/scoring/run.ts';
import { createScoresOfRun } from '../../../shared/scoring/scores-of-run.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { modelOf } from '../../support/churn-trial.ts';
import { customerOf, packDays } from '../../support/profile.ts';

const AS_OF = '2026-11-22';

it('scores at hand-over are exact under the model of the run, which is read once, and the kept bands where there is no run', async () => {
  const buyer = customerOf('kim', { days: { USD: packDays([{ day: '2026-06-01', net: 100 }]) } });
  const model = { ...DEFAULT_SETTINGS.model, bgNbd: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } };
  const run: Run = {
    runId: 'run-1',
    status: 'succeeded',
    trigger: 'test',
    asOf: AS_OF,
    startedAt: `${AS_OF}T00:00:00.000Z`,
    shards: 3,
    rules: DEFAULT_SETTINGS,
    segments: [],
    model: modelOf([buyer], AS_OF, { model }),
  };
  let reads = 0;
  const scoresOf = createScoresOfRun({
    find: async (runId) => {
      reads += 1;
      return runId === 'run-1' ? run : undefined;
    },
  });
  const exact = run.model && scoreCustomer(buyer, run.model);
  expect(await scoresOf(buyer, 'run-1')).toEqual(exact);
  expect(exact?.value?.expectedOrders12m).toBeGreaterThan(0);
  await scoresOf(buyer, 'run-1');
  expect(reads).toBe(1);
  const kept = {
    runId: 'run-0',
    asOf: AS_OF,
    rfm: null,
    churn: { flag: 'active' as const, reason: { code: 'learned', values: {} } },
  };
  expect(await scoresOf({ ...buyer, scores: kept }, undefined)).toEqual(kept);
  expect(await scoresOf({ ...buyer, scores: kept }, 'run-9')).toEqual(kept);
});
