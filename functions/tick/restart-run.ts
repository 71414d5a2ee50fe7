import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Clock, MINUTE } from '../../shared/platform/clock.ts';
import type { RunStore } from '../../shared/scoring/run-store.ts';

/**
 * A run whose lease expired without an end has lost its execution: it is started again under its id and goes on with what
 * it froze (rule 15). Answers the run's id.
 */
export const createRestartRun =
  (runs: RunStore, sfn: SFNClient, stateMachineArn: string, clock: Clock) => async (): Promise<string | undefined> => {
    const lock = await runs.lock();
    if (!lock || lock.leaseUntil === 0 || lock.leaseUntil > clock()) return undefined;
    const run = await runs.find(lock.runId);
    if (run?.status !== 'running') return undefined;
    try {
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn,
          // Two ticks in one minute start it once.
          name: `${lock.runId}-again-${Math.floor(clock() / MINUTE)}`,
          input: JSON.stringify({ runId: lock.runId, asOf: run.asOf, trigger: run.trigger }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    return lock.runId;
  };
