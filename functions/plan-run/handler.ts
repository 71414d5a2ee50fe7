import * as z from 'zod';
import { toIso } from '../../shared/platform/clock.ts';
import { type Plan, type PlanDependencies, planOutput, planRun, resumeRun } from '../../shared/scoring/plan-run.ts';
import { claimantOf } from '../../shared/scoring/run-store.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';

const inputSchema = z.object({
  /** A run planned by the API, or one to be restarted. */
  runId: z.string().optional(),
  asOf: z.iso.date().optional(),
  trigger: z.string().default('schedule'),
});

export const createHandler = (dependencies: PlanDependencies, steps: StepStore) => async (event: unknown) => {
  const { runId, asOf, trigger } = inputSchema.parse(event ?? {});
  const plan = (): Promise<Plan> => {
    if (runId !== undefined) return resumeRun(dependencies, { runId, trigger, asOf });
    // Step Functions tries a killed task again: the same day's start must find the run that it made.
    const claimant = claimantOf(trigger, asOf ?? toIso(dependencies.clock()).slice(0, 10));
    return planRun(dependencies, { claimant, trigger, asOf });
  };
  const planned = await steps.record('plan', (made) => (made.status === 'refused' ? undefined : made.run.runId), plan);
  return planOutput(planned);
};
