import { kindOf } from '../profiles/customer-kind.ts';
import { idsOf } from '../profiles/profile.ts';
import { createFinder, type History, type RuleContext, type Subject, type Verdict } from './leaf-value.ts';
import type { Rule } from './rule.ts';
import { isCircular, reachOf } from './rule-reach.ts';

const negate = (verdict: Verdict): Verdict => (verdict === 'unknown' ? 'unknown' : !verdict);

/** Why a rule holds for nobody like this person, whatever it says. */
export type Bar = 'objected' | 'notConsumer';

export const barredBy = (rule: Rule, { fold }: Pick<Subject, 'fold'>, context: RuleContext): Bar | undefined => {
  const asks = reachOf(rule, context);
  if (fold.objectedAt !== undefined && asks.scores) return 'objected';
  return asks.kind || kindOf(fold, context.customerKinds) === 'consumer' ? undefined : 'notConsumer';
};

/**
 * Whether a rule holds for one customer. One that does not ask for the kind of customer is about consumers. One that asks
 * for scores holds for nobody who objected to profiling, whatever it says about them. Without `history`, parts that need
 * it are `unknown`, and so is the whole unless the other parts decide it; then read the history and ask again. With
 * `history` the answer is never `unknown`. Each segment that is asked for is evaluated once.
 */
export const evaluate = (rule: Rule, subject: Subject, context: RuleContext, history?: History): Verdict => {
  if (barredBy(rule, subject, context) !== undefined) return false;
  const find = createFinder(subject, context, history);
  const segments = new Map<string, Verdict>();

  const every = (rules: readonly Rule[], ends: boolean): Verdict => {
    let verdict: Verdict = !ends;
    for (const part of rules) {
      const result = holds(part);
      if (result === ends) return ends;
      if (result === 'unknown') verdict = 'unknown';
    }
    return verdict;
  };

  const ofSegment = (id: string): Verdict => {
    const known = segments.get(id);
    if (known !== undefined) return known;
    const other = isCircular(id, context) ? undefined : context.segmentRule(id);
    const verdict = other ? holds(other) : false;
    segments.set(id, verdict);
    return verdict;
  };

  const holds = (part: Rule): Verdict => {
    if ('all' in part) return every(part.all, false);
    if ('any' in part) return every(part.any, true);
    if ('not' in part) return negate(holds(part.not));
    return 'segment' in part ? ofSegment(part.segment) : find(part).holds;
  };

  return holds(rule);
};

/** Evaluates, reading the person's history only if the rule cannot be decided without it. */
export const matches = async (
  rule: Rule,
  subject: Subject,
  context: RuleContext,
  history: (ids: readonly string[]) => Promise<History>,
): Promise<boolean> => {
  const first = evaluate(rule, subject, context);
  if (first !== 'unknown') return first;
  return evaluate(rule, subject, context, await history(idsOf(subject))) === true;
};
