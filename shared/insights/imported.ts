import { armIdOf } from '../experiments/experiment.ts';
import type { ImportedExperiment } from '../imports/experiment-call.ts';
import type { Settings } from '../settings/settings.ts';
import { type Counters, count } from './counters.ts';
import type { ReportInput } from './report.ts';
import { CONTROL } from './sides.ts';
import { armsOf } from './spent.ts';

/** What the report needs of an experiment that was taken in: its arms are those of its rows, of equal parts unless it says otherwise. */
export const experimentInput = (
  experiment: ImportedExperiment,
  counters: Counters,
  settings: Pick<Settings, 'currency' | 'model'>,
  now: string,
): ReportInput => {
  const { id, name, channel, windowDays, hypothesis } = experiment;
  const shares = new Map(Object.entries(experiment.shares ?? {}).map(([arm, share]) => [armIdOf(arm), share]));
  const shareOf = (arm: string): number => shares.get(arm) ?? 1;
  const arms = armsOf(counters).map((arm) => ({ id: arm, share: shareOf(arm) }));
  const held = count(counters, 'control.eligible') > 0;
  const control = held ? shareOf(experiment.control === undefined ? CONTROL : armIdOf(experiment.control)) : 0;
  const dealt = arms.reduce((sum, { share }) => sum + share, control);
  return {
    campaign: {
      ...{ id, name, channel, goalEvent: experiment.goal, windowDays, arms, hypothesis },
      control: dealt === 0 ? 0 : control / dealt,
    },
    status: 'done',
    paused: null,
    stage: null,
    launchedAt: undefined,
    audience: count(counters, 'status.sent'),
    controlSize: count(counters, 'status.control'),
    holdoutSize: 0,
    begun: true,
    decided: false,
    counters,
    currency: experiment.currency ?? settings.currency,
    margin: settings.model.margin,
    revenuePerPerson: null,
    platformMilli: 0,
    now,
  };
};
