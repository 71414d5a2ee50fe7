import * as z from 'zod';
import { type FinishDependencies, finishExport } from '../../shared/exports/finish-export.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';

const inputSchema = z.object({ runId: z.string() });

export const createHandler = (dependencies: FinishDependencies, steps: StepStore) => async (event: unknown) => {
  const { runId } = inputSchema.parse(event);
  await steps.record('export', { runId }, () => finishExport(dependencies, runId));
};
