import { describe, expect, it } from 'vitest';
import { churnOf } from '../../../shared/scoring/churn.ts';
import { churnSentence } from '../../../shared/scoring/churn-words.ts';

const rules = {
  churn: { oneTimeDays: [60, 180], gapMultiples: [2, 4], method: 'rules', horizonDays: 273 },
  peerGap: 40,
} satisfies Parameters<typeof churnOf>[2];
const flag = (days: readonly number[], asOf: number) => churnOf(days, asOf, rules).flag;

describe('the rule-based churn flag', () => {
  it('says nothing about somebody who never bought', () => {
    expect(churnOf([], 1_000, rules)).toEqual({ flag: 'not_enough_data', reason: { code: 'no_order', values: {} } });
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
