import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, Feedback, Receipt } from '../../../shared/feedback/fact.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { isRefusal } from '../../../shared/law/laws.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { inboundText, SES_EVENTS, smsEvent } from './ses-fixtures.ts';

const parse = (body: unknown): Feedback => parseFeedback(JSON.stringify(body));
const receipt = (body: unknown): Receipt => {
  const feedback = parse(body);
  if (feedback.kind !== 'receipt') throw new Error(`is ${feedback.kind}`);
  return feedback;
};
const only = (body: unknown): Fact | undefined => receipt(body).facts[0];

describe('SES events', () => {
  it('each documented type becomes one fact of the message named by its tag', () => {
    const kinds = Object.fromEntries(Object.entries(SES_EVENTS).map(([name, event]) => [name, only(event)?.kind]));
    expect(kinds).toEqual({
      send: 'accepted',
      delivery: 'delivered',
      bounce: 'bounced',
      softBounce: 'bounced',
      listedBounce: 'bounced',
      complaint: 'complained',
      notSpam: 'complained',
      reject: 'rejected',
      renderingFailure: 'rejected',
      deliveryDelay: 'delayed',
      open: 'opened',
      click: 'clicked',
      subscription: 'unsubscribed',
    });
    for (const event of Object.values(SES_EVENTS))
      expect(receipt(event)).toMatchObject({ channel: 'email', ref: 'winback_03_0_7', providerId: '010c0-1' });
  });

  it('a permanent bounce names a dead address, a full mailbox does not', () => {
    expect(receipt(SES_EVENTS.bounce)).toMatchObject({
      addresses: ['"Kim" <Kim@Example.com>'],
      facts: [{ deadAddress: true }],
    });
    expect(only(SES_EVENTS.softBounce)).toMatchObject({ type: 'Transient', deadAddress: false });
  });

  it('opens of SES’s own pixel are judged like ours', () => {
    expect(only(SES_EVENTS.open)).toMatchObject({ actor: 'mpp', reason: 'appleMailPrivacy' });
    expect(only(SES_EVENTS.click)).toMatchObject({ actor: 'human' });
  });

  it('identity notifications (notificationType) and the SNS envelope pass too', () => {
    const { eventType, ...rest } = SES_EVENTS.delivery;
    expect(only({ notificationType: eventType, ...rest })).toMatchObject({ kind: 'delivered' });
    const envelope = {
      Type: 'Notification',
      MessageId: 'x',
      TopicArn: 'arn',
      Message: JSON.stringify(SES_EVENTS.send),
    };
    expect(only(envelope)).toMatchObject({ kind: 'accepted' });
  });

  it('when a provider hides who complained, nobody is suppressed by guess', () => {
    const { complaint, mail } = SES_EVENTS.complaint;
    const hidden = {
      eventType: 'Complaint',
      mail: { ...mail, destination: ['kim@example.com', 'lee@example.com'] },
      complaint: {
        ...complaint,
        complainedRecipients: [{ emailAddress: 'kim@example.com' }, { emailAddress: 'lee@example.com' }],
      },
    };
    expect(receipt(hidden).addresses).toEqual([]);
  });

  it('a greeting of a new event destination is no event', () => {
    expect(parseFeedback('Successfully validated SNS topic for Amazon SES event publishing.')).toMatchObject({
      kind: 'ignored',
    });
  });
});

