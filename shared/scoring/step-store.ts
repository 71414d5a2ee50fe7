import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { metered, type Units } from '../platform/units.ts';
import { runSteps } from '../tables/keys.ts';
import { STEPS, type Step, type StepRecord, stepSchema } from './step.ts';

interface Call extends Units {
  readonly began: number;
  readonly error?: string;
}

const textOf = (error: unknown, shard: number | undefined): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${shard === undefined ? '' : `shard ${shard}: `}${text}`.slice(0, 1_000);
};

/** What the steps of a run used, one item per step. */
export const createStepStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const keyOf = (runId: string, step: Step) => ({ subject: runSteps(runId), part: step });

  const add = async (runId: string, step: Step, { began, error, read, write }: Call): Promise<void> => {
    const now = clock();
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(runId, step),
        UpdateExpression: `SET step = :step, startedAt = if_not_exists(startedAt, :began), endedAt = :now${
          error === undefined ? '' : ', #error = :error'
        } ADD ${error === undefined ? 'done' : 'failed'} :one, busyMs :ms, readUnits :read, writeUnits :write`,
        ...(error === undefined ? {} : { ExpressionAttributeNames: { '#error': 'error' } }),
        ExpressionAttributeValues: {
          ':step': step,
          ':began': toIso(began),
          ':now': toIso(now),
          ':one': 1,
          ':ms': Math.max(0, now - began),
          ':read': read,
          ':write': write,
          ...(error === undefined ? {} : { ':error': error }),
        },
      }),
    );
  };

  /** Does one call of a step and writes down what it used, and why it failed. `runIdOf` reads the run off the result where only that knows it. */
  const record = async <T>(
    step: Step,
    run: { readonly runId: string; readonly shard?: number } | ((result: T) => string | undefined),
    work: () => Promise<T>,
  ): Promise<T> => {
    const began = clock();
    let result: { readonly value: T } | undefined;
    let failure: unknown;
    return metered(
      async () => {
        try {
          const value = await work();
          result = { value };
          return value;
        } catch (error) {
          failure = error;
          throw error;
        }
      },
      async (units) => {
        const known = typeof run === 'function' ? undefined : run;
        const runId = known?.runId ?? (typeof run === 'function' && result ? run(result.value) : undefined);
        if (runId === undefined) return;
        const error = result ? {} : { error: textOf(failure, known?.shard) };
        await add(runId, step, { began, ...units, ...error });
      },
    );
  };

  const find = async (runId: string, step: Step): Promise<StepRecord | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: keyOf(runId, step), ConsistentRead: true }),
    );
    return answer.Item ? stepSchema.parse(answer.Item) : undefined;
  };

  /** In the order of the state machine; those that have begun. */
  const all = async (runId: string): Promise<StepRecord[]> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': runSteps(runId) },
      }),
    );
    const found = (answer.Items ?? []).map((item) => stepSchema.parse(item));
    return STEPS.flatMap((step) => found.filter((one) => one.step === step));
  };

  return { record, find, all };
};

export type StepStore = ReturnType<typeof createStepStore>;
