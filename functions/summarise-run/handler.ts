import * as z from 'zod';
import { forgetRun } from '../../shared/scoring/forget-rows.ts';
import { STEPS } from '../../shared/scoring/step.ts';
import type { StepStore } from '../../shared/scoring/step-store.ts';
import { type SummariseDependencies, summariseRun } from '../../shared/segments/summarise-run.ts';

/** `failedStep` and `error` come from the state machine's catch, which hears little of what a shard had to say. */
const inputSchema = z.object({
  runId: z.string(),
  failedStep: z.enum(STEPS).optional(),
  error: z.object({ Error: z.string().optional(), Cause: z.string().optional() }).optional(),
});

const lambdaErrorSchema = z.object({ errorMessage: z.string() });

const reasonOf = ({
  Error: name,
  Cause: cause,
}: {
  Error?: string | undefined;
  Cause?: string | undefined;
}): string => {
  try {
    return `${name ?? 'Error'}: ${lambdaErrorSchema.parse(JSON.parse(cause ?? '')).errorMessage}`;
  } catch {
    return [name ?? 'Error', cause].filter((part) => part !== undefined && part !== '').join(': ');
  }
};

export const createHandler = (dependencies: SummariseDependencies, steps: StepStore) => async (event: unknown) => {
  const { runId, failedStep, error } = inputSchema.parse(event);
  if (failedStep === undefined) {
    await steps.record('summarise', { runId }, () => summariseRun(dependencies, runId));
    return;
  }
  // A call that was killed wrote nothing down; then the state machine's word is all there is.
  const said = (await steps.find(runId, failedStep))?.error ?? reasonOf(error ?? {});
  await dependencies.runs.fail(runId, `${failedStep}: ${said}`);
  await forgetRun(dependencies.files, await dependencies.runs.get(runId));
};
