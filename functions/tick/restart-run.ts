import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Clock, MINUTE } from '../../shared/platform/clock.ts';
import type { RunStore } from '../../shared/scoring/run-store.ts';

/**
 * A run whose lease expired without an end has lost its execution: it is started again under its id and goes on with what
 * it froze (rule 15). Answers the run's id.
 */
export const createRestartRun =
  (runs: Pick<RunStore, 'abandoned'>, sfn: SFNClient, stateMachineArn: string, clock: Clock) =>
  async (): Promise<string | undefined> => {
    const run = await runs.abandoned();
    if (!run) return undefined;
    try {
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn,
          // Two ticks in one minute start it once.
          name: `${run.runId}-again-${Math.floor(clock() / MINUTE)}`,
          input: JSON.stringify({ runId: run.runId, asOf: run.asOf, trigger: run.trigger }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    return run.runId;
  };
