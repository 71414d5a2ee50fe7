import { rowOf } from '../../shared/experiments/experiment.ts';
import { assignedSchema } from '../../shared/imports/experiment-call.ts';
import { checkMap } from '../../shared/imports/import-map.ts';
import { readCalls } from '../../shared/imports/read-calls.ts';
import { experimentOfMap } from '../../shared/imports/read-experiments.ts';
import { add, type Counters } from '../../shared/insights/counters.ts';
import { experimentInput } from '../../shared/insights/imported.ts';
import { messageContribution } from '../../shared/insights/message-counters.ts';
import { reportOf } from '../../shared/insights/report.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';

export const HILLSTROM = {
  kind: 'experiment',
  columns: { arm: 'segment', visit: 'visit', conversion: 'conversion', spend: 'spend' },
  constants: { sentAt: '2008-03-06', currency: 'USD' },
  timezone: 'UTC',
  orderId: 'line',
  experiment: { id: 'hillstrom', name: 'MineThatData', control: 'No E-Mail', hypothesis: 'An e-mail brings visits.' },
};

export const COOKIE_CATS = {
  kind: 'experiment',
  columns: { userId: 'userid', arm: 'version', retention_1: 'retention_1', retention_7: 'retention_7' },
  constants: { sentAt: '2017-01-01' },
  timezone: 'UTC',
  experiment: { id: 'cookie-cats', goal: 'retention_7' },
};

/** The report of a file as the product would give it, without the stack: read, put into ledger rows, counted, compared. */
export const reportOfFile = async (name: string, text: string, map: object): Promise<Report> => {
  const checked = checkMap(map);
  const experiment = experimentOfMap(checked, name);
  let counters: Counters = new Map();
  for await (const step of readCalls({ name, blob: new Blob([text]) }, checked, 0)) {
    const people = step.outcomes.flatMap((outcome) =>
      'call' in outcome ? [assignedSchema.parse(outcome.call.said)] : [],
    );
    const rows = people.map((person) => rowOf(experiment, person, 'KRW', 0));
    counters = add(counters, ...rows.map(messageContribution));
  }
  return reportOf(experimentInput(experiment, counters, DEFAULT_SETTINGS, '2026-11-22T00:00:00.000Z'));
};

/** The header and every tenth row. */
export const everyTenth = (text: string): string =>
  text
    .split('\n')
    .filter((_, index) => index === 0 || index % 10 === 1)
    .join('\n');
