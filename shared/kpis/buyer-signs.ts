import { MAD_TO_SIGMA, mad, mannKendall, runningMedian, theilSen } from './robust.ts';
import { lineOf, monthsOf, numbers, people, percent, SIGNIFICANT, type WarningFacts, YEAR } from './sign.ts';
import { notEnough, type Verdict } from './warning.ts';

/** Lapsed buyers outnumber new ones. */
export const newAndLapsedCross = ({ months, activeDays }: WarningFacts): Verdict => {
  const shown = months.slice(-YEAR - 1);
  const fresh = shown.map(({ values }) => values.newBuyers ?? 0);
  const gone = shown.map(({ values }) => values.lapsedBuyers ?? 0);
  const names = monthsOf(shown);
  const series = [
    lineOf({ ko: '새 구매자', en: 'New buyers' }, 'people', names, fresh),
    lineOf({ ko: '떠난 구매자', en: 'Lapsed buyers' }, 'people', names, gone),
  ];
  const needed = Math.ceil(activeDays / 30) + 3;
  if (months.length < needed)
    return notEnough(
      series,
      `끝난 달이 ${needed}개 있어야 하는데 ${months.length}개입니다.`,
      `${needed} finished months are needed, there are ${months.length}.`,
    );
  const [smoothFresh, smoothGone] = [runningMedian(fresh), runningMedian(gone)];
  const [joining, leaving] = [smoothFresh.at(-1) ?? 0, smoothGone.at(-1) ?? 0];
  if (joining + leaving < 10)
    return notEnough(
      series,
      '최근 석 달의 새 구매자와 떠난 구매자가 한 달에 10명이 안 됩니다.',
      'fewer than 10 people a month came or went in the last three months.',
    );
  const under = smoothFresh.map((value, index) => (smoothGone[index] ?? 0) > value);
  const since = names[under.lastIndexOf(false) + 1] ?? '';
  if (!under.at(-1))
    return {
      state: 'ok',
      says: {
        ko: `새 구매자가 떠난 구매자보다 적지 않습니다(최근 석 달 중앙값 ${people(joining)}명 대 ${people(leaving)}명).`,
        en: `New buyers are not fewer than lapsed ones (median of the last three months: ${people(joining)} against ${people(leaving)}).`,
      },
      threshold: leaving,
      series,
    };
  return {
    state: 'warning',
    says: {
      ko: `떠난 구매자가 새 구매자보다 많습니다: 최근 석 달 중앙값이 ${people(leaving)}명 대 ${people(joining)}명이며, ${since}부터 그렇습니다.`,
      en: `More buyers lapse than arrive: the median of the last three months is ${people(leaving)} against ${people(joining)}, since ${since}.`,
    },
    threshold: leaving,
    series,
  };
};

const COHORT_SIZE = 30;
const COHORTS_NEEDED = 8;

/** The newest cohort comes back less in its next month than the line of those before it says. */
export const retentionOffTrend = ({ cohorts, incompleteMonth }: WarningFacts): Verdict => {
  const whole = cohorts.flatMap(({ cohort, size, cells, shares }) => {
    // The cell of an open month still grows; it is the last one.
    const share = incompleteMonth !== null && cells.length === 2 ? undefined : shares[1];
    return share === undefined || size < COHORT_SIZE ? [] : [{ cohort, size, share }];
  });
  const used = whole.slice(-2 * YEAR);
  const shares = used.map(({ share }) => share);
  const name = { ko: '다음 달에 다시 산 비율', en: 'Share who came back in the next month' };
  const series = [
    lineOf(
      name,
      'share',
      used.map(({ cohort }) => cohort),
      shares,
    ),
  ];
  const latest = used.at(-1);
  if (used.length < COHORTS_NEEDED || !latest)
    return notEnough(
      series,
      `새 구매자가 ${COHORT_SIZE}명 이상인 달이 ${COHORTS_NEEDED}개 있어야 하는데 ${used.length}개입니다.`,
      `${COHORTS_NEEDED} months with ${COHORT_SIZE} new buyers or more are needed, there are ${used.length}.`,
    );
  const before = shares.slice(0, -1);
  const line = theilSen(before);
  const expected = Math.min(1, Math.max(0, line.at(before.length)));
  const residuals = before.map((share, index) => share - line.at(index));
  const chance = Math.sqrt((expected * (1 - expected)) / latest.size);
  const threshold = Math.max(0, expected - 3 * Math.max(MAD_TO_SIGMA * mad(residuals), chance));
  const off = latest.share < threshold;
  return {
    state: off ? 'warning' : 'ok',
    says: off
      ? {
          ko: `${latest.cohort}에 처음 산 고객의 ${percent(latest.share)}만 다음 달에 다시 샀습니다. 지금까지의 흐름으로는 ${percent(expected)}, 적어도 ${percent(threshold)}이어야 합니다.`,
          en: `Of those who first bought in ${latest.cohort}, ${percent(latest.share)} came back in the next month; the trend says ${percent(expected)}, and at least ${percent(threshold)}.`,
        }
      : {
          ko: `${latest.cohort}에 처음 산 고객의 ${percent(latest.share)}가 다음 달에 다시 샀으며, 흐름(${percent(expected)})에서 벗어나지 않았습니다.`,
          en: `Of those who first bought in ${latest.cohort}, ${percent(latest.share)} came back in the next month, in line with the trend (${percent(expected)}).`,
        },
    threshold,
    series,
  };
};

/** Fewer months say nothing of a rise. */
const MONTHS_NEEDED = 6;
const BUYERS_NEEDED = 100;
const LEAST_RISE = 0.01;

/** Of all buyers, more and more have bought once only. */
export const oneTimeShareRising = ({ months }: WarningFacts): Verdict => {
  const shown = months.slice(-YEAR);
  const shares = shown.map(({ values, allBuyers }) => (allBuyers < BUYERS_NEEDED ? null : values.oneTimeShare));
  const series = [lineOf({ ko: '한 번 구매자 비율', en: 'One-time buyer share' }, 'share', monthsOf(shown), shares)];
  const known = numbers(shares);
  if (known.length < MONTHS_NEEDED)
    return notEnough(
      series,
      `구매자가 ${BUYERS_NEEDED}명 이상인 달이 ${MONTHS_NEEDED}개 있어야 하는데 ${known.length}개입니다.`,
      `${MONTHS_NEEDED} months with ${BUYERS_NEEDED} buyers or more are needed, there are ${known.length}.`,
    );
  const rise = theilSen(known).slope * (known.length - 1);
  const rises = mannKendall(known) > SIGNIFICANT && rise >= LEAST_RISE;
  const [from, to] = [known[0] ?? 0, known.at(-1) ?? 0];
  return {
    state: rises ? 'warning' : 'ok',
    says: rises
      ? {
          ko: `한 번만 사고 마는 고객의 비율이 ${known.length}개월 동안 ${percent(from)}에서 ${percent(to)}로 꾸준히 올랐습니다.`,
          en: `The share of buyers with a single order rose steadily over ${known.length} months, from ${percent(from)} to ${percent(to)}.`,
        }
      : {
          ko: `한 번 구매자 비율은 ${percent(from)}에서 ${percent(to)}로, 꾸준히 오르지 않습니다.`,
          en: `The one-time buyer share went from ${percent(from)} to ${percent(to)}: no steady rise.`,
        },
    threshold: LEAST_RISE,
    series,
  };
};
