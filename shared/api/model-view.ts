import * as z from 'zod';
import { buyingSchema } from '../estimates/bg-nbd.ts';
import { spendingSchema } from '../estimates/gamma-gamma.ts';
import { backtestSchema } from '../scoring/backtest-schema.ts';
import type { Language } from '../scoring/churn-flag.ts';
import { flawSentence } from '../scoring/churn-words.ts';
import type { Model } from '../scoring/model.ts';

const fitSchema = z.object({
  source: z.enum(['given', 'fitted']),
  logLikelihood: z.number().nullable(),
  /** Why it is not to be relied on, by name. */
  flaw: z.string().nullable(),
});

/** The model of a run as answers show it: what was fitted on how many people, why not, and how well it told the last weeks. */
export const modelViewSchema = z.object({
  scoring: z.string(),
  frequency: z.string(),
  /** How repeat buyers are flagged: `learned`, or `rules` with the reason in `churnFlaw`. */
  churn: z.enum(['learned', 'rules']),
  churnFlaw: z.string().nullable(),
  currency: z.string(),
  unitDays: z.number().nullable(),
  people: z.number().nullable(),
  repeatBuyers: z.number().nullable(),
  bgNbd: fitSchema.extend(buyingSchema.shape).nullable(),
  mbgNbd: fitSchema.extend(buyingSchema.shape).nullable(),
  gammaGamma: fitSchema.extend(spendingSchema.shape).nullable(),
  /** What the flag has learned: how far it looks, on what it was checked, from which chance on somebody stays. */
  flag: z
    .object({
      horizonDays: z.number(),
      heldBackDays: z.number(),
      stay: z.number(),
      doubt: z.number(),
      people: z.number(),
    })
    .nullable(),
  /** Days by which a half and three quarters of second orders have come. */
  oneTime: z.object({ slipping: z.number(), gone: z.number() }).nullable(),
  peerGap: z.number().nullable(),
  backtest: backtestSchema.nullable(),
});

interface Fit<Parameters> {
  readonly source: 'given' | 'fitted';
  readonly parameters: Parameters;
  readonly logLikelihood?: number | undefined;
  readonly flaw?: string | undefined;
}

const fitted = <Parameters>(fit: Fit<Parameters> | undefined) =>
  fit
    ? { source: fit.source, logLikelihood: fit.logLikelihood ?? null, flaw: fit.flaw ?? null, ...fit.parameters }
    : null;

export const modelViewOf = (model: Model): z.infer<typeof modelViewSchema> => {
  const { estimates, rules } = model;
  const flag = estimates?.churn;
  return {
    scoring: rules.rfm.scoring,
    frequency: rules.rfm.frequency,
    churn: flag ? 'learned' : 'rules',
    churnFlaw: estimates?.churnFlaw ?? null,
    currency: model.currency,
    unitDays: estimates?.unitDays ?? null,
    people: estimates?.people ?? null,
    repeatBuyers: estimates?.repeaters ?? null,
    bgNbd: fitted(estimates?.bgNbd),
    mbgNbd: fitted(estimates?.mbgNbd),
    gammaGamma: fitted(estimates?.gammaGamma),
    flag: flag
      ? {
          ...{ horizonDays: flag.horizonDays, heldBackDays: flag.heldBackDays },
          ...{ stay: flag.stay, doubt: flag.doubt, people: flag.people },
        }
      : null,
    oneTime: estimates?.oneTime ? { slipping: estimates.oneTime.slipping, gone: estimates.oneTime.gone } : null,
    peerGap: model.peerGap ?? null,
    backtest: model.backtest ?? null,
  };
};

/** How well the estimates beside it told the last weeks. */
export const trustSchema = z.object({
  /** Last day that the predictions had seen, and the days after it that they were compared with. */
  until: z.string(),
  days: z.number().int(),
  people: z.number().int(),
  /** Mean difference between predicted and actual orders of a person in those days. */
  meanError: z.number(),
  /** Share of flags that were right. */
  flagsRight: z.number(),
});

/** What stands beside every estimate: how well the same method told the last weeks, or why that is not known. */
export const trustOf = (model: Model | undefined): z.infer<typeof trustSchema> | null => {
  const backtest = model?.backtest;
  if (!backtest || 'reason' in backtest) return null;
  const { until, heldBackDays, people, orders, flags } = backtest;
  return { until, days: heldBackDays, people, meanError: orders.meanError, flagsRight: flags.right };
};

const NO_FIGURE: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  no_model: {
    ko: '예측 모델이 아직 없어 숫자를 보여 드리지 않습니다.',
    en: 'There is no forecast model yet, so no figure is shown.',
  },
  no_order: { ko: '아직 주문이 없어 예측하지 않습니다.', en: 'There is no order yet, so nothing is forecast.' },
  objected: {
    ko: '본인이 분석을 원하지 않아 예측하지 않습니다.',
    en: 'This person objected to profiling, so nothing is forecast.',
  },
  too_few_repeat_buyers: {
    ko: '재구매 고객이 30명보다 적어 예측하지 않습니다.',
    en: 'There are fewer than 30 repeat buyers, so nothing is forecast.',
  },
  no_order_value: {
    ko: '재구매 금액이 부족해 주문 금액을 예측하지 않습니다.',
    en: 'There is not enough repeat spending, so order value is not forecast.',
  },
  dropout_not_identified: {
    ko: '이 상점의 기록으로는 이탈을 구분할 수 없어, 아무도 떠나지 않는다고 보고 계산했습니다.',
    en: 'The data of this shop does not show anybody leaving, so the figure assumes that nobody does.',
  },
};

/** Said in place of a figure for which there is not enough data, or beside one that rests on a doubtful fit (P10). */
export const figureReason = (code: string, language: Language) => ({
  code,
  values: {},
  text: NO_FIGURE[code]?.[language] ?? flawSentence(code, language),
});
