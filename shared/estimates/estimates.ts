import * as z from 'zod';
import { type Buying, buyingSchema, type Variant } from './bg-nbd.ts';
import { BUYING_FLAWS, fitBuying } from './bg-nbd-fit.ts';
import { CHURN_FLAWS, churnFitSchema, fitChurn } from './churn-fit.ts';
import { fitSpending, SPENDING_FLAWS, type Spending, spendingSchema } from './gamma-gamma.ts';
import { compressed, type History, meanNet } from './histories.ts';
import { doneBy, type Waiting, type Waits, waitingOf, waitingSchema } from './waiting.ts';

const SOURCES = ['given', 'fitted'] as const;

const fittedBuyingSchema = z.object({
  source: z.enum(SOURCES),
  parameters: buyingSchema,
  logLikelihood: z.number().optional(),
  flaw: z.enum(BUYING_FLAWS).optional(),
});
export type FittedBuying = z.infer<typeof fittedBuyingSchema>;

/** What one night knows of how people buy, frozen with the run. Days; rates and times of the models in `unitDays`. */
export const estimatesSchema = z.object({
  unitDays: z.number().positive(),
  /** Buyers and repeat buyers that the fits rest on: a hash sample of at most 200,000. */
  people: z.number(),
  repeaters: z.number(),
  /** Absent without parameters in settings and with too few repeat buyers. */
  bgNbd: fittedBuyingSchema.optional(),
  /** Fitted beside it: it can doubt one-time buyers, and the churn flag rests on it. */
  mbgNbd: fittedBuyingSchema.optional(),
  gammaGamma: z
    .object({
      source: z.enum(SOURCES),
      parameters: spendingSchema,
      logLikelihood: z.number().optional(),
      flaw: z.enum(SPENDING_FLAWS).optional(),
    })
    .optional(),
  churn: churnFitSchema.optional(),
  /** Why the flag of repeat buyers goes by rhythm instead. */
  churnFlaw: z.enum([...CHURN_FLAWS, 'rules_chosen']).optional(),
  /** One-time buyers: days by which a half and three quarters of second orders have come; absent with too few of them. */
  oneTime: z.object({ slipping: z.number(), gone: z.number(), people: z.number() }).optional(),
  /** From the first to the second order. */
  secondOrder: waitingSchema,
  /** From being first seen to the first order, of people who did not order on that day. */
  firstOrder: waitingSchema,
});
export type Estimates = z.infer<typeof estimatesSchema>;

export interface EstimateRules {
  readonly unitDays: number;
  readonly bgNbd?: Buying | undefined;
  readonly gammaGamma?: Spending | undefined;
  /** Whether repeat and one-time buyers are flagged by what was learned, or by fixed rules. */
  readonly method: 'learned' | 'rules';
  readonly horizonDays: number;
}

/** How far the fit's currency is from its minor unit: the parameters are in major units, as published ones are. */
export interface Money {
  readonly currency: string;
  readonly minorPerMajor: number;
}

const SLIPPING = 0.5;
const GONE = 0.75;
/** Second orders that must have been seen for a rule of their own. */
const FEWEST_SECOND_ORDERS = 30;
/** No rule of one-time buyers from a shop that has been watched for less. */
const SHORTEST_DAYS = 60;

const counted = (people: readonly History[], daysOf: (history: History) => number | undefined): Waits => {
  const waits = new Map<number, number>();
  for (const person of people) {
    const days = daysOf(person);
    if (days !== undefined) waits.set(days, (waits.get(days) ?? 0) + person.weight);
  }
  return waits;
};

/** How long second orders take, with the people who have not ordered again. */
const secondOrders = (people: readonly History[]): Waiting =>
  waitingOf(
    counted(people, ({ offsets }) => offsets[1]),
    counted(people, ({ offsets, age }) => (offsets.length === 1 ? age : undefined)),
  );

const oneTimeRule = (people: readonly History[], secondOrder: Waiting): Estimates['oneTime'] => {
  const came = people.reduce((sum, { offsets, weight }) => sum + (offsets.length > 1 ? weight : 0), 0);
  const [slipping, gone] = [doneBy(secondOrder, SLIPPING), doneBy(secondOrder, GONE)];
  if (came < FEWEST_SECOND_ORDERS || (secondOrder.at(-1)?.[0] ?? 0) < SHORTEST_DAYS) return undefined;
  return slipping === undefined || gone === undefined
    ? undefined
    : { slipping, gone: Math.max(gone, slipping), people: came };
};

const buyingOf = (
  variant: Variant,
  people: readonly History[],
  { unitDays }: EstimateRules,
): FittedBuying | undefined => {
  const fit = fitBuying(variant, compressed(people, unitDays));
  if (fit === 'too_few_repeat_buyers') return undefined;
  const { buying: parameters, logLikelihood, flaw } = fit;
  return { source: 'fitted', parameters, logLikelihood, ...(flaw === undefined ? {} : { flaw }) };
};

const spendingOf = (people: readonly History[], { currency, minorPerMajor }: Money): Estimates['gammaGamma'] => {
  const spent = people.flatMap((person) => {
    const mean = person.currency === currency ? meanNet(person, 1) : undefined;
    const x = person.nets.slice(1).filter((net) => net !== null).length;
    return mean === undefined || mean <= 0 ? [] : [{ x, mean: mean / minorPerMajor }];
  });
  const fit = fitSpending(spent);
  if (fit === 'too_few_repeat_buyers') return undefined;
  const { spending: parameters, logLikelihood, flaw } = fit;
  return { source: 'fitted', parameters, logLikelihood, ...(flaw === undefined ? {} : { flaw }) };
};

/** Everything a night learns from the sampled histories: a pure function, so that a second fit gives the same. */
export const fitEstimates = (
  people: readonly History[],
  firstOrder: { readonly done: Waits; readonly waiting: Waits },
  rules: EstimateRules,
  money: Money,
): Estimates => {
  const { unitDays } = rules;
  const total = (some: readonly History[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const bgNbd = rules.bgNbd ? { source: 'given' as const, parameters: rules.bgNbd } : buyingOf('bgNbd', people, rules);
  const mbgNbd = buyingOf('mbgNbd', people, rules);
  const gammaGamma = rules.gammaGamma
    ? { source: 'given' as const, parameters: rules.gammaGamma }
    : spendingOf(people, money);
  const secondOrder = secondOrders(people);
  const learns = rules.method === 'learned';
  const fit = learns ? (mbgNbd?.flaw ?? fitChurn(people, rules.horizonDays, unitDays)) : 'rules_chosen';
  const oneTime = learns ? oneTimeRule(people, secondOrder) : undefined;
  return {
    unitDays,
    people: total(people),
    repeaters: total(people.filter(({ offsets }) => offsets.length > 1)),
    ...(bgNbd ? { bgNbd } : {}),
    ...(mbgNbd ? { mbgNbd } : {}),
    ...(gammaGamma ? { gammaGamma } : {}),
    ...(typeof fit === 'string' ? { churnFlaw: fit } : { churn: fit }),
    ...(oneTime ? { oneTime } : {}),
    secondOrder,
    firstOrder: waitingOf(firstOrder.done, firstOrder.waiting),
  };
};
