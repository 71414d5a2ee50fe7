import { describe, expect, it } from 'vitest';
import { type Message, messageSchema } from '../../../shared/delivery/message.ts';
import { pickOf, preferenceOf } from '../../../shared/delivery/preference.ts';
import type { Channel } from '../../../shared/templates/template.ts';

const AT = '2026-11-01T00:00:00.000Z';
const rows = (channel: Channel, count: number, fields: object = {}): Message[] =>
  Array.from({ length: count }, (_, n) =>
    messageSchema.parse({
      ...{ customerId: 'u:kim', key: `${channel}${n}#0#0`, campaignId: `${channel}${n}`, channel, purpose: 'ad' },
      ...{ arm: 'a', ref: `${channel}${n}_00_0_0`, status: 'sent', at: AT, attempts: 1, handedOverAt: AT },
      ...{ expiresAt: 1, ...fields },
    }),
  );
const OFFERED = [
  { link: 0, channel: 'email', priceMilli: 150 },
  { link: 1, channel: 'push', priceMilli: 0 },
  { link: 2, channel: 'sms', priceMilli: 50_000 },
] as const;

const NOBODY = { traits: {} };

describe('the channel that a person would rather be written to by', () => {
  it('is learned from clicks and reached goals, and not from what a machine or nobody knows who opened', () => {
    const ledger = [
      ...rows('email', 10, { openedAt: AT, openedHumanAt: AT, clickedAt: AT }),
      ...rows('sms', 2, { clickedHumanAt: AT }),
      ...rows('push', 3),
    ];
    const { channel, by, channels } = preferenceOf(ledger, NOBODY);
    expect([channel, by]).toEqual(['sms', 'response']);
    expect(channels.map(({ messages, responses }) => [messages, responses])).toEqual([
      [10, 0],
      [2, 2],
      [3, 0],
      [0, 0],
    ]);
    // Two of two is far from certain: (2 + 1) of (2 + 20).
    expect(channels[1]?.rate).toBeCloseTo(3 / 22, 6);
  });

  it('a reached goal is an answer; what bounced asked nothing', () => {
    const goal = { orders: 1, revenue: 1, currency: 'KRW', firstAt: AT };
    const found = preferenceOf([...rows('push', 1, { goal }), ...rows('email', 5, { bouncedAt: AT })], NOBODY);
    expect(found).toMatchObject({ channel: 'push', by: 'response' });
    expect(found.channels[0]).toMatchObject({ channel: 'email', messages: 0 });
  });

  it('is what the person says, whatever they answered to; a word that is no channel says nothing', () => {
    const ledger = rows('sms', 5, { clickedHumanAt: AT });
    expect(preferenceOf(ledger, { traits: { preferredChannel: 'email' } })).toMatchObject({
      channel: 'email',
      by: 'wish',
    });
    expect(preferenceOf(ledger, { traits: { preferredChannel: 'pigeon' } })).toMatchObject({
      channel: 'sms',
      by: 'response',
    });
  });

  it('is unknown of who has had nothing, or ignored everything', () => {
    expect(preferenceOf([], NOBODY)).toMatchObject({ channel: null, by: null });
    expect(preferenceOf(rows('email', 30), NOBODY)).toMatchObject({ channel: null, by: null });
  });
});

describe('the way that a message takes under a ceiling of cost', () => {
  it('is the cheapest for who is known for nothing, and never one above the ceiling', () => {
    expect(pickOf(OFFERED, 1_000, preferenceOf([], NOBODY))).toEqual({ order: [1, 0], by: 'price' });
    expect(pickOf(OFFERED, 50_000, preferenceOf([], NOBODY))).toEqual({ order: [1, 0, 2], by: 'price' });
  });

  it('is the one that the person answers to, or wishes, where it costs no more than allowed', () => {
    const answers = preferenceOf(rows('sms', 3, { clickedHumanAt: AT }), NOBODY);
    expect(pickOf(OFFERED, 50_000, answers)).toEqual({ order: [2, 1, 0], by: 'response' });
    expect(pickOf(OFFERED, 1_000, answers)).toEqual({ order: [1, 0], by: 'price' });
    const wish = preferenceOf([], { traits: { preferredChannel: 'email' } });
    expect(pickOf(OFFERED, 50_000, wish)).toEqual({ order: [0, 1, 2], by: 'wish' });
  });

  it('learns nothing of who objected to profiling, and keeps to what they wish', () => {
    const clicked = rows('sms', 9, { clickedHumanAt: AT });
    const objectedAt = AT;
    expect(preferenceOf(clicked, { traits: {}, objectedAt })).toEqual(preferenceOf([], NOBODY));
    const wished = { traits: { preferredChannel: 'email' }, objectedAt };
    expect(preferenceOf(clicked, wished)).toMatchObject({ channel: 'email', by: 'wish' });
  });

  it('is none where all are too dear', () => {
    expect(pickOf(OFFERED.slice(2), 1_000, preferenceOf([], NOBODY))).toEqual({ order: [], by: 'price' });
  });
});
