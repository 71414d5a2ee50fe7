import { monthOf } from './period.ts';
import { mannKendall, medianOfAll, modifiedZ, theilSen } from './robust.ts';
import { lineOf, monthsOf, numbers, one, SIGNIFICANT, type WarningFacts, YEAR } from './sign.ts';
import { notEnough, type Verdict } from './warning.ts';

const AGE_KNOWN = 0.3;

/** The age at which revenue is split in halves rises. */
export const mainBuyersAgeing = ({ months, mainAges }: WarningFacts): Verdict => {
  const shown = months.slice(-2 * YEAR);
  const ages = shown.map(({ firstDay }) => {
    const [age, known] = mainAges[monthOf(firstDay)] ?? [null, 0];
    return known >= AGE_KNOWN ? age : null;
  });
  const series = [
    lineOf(
      { ko: '매출을 절반으로 나누는 나이', en: 'Age that splits revenue in halves' },
      'years',
      monthsOf(shown),
      ages,
    ),
  ];
  const known = numbers(ages);
  if (known.length < YEAR)
    return notEnough(
      series,
      `매출의 ${AGE_KNOWN * 100}% 이상에서 구매자의 생년월일(birthday)을 아는 달이 ${YEAR}개 있어야 하는데 ${known.length}개입니다.`,
      `${YEAR} months are needed in which the birthday of the buyer is known for ${AGE_KNOWN * 100}% of revenue; there are ${known.length}.`,
    );
  const perYear = theilSen(known).slope * YEAR;
  const rises = mannKendall(known) > SIGNIFICANT && perYear >= 0.5;
  const [from, to] = [known[0] ?? 0, known.at(-1) ?? 0];
  return {
    state: rises ? 'warning' : 'ok',
    says: rises
      ? {
          ko: `매출의 절반을 사는 고객이 나이 들고 있습니다: 한 해에 ${one(perYear)}세씩 올라 지금은 ${one(to)}세입니다. 젊은 새 고객이 그만큼 들어오지 않습니다.`,
          en: `The buyers who make up half of the revenue grow older: by ${one(perYear)} years a year, ${one(to)} now. Too few younger ones come after them.`,
        }
      : {
          ko: `매출을 절반으로 나누는 나이는 ${one(from)}세에서 ${one(to)}세로, 뚜렷이 오르지 않습니다.`,
          en: `The age that splits revenue in halves went from ${one(from)} to ${one(to)}: no clear rise.`,
        },
    threshold: 0.5,
    series,
  };
};

const Z_LIMIT = 3.5;
const BASELINE_NEEDED = 6;
/** Least relative change; intervals overlap from month to month and grow with a shop's history, so theirs is larger. */
const LEAST_CHANGE = { interval: 0.2, value: 0.1 } as const;

/** Latest value against the months before it; the band in which it would be usual. */
const outlier = (values: readonly number[], leastChange: number) => {
  const before = values.slice(0, -1).slice(-YEAR);
  const latest = values.at(-1) ?? 0;
  const usual = medianOfAll(before);
  const odd =
    Math.abs(modifiedZ(latest, before)) > Z_LIMIT && Math.abs(latest - usual) >= leastChange * Math.abs(usual);
  return { odd, latest, usual, enough: before.length >= BASELINE_NEEDED };
};

/** Days between purchases, or the value of an order, are unlike those of the months before. */
export const abnormalRhythm = ({ months, money }: WarningFacts): Verdict => {
  const shown = months.slice(-YEAR - 1);
  const gaps = shown.map(({ values }) => values.purchaseInterval);
  const values = shown.map(({ values: { averageOrderValue } }) => averageOrderValue);
  const series = [
    lineOf({ ko: '구매 간격', en: 'Purchase interval' }, 'days', monthsOf(shown), gaps),
    lineOf({ ko: '평균 주문 금액', en: 'Average order value' }, 'money', monthsOf(shown), values),
  ];
  const [rhythm, value] = [outlier(numbers(gaps), LEAST_CHANGE.interval), outlier(numbers(values), LEAST_CHANGE.value)];
  if (!rhythm.enough || !value.enough)
    return notEnough(
      series,
      `주문이 있는 달이 ${BASELINE_NEEDED + 1}개 있어야 합니다.`,
      `${BASELINE_NEEDED + 1} months with orders and repeat orders are needed.`,
    );
  const ko: string[] = [];
  const en: string[] = [];
  if (rhythm.odd) {
    ko.push(`구매 간격이 ${one(rhythm.latest)}일로, 평소(${one(rhythm.usual)}일)와 다릅니다.`);
    en.push(`The purchase interval is ${one(rhythm.latest)} days, unlike the usual ${one(rhythm.usual)}.`);
  }
  if (value.odd) {
    ko.push(`평균 주문 금액이 ${money(value.latest, 'ko')}으로, 평소(${money(value.usual, 'ko')})와 다릅니다.`);
    en.push(`The average order value is ${money(value.latest, 'en')}, unlike the usual ${money(value.usual, 'en')}.`);
  }
  if (ko.length === 0) {
    ko.push(`구매 간격 ${one(rhythm.latest)}일과 평균 주문 금액 ${money(value.latest, 'ko')}이 평소와 같습니다.`);
    en.push(
      `The purchase interval of ${one(rhythm.latest)} days and the average order value of ${money(value.latest, 'en')} are as usual.`,
    );
  }
  const odd = rhythm.odd || value.odd;
  return { state: odd ? 'warning' : 'ok', says: { ko: ko.join(' '), en: en.join(' ') }, threshold: Z_LIMIT, series };
};

/** Winning a customer costs more than a customer brings in. */
export const cacAboveLtv = ({ cac, ltv, money }: WarningFacts): Verdict => {
  if (cac === null || ltv === null) {
    const ko = [...(cac === null ? ['새 고객을 얻는 데 든 비용'] : []), ...(ltv === null ? ['고객 가치 추정'] : [])];
    const en = [
      ...(cac === null ? ['what winning customers costs'] : []),
      ...(ltv === null ? ['an estimate of customer value'] : []),
    ];
    return notEnough([], `${ko.join('과 ')}이 없습니다.`, `${en.join(' and ')} is missing.`);
  }
  const over = cac > ltv;
  return {
    state: over ? 'warning' : 'ok',
    says: {
      ko: `새 고객 한 명을 얻는 비용(${money(cac, 'ko')})이 12개월 고객 가치(${money(ltv, 'ko')})보다 ${over ? '큽니다' : '크지 않습니다'}.`,
      en: `Winning a customer costs ${money(cac, 'en')}, ${over ? 'more' : 'no more'} than a customer is worth over 12 months (${money(ltv, 'en')}).`,
    },
    threshold: ltv,
    series: [],
  };
};
