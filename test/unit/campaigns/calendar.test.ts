import { describe, expect, it } from 'vitest';
import { calendarOf, type Planned } from '../../../shared/campaigns/calendar.ts';
import { campaignSchema } from '../../../shared/campaigns/campaign.ts';

const planned = (id: string, fields: object, rest: Partial<Planned> = {}): Planned => ({
  id,
  campaign: campaignSchema.parse({
    ...{ name: id, channel: 'email', templateId: 't', audience: { include: ['gold'] } },
    ...fields,
  }),
  state: undefined,
  series: undefined,
  size: undefined,
  ...rest,
});
const launched = (id: string, startAt: string, fields: object = {}): Planned =>
  planned(id, fields, {
    state: { campaignId: id, status: 'done', channel: 'email', startAt, launchedAt: startAt, updatedAt: startAt },
    size: 12,
  });
const from = Date.parse('2026-11-22T15:00:00Z');
const to = Date.parse('2026-11-30T14:59:59Z');

describe('the calendar of campaigns', () => {
  it('holds what was launched, drafts with a start, and the occurrences to come, by the shop’s days', () => {
    const running = { status: 'running', nextAt: '2026-11-25T00:00:00.000Z', missed: 0, version: 1 } as const;
    const days = calendarOf(
      [
        planned('idea', {}),
        planned('draft', { at: '2026-11-30T23:00:00+09:00', folder: '겨울' }),
        launched('sent', '2026-11-22T15:30:00.000Z'),
        launched('before', '2026-11-22T14:30:00.000Z'),
        planned('weekly', { repeat: { days: [3, 4], at: '09:00' }, audience: { list: ['a'] } }, { series: running }),
        planned('asleep', { repeat: { at: '09:00' } }, { series: { ...running, status: 'paused' } }),
      ],
      'Asia/Seoul',
      from,
      to,
    );
    expect(days.map(({ id, day, status, size }) => [id, day, status, size])).toEqual([
      ['sent', '2026-11-23', 'done', 12],
      ['weekly-20261125', '2026-11-25', 'planned', null],
      ['weekly-20261126', '2026-11-26', 'planned', null],
      ['draft', '2026-11-30', 'draft', null],
    ]);
    expect(days[1]?.overlaps).toEqual(['weekly-20261126']);
    expect(days[3]).toMatchObject({ folder: '겨울', overlaps: [] });
  });

  it('says which campaigns within a day of each other may reach the same people', () => {
    const [one, two, three, four] = calendarOf(
      [
        launched('one', '2026-11-23T01:00:00.000Z'),
        launched('two', '2026-11-24T00:00:00.000Z'),
        launched('three', '2026-11-24T00:30:00.000Z', { audience: { include: ['silver'] } }),
        launched('four', '2026-11-27T00:30:00.000Z'),
      ],
      'Asia/Seoul',
      from,
      to,
    );
    expect([one, two, three, four].map((each) => each?.overlaps)).toEqual([['two'], ['one'], [], []]);
  });
});
