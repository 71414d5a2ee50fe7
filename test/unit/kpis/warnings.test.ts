import { describe, expect, it } from 'vitest';
import { mad, mannKendall, medianOfAll, modifiedZ, runningMedian, theilSen } from '../../../shared/kpis/robust.ts';
import { WARNING_IDS, type WarningId } from '../../../shared/kpis/warning.ts';
import { warningsOf } from '../../../shared/kpis/warnings.ts';
import { ageMonths, cohortsOf, factsOf, monthsOf } from './warning-facts.ts';

const judged = (id: WarningId, facts: Parameters<typeof factsOf>[0]) => {
  const warning = warningsOf(factsOf(facts)).find((one) => one.id === id);
  if (!warning) throw new Error(`no ${id}`);
  return warning;
};

const repeat = <Value>(count: number, value: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => value(index));

describe('the six warning signs', () => {
  it('each carry a title, a rule with its source and a sentence in both languages, whatever the data', () => {
    const warnings = warningsOf(factsOf({}));
    expect(warnings.map(({ id }) => id)).toEqual([...WARNING_IDS]);
    for (const { state, title, says, rule } of warnings) {
      expect(state).toBe('not_enough_data');
      for (const text of [title, says, rule]) {
        expect(text.ko).toMatch(/[가-힣]/);
        expect(text.en).toMatch(/[a-z]/);
      }
    }
  });

  it('say so when lapsed buyers outnumber new ones, and since when', () => {
    const crossing = monthsOf(18, (index) => ({ newBuyers: 200 - 10 * index, lapsedBuyers: 20 + 10 * index }));
    const warning = judged('newAndLapsedCross', { months: crossing });
    expect(warning).toMatchObject({ state: 'warning', threshold: 180 });
    // The lines meet at month 9; the median of three months is above from month 11 on, which is 2026-04.
    expect(warning.says.ko).toContain('2026-04부터');
    expect(warning.says.en).toContain('180 against 40');
  });

  it('are calm about one bad month among good ones', () => {
    const months = monthsOf(18, (index) => ({ newBuyers: index === 17 ? 10 : 100, lapsedBuyers: 50 }));
    expect(judged('newAndLapsedCross', { months }).state).toBe('ok');
  });

  it('wait until buyers can have lapsed', () => {
    const months = monthsOf(8, () => ({ newBuyers: 10, lapsedBuyers: 0 }));
    expect(judged('newAndLapsedCross', { months })).toMatchObject({ state: 'not_enough_data' });
    expect(judged('newAndLapsedCross', { months: monthsOf(12, () => ({ newBuyers: 2, lapsedBuyers: 1 })) }).state).toBe(
      'not_enough_data',
    );
  });

  it('see retention fall off its trend, but not follow it down', () => {
    const steady = repeat(12, (index) => 0.2 - 0.005 * index + (index % 2 === 0 ? 0.002 : -0.002));
    expect(judged('retentionOffTrend', { cohorts: cohortsOf([...steady, 0.14]) }).state).toBe('ok');
    const fallen = judged('retentionOffTrend', { cohorts: cohortsOf([...steady, 0.08]) });
    expect(fallen.state).toBe('warning');
    expect(fallen.says.en).toContain('8.0%');
    // The same drop in small cohorts is within chance.
    expect(judged('retentionOffTrend', { cohorts: cohortsOf([...steady, 0.08], 40) }).state).toBe('ok');
    expect(judged('retentionOffTrend', { cohorts: cohortsOf(steady.slice(0, 7)) }).state).toBe('not_enough_data');
  });

  it('leave out the cohort whose next month is not over', () => {
    const cohorts = cohortsOf([...repeat(12, () => 0.2), 0.01]);
    const month = cohorts.at(-1)?.cohort ?? '';
    expect(judged('retentionOffTrend', { cohorts, incompleteMonth: month }).state).toBe('ok');
    expect(judged('retentionOffTrend', { cohorts }).state).toBe('warning');
  });

  it('see the main buyers age', () => {
    const months = monthsOf(24, () => ({}));
    const wobble = (index: number) => (index % 3) - 1;
    const older = ageMonths(months, (index) => 35 + index / 12 + 0.3 * wobble(index));
    expect(judged('mainBuyersAgeing', { months, mainAges: older })).toMatchObject({ state: 'warning' });
    const steady = ageMonths(months, (index) => 35 + 0.3 * wobble(index));
    expect(judged('mainBuyersAgeing', { months, mainAges: steady }).state).toBe('ok');
    const unknown = ageMonths(months, (index) => 35 + index, 0.2);
    expect(judged('mainBuyersAgeing', { months, mainAges: unknown })).toMatchObject({ state: 'not_enough_data' });
  });

  it('see an interval or an order value that is unlike the months before', () => {
    const usual = (index: number) => ({
      purchaseInterval: 30 + (index % 3),
      averageOrderValue: 30_000 + 500 * (index % 4),
    });
    expect(judged('abnormalRhythm', { months: monthsOf(13, usual) }).state).toBe('ok');
    const slow = monthsOf(13, (index) => ({ ...usual(index), ...(index === 12 ? { purchaseInterval: 45 } : {}) }));
    expect(judged('abnormalRhythm', { months: slow }).says.ko).toBe('구매 간격이 45.0일로, 평소(31.0일)와 다릅니다.');
    const cheap = monthsOf(13, (index) => ({
      ...usual(index),
      ...(index === 12 ? { averageOrderValue: 22_000 } : {}),
    }));
    expect(judged('abnormalRhythm', { months: cheap })).toMatchObject({ state: 'warning', threshold: 3.5 });
    // Far outside what little the months vary, but only by a twentieth.
    const slight = monthsOf(13, (index) => ({ purchaseInterval: index === 12 ? 31.5 : 30, averageOrderValue: 30_000 }));
    expect(judged('abnormalRhythm', { months: slight }).state).toBe('ok');
    // As a young shop's interval grows with its history.
    const grown = monthsOf(13, (index) => ({ ...usual(index), purchaseInterval: index === 12 ? 28 : 25 }));
    expect(judged('abnormalRhythm', { months: grown }).state).toBe('ok');
    expect(judged('abnormalRhythm', { months: monthsOf(6, usual) }).state).toBe('not_enough_data');
  });

  it('see the one-time share rise steadily, but not jump about', () => {
    const rising = monthsOf(12, (index) => ({ oneTimeShare: 0.5 + 0.004 * index }));
    expect(judged('oneTimeShareRising', { months: rising }).says.en).toContain('from 50.0% to 54.4%');
    expect(judged('oneTimeShareRising', { months: rising }).state).toBe('warning');
    const jumping = monthsOf(12, (index) => ({ oneTimeShare: 0.5 + (index % 2 === 0 ? 0.05 : -0.05) }));
    expect(judged('oneTimeShareRising', { months: jumping }).state).toBe('ok');
    const slight = monthsOf(12, (index) => ({ oneTimeShare: 0.5 + 0.0005 * index }));
    expect(judged('oneTimeShareRising', { months: slight }).state).toBe('ok');
    expect(judged('oneTimeShareRising', { months: monthsOf(5, () => ({ oneTimeShare: 0.5 })) }).state).toBe(
      'not_enough_data',
    );
  });

  it('hold the cost of winning a customer against what one is worth, and name what is missing', () => {
    expect(judged('cacAboveLtv', { cac: 30_000, ltv: 20_000 }).says.ko).toBe(
      '새 고객 한 명을 얻는 비용(30,000)이 12개월 고객 가치(20,000)보다 큽니다.',
    );
    expect(judged('cacAboveLtv', { cac: 30_000, ltv: 30_000 }).state).toBe('ok');
    expect(judged('cacAboveLtv', { ltv: 20_000 })).toMatchObject({
      state: 'not_enough_data',
      says: { en: 'Not enough data: what winning customers costs is missing.' },
    });
  });
});

