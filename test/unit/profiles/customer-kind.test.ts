import { describe, expect, it } from 'vitest';
import { epochDay } from '../../../shared/platform/time.ts';
import { kindOf } from '../../../shared/profiles/customer-kind.ts';
import { inPopulation } from '../../../shared/scoring/model.ts';
import { purchasesUntil } from '../../../shared/scoring/purchases.ts';
import { evaluate } from '../../../shared/segments/evaluate.ts';
import type { RuleContext } from '../../../shared/segments/leaf-value.ts';
import type { Rule } from '../../../shared/segments/rule.ts';
import { type KindRule, kindRuleSchema } from '../../../shared/settings/customer-kind.ts';
import { customerOf, packDays, profileOf } from '../../support/profile.ts';

const RULES: readonly KindRule[] = [
  kindRuleSchema.parse({ kind: 'staff', emailDomains: ['Dangol.example'] }),
  kindRuleSchema.parse({ kind: 'partner', trait: 'company.type', in: ['wholesale', 7] }),
  kindRuleSchema.parse({ kind: 'test', emailDomains: ['example.test'] }),
];
const at = (email: string, traits: Record<string, unknown> = {}) => profileOf({ contacts: { email }, traits });

describe('the kind of a customer', () => {
  it.each([
    ['staff', at('kim@dangol.example')],
    ['staff', at('kim@seoul.dangol.example')],
    ['consumer', at('kim@notdangol.example')],
    ['consumer', at('dangol.example@mail.example')],
    ['partner', profileOf({ traits: { company: { type: 'wholesale' } } })],
    ['partner', profileOf({ traits: { company: { type: '7' } } })],
    ['consumer', profileOf({ traits: { company: { type: null } } })],
    ['consumer', profileOf()],
    ['consumer', at('kim@dangol.example', { customerKind: 'consumer' })],
    ['test', profileOf({ kind: 'test', traits: { customerKind: 'test' }, contacts: { email: 'kim@dangol.example' } })],
    ['staff', at('kim@dangol.example', { company: { type: 'wholesale' } })],
  ])('is %s: the explicit trait first, then the first rule that fits', (kind, fold) => {
    expect(kindOf(fold, RULES)).toBe(kind);
  });

  it('keeps everybody but consumers out of the population of scores', () => {
    const days = { KRW: packDays([{ day: '2026-11-01', net: 5 }]) };
    const settings = { currency: 'KRW', exchangeRates: [], customerKinds: [...RULES] };
    const counted = (email: string): boolean => {
      const fold = profileOf({ contacts: { email }, days });
      return inPopulation(fold, settings, purchasesUntil(fold, epochDay('2026-11-20'), settings));
    };
    expect([counted('kim@mail.example'), counted('kim@dangol.example')]).toEqual([true, false]);
  });

  it('keeps them out of every rule that does not ask for their kind', () => {
    const segments: Record<string, Rule> = { ours: { computed: 'kind', is: 'staff' } };
    const context: RuleContext = {
      zone: 'Asia/Seoul',
      now: Date.parse('2026-11-22T00:00:00.000Z'),
      today: epochDay('2026-11-22'),
      currency: 'KRW',
      money: { currency: 'KRW', exchangeRates: [] },
      customerKinds: RULES,
      segmentRule: (id) => segments[id],
    };
    const holds = (rule: Rule, email: string) => evaluate(rule, customerOf('kim', { contacts: { email } }), context);
    const everybody: Rule = { computed: 'orders', gte: 0 };
    expect([holds(everybody, 'kim@mail.example'), holds(everybody, 'kim@dangol.example')]).toEqual([true, false]);
    expect(holds({ not: everybody }, 'kim@dangol.example')).toBe(false);
    expect(holds({ segment: 'ours' }, 'kim@dangol.example')).toBe(true);
    expect(holds({ all: [everybody, { computed: 'kind', in: ['staff', 'consumer'] }] }, 'kim@dangol.example')).toBe(
      true,
    );
    expect(holds({ computed: 'kind', is: 'staff' }, 'kim@mail.example')).toBe(false);
  });

  it('is defined by a rule that says how it knows', () => {
    expect(() => kindRuleSchema.parse({ kind: 'staff' })).toThrow();
    expect(() => kindRuleSchema.parse({ kind: 'staff', trait: 'role' })).toThrow();
    expect(() => kindRuleSchema.parse({ kind: 'boss', emailDomains: ['a.example'] })).toThrow();
    expect(() => kindRuleSchema.parse({ kind: 'staff', emailDomains: ['@a.example'] })).toThrow();
  });
});
