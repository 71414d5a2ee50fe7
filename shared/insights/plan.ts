import * as z from 'zod';
import { sampleSize, smallestEffect } from '../statistics/sample-size.ts';

/** What somebody wants to find out, before anything is sent. */
export const planInputSchema = z.strictObject({
  /** Share that would buy anyway. */
  baseline: z.number().gt(0).lt(1),
  /** Smallest difference worth finding, added to the baseline: 0.02 is two more buyers of a hundred. */
  effect: z.number().gt(0).lt(1),
  power: z.number().min(0.5).max(0.99).default(0.8),
  alpha: z.number().min(0.001).max(0.2).default(0.05),
  /** Messages that compete; 1: one message against none. */
  arms: z.number().int().min(1).max(6).default(1),
  /** Share of people who get nothing. */
  control: z.number().min(0).max(0.9).default(0.1),
  /** People there are now, and who join them a day. */
  audience: z.number().int().min(0).optional(),
  perDay: z.number().positive().optional(),
});
type PlanInput = z.infer<typeof planInputSchema>;

export const planSchema = z.object({
  /** People needed in all, those held back included. */
  people: z.number().int(),
  perArm: z.number().int(),
  control: z.number().int(),
  /** Whether the audience is enough; null where none was given. */
  enough: z.boolean().nullable(),
  /** Days until enough people have come together; 0 if they are there, null if that is not known. */
  days: z.number().int().nullable(),
  /** The smallest difference that the audience would show with that power. */
  smallestEffect: z.number().nullable(),
  says: z.object({ ko: z.string(), en: z.string() }),
});
export type Plan = z.infer<typeof planSchema>;

/** People on the smaller side, the other one being `ratio` times as many, and what that makes in all. */
const designOf = ({ arms, control, alpha }: PlanInput) => {
  const pairs = (arms * (arms - 1)) / 2;
  // Several arms compete with each other, each pair corrected for all; a single one with the control group.
  if (arms > 1) return { ratio: 1, alpha: alpha / pairs, share: (1 - control) / arms };
  return { ratio: (1 - control) / control, alpha, share: control };
};

const percent = (value: number): string => `${Number((value * 100).toFixed(2))} %`;

/**
 * How many people an experiment needs, and how long until they are there. With one message and no control group nothing can be found
 * out: null. Looked at any time, the verdict needs about a third more people than a single look at the end.
 */
export const planOf = (input: PlanInput): Plan | null => {
  const { baseline, effect, power, arms, control, audience, perDay } = input;
  if ((arms === 1 && control === 0) || baseline + effect >= 1) return null;
  const { ratio, alpha, share } = designOf(input);
  const side = Math.ceil(sampleSize({ baseline, expected: baseline + effect, alpha, power, ratio }));
  const people = Math.ceil(side / share);
  const missing = audience === undefined ? undefined : Math.max(0, people - audience);
  const days = missing === 0 ? 0 : perDay === undefined ? null : Math.ceil((missing ?? people) / perDay);
  const found =
    audience === undefined ? null : smallestEffect(Math.floor(audience * share), { baseline, alpha, power, ratio });
  const [ko, en] = [people.toLocaleString('ko'), people.toLocaleString('en')];
  const wait = days === null ? { ko: '', en: '' } : { ko: ` ${days}일이 걸립니다.`, en: ` That takes ${days} days.` };
  return {
    people,
    perArm: arms > 1 ? side : people - side,
    control: arms > 1 ? people - side * arms : side,
    enough: missing === undefined ? null : missing === 0,
    days,
    smallestEffect: found,
    says: {
      ko: `${percent(baseline)}에서 ${percent(baseline + effect)}로 오르는 차이를 ${percent(power)} 확률로 알아내려면 ${ko}명이 필요합니다.${wait.ko}`,
      en: `To tell ${percent(baseline + effect)} from ${percent(baseline)} with a chance of ${percent(power)}, ${en} people are needed.${wait.en}`,
    },
  };
};
