import { expectedOrders, pAlive } from '../../shared/estimates/bg-nbd.ts';
import { rankCorrelation } from '../../shared/estimates/rank.ts';
import { dateOfEpochDay, epochDay } from '../../shared/platform/time.ts';
import type { Customer } from '../../shared/profiles/profile.ts';
import { fitModel } from '../../shared/scoring/fit.ts';
import { createMeasurer } from '../../shared/scoring/measure.ts';
import { type Model, scoreCustomer } from '../../shared/scoring/model.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings/settings.ts';
import { type Buyer, readBuyers, recencyAt } from './histories.ts';
import { customerOf, packDays } from './profile.ts';

const CALIBRATED_UNTIL = '1997-09-30';
const JUDGED_UNTIL = '1998-06-30';

export const customersOf = (buyers: readonly Buyer[], currency = 'USD'): Customer[] =>
  buyers.map(({ id, days, amounts }) =>
    customerOf(id, {
      days: {
        [currency]: packDays(
          days.map((day, index) => ({ day: dateOfEpochDay(day), net: Math.round((amounts[index] ?? 0) * 100) })),
        ),
      },
    }),
  );

/** Measure and fit over three shards, as the nightly run does. */
export const modelOf = (customers: readonly Customer[], asOf: string, settings: Partial<Settings> = {}): Model => {
  const rules = { ...DEFAULT_SETTINGS, timezone: 'UTC', currency: 'USD', ...settings };
  const measures = [0, 1, 2].map((shard) => {
    const { add, measure } = createMeasurer({ asOf, rules, shards: 3 });
    for (const [index, customer] of customers.entries()) if (index % 3 === shard) add(customer);
    return measure();
  });
  return fitModel({ asOf, rules }, measures);
};

/** How well something told who orders in weeks 40 to 78. */
export interface Verdict {
  readonly right: number;
  readonly rankCorrelation: number;
}

const FLAG_RANK: Readonly<Record<string, number>> = { new: 2, active: 2, at_risk: 1 };

/** The flag and, beside it, the best cuts that only hindsight knows, for the people named. */
const judge = (model: Model, buyers: readonly Buyer[], customers: readonly Customer[], judged = buyers) => {
  const chosen = new Set(judged.map(({ id }) => id));
  const people = buyers.flatMap((buyer, index) => {
    const customer = customers[index];
    if (!customer || !chosen.has(buyer.id)) return [];
    const [from, to] = [epochDay(CALIBRATED_UNTIL), epochDay(JUDGED_UNTIL)];
    const ordered = buyer.days.filter((day) => day > from && day <= to).length;
    const known = buyer.days.filter((day) => day <= from);
    return [{ ordered, scores: scoreCustomer(customer, model), since: from - (known.at(-1) ?? from), buyer }];
  });
  const ordered = people.map((person) => person.ordered);
  const rightBy = (stays: readonly boolean[]): number =>
    stays.filter((stay, index) => stay === (ordered[index] ?? 0) > 0).length / stays.length;
  /** The cut through a score that is right most often, known only afterwards. */
  const bestCut = (scores: readonly number[]): Verdict => {
    const order = [...scores.keys()].sort((left, right) => (scores[left] ?? 0) - (scores[right] ?? 0));
    let right = ordered.filter((count) => count > 0).length;
    let best = { right, above: Number.NEGATIVE_INFINITY };
    for (const [place, index] of order.entries()) {
      right += (ordered[index] ?? 0) > 0 ? -1 : 1;
      const next = order[place + 1];
      const isLast = next === undefined || scores[next] !== scores[index];
      if (isLast && right > best.right) best = { right, above: scores[index] ?? 0 };
    }
    const stays = scores.map((score) => score > best.above);
    return { right: rightBy(stays), rankCorrelation: rankCorrelation(stays.map(Number), ordered) };
  };
  const flags = people.map(({ scores }) => FLAG_RANK[scores.churn.flag] ?? 0);
  return {
    people: people.length,
    flag: { right: rightBy(flags.map((rank) => rank === 2)), rankCorrelation: rankCorrelation(flags, ordered) },
    byRecency: bestCut(people.map(({ since }) => -since)),
    bestCut,
    judgedBuyers: people.map(({ buyer }) => buyer),
    ordered,
    rightBy,
  };
};

/** The two scores that the flag is compared with, at the published parameters. */
const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const scoreWith = (score: typeof pAlive) => (buyer: Buyer) => {
  const person = recencyAt(buyer, epochDay(CALIBRATED_UNTIL));
  return person ? score('bgNbd', published, person) : 0;
};
const in39Weeks = scoreWith((variant, buying, person) => expectedOrders(variant, buying, person, 39));
const alive = scoreWith(pAlive);

/** Learns from all buyers of a file up to week 39; `of` judges some of them on weeks 40 to 78. */
export const createTrial = (file: string, idColumn: string) => {
  const buyers = readBuyers(file, idColumn);
  const customers = customersOf(buyers);
  // Later purchases do not exist for the model: the day of the run says so.
  const model = modelOf(customers, CALIBRATED_UNTIL);
  return (isJudged: (buyer: Buyer) => boolean) => {
    const verdict = judge(model, buyers, customers, buyers.filter(isJudged));
    return {
      ...verdict,
      byExpected: verdict.bestCut(verdict.judgedBuyers.map(in39Weeks)),
      byAlive: verdict.rightBy(verdict.judgedBuyers.map((buyer) => alive(buyer) >= 0.5)),
    };
  };
};