describe('text message events', () => {
  const facts = (type: string, isFinal = true) => receipt(smsEvent(type, isFinal)).facts;

  it('delivered has two names', () => {
    for (const type of ['TEXT_DELIVERED', 'TEXT_SUCCESSFUL'])
      expect(facts(type)[0]).toMatchObject({ kind: 'delivered' });
  });

  it('carries parts and price, the carrier’s fee included', () => {
    const [, price] = facts('TEXT_DELIVERED');
    expect(price).toMatchObject({ kind: 'priced', parts: 2 });
    expect(price?.kind === 'priced' && price.usd).toBeCloseTo(0.08, 12);
  });

  it('only what is final is an outcome', () => {
    for (const type of ['TEXT_QUEUED', 'TEXT_PENDING', 'TEXT_UNREACHABLE'])
      expect(facts(type, false)[0]).toMatchObject({ kind: 'delayed' });
  });

  it('only a number that does not exist is dead', () => {
    expect(receipt(smsEvent('TEXT_INVALID'))).toMatchObject({
      addresses: ['+821012345678'],
      facts: [{ type: 'Permanent', deadAddress: true }, {}],
    });
    for (const type of ['TEXT_BLOCKED', 'TEXT_SPAM', 'TEXT_CARRIER_BLOCKED'])
      expect(receipt(smsEvent(type))).toMatchObject({
        addresses: [],
        facts: [{ type: 'Permanent', deadAddress: false }, {}],
      });
    for (const type of ['TEXT_UNREACHABLE', 'TEXT_CARRIER_UNREACHABLE', 'TEXT_TTL_EXPIRED'])
      expect(facts(type)[0]).toMatchObject({ type: 'Transient', deadAddress: false });
    expect(facts('TEXT_UNKNOWN')[0]).toMatchObject({ type: 'Undetermined' });
  });

  it('an inbound text is a person’s words, not an event', () => {
    expect(parse(inboundText('STOP'))).toEqual({
      kind: 'inbound',
      id: 'in-1',
      from: '+821012345678',
      to: '+827000000000',
      text: 'STOP',
    });
  });
});

describe('words that refuse', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop. ',
    'STOPALL',
    'Stop all',
    'stop texting me!',
    'UNSUBSCRIBE',
    'please unsubscribe me',
    'End',
    'QUIT',
    'cancel',
    'opt out',
    'OPT-OUT',
    'Optout',
    'revoke',
    'ＳＴＯＰ',
    '수신거부',
    '수신 거부',
    '(수신거부)',
    '수신거부합니다',
    '수신거절해주세요',
    '거부',
    '거절',
    '광고 거부',
    '그만',
    '그만 보내세요',
    '보내지 마세요',
    '문자 보내지 말아주세요',
    '해지',
  ])('%s', (text) => {
    expect(isRefusal(text)).toBe(true);
  });

  it.each([
    '네',
    '감사합니다',
    '얼마인가요?',
    'Yes please',
    'when does it end?',
    'I will not stop loving this',
    '주문 취소하고 싶어요',
    'START',
    'HELP',
    '',
  ])('not: %s', (text) => {
    expect(isRefusal(text)).toBe(false);
  });
});

describe('whatever comes in', () => {
  const known = [...Object.values(SES_EVENTS), smsEvent('TEXT_DELIVERED'), inboundText('hello')].map((event) =>
    JSON.stringify(event),
  );
  const survives = (text: string): void => {
    try {
      const feedback = parseFeedback(text);
      expect(['receipt', 'inbound', 'ignored']).toContain(feedback.kind);
    } catch (error) {
      expect(error).toBeInstanceOf(DangolError);
    }
  };

  it('random text and JSON never crash the parser', async () => {
    await fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), survives), { numRuns: 2_000 });
  });

  it('documented events with one value replaced are read or refused', async () => {
    const broken = fc.tuple(fc.constantFrom(...known), fc.nat(), fc.jsonValue()).map(([text, at, value]) => {
      let count = 0;
      return JSON.stringify(JSON.parse(text), (_key, inner: unknown) => (count++ === (at % 40) + 1 ? value : inner));
    });
    await fc.assert(
      fc.property(broken, (text) => survives(text ?? '')),
      { numRuns: 2_000 },
    );
  });

  it('truncated events are refused', async () => {
    const cut = fc
      .constantFrom(...known)
      .chain((text) => fc.nat({ max: text.length - 1 }).map((length) => text.slice(0, length)));
    await fc.assert(fc.property(cut, survives), { numRuns: 500 });
  });
});
