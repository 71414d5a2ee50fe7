import { describe, expect, it } from 'vitest';
import { add, type Counters } from '../../../shared/insights/counters.ts';
import { type ExperimentInput, experimentOf } from '../../../shared/insights/experiment.ts';
import { experimentSchema } from '../../../shared/insights/experiment-schema.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { cuped, type Paired } from '../../../shared/statistics/cuped.ts';
import { seeded } from '../../support/random.ts';

const of = (counts: Record<string, number>): Counters =>
  new Map(Object.entries(counts).map(([name, value]) => [name, BigInt(value)]));

/** An arm of so many people, buyers and people lost. */
const arm = (id: string, people: number, converted: number, lost = 0): Record<string, number> => ({
  [`arm.${id}.dealt`]: people,
  [`arm.${id}.sent`]: people,
  [`arm.${id}.converted`]: converted,
  [`arm.${id}.lost`]: lost,
});
const control = (people: number, converted: number): Record<string, number> => ({
  'control.eligible': people,
  'control.eligible.converted': converted,
});

const input = (counts: Record<string, number>, change: Partial<ExperimentInput> = {}): ExperimentInput => ({
  counters: of(counts),
  currency: 'KRW',
  arms: [
    { id: 'a', name: '그냥', share: 1 },
    { id: 'b', name: '쿠폰', share: 1 },
  ],
  control: 0,
  begun: true,
  decided: false,
  over: false,
  ...change,
});
const single = { arms: [{ id: 'a', share: 1 }], control: 0.5 };
const verdict = (counts: Record<string, number>, change: Partial<ExperimentInput> = {}) =>
  experimentOf(input(counts, change))?.verdict;

