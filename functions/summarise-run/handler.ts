import * as z from 'zod';
import { type SummariseDependencies, summariseRun } from '../../shared/segments/summarise-run.ts';

/** `error` comes from the state machine's catch: the step's own words stand in the cause. */
const inputSchema = z.object({
  runId: z.string(),
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

export const createHandler = (dependencies: SummariseDependencies) => async (event: unknown) => {
  const { runId, error } = inputSchema.parse(event);
  if (error) await dependencies.runs.fail(runId, reasonOf(error));
  else await summariseRun(dependencies, runId);
};
