import type { Clock } from '../platform/clock.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { Language } from '../scoring/churn-flag.ts';
import { type Model, scoreCustomer } from '../scoring/model.ts';
import type { Settings } from '../settings/settings.ts';
import type { HistoryStore } from './history-store.ts';
import { eventsIn, liveContext } from './run-rules.ts';
import type { SegmentStore } from './segment-store.ts';
import type { Names } from './topic.ts';
import { type Trace, traceRule } from './trace.ts';

export interface ExplainDependencies {
  readonly segments: Pick<SegmentStore, 'builtIns' | 'customs'>;
  readonly history: HistoryStore;
  readonly clock: Clock;
  /** How a value under a name is shown to somebody who need not know it all. */
  readonly mask: (name: string, value: unknown) => unknown;
}

/** Why a person is in a segment at this moment or not, with the scores of the last run. Reads the person's history once. */
export const explainMember = async (
  { segments, history, clock, mask }: ExplainDependencies,
  rule: Parameters<typeof traceRule>[0],
  customer: Customer,
  settings: Settings,
  model: Model | undefined,
  names: Readonly<Record<Language, Names>>,
): Promise<Trace> => {
  const others = [...segments.builtIns('en'), ...(await segments.customs())];
  const rules = new Map(others.map((segment) => [segment.id, segment.rule]));
  const context = liveContext(settings, model, (id) => rules.get(id), clock());
  const read = await history(eventsIn([rule, ...rules.values()]))(idsOf(customer));
  const subject = { ...customer, scores: model ? scoreCustomer(customer, model) : undefined };
  return traceRule(rule, subject, context, read, { names, mask });
};
