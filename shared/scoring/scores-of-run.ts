import type { Customer, Scores } from '../profiles/profile.ts';
import { type Model, scoreCustomer } from './model.ts';
import type { RunStore } from './run-store.ts';

/**
 * Exact scores of a person under the frozen model of the run that drew an audience (rule 15); without one, the bands that the
 * profile keeps. A run's model never changes, so that the last one asked for is kept.
 */
export const createScoresOfRun = (runs: Pick<RunStore, 'find'>) => {
  let kept: { readonly runId: string; readonly model: Model | undefined } | undefined;
  return async (customer: Customer, runId: string | undefined): Promise<Omit<Scores, 'runId'> | undefined> => {
    if (runId === undefined) return customer.scores;
    if (kept?.runId !== runId) kept = { runId, model: (await runs.find(runId))?.model };
    return kept.model ? scoreCustomer(customer, kept.model) : customer.scores;
  };
};

export type ScoresOfRun = ReturnType<typeof createScoresOfRun>;
