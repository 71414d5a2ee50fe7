import * as z from 'zod';
import { log } from '../../shared/platform/log.ts';
import { type FitDependencies, fitRun } from '../../shared/scoring/fit-run.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';

const inputSchema = z.object({ runId: z.string() });

/** `learnProducts` is no part of the run's result: where it fails, templates show what an earlier night learned. */
export const createHandler =
  (dependencies: FitDependencies, steps: StepStore, learnProducts: (runId: string) => Promise<number>) =>
  async (event: unknown) => {
    const { runId } = inputSchema.parse(event);
    await steps.record('fit', { runId }, () => fitRun(dependencies, runId));
    try {
      log.info('products learned', { runId, changed: await learnProducts(runId) });
    } catch (error) {
      log.error('products not learned', { runId, reason: error instanceof Error ? error.message : 'unknown error' });
    }
  };
