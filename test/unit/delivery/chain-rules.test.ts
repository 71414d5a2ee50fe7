import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasArrived } from '../../../shared/delivery/arrival.ts';
import { plainOrder, triedOf, turnOf } from '../../../shared/delivery/chain.ts';
import { composed, linkOf, sharedAfter, sharedOf, waysOfRow } from '../../../shared/delivery/chain-row.ts';
import { type EngagedMessage, engagedMessageSchema, withFact } from '../../../shared/feedback/engagement.ts';
import type { Fact } from '../../../shared/feedback/fact.ts';
import { viewOf, wholeOf, withView } from '../../../shared/feedback/link-view.ts';
import { MINUTE, toIso } from '../../../shared/platform/clock.ts';

const START = Date.parse('2026-11-23T01:00:00.000Z');
const ALL = ['noContact', 'bounced', 'undelivered', 'noDelivery'] as const;
const FALLBACK = [
  { afterMinutes: 10, on: [...ALL] },
  { afterMinutes: 30, on: [...ALL] },
];
const ORDER = plainOrder(FALLBACK);

const way = (link: number, status: string, minute: number, fields: object = {}) => ({
  ...{ channel: link === 1 ? 'sms' : 'email', ref: `c_00_0_0${link === 0 ? '' : `_${link}`}`, status, attempts: 1 },
  ...{ at: toIso(START + minute * MINUTE), handedOverAt: toIso(START + minute * MINUTE), ...fields },
});
const shared = { customerId: 'u:kim', key: 'c#0#0', campaignId: 'c', purpose: 'ad', arm: 'a', expiresAt: 1 };
const rowOf = (ways: readonly (readonly [number, object])[]): EngagedMessage =>
  engagedMessageSchema.parse(composed(shared, new Map(ways.map(([link, each]) => [link, { ...each }]))));
const turn = (row: EngagedMessage, minute: number) => turnOf(row, FALLBACK, ORDER, START + minute * MINUTE);
const tell = (row: EngagedMessage, link: number, fact: Fact): EngagedMessage => {
  const seen = viewOf(row, link);
  return seen
    ? withView(
        row,
        withFact(seen, fact, () => undefined),
      )
    : row;
};

describe('when the next way of a message goes', () => {
  it('waits for its time where nothing was heard, and goes at once on a known failure', () => {
    const sent = rowOf([[0, way(0, 'sent', 0)]]);
    expect(turn(sent, 9)).toEqual({ kind: 'wait', at: START + 10 * MINUTE, link: 1 });
    expect(turn(sent, 10)).toEqual({ kind: 'go', link: 1 });
    expect(turn(rowOf([[0, way(0, 'failed', 0)]]), 0)).toEqual({ kind: 'go', link: 1 });
    expect(turn(rowOf([[0, way(0, 'skipped', 0, { reason: 'noAddress' })]]), 0)).toEqual({ kind: 'go', link: 1 });
    expect(turn(rowOf([[0, way(0, 'skipped', 0, { reason: 'alreadyConverted' })]]), 0)).toEqual({ kind: 'over' });
    expect(turn(rowOf([[0, way(0, 'sent', 0, { deliveredAt: toIso(START) })]]), 60)).toEqual({ kind: 'over' });
  });

  it('never writes by another way to who opened, refused or complained of this one, whatever became of its receipt', () => {
    for (const said of ['openedHumanAt', 'clickedHumanAt', 'unsubscribedAt', 'complainedAt', 'optedOutAt'])
      for (const receipt of [{}, { bouncedAt: toIso(START) }]) {
        const row = rowOf([[0, way(0, 'sent', 0, { [said]: toIso(START + MINUTE), ...receipt })]]);
        expect(turn(row, 60)).toEqual({ kind: 'over' });
      }
    // What waits for its hour by the next way is called off, too.
    const both = rowOf([
      [0, way(0, 'sent', 0, { unsubscribedAt: toIso(START + MINUTE) })],
      [1, way(1, 'deferred', 10)],
    ]);
    expect(triedOf(both).get(1)).toMatchObject({ status: 'skipped', reason: 'cancelled' });
  });

  it('an automatic answer to a delivered mail is no return, any other bounce is', () => {
    const back = (bounceType: string, bounceSubType: string, deliveredAt?: string) =>
      turn(rowOf([[0, way(0, 'sent', 0, { bouncedAt: toIso(START), bounceType, bounceSubType, deliveredAt })]]), 1);
    expect(back('Transient', 'General', toIso(START))).toEqual({ kind: 'over' });
    expect(back('Transient', 'General')).toEqual({ kind: 'go', link: 1 });
    expect(back('Transient', 'MailboxFull', toIso(START))).toEqual({ kind: 'go', link: 1 });
    expect(back('Permanent', 'General', toIso(START))).toEqual({ kind: 'go', link: 1 });
  });

  it('without "noDelivery" only known failures lead on', () => {
    const certain = FALLBACK.map((each) => ({ ...each, on: ALL.slice(0, 3) }));
    const at = (row: EngagedMessage) => turnOf(row, certain, ORDER, START + 60 * MINUTE);
    expect(at(rowOf([[0, way(0, 'sent', 0)]]))).toEqual({ kind: 'over' });
    expect(at(rowOf([[0, way(0, 'unknown', 0, { reason: 'noAnswer' })]]))).toEqual({ kind: 'over' });
    expect(at(rowOf([[0, way(0, 'sent', 0, { bouncedAt: toIso(START) })]]))).toEqual({ kind: 'go', link: 1 });
  });
});

