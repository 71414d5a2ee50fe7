import { describe, expect, it } from 'vitest';
import { stayingChance } from '../../../shared/estimates/churn-fit.ts';
import { type ChurnRules, churnOf } from '../../../shared/scoring/churn.ts';
import { OBJECTED } from '../../../shared/scoring/churn-flag.ts';
import { churnSentence } from '../../../shared/scoring/churn-words.ts';

const rules = {
  churn: { oneTimeDays: [60, 180], gapMultiples: [2, 4], method: 'rules', horizonDays: 273 },
  peerGap: 40,
} satisfies Parameters<typeof churnOf>[2];
const flag = (days: readonly number[], asOf: number) => churnOf(days, asOf, rules).flag;

describe('the rule-based churn flag', () => {
  it('says nothing about somebody who never bought', () => {
    expect(churnOf([], 1_000, rules)).toStrictEqual({
      flag: 'not_enough_data',
      reason: { code: 'no_order', values: {} },
    });
  });

  it('calls a first order of the last 30 days new, even with a second one', () => {
    expect(flag([1_000], 1_030)).toBe('new');
    expect(flag([1_000, 1_002], 1_030)).toBe('new');
    expect(flag([1_000], 1_031)).toBe('active');
  });

  it('goes by days since the order for one-time buyers', () => {
    expect(flag([1_000], 1_060)).toBe('active');
    expect(flag([1_000], 1_061)).toBe('at_risk');
    expect(flag([1_000], 1_180)).toBe('at_risk');
    expect(flag([1_000], 1_181)).toBe('churned');
  });

  it('goes by a returning buyer’s own rhythm once there are three gaps', () => {
    const everyTenDays = [1_000, 1_010, 1_020, 1_030];
    expect(flag(everyTenDays, 1_050)).toBe('active');
    expect(flag(everyTenDays, 1_051)).toBe('at_risk');
    expect(flag(everyTenDays, 1_070)).toBe('at_risk');
    expect(flag(everyTenDays, 1_071)).toBe('churned');
    expect(churnOf(everyTenDays, 1_051, rules).reason).toEqual({
      code: 'own_rhythm',
      values: { since: 21, gap: 10, slipping: 20, gone: 40 },
    });
  });

  it('does not call a daily buyer lost after two days without one', () => {
    expect(flag([1_000, 1_001, 1_002, 1_003, 1_100, 1_101], 1_110)).toBe('active');
  });

  it('measures a buyer with one or two gaps by the peers, if these are slower', () => {
    expect(churnOf([1_000, 1_010], 1_050, rules)).toEqual({
      flag: 'active',
      reason: { code: 'peer_rhythm', values: { since: 40, gap: 40, slipping: 80, gone: 160 } },
    });
    expect(churnOf([1_000, 1_100], 1_250, rules).reason.values.gap).toBe(100);
  });

  it('explains itself in Korean and in English', () => {
    const once = churnOf([1_000], 1_100, rules);
    expect(churnSentence(once, 'ko')).toBe('한 번 구매한 지 100일 지났습니다. 60일이 지나 이탈 위험으로 봅니다.');
    expect(churnSentence(once, 'en')).toBe('Bought once, 100 days ago; more than 60 days counts as slipping away.');
    const regular = churnOf([1_000, 1_010, 1_020, 1_030], 1_100, rules);
    expect(churnSentence(regular, 'en')).toBe(
      'Usually buys every 10 days, last bought 70 days ago; more than 40 days counts as gone.',
    );
  });

  it('says why a simpler rule decided, and what the learned one saw', () => {
    const learned = {
      flag: 'at_risk' as const,
      reason: { code: 'learned', values: { since: 141, gap: 58, chance: 0.4149, horizon: 273 } },
    };
    expect(churnSentence(learned, 'ko')).toBe(
      '보통 58일마다 구매하며 마지막 구매가 141일 전입니다. 앞으로 273일 안에 다시 구매할 가능성이 41%여서 이탈 위험으로 봅니다.',
    );
    const few = { ...churnOf([1_000, 1_010, 1_020, 1_030], 1_100, rules) };
    const because = { ...few, reason: { ...few.reason, because: 'too_few_repeat_buyers' } };
    expect(churnSentence(because, 'en')).toContain('There are too few repeat buyers for a model yet');
  });
});

