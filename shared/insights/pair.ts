import { chanceToBeat, expectedLoss } from '../statistics/bayes.ts';
import { cuped } from '../statistics/cuped.ts';
import { meanDifference, variance } from '../statistics/means.ts';
import { newcombeInterval, type Proportion, relativeLift, waldInterval, zTest } from '../statistics/proportions.ts';
import { sequentialTest } from '../statistics/sequential.ts';
import { type Counters, count, countsUnder } from './counters.ts';
import type { OutcomeReport, Pair } from './experiment-schema.ts';
import { CONTROL, pairsOf, type Side } from './sides.ts';

const buyers = ({ people, converted }: Side): Proportion => ({ n: people, successes: converted });
const leavers = ({ people, lost }: Side): Proportion => ({ n: people, successes: lost });

/** A guardrail is looked at often, too: it cries out only where an ordinary look would be wrong once in a hundred times. */
const GUARDRAIL_CONFIDENCE = 0.99;

/** More people are lost to `arm` than to `against`, beyond chance. */
export const lostOfPair = (against: Side, arm: Side): Pair['lost'] => {
  if (against.arm === CONTROL || against.people === 0 || arm.people === 0) return null;
  const interval = newcombeInterval(leavers(against), leavers(arm), GUARDRAIL_CONFIDENCE);
  return { difference: arm.lost / arm.people - against.lost / against.people, interval, alarm: interval.low > 0 };
};

export const pairOf = (against: Side, arm: Side, effect: number | undefined): Pair => {
  const [one, two] = [buyers(against), buyers(arm)];
  const relative = relativeLift(one, two);
  const enough = one.n > 1 && two.n > 1;
  const money = enough ? meanDifference(against.money, arm.money) : null;
  const adjusted = enough ? cuped(against.paired, arm.paired) : null;
  const { p, interval } = sequentialTest(one, two, effect);
  return {
    arm: arm.arm,
    against: against.arm,
    absolute: two.successes / two.n - one.successes / one.n,
    relative: relative?.lift ?? null,
    interval: newcombeInterval(one, two),
    relativeInterval: relative?.interval ?? null,
    p: zTest(one, two).p,
    anytime: { p, interval },
    chanceToBeat: chanceToBeat(one, two),
    expectedLoss: expectedLoss(two, one),
    revenue: money && { difference: money.difference, interval: money.interval, p: money.p },
    adjusted: adjusted && {
      difference: adjusted.difference.difference,
      interval: adjusted.difference.interval,
      p: adjusted.difference.p,
      varianceRatio: adjusted.varianceRatio,
    },
    lost: lostOfPair(against, arm),
  };
};

/** Outcomes are counted in ten-thousandths. */
const SCALE = 10_000;

const momentsOf = (counters: Counters, { prefix, people }: Side, name: string) => ({
  n: people,
  sum: count(counters, `${prefix}.outcome.${name}.sum`) / SCALE,
  sumSquares: count(counters, `${prefix}.outcome.${name}.squares`) / SCALE ** 2,
});

/** Figures that came with an imported experiment, by name; sides that nobody is in are left out. */
export const outcomesOf = (counters: Counters, all: readonly Side[]): OutcomeReport[] => {
  const sides = all.filter(({ people }) => people > 1);
  const names = new Set(
    sides.flatMap(({ prefix }) =>
      Object.keys(countsUnder(counters, `${prefix}.outcome.`)).map((name) => name.replace(/\.(sum|squares)$/, '')),
    ),
  );
  return [...names].sort().map((name) => {
    const arms = sides.map((side) => ({ side, moments: momentsOf(counters, side, name) }));
    // A sum equals its sum of squares only where everybody has 0 or 1.
    const isShare = arms.every(({ moments }) => moments.sum === moments.sumSquares && moments.sum <= moments.n);
    const pairs = pairsOf(arms).map(([against, arm]) => {
      const proportions = [against, arm].map(({ moments }) => ({ n: moments.n, successes: moments.sum }));
      const [one = { n: 0, successes: 0 }, two = one] = proportions;
      const welch = meanDifference(against.moments, arm.moments);
      const shares = isShare ? relativeLift(one, two) : null;
      const before = against.moments.sum / against.moments.n;
      return {
        arm: arm.side.arm,
        against: against.side.arm,
        absolute: isShare ? two.successes / two.n - one.successes / one.n : welch.difference,
        relative: isShare ? (shares?.lift ?? null) : before === 0 ? null : welch.difference / before,
        interval: isShare ? newcombeInterval(one, two) : welch.interval,
        relativeInterval: shares?.interval ?? null,
        statistic: isShare ? zTest(one, two).z : welch.t,
        p: isShare ? zTest(one, two).p : welch.p,
        wald: isShare ? waldInterval(one, two) : null,
      };
    });
    return {
      name,
      kind: isShare ? 'share' : 'mean',
      arms: arms.map(({ side, moments }) => ({
        arm: side.arm,
        people: moments.n,
        sum: moments.sum,
        mean: moments.sum / moments.n,
        sd: Math.sqrt(variance(moments)),
      })),
      pairs,
    };
  });
};