it('a further way changes nothing of what was known when the first one went, or of what was answered to', () => {
  const before = { past: { amount: 7, currency: 'KRW' }, group: 'regular', ignored: 2 };
  const survey = { kind: 'nps', language: 'ko', question: '추천하시겠습니까?' };
  const answer = { score: 9, at: toIso(START), firstAt: toIso(START), n: 1 };
  const item = composed({ ...shared, ...before, survey, answer }, new Map([[0, way(0, 'sent', 0)]]));
  const next = { ...shared, past: { amount: 99, currency: 'KRW' }, group: 'lost', ignored: 0, first: true };
  const after = sharedAfter(item, { ...next, survey: { ...survey, kind: 'csat' }, plan: 'b' });
  expect(after).toMatchObject({ ...before, survey, answer, plan: 'b' });
  expect(after.first).toBeUndefined();
  // Of who still waits, what is known now counts.
  const waiting = composed(
    { ...shared, ...before },
    new Map([[0, { ...way(0, 'deferred', 0), handedOverAt: undefined }]]),
  );
  expect(sharedAfter(waiting, next)).toMatchObject({ group: 'lost', ignored: 0, first: true });
});

const facts = fc.constantFrom<(minute: number) => Fact>(
  (minute) => ({ kind: 'accepted', at: toIso(START + minute * MINUTE) }),
  (minute) => ({ kind: 'delivered', at: toIso(START + minute * MINUTE) }),
  (minute) => ({
    ...({ kind: 'bounced', type: 'Transient', subType: 'General', deadAddress: false } as const),
    at: toIso(START + minute * MINUTE),
  }),
);
const told = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 90 }), facts);
const statuses = fc.constantFrom('sent', 'unknown', 'failed', 'skipped', 'deferred');

describe('a row of several ways', () => {
  it('is the same for any order of receipts, however often each comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('sent', 'unknown', 'failed'), { minLength: 1, maxLength: 3 }),
        fc.array(told, { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (ways, receipts, ranks) => {
          const row = rowOf(ways.map((status, link) => [link, way(link, status, link * 10)]));
          const apply = (list: typeof receipts) =>
            list.reduce((known, [link, minute, fact]) => tell(known, link, fact(minute)), row);
          const order = new Map(receipts.map((each) => [each, ranks.next().value ?? 0]));
          const shuffled = [...receipts, ...receipts].sort(
            (left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0),
          );
          expect(apply(shuffled)).toEqual(apply(receipts));
        },
      ),
    );
  });

  it('stands for what arrived, calls off what waits then, loses no way, and shows the person once', () => {
    fc.assert(
      fc.property(
        fc.array(statuses, { minLength: 1, maxLength: 3 }),
        fc.array(told, { maxLength: 8 }),
        (ways, receipts) => {
          const before = rowOf(ways.map((status, link) => [link, way(link, status, link * 10)]));
          // Of what was never handed over there are no receipts.
          const row = receipts
            .filter(([link]) => ways[link] !== 'skipped' && ways[link] !== 'deferred')
            .reduce((known, [link, minute, fact]) => tell(known, link, fact(minute)), before);
          const tried = triedOf(row);
          expect([...tried.keys()].sort()).toEqual(ways.map((_, link) => link));
          const arrived = [...tried.values()].filter(hasArrived);
          if (arrived.length > 0) {
            expect(hasArrived(row)).toBe(true);
            expect([...tried.values()].some(({ status }) => status === 'deferred')).toBe(false);
            expect(turn(row, 10_000)).toEqual({ kind: 'over' });
            expect(wholeOf(row).deliveredAt).toBe(arrived.flatMap(({ deliveredAt }) => deliveredAt ?? []).sort()[0]);
          }
          // Putting it together again changes nothing.
          expect(engagedMessageSchema.parse(composed(sharedOf(row), waysOfRow(row)))).toEqual(row);
          expect(linkOf(row).customerId).toBe(undefined);
        },
      ),
    );
  });
});
