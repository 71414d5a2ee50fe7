import { builtInSegment } from '../segments/built-in.ts';
import { type Rule, segmentsIn } from '../segments/rule.ts';
import { SEGMENT_KIND, segmentBodySchema } from '../segments/segment.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { Journey } from './journey.ts';

/** Every rule that a journey asks. */
export const rulesIn = ({ startIf, steps }: Pick<Journey, 'startIf' | 'steps'>): Rule[] => [
  ...(startIf === undefined ? [] : [startIf]),
  ...steps.flatMap((step) => (step.type === 'branch' ? step.branches.flatMap((branch) => branch.if ?? []) : [])),
];

/** Rules of the segments that rules lead to, as they stand now; archived ones are none. */
export const loadSegmentRules = async (
  definitions: DefinitionStore,
  rules: readonly Rule[],
): Promise<ReadonlyMap<string, Rule>> => {
  const found = new Map<string, Rule>();
  const asked = new Set(rules.flatMap((rule) => [...segmentsIn(rule)]));
  for (const id of asked) {
    const custom = builtInSegment(id) ? undefined : await definitions.get(SEGMENT_KIND, id);
    const rule =
      builtInSegment(id)?.rule ?? (custom && !custom.archived ? segmentBodySchema.parse(custom.body).rule : undefined);
    if (rule === undefined) continue;
    found.set(id, rule);
    for (const next of segmentsIn(rule)) asked.add(next);
  }
  return found;
};
