import { describe, expect, it } from 'vitest';
import { type Plan, planInputSchema, planOf } from '../../../shared/insights/plan.ts';

const plan = (input: object): Plan | null => planOf(planInputSchema.parse(input));

describe('how many people an experiment needs', () => {
  it('two arms of the published case: 1,094 each, and the control group beside them', () => {
    expect(plan({ baseline: 0.2, effect: 0.05, arms: 2, control: 0 })).toMatchObject({
      perArm: 1_094,
      people: 2_188,
      control: 0,
    });
    const held = plan({ baseline: 0.2, effect: 0.05, arms: 2, control: 0.1 });
    expect(held?.people).toBe(Math.ceil(1_094 / 0.45));
    expect((held?.perArm ?? 0) * 2 + (held?.control ?? 0)).toBe(held?.people);
  });

  it('one message against a tenth held back needs far more than halves would', () => {
    const tenth = plan({ baseline: 0.1, effect: 0.02 });
    const half = plan({ baseline: 0.1, effect: 0.02, control: 0.5 });
    expect(tenth?.people).toBeGreaterThan((half?.people ?? 0) * 2);
    expect((tenth?.perArm ?? 0) + (tenth?.control ?? 0)).toBe(tenth?.people);
  });

  it('says whether the audience is enough, how long it takes, and what it would show', () => {
    const base = { baseline: 0.1, effect: 0.02, control: 0.5 };
    const people = plan(base)?.people ?? 0;
    expect(plan({ ...base, audience: people })).toMatchObject({ enough: true, days: 0 });
    const short = plan({ ...base, audience: people - 1_000, perDay: 300 });
    expect(short).toMatchObject({ enough: false, days: 4 });
    expect(short?.smallestEffect).toBeGreaterThan(0.02);
    expect(short?.says.ko).toContain('4일이 걸립니다');
    expect(plan(base)).toMatchObject({ enough: null, days: null, smallestEffect: null });
  });

  it('more arms need more people each, because more pairs are looked at', () => {
    const each = (arms: number) => plan({ baseline: 0.1, effect: 0.02, control: 0, arms })?.perArm ?? 0;
    expect(each(3)).toBeGreaterThan(each(2));
    expect(each(6)).toBeGreaterThan(each(3));
  });

  it('finds nothing out without anybody to compare with', () => {
    expect(plan({ baseline: 0.1, effect: 0.02, control: 0 })).toBeNull();
    expect(plan({ baseline: 0.99, effect: 0.02 })).toBeNull();
  });
});
