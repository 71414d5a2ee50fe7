import { dateOfEpochDay, epochDay, localEpochDay, startOfDay } from '../platform/time.ts';
import type { Model } from '../scoring/model.ts';
import type { Run } from '../scoring/run.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { Settings } from '../settings/settings.ts';
import { builtInSegment } from './built-in.ts';
import type { AskedEvents, RuleContext } from './leaf-value.ts';
import { partsOf, type Rule } from './rule.ts';
import { SEGMENT_KIND, segmentBodySchema } from './segment.ts';

/** Rules of a run's custom segments, in the versions that it froze, and the lookup that includes the built-in ones. */
export interface RunRulebook {
  readonly custom: ReadonlyMap<string, Rule>;
  readonly segmentRule: (id: string) => Rule | undefined;
  /** Events that any of the rules asks for. */
  readonly asked: AskedEvents;
}

/** Events and their properties in rules, for reading and keeping no others. */
export const eventsIn = (rules: Iterable<Rule>): AskedEvents => {
  const asked = new Map<string, Set<string>>();
  for (const rule of rules) {
    for (const part of partsOf(rule)) {
      if (!('event' in part)) continue;
      const known = asked.get(part.event) ?? new Set();
      const paths = [...(part.where ?? []), ...(part.sum ? [part.sum] : [])];
      for (const { property } of paths) known.add(property.split('.')[0] ?? property);
      asked.set(part.event, known);
    }
  }
  return asked;
};

export const loadRulebook = async (definitions: DefinitionStore, segments: Run['segments']): Promise<RunRulebook> => {
  const custom = new Map<string, Rule>();
  for (const { id, version } of segments) {
    const definition = await definitions.getVersion(SEGMENT_KIND, id, version);
    if (definition) custom.set(id, segmentBodySchema.parse(definition.body).rule);
  }
  return {
    custom,
    segmentRule: (id) => custom.get(id) ?? builtInSegment(id)?.rule,
    asked: eventsIn(custom.values()),
  };
};

/** The last instant of the run's day: consents that ended before it have ended. */
const endOfDay = (model: Model): number =>
  startOfDay(dateOfEpochDay(epochDay(model.asOf) + 1), model.rules.timezone) - 1;

/** How a run looks at everybody: at the end of its day, with its own rules. `now` never runs ahead of the clock. */
export const runContext = (model: Model, segmentRule: RuleContext['segmentRule'], clock: number): RuleContext => ({
  today: epochDay(model.asOf),
  now: Math.min(clock, endOfDay(model)),
  zone: model.rules.timezone,
  money: model.rules,
  customerKinds: model.rules.customerKinds,
  currency: model.currency,
  segmentRule,
});

/** Rules at this moment, with the scores of the last run: what a rule would say now. */
export const liveContext = (
  settings: Pick<Settings, 'timezone' | 'currency' | 'exchangeRates' | 'customerKinds'>,
  model: Model | undefined,
  segmentRule: RuleContext['segmentRule'],
  now: number,
): RuleContext => ({
  today: localEpochDay(now, settings.timezone),
  now,
  zone: settings.timezone,
  money: settings,
  customerKinds: settings.customerKinds,
  currency: model?.currency ?? settings.currency,
  segmentRule,
});
