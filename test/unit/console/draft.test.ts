import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { savedCampaignSchema } from '../../../console/composer/answers.ts';
import { bodyOf, bodyOfAnswer, draftOf, EMPTY, missingOf, withArm } from '../../../console/composer/draft.ts';
import { AT_ONCE, scheduleBody, scheduleOf } from '../../../console/composer/schedule.ts';
import { savedCampaignSchema as apiSchema } from '../../../shared/campaigns/campaign.ts';

const ids = fc.uniqueArray(fc.constantFrom('rfm:lost', 'tea', '머그', 'gold'), { maxLength: 4 });
const time = fc.constantFrom('09:00', '10:30', '20:15');
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const minute = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const words = fc.constantFrom('가을 인사', 'a b', '  신메뉴 ');
const when = fc.oneof(
  fc.constant({}),
  minute.map((date) => ({ at: date.toISOString().replace(/\.\d+Z/, 'Z') })),
  minute.map((date) => ({ at: date.toISOString().slice(0, 16) })),
  fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), at: time }).map((repeat) => ({
    repeat: { ...repeat, until: '2027-12-31' },
  })),
);
const arms = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'coupon-10'), { minLength: 2 })
  .chain((names) =>
    fc.tuple(
      ...names.map((id) =>
        fc.record({ id: fc.constant(id), offer: optional(words), share: fc.integer({ min: 1, max: 9 }) }),
      ),
    ),
  );

/** Campaigns as a person or a program may write them. */
const campaign = fc
  .record({
    name: words,
    channel: fc.constantFrom('email', 'sms'),
    templateId: fc.constant('come-back'),
    topic: optional(fc.constant('news')),
    brand: optional(fc.constant('mug-house')),
    audience: fc.oneof(
      fc.record({
        include: ids.filter((list) => list.length > 0),
        exclude: ids,
        rule: optional(fc.constant({ trait: 'city', is: '서울' })),
        kinds: optional(fc.constant(['staff'])),
        notMessagedInDays: optional(fc.integer({ min: 1, max: 365 })),
        excludeSilent: optional(fc.constant(true)),
      }),
      fc.record({ list: fc.constant(['kim', 'lee']), kinds: optional(fc.constant(['partner'])) }),
    ),
    goal: optional(
      fc.record({ event: fc.constantFrom('Order Completed', '가입'), windowDays: fc.integer({ min: 1, max: 90 }) }),
    ),
    control: fc.constantFrom(0, 0.1, 0.33),
    timing: optional(
      fc
        .record({
          windows: optional(
            fc.oneof(
              fc.constant([{ from: '10:00', to: '20:00' }]),
              fc.constant([
                { days: [1, 2], from: '10:00', to: '12:00' },
                { from: '14:00', to: '20:00' },
              ]),
            ),
          ),
          usualHour: optional(fc.constantFrom({}, { otherwise: '12:00' })),
          throttle: optional(
            fc.record({ messages: fc.integer({ min: 1, max: 900 }), per: fc.constantFrom('minute', 'hour') }),
          ),
        })
        .filter((timing) => Object.values(timing).some((part) => part !== undefined)),
    ),
    utm: optional(fc.constantFrom({ source: 'dangol' }, { campaign: '가을' })),
    folder: optional(words),
    expiresAfter: optional(fc.integer({ min: 5, max: 43_200 })),
    priority: optional(fc.constant('high')),
    hypothesis: optional(words),
    stages: optional(
      fc.record({ first: fc.integer({ min: 1, max: 999 }), waitMinutes: fc.integer({ min: 5, max: 99 }) }),
    ),
    effect: optional(fc.integer({ min: 5, max: 5_000 }).map((tenths) => tenths / 10_000)),
    arms: optional(arms),
    ways: fc.constantFrom(
      {},
      { fallback: [{ channel: 'sms', templateId: 'by-text', afterMinutes: 30 }] },
      { fallback: [{ channel: 'kakao', templateId: 'in-talk' }], pick: { underMilli: 25_000 } },
    ),
  })
  .chain(({ ways, ...body }) => when.map((start) => JSON.parse(JSON.stringify({ ...body, ...ways, ...start }))));

