import { holm } from '../statistics/many.ts';
import { newcombeInterval, zTest } from '../statistics/proportions.ts';
import { ALARM, sampleRatio } from '../statistics/sample-ratio.ts';
import { type Counters, count } from './counters.ts';
import type { Experiment } from './experiment-schema.ts';
import { outcomesOf, pairOf } from './pair.ts';
import { CONTROL, dealtTo, groupsOf, pairsOf, type Side, sideOf } from './sides.ts';
import { verdictOf } from './verdict.ts';

export interface ExperimentInput {
  readonly counters: Counters;
  readonly currency: string;
  /** Arms that compete, with the part of people that each was dealt; without a control group's. */
  readonly arms: readonly { readonly id: string; readonly name?: string | undefined; readonly share: number }[];
  /** Part of people held back as control group. */
  readonly control: number;
  /** Every arm has been sent to: before, the arms cannot be as large as they were dealt. */
  readonly begun: boolean;
  /** Nothing more comes in. */
  readonly over: boolean;
  /** The rest gets the winner while the control group goes on growing: it is compared with the first people only. */
  readonly decided: boolean;
  readonly effect?: number | undefined;
  /** The event that was asked for; an order without one. */
  readonly goalEvent?: string | null | undefined;
}

/** Below so many people in a group of either side its lift is noise. */
const GROUP_PEOPLE = 100;

const ratioOf = (input: ExperimentInput, sides: readonly Side[]): Experiment['sampleRatio'] => {
  const total = input.arms.reduce((sum, { share }) => sum + share, 0);
  const shareOf = (arm: string): number =>
    arm === CONTROL
      ? input.control
      : ((input.arms.find(({ id }) => id === arm)?.share ?? 0) / total) * (1 - input.control);
  const compared = sides.filter(({ arm }) => !(input.decided && arm === CONTROL));
  const arms = compared.map((side) => ({
    arm: side.arm,
    people: dealtTo(input.counters, side),
    share: shareOf(side.arm),
  }));
  const level = input.over ? ALARM.over : ALARM.running;
  // Campaigns that are older than this count say nothing of it.
  const isCounted = compared.every((side) => dealtTo(input.counters, side) >= side.people);
  const found =
    input.begun && isCounted
      ? sampleRatio(
          arms.map(({ people, share }) => ({ n: people, share })),
          level,
        )
      : null;
  return found && { ...found, level, arms };
};

const subgroupsOf = ({ counters }: ExperimentInput, control: Side | undefined, arms: readonly Side[]) => {
  if (!control) return [];
  const held = groupsOf(counters, control);
  const found = [...held].flatMap(([group, one]) => {
    const sent = arms.map((arm) => groupsOf(counters, arm).get(group) ?? { people: 0, converted: 0 });
    const people = sent.reduce((sum, each) => sum + each.people, 0);
    if (one.people < GROUP_PEOPLE || people < GROUP_PEOPLE) return [];
    const two = { n: people, successes: sent.reduce((sum, each) => sum + each.converted, 0) };
    const against = { n: one.people, successes: one.converted };
    return [
      {
        group,
        people: { sent: two.n, control: against.n },
        absolute: two.successes / two.n - against.successes / against.n,
        interval: newcombeInterval(against, two),
        p: zTest(against, two).p,
      },
    ];
  });
  const adjusted = holm(found.map(({ p }) => p));
  return found
    .map((each, index) => ({ ...each, pAdjusted: adjusted[index] ?? 1 }))
    .sort((left, right) => left.p - right.p || (left.group < right.group ? -1 : 1));
};

/** What the arms of a campaign say beside each other. Null where there is nothing to compare. */
export const experimentOf = (input: ExperimentInput): Experiment | null => {
  const { counters, currency, effect } = input;
  const arms = input.arms.map(({ id }) => sideOf(counters, id, currency));
  const held = count(counters, 'control.eligible') > 0 ? sideOf(counters, CONTROL, currency) : undefined;
  const sides = [...(held ? [held] : []), ...arms];
  const sampleRatioFound = ratioOf(input, sides);
  const names = new Map(input.arms.map(({ id, name }) => [id, name ?? id]));
  const verdict = verdictOf({
    arms,
    control: held,
    mismatch: sampleRatioFound?.alarm ? sampleRatioFound : undefined,
    effect,
    goalEvent: input.goalEvent,
    nameOf: (arm) => names.get(arm) ?? arm,
  });
  if (!verdict) return null;
  const compared = sides.filter(({ people }) => people > 0);
  return {
    verdict,
    sampleRatio: sampleRatioFound,
    pairs: pairsOf(compared).map(([against, arm]) => pairOf(against, arm, effect)),
    subgroups: subgroupsOf(input, held, arms),
    outcomes: outcomesOf(counters, sides),
  };
};
