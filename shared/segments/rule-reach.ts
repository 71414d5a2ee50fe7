import type { RuleContext } from './leaf-value.ts';
import { partsOf, type Rule, segmentsIn } from './rule.ts';

/** What a rule asks for, itself or through the segments that it names. */
export interface Reach {
  readonly scores: boolean;
  readonly kind: boolean;
}

interface Known {
  readonly reach: WeakMap<Rule, Reach>;
  readonly circular: Map<string, boolean>;
}

/** Asked for every customer, the same for all of one evaluation. */
const known = new WeakMap<RuleContext, Known>();

const knownOf = (context: RuleContext): Known => {
  const found = known.get(context) ?? { reach: new WeakMap(), circular: new Map() };
  known.set(context, found);
  return found;
};

/** A rule and those of all segments that it leads to, each once. */
function* rulesBehind(rule: Rule | undefined, context: RuleContext): Generator<Rule> {
  const seen = new Set<string>();
  const waiting = [rule];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    for (const id of segmentsIn(next)) {
      const other = seen.has(id) ? undefined : context.segmentRule(id);
      seen.add(id);
      if (other) waiting.push(other);
    }
  }
}

const asksScores = (part: Rule): boolean => 'score' in part;
const asksKind = (part: Rule): boolean =>
  ('computed' in part && part.computed === 'kind') || ('trait' in part && part.trait === 'customerKind');

export const reachOf = (rule: Rule, context: RuleContext): Reach => {
  const { reach } = knownOf(context);
  const cached = reach.get(rule);
  if (cached) return cached;
  const parts = [...rulesBehind(rule, context)].flatMap((one) => [...partsOf(one)]);
  const found = { scores: parts.some(asksScores), kind: parts.some(asksKind) };
  reach.set(rule, found);
  return found;
};

/** Whether a segment comes back to itself. Saving refuses that; one that slipped in holds for nobody. */
export const isCircular = (id: string, context: RuleContext): boolean => {
  const { circular } = knownOf(context);
  const cached = circular.get(id);
  if (cached !== undefined) return cached;
  const found = [...rulesBehind(context.segmentRule(id), context)].some((one) => segmentsIn(one).has(id));
  circular.set(id, found);
  return found;
};
