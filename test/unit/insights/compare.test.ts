import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleOf } from '../../../shared/insights/compare-channels.ts';
import type { Rule } from '../../../shared/segments/rule.ts';

/** Straight-line reading of a rule over segments that a person is in or not. */
const holds = (rule: Rule, isIn: ReadonlySet<string>): boolean => {
  if ('all' in rule) return rule.all.every((part) => holds(part, isIn));
  if ('any' in rule) return rule.any.some((part) => holds(part, isIn));
  if ('not' in rule) return !holds(rule.not, isIn);
  if ('segment' in rule) return isIn.has(rule.segment);
  throw new Error('another leaf');
};

describe('an audience as one rule', () => {
  it('is whoever is in one of the included segments, in none of the excluded, and fits the rule', async () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd');
    const some = fc.uniqueArray(names, { maxLength: 3 });
    await fc.assert(
      fc.property(some, some, fc.option(names, { nil: undefined }), some, (include, exclude, narrowed, person) => {
        fc.pre(include.length > 0 || narrowed !== undefined);
        const rule = ruleOf({ include, exclude, ...(narrowed === undefined ? {} : { rule: { segment: narrowed } }) });
        const isIn = new Set(person);
        const expected =
          (include.length === 0 || include.some((id) => isIn.has(id))) &&
          !exclude.some((id) => isIn.has(id)) &&
          (narrowed === undefined || isIn.has(narrowed));
        expect(holds(rule, isIn)).toBe(expected);
      }),
    );
  });
});