describe('robust statistics', () => {
  it('give what a hand gives', () => {
    expect(medianOfAll([3, 1, 2, 10])).toBe(2.5);
    expect(mad([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(modifiedZ(9, [1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(0.6745 * 7, 12);
    expect(modifiedZ(2, [1, 1, 1])).toBe(Number.POSITIVE_INFINITY);
    expect(modifiedZ(1, [1, 1, 1])).toBe(0);
    // Slopes of 0,1,2,30: 1,1,1,10,15,28.
    expect(theilSen([0, 1, 2, 30]).slope).toBeCloseTo(5.5, 12);
    expect(theilSen([5]).at(3)).toBe(5);
    expect(runningMedian([1, 9, 2, 3])).toEqual([1, 9, 2, 3]);
  });

  it('test a trend as Mann and Kendall do', () => {
    // n = 8 without ties, all rising: S = 28, Var = 8·7·21/18.
    expect(mannKendall([1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(27 / Math.sqrt((8 * 7 * 21) / 18), 12);
    // One tie of two: the variance loses 2·1·9/18.
    expect(mannKendall([1, 2, 2, 3])).toBeCloseTo(4 / Math.sqrt((4 * 3 * 13 - 2 * 1 * 9) / 18), 12);
    expect(mannKendall([1, 1, 1])).toBe(0);
    expect(mannKendall([])).toBe(0);
  });
});