describe('the form of a campaign', () => {
  it('gives back every campaign as the API reads it, what it has no field for included', () => {
    fc.assert(
      fc.property(campaign, fc.constantFrom('Asia/Seoul', 'America/New_York', 'UTC', 'Asia/Kolkata'), (body, zone) => {
        const before = apiSchema.parse(body);
        const added = {
          ...before,
          id: 'x',
          version: 3,
          status: 'draft',
          archived: false,
          updatedBy: null,
          series: null,
        };
        const again = apiSchema.parse(bodyOf(draftOf(savedCampaignSchema.parse(added), zone), zone));
        const instant = (at: string | undefined) => (at && /Z|[+-]\d\d:\d\d$/.test(at) ? Date.parse(at) : at);
        const trimmed = { ...before, name: before.name.trim(), hypothesis: before.hypothesis?.trim() };
        const offers = (list: typeof before.arms) => list?.map((arm) => ({ ...arm, offer: arm.offer?.trim() }));
        // Days of a week have no order.
        const plain = (one: typeof before) =>
          JSON.parse(JSON.stringify({ ...one, at: instant(one.at), arms: offers(one.arms) }));
        expect(plain(again)).toEqual(plain({ ...trimmed }));
      }),
      { numRuns: 300 },
    );
  });

  it('means the shop’s clock on both sides of a change of the clocks', () => {
    const at = (local: string) => scheduleBody({ ...AT_ONCE, when: 'at', at: local }, 'America/New_York').at;
    expect(at('2026-03-08T01:30')).toBe('2026-03-08T01:30:00-05:00');
    expect(at('2026-03-08T03:30')).toBe('2026-03-08T03:30:00-04:00');
    expect(at('2026-11-01T08:00')).toBe('2026-11-01T08:00:00-05:00');
    expect(at('2026-10-31T22:00')).toBe('2026-10-31T22:00:00-04:00');
    const saved = savedCampaignSchema.parse({
      ...{ name: 'x', channel: 'email', templateId: 't', audience: { include: ['a'] } },
      at: '2026-12-24T10:00:00+09:00',
    });
    expect(scheduleOf(saved, 'America/New_York')).toMatchObject({ when: 'at', at: '2026-12-23T20:00' });
  });

  it('takes the winner by itself where versions compete, and forgets it with them', () => {
    const draft = { ...EMPTY, name: 'x', channel: 'email', templateId: 't', include: ['gold'], automatic: true };
    const competing = bodyOf({ ...draft, arms: withArm([]) }, 'Asia/Seoul');
    expect(competing).toMatchObject({ winnerBy: 'automatic' });
    expect(draftOf(savedCampaignSchema.parse(apiSchema.parse(competing)), 'Asia/Seoul').automatic).toBe(true);
    expect(bodyOf(draft, 'Asia/Seoul')).not.toHaveProperty('winnerBy');
  });

  it('says what is still missing', () => {
    expect(missingOf(EMPTY)).toEqual(['name', 'audience', 'template']);
    const full = { ...EMPTY, name: '가을', include: ['tea'], templateId: 't' };
    expect(missingOf(full)).toEqual([]);
    expect(missingOf({ ...full, who: 'list' })).toEqual(['audience']);
    expect(missingOf({ ...full, who: 'list', list: Array.from({ length: 5_001 }, String) })).toEqual(['listTooLong']);
    expect(missingOf({ ...full, arms: withArm([]), goalEvent: ' ' })).toEqual(['arms']);
    expect(missingOf({ ...full, include: [], keptAudience: { rule: { trait: 'city', is: '서울' } } })).toEqual([]);
  });

  it('begins a competition with two versions and ends at six, each with a free letter', () => {
    let list = withArm([]);
    expect(list.map(({ id }) => id)).toEqual(['a', 'b']);
    list = withArm(list.filter(({ id }) => id === 'b'));
    expect(list.map(({ id }) => id)).toEqual(['b', 'a']);
    for (let more = 0; more < 9; more++) list = withArm(list);
    expect(new Set(list.map(({ id }) => id)).size).toBe(6);
  });

  it('leaves out of a body what the API adds to its answers', () => {
    const saved = savedCampaignSchema.parse({
      ...{ id: 'x', version: 1, name: 'x', channel: 'email', templateId: 't', audience: { include: ['a'] } },
      ...{ winner: null, approvedAt: null, startAt: null },
    });
    expect(Object.keys(bodyOfAnswer(saved)).sort()).toEqual(['audience', 'channel', 'control', 'name', 'templateId']);
  });
});
