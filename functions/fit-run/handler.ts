import * as z from 'zod';
import { type FitDependencies, fitRun } from '../../shared/scoring/fit-run.ts';

const inputSchema = z.object({ runId: z.string() });

export const createHandler = (dependencies: FitDependencies) => async (event: unknown) => {
  await fitRun(dependencies, inputSchema.parse(event).runId);
};
