import { CAMPAIGN } from '../campaigns/campaign.ts';
import type { Message } from '../delivery/message.ts';
import type { MessageStore } from '../delivery/message-store.ts';
import { experimentSchema, type ImportedExperiment } from '../imports/experiment-call.ts';
import type { Clock } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { detailsOf } from '../platform/parse.ts';
import { inParallel } from '../platform/worker.ts';
import { canonicalJson } from '../profiles/canonical-json.ts';
import type { ErasedStore } from '../profiles/erased-store.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { EXPERIMENT, judgeAssigned, rowOf } from './experiment.ts';

export interface RecordDependencies {
  readonly definitions: Pick<DefinitionStore, 'get' | 'save'>;
  readonly messages: Pick<MessageStore, 'add'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly erased: () => Promise<Pick<ErasedStore, 'among'>>;
  readonly clock: Clock;
}

export interface Recorded {
  /** People who were not in the ledger before. */
  readonly stored: number;
  readonly errors: readonly { index: number; code: string; message: string; path: string }[];
}

const LANES = 32;

/** The description of the experiment, which never changes. Throws `conflict` if the id means something else. */
const describe = async (
  { definitions }: RecordDependencies,
  experiment: ImportedExperiment,
  by: string | undefined,
): Promise<void> => {
  const { id } = experiment;
  const known = await definitions.get(EXPERIMENT, id);
  if (known) {
    if (canonicalJson(experimentSchema.parse(known.body)) === canonicalJson(experiment)) return;
    throw new DangolError(
      'conflict',
      `There is an experiment ${quote(id)} already, described in other words; give this one another id.`,
    );
  }
  if (await definitions.get(CAMPAIGN, id))
    throw new DangolError('conflict', `There is a campaign ${quote(id)} already; give the experiment another id.`);
  await definitions.save(EXPERIMENT, id, experiment, { expected: 0, by });
};

/**
 * Takes people of an experiment that ran elsewhere into the ledger, as a campaign that is over. Repeating it changes nothing: a person's
 * first row stays, and who was erased comes back in no file. One bad person does not keep the others out.
 */
export const createRecordExperiment = (deps: RecordDependencies) => {
  const described = new Set<string>();

  return async (experiment: ImportedExperiment, people: readonly unknown[], by?: string): Promise<Recorded> => {
    const words = canonicalJson(experiment);
    if (!described.has(words)) await describe(deps, experiment, by);
    described.add(words);
    const { currency } = await deps.settings.current();
    const errors: Recorded['errors'][number][] = [];
    let stored = 0;
    const rows: Message[] = [];
    for (const [index, value] of people.entries()) {
      const judged = judgeAssigned(value);
      if (!judged.success) {
        const [first] = detailsOf(judged.error);
        errors.push({ index, code: 'invalid', message: first?.message ?? 'is not valid', path: first?.path ?? '$' });
        continue;
      }
      rows.push(rowOf(experiment, judged.data, currency, deps.clock()));
    }
    const gone = await (await deps.erased()).among(rows.map(({ customerId }) => customerId));
    await inParallel(rows, LANES, async (row) => {
      if (!gone.has(row.customerId) && (await deps.messages.add(row))) stored += 1;
    });
    return { stored, errors };
  };
};
