import { describe, expect, it } from 'vitest';
import { armOf, armsSchema, messageArmOf } from '../../../shared/campaigns/arm.ts';
import { savedCampaignSchema } from '../../../shared/campaigns/campaign.ts';
import { bucketOf } from '../../../shared/platform/hash.ts';
import { holdoutPeriod } from '../../../shared/settings/holdout.ts';
import { sampleRatio } from '../../../shared/statistics/sample-ratio.ts';

const people = Array.from({ length: 20_000 }, (_, n) => `u:person-${n}`);
const arms = [
  { id: 'a', share: 1 },
  { id: 'b', share: 2 },
  { id: 'c', share: 1 },
];
const holdout = { share: 0.05, salt: 'year' };
const split = { control: 0.1, arms, holdout };

const countsOf = (found: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
};

describe('a holdout of some months', () => {
  const held = (period: string | undefined) =>
    people.filter(
      (id) => armOf('any', id, { control: 0, holdout: { share: 0.05, salt: 'year', period } }) === 'holdout',
    );

  it('is the same people in every campaign of a period, and others in the next', () => {
    const [autumn, winter, always] = ['2026-07', '2026-10', undefined].map(held);
    expect(held('2026-07')).toEqual(autumn);
    const both = winter?.filter((id) => autumn?.includes(id)) ?? [];
    // A twentieth of a twentieth by chance.
    expect(both.length).toBeLessThan(100);
    for (const each of [autumn, winter, always]) expect(Math.abs((each?.length ?? 0) - 1_000)).toBeLessThan(100);
  });

  it('begins on the first of a month, by calendar', () => {
    const dates = ['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31', '2027-01-01'];
    expect(dates.map((date) => holdoutPeriod(date, 3))).toEqual([
      '2026-01',
      '2026-01',
      '2026-04',
      '2026-10',
      '2027-01',
    ]);
    expect(dates.map((date) => holdoutPeriod(date, 1))).toEqual([
      '2026-01',
      '2026-03',
      '2026-04',
      '2026-12',
      '2027-01',
    ]);
    expect(holdoutPeriod('2026-11-23', 12)).toBe('2026-01');
  });
});

it('a campaign takes its winner by itself only where arms start together', () => {
  const draft = { name: 'x', channel: 'email', templateId: 't', audience: { list: ['kim'] }, winnerBy: 'automatic' };
  const accepts = (fields: object) => savedCampaignSchema.safeParse({ ...draft, ...fields }).success;
  expect(accepts({ arms: [{}, { offer: '10 %' }] })).toBe(true);
  expect(accepts({ arms: [{}, { at: '2026-12-01T00:00:00Z' }] })).toBe(false);
  expect(accepts({})).toBe(false);
  expect(accepts({ winnerBy: 'person' })).toBe(true);
});

describe('who is in which arm', () => {
  it('follows the shares', () => {
    const counts = countsOf(people.map((id) => armOf('spring', id, split)));
    const open = 0.95 * 0.9;
    const shares = { holdout: 0.05, control: 0.95 * 0.1, a: open / 4, b: open / 2, c: open / 4 };
    const found = sampleRatio(Object.entries(shares).map(([arm, share]) => ({ n: counts.get(arm) ?? 0, share })));
    expect(found?.alarm).toBe(false);
  });

  it('two campaigns deal independently of each other, of the holdout and of the buckets', () => {
    const same = people.filter((id) => armOf('spring', id, split) === armOf('summer', id, split)).length;
    const alike = 0.05 + 0.95 * (0.1 ** 2 + 0.9 ** 2 * (1 / 16 + 1 / 4 + 1 / 16));
    expect(same / people.length).toBeCloseTo(alike, 1);
    const inBucket = people.filter((id) => bucketOf(id) === '00').map((id) => armOf('spring', id, { control: 0.5 }));
    expect((countsOf(inBucket).get('control') ?? 0) / inBucket.length).toBeCloseTo(0.5, 1);
  });

  it('the holdout is the same people whatever the campaign; who is held back has a message that would have come', () => {
    const held = (campaign: string) => people.filter((id) => armOf(campaign, id, split) === 'holdout');
    expect(held('spring')).toEqual(held('summer'));
    const control = people.filter((id) => armOf('spring', id, split) === 'control');
    const would = countsOf(control.map((id) => messageArmOf('spring', id, split)));
    expect((would.get('b') ?? 0) / control.length).toBeCloseTo(0.5, 1);
  });

  it('without arms of its own a campaign has one', () => {
    expect(armOf('spring', 'u:kim', { control: 0 })).toBe('a');
    expect(armOf('spring', 'u:kim', { control: 1 })).toBe('control');
  });
});

describe('arms as they are written', () => {
  const issue = (value: unknown): string => armsSchema.safeParse(value).error?.issues[0]?.message ?? '';

  it('get letters where they have no names', () => {
    expect(armsSchema.parse([{}, { id: 'late' }, {}]).map(({ id }) => id)).toEqual(['a', 'late', 'c']);
  });

  it('are refused with what to do', () => {
    expect(issue([{}])).toContain('leave "arms" out');
    expect(issue([{}, { id: 'a' }])).toBe('two arms have one id');
    expect(issue([{}, { id: 'control' }])).toBe('must not be control, holdout or rest');
    expect(issue([{}, { id: 'A B' }])).toContain('a-z, 0-9');
  });
});
