import { goalKind } from '../campaigns/goal.ts';
import { type Leader, leaderOf } from '../statistics/leader.ts';
import { ENOUGH_CONVERSIONS } from '../statistics/sequential.ts';
import type { Verdict } from './experiment-schema.ts';
import { lostOfPair } from './pair.ts';
import { CONTROL, type Side } from './sides.ts';

export interface VerdictInput {
  /** Arms that compete; people held back are no competitor where there are several. */
  readonly arms: readonly Side[];
  readonly control: Side | undefined;
  readonly mismatch: { readonly p: number } | undefined;
  readonly effect: number | undefined;
  /** The event that was asked for; an order without one. */
  readonly goalEvent: string | null | undefined;
  /** Names of arms as people wrote them. */
  readonly nameOf: (arm: string) => string;
}

const points = (value: number, digits = 1): string => (value * 100).toFixed(digits).replace('-', '−');
const rateOf = ({ people, converted }: Side): number => (people === 0 ? 0 : converted / people);

/** Who reached the goal, in words: buyers, or people of another event. */
const goalSaid = ({ goalEvent }: Pick<VerdictInput, 'goalEvent'>) => {
  if (goalKind(goalEvent) === 'order')
    return {
      ko: { did: '더 샀습니다', although: '더 샀지만', people: '산 사람' },
      en: { did: 'bought more', people: 'buyers' },
    };
  return {
    ko: {
      did: `더 목표(${goalEvent})에 이르렀습니다`,
      although: `더 목표(${goalEvent})에 이르렀지만`,
      people: `목표(${goalEvent})에 이른 사람`,
    },
    en: { did: `reached “${goalEvent}” more often`, people: `people with “${goalEvent}”` },
  };
};

/** How many more buyers of a hundred, with the span that holds at every look. */
const spoken = (arm: Side, against: Side, interval: Verdict['interval']) => {
  const difference = points(rateOf(arm) - rateOf(against));
  return { difference, span: interval ? `${points(interval.low)}~${points(interval.high)}` : '' };
};

const sayings = (
  kind: Verdict['kind'],
  arm: Side,
  against: Side,
  input: VerdictInput,
  interval: Verdict['interval'],
) => {
  const { difference, span } = spoken(arm, against, interval);
  const [name, other] = [input.nameOf(arm.arm), input.nameOf(against.arm)];
  const alone = against.arm === CONTROL || arm.arm === CONTROL;
  const en = span.replace('~', ' to ');
  const goal = goalSaid(input);
  switch (kind) {
    case 'harm':
      return {
        ko: `보내지 않은 쪽이 100명에 ${difference}명 ${goal.ko.did}(언제 보아도 성립하는 구간 ${span}명). 메시지가 해가 되었습니다.`,
        en: `People who got nothing ${goal.en.did}: ${difference} more ${goal.en.people} of 100 (${en}, whenever one looks). The message does harm.`,
      };
    case 'guardrail':
      return {
        ko: `‘${name}’이(가) 100명에 ${difference}명 ${goal.ko.although} 떠난 사람도 ‘${other}’보다 많습니다. 이겼다고 하지 않습니다.`,
        en: `“${name}” brings ${difference} more ${goal.en.people} of 100, but more people leave because of it than of “${other}”: it has not won.`,
      };
    case 'winner':
      return alone
        ? {
            ko: `효과가 있습니다. 보내지 않은 쪽보다 100명에 ${difference}명 ${goal.ko.did}(언제 보아도 성립하는 구간 ${span}명).`,
            en: `It works: ${difference} more ${goal.en.people} of 100 than without the message (${en}, whenever one looks).`,
          }
        : {
            ko: `‘${name}’이(가) 이겼습니다. ‘${other}’보다 100명에 ${difference}명 ${goal.ko.did}(언제 보아도 성립하는 구간 ${span}명).`,
            en: `“${name}” has won: ${difference} more ${goal.en.people} of 100 than “${other}” (${en}, whenever one looks).`,
          };
    default:
      return {
        ko: `아직 알 수 없습니다. ‘${name}’이(가) 100명에 ${difference}명 앞서지만 우연일 수 있습니다(구간 ${span}명).`,
        en: `Not decided yet: “${name}” is ahead by ${difference} ${goal.en.people} of 100, which may be chance (${en}).`,
      };
  }
};

const NOTHING = { arm: null, against: null, p: null, interval: null } as const;

/** Several arms compete with each other; a single message with none at all. */
const competitors = ({ arms, control }: VerdictInput): readonly Side[] =>
  arms.length > 1 ? arms : [...(control ? [control] : []), ...arms];

/** What may be said now, in one sentence; nothing where there is nobody to compare with. */
export const verdictOf = (input: VerdictInput): Verdict | null => {
  const sides = competitors(input);
  if (sides.length < 2) return null;
  if (input.mismatch) {
    const p = input.mismatch.p < 0.0001 ? '< 0.0001' : `= ${input.mismatch.p.toFixed(4)}`;
    return {
      ...NOTHING,
      kind: 'mismatch',
      says: {
        ko: `나눈 대로 나뉘지 않았습니다(p ${p}). 까닭을 찾기 전에는 아래 수치를 믿지 마십시오.`,
        en: `The groups are not as large as they were dealt (p ${p}): trust no figure below until the cause is found.`,
      },
    };
  }
  const found: Leader | null = leaderOf(
    sides.map(({ arm, people, converted }) => ({ arm, n: people, successes: converted })),
    { effect: input.effect },
  );
  if (!found) return null;
  if (found.kind === 'notEnough')
    return {
      ...NOTHING,
      kind: 'notEnough',
      says: {
        ko: `아직 말할 수 없습니다. 쪽마다 ${goalSaid(input).ko.people}이 ${ENOUGH_CONVERSIONS}명은 되어야 하는데 가장 적은 쪽은 ${found.fewest}명입니다.`,
        en: `Too early to say: each side needs ${ENOUGH_CONVERSIONS} ${goalSaid(input).en.people}, the smallest has ${found.fewest}.`,
      },
    };
  const arm = sides.find((side) => side.arm === found.arm);
  const against = sides.find((side) => side.arm === found.against);
  if (!arm || !against) return null;
  const rises = sides.some((other) => other !== arm && lostOfPair(other, arm)?.alarm);
  const kind =
    found.kind === 'open'
      ? 'open'
      : found.arm === CONTROL
        ? 'harm'
        : rises
          ? ('guardrail' as const)
          : ('winner' as const);
  const worst = sides.find((other) => other !== arm && lostOfPair(other, arm)?.alarm) ?? against;
  const { p, interval } = found;
  return {
    kind,
    arm: found.arm,
    against: found.against,
    p,
    interval,
    says: sayings(kind, arm, kind === 'guardrail' ? worst : against, input, interval),
  };
};