describe('the verdict, one sentence', () => {
  it('names the winner with the span that holds whenever one looks', () => {
    const found = verdict({ ...arm('a', 10_000, 1_000), ...arm('b', 10_000, 1_300) });
    expect(found).toMatchObject({ kind: 'winner', arm: 'b', against: 'a' });
    expect(found?.p).toBeLessThan(0.001);
    expect(found?.interval?.low).toBeGreaterThan(0);
    expect(found?.says.ko).toMatch(/^‘쿠폰’이\(가\) 이겼습니다\. ‘그냥’보다 100명에 3\.0명 더 샀습니다/);
    expect(found?.says.en).toMatch(/^“쿠폰” has won: 3\.0 more buyers of 100 than “그냥” \(1\.\d to 4\.\d/);
  });

  it('leaves open what may be chance, even where an ordinary test would cry out', () => {
    const found = verdict({ ...arm('a', 2_000, 200), ...arm('b', 2_000, 260) });
    expect(found).toMatchObject({ kind: 'open', arm: 'b' });
    expect(found?.p).toBeCloseTo(0.156316119, 8);
    expect(found?.says.en).toContain('may be chance');
  });

  it('says too early below thirty buyers on a side, and nothing where there is nobody to compare with', () => {
    expect(verdict({ ...arm('a', 2_000, 29), ...arm('b', 2_000, 200) })?.says.ko).toContain('29명입니다');
    expect(verdict(arm('a', 100, 50), single)).toBeUndefined();
  });

  it('a single message is held against none at all: it works, or it does harm', () => {
    const works = verdict({ ...arm('a', 10_000, 1_300), ...control(10_000, 1_000) }, single);
    expect(works?.says.en).toMatch(/^It works: 3\.0 more buyers of 100/);
    const harm = verdict({ ...arm('a', 10_000, 1_000), ...control(10_000, 1_300) }, single);
    expect(harm).toMatchObject({ kind: 'harm', arm: 'control' });
    expect(harm?.says.ko).toContain('메시지가 해가 되었습니다');
  });

  it('speaks of buyers only where an order was asked for', () => {
    const counts = { ...arm('a', 10_000, 1_000), ...arm('b', 10_000, 1_300) };
    const few = verdict(arm('a', 100, 5), { goalEvent: 'Signed Up', ...single });
    const signedUp = verdict(counts, { goalEvent: 'Signed Up' });
    expect(verdict(counts, { goalEvent: 'Order Completed' })?.says.ko).toContain('3.0명 더 샀습니다');
    expect(signedUp?.says.ko).toContain('100명에 3.0명 더 목표(Signed Up)에 이르렀습니다');
    expect(signedUp?.says.en).toContain('3.0 more people with “Signed Up” of 100');
    for (const says of [signedUp?.says, few?.says])
      expect(JSON.stringify(says ?? '')).not.toMatch(/샀|산 사람|buyer|bought/);
  });

  it('more buyers and more people who leave are no winner', () => {
    const found = verdict({ ...arm('a', 10_000, 1_000, 20), ...arm('b', 10_000, 1_300, 80) });
    expect(found).toMatchObject({ kind: 'guardrail', arm: 'b' });
    expect(found?.says.ko).toContain('이겼다고 하지 않습니다');
    expect(verdict({ ...arm('a', 10_000, 1_000, 20), ...arm('b', 10_000, 1_300, 25) })?.kind).toBe('winner');
  });

  it('trusts no figure of groups that are not as large as they were dealt', () => {
    const found = experimentOf(input({ ...arm('a', 10_000, 1_000), ...arm('b', 11_000, 1_500) }));
    expect(found?.verdict.kind).toBe('mismatch');
    expect(found?.sampleRatio).toMatchObject({ alarm: true, degreesOfFreedom: 1 });
  });

  it('does not ask for equal sizes before every arm has begun, nor of the control group once the rest has the winner', () => {
    const halfway = { ...arm('a', 1_000, 100), ...arm('b', 0, 0) };
    expect(experimentOf(input(halfway, { begun: false }))?.sampleRatio).toBeNull();
    const decided = { ...arm('a', 1_000, 100), ...arm('b', 1_000, 100), ...control(5_000, 300) };
    const found = experimentOf(input(decided, { decided: true, control: 0.1 }));
    expect(found?.sampleRatio?.arms.map((each) => each.arm)).toEqual(['a', 'b']);
  });
});

describe('below the verdict', () => {
  it('every pair, with its interval, the chance to be better, and what is lost', () => {
    const found = experimentOf(
      input({ ...arm('a', 2_000, 200), ...arm('b', 2_000, 260), ...control(2_000, 180) }, { control: 1 / 3 }),
    );
    expect(() => experimentSchema.parse(found)).not.toThrow();
    expect(found?.pairs.map(({ arm: one, against }) => `${one}-${against}`)).toEqual(['a-control', 'b-control', 'b-a']);
    const pair = found?.pairs[2];
    expect(pair?.absolute).toBeCloseTo(0.03, 12);
    expect(pair?.interval.low).toBeCloseTo(0.010231323, 9);
    expect(pair?.chanceToBeat).toBeCloseTo(0.998530931928, 10);
    expect(found?.pairs[0]?.lost).toBeNull();
  });

  it('lift by group, corrected for looking at all of them', () => {
    const groups = (prefix: string, champions: number, lost: number) => ({
      [`${prefix}.group.champions.people`]: 1_000,
      [`${prefix}.group.champions.converted`]: champions,
      [`${prefix}.group.lost.people`]: 1_000,
      [`${prefix}.group.lost.converted`]: lost,
      [`${prefix}.group.promising.people`]: 99,
      [`${prefix}.group.promising.converted`]: 50,
    });
    const counts = { ...arm('a', 2_099, 350), ...control(2_099, 300) };
    const found = experimentOf(
      input({ ...counts, ...groups('arm.a', 250, 100), ...groups('control.eligible', 200, 100) }, single),
    );
    expect(found?.subgroups.map(({ group }) => group)).toEqual(['champions', 'lost']);
    expect(found?.subgroups[0]?.absolute).toBeCloseTo(0.05, 12);
    expect(found?.subgroups[0]?.pAdjusted).toBeCloseTo(2 * (found?.subgroups[0]?.p ?? 0), 12);
  });

  it('what was spent before takes the noise out: the ledger counts what CUPED of the people says', () => {
    const random = seeded(3);
    const sums = (): Paired & Record<string, number> => ({ n: 0, x: 0, xx: 0, y: 0, yy: 0, xy: 0 });
    const sides = { control: sums(), a: sums() };
    let counters: Counters = new Map();
    for (let n = 0; n < 400; n++) {
      const held = n % 2 === 0;
      const past = Math.floor(random() * 5) * 10_000;
      const revenue = random() < 0.7 ? past + Math.floor(random() * 3_000) : 0;
      const row = {
        ...{ customerId: `u:${n}`, key: 'c#0#0', campaignId: 'c', ref: 'c_00_0_0', at: '', attempts: 1, expiresAt: 0 },
        ...({ channel: 'email', purpose: 'ad', status: held ? 'control' : 'sent' } as const),
        arm: held ? 'control' : 'a',
        ...(held ? { eligible: true } : {}),
        ...(past === 0 ? {} : { past: { amount: past, currency: 'KRW' } }),
        ...(revenue === 0 ? {} : { goal: { orders: 1, revenue, currency: 'KRW' } }),
      };
      counters = add(counters, messageContribution(row));
      const side = held ? sides.control : sides.a;
      Object.assign(side, {
        ...{ n: side.n + 1, x: side.x + past, xx: side.xx + past ** 2 },
        ...{ y: side.y + revenue, yy: side.yy + revenue ** 2, xy: side.xy + past * revenue },
      });
    }
    const expected = cuped(sides.control, sides.a);
    const pair = experimentOf({ ...input({}), counters, ...single })?.pairs[0];
    expect(pair?.adjusted?.difference).toBeCloseTo(expected?.difference.difference ?? 0, 6);
    expect(pair?.adjusted?.varianceRatio).toBeLessThan(0.9);
    expect(pair?.adjusted?.varianceRatio).toBeCloseTo(expected?.varianceRatio ?? 0, 9);
  });
});