describe('the learned churn flag', () => {
  const fit = {
    horizonDays: 90,
    heldBackDays: 90,
    weights: [0, 1, 0],
    typicalNet: 1_000,
    stay: 0.6,
    doubt: 0.3,
    people: 100,
  };
  const known = (more: object): ChurnRules => ({
    ...rules,
    churn: { ...rules.churn, method: 'learned' },
    estimates: {
      ...{ unitDays: 7, people: 1, repeaters: 1, secondOrder: [], firstOrder: [] },
      ...more,
    },
  });
  const mbgNbd = { source: 'given' as const, parameters: { r: 0.5, alpha: 6, a: 0.9, b: 1.6 } };
  const learned = known({ churn: fit, mbgNbd });
  const days = [1_000, 1_020, 1_045];

  it('goes by the chance of an order within the horizon, and says it', () => {
    const { flag, reason } = churnOf(days, 1_060, learned, [1_000, null, 3_000]);
    const { chance = Number.NaN } = reason.values;
    expect(reason).toEqual({ code: 'learned', values: { since: 15, gap: 22.5, chance, horizon: 90 } });
    const bought = { age: 60, offsets: [0, 20, 45], nets: [1_000, null, 3_000] };
    expect(chance).toBe(stayingChance(fit, mbgNbd.parameters, 7, bought));
    const cut = (stay: number, doubt: number) =>
      churnOf(days, 1_060, known({ churn: { ...fit, stay, doubt }, mbgNbd }), [1_000, null, 3_000]).flag;
    expect([cut(chance, 0), cut(chance + 1e-9, chance), cut(1, chance + 1e-9)]).toEqual([
      'active',
      'at_risk',
      'churned',
    ]);
    expect(['active', 'at_risk', 'churned']).toContain(flag);
  });

  it('takes days without money for days of the usual', () => {
    const weighed = known({ churn: { ...fit, weights: [0, 0, 1] }, mbgNbd });
    const usual = churnOf(days, 1_060, weighed, [1_000, 1_000, 1_000]).reason.values.chance;
    expect(churnOf(days, 1_060, weighed).reason.values.chance).toBe(usual);
    expect(churnOf(days, 1_060, weighed, [9_000, 9_000, 9_000]).reason.values.chance).not.toBe(usual);
  });

  it('falls back to the rhythm where a part is missing, and says why if it was not chosen', () => {
    const rhythm = { code: 'peer_rhythm', values: { since: 15, gap: 40, slipping: 80, gone: 160 } };
    expect(churnOf(days, 1_060, known({ mbgNbd, churnFlaw: 'too_few_repeat_buyers' })).reason).toEqual({
      ...rhythm,
      because: 'too_few_repeat_buyers',
    });
    expect(churnOf(days, 1_060, known({ churn: fit })).reason).toEqual(rhythm);
    expect(churnOf(days, 1_060, known({ mbgNbd, churnFlaw: 'rules_chosen' })).reason).toEqual(rhythm);
    expect(churnOf(days, 1_060, rules).reason).toEqual(rhythm);
  });

  it('judges one-time buyers by how long second orders take, else by the settings, and says why', () => {
    const seen = known({ oneTime: { slipping: 50, gone: 70, people: 99 } });
    const flags = [1_050, 1_051, 1_070, 1_071].map((day) => churnOf([1_000], day, seen).flag);
    expect(flags).toEqual(['active', 'at_risk', 'at_risk', 'churned']);
    expect(churnOf([1_000], 1_060, seen).reason).toEqual({
      code: 'one_time_learned',
      values: { since: 60, slipping: 50, gone: 70 },
    });
    const values = { since: 60, slipping: 60, gone: 180 };
    expect(churnOf([1_000], 1_060, known({})).reason).toEqual({
      code: 'one_time',
      values,
      because: 'too_few_second_orders',
    });
    expect(churnOf([1_000], 1_060, rules).reason).toEqual({ code: 'one_time', values });
    expect(churnOf([1_000], 1_060, { ...known({}), churn: rules.churn }).reason).toEqual({ code: 'one_time', values });
    expect(churnOf([1_000], 1_060, { ...rules, churn: { ...rules.churn, method: 'learned' } }).reason).toEqual({
      code: 'one_time',
      values,
    });
  });

  it('tells how new a newcomer is, and that an objector is not judged', () => {
    expect(churnOf([1_000, 1_005], 1_020, rules)).toEqual({
      flag: 'new',
      reason: { code: 'first_order_recent', values: { since: 20, limit: 30 } },
    });
    expect(OBJECTED).toEqual({ flag: 'not_enough_data', reason: { code: 'objected', values: {} } });
  });
});
