import * as z from 'zod';
import { type FitDependencies, fitRun } from '../../shared/scoring/fit-run.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';

const inputSchema = z.object({ runId: z.string() });

export const createHandler = (dependencies: FitDependencies, steps: StepStore) => async (event: unknown) => {
  const { runId } = inputSchema.parse(event);
  await steps.record('fit', { runId }, () => fitRun(dependencies, runId));
};
