import { describe, expect, it } from 'vitest';
import { createPushChannel } from '../../../shared/delivery/push.ts';
import { sendOnce } from '../../../shared/delivery/solapi-send.ts';
import { meaningOf } from '../../../shared/fcm/answer.ts';
import { withFact } from '../../../shared/feedback/engagement.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { meaningOfStatus } from '../../../shared/webpush/client.ts';
import { sentRow } from '../feedback/rows.ts';

/** What is done about an answer: `retry` names what is waited for. */
type State = 'accepted' | 'failed' | 'device ends' | 'unknown' | `retry ${'throttled' | 'unreachable' | 'paused'}`;

const AT = '2026-11-23T01:00:00.000Z';

describe('Solapi: a code in the answer to a call', () => {
  const stateOf = async (statusCode: string): Promise<State> => {
    const call = async () => ({ status: 200, body: { statusCode, messageId: 'M1' } });
    const answer = await sendOnce({ call }, {});
    if (answer.kind !== 'refused') return answer.kind;
    if (answer.retry === 'quota') throw new Error('Solapi knows no quota.');
    return answer.retry === undefined ? 'failed' : `retry ${answer.retry}`;
  };
  const states: Readonly<Partial<Record<State, string>>> = {
    accepted: '2000 3000',
    'retry paused': '1020 1030 1041 1058 1062 2062 2063 2230 3059 3101 3106',
    'retry unreachable': '1024 2024',
    failed: '1014 1026 1029 1031 1060 1061 1064 1099 2060 2061 2064 2254 3010 3032 3102 3103 3104 9999',
  };
  it.each(Object.entries(states))('%s: %s', async (state, codes) => {
    for (const code of codes.split(' ')) expect(await stateOf(code), code).toBe(state);
  });
});

describe('Solapi: a code in a report', () => {
  const rowAfter = (statusCode: string, type = 'LMS') => {
    const message = {
      messageId: 'M1',
      type,
      to: '01012345678',
      statusCode,
      customFields: { ref: 'r' },
      dateReceived: AT,
    };
    const feedback = parseFeedback(JSON.stringify({ source: 'solapi', message }));
    if (feedback.kind !== 'receipt') throw new Error(feedback.kind);
    const { facts, addresses, channel } = feedback;
    expect(channel).toBe(type === 'BMS_FREE' ? 'kakao' : 'sms');
    const row = facts.reduce((known, fact) => withFact(known, fact, () => undefined), sentRow({ channel }));
    return {
      ...{ status: row.status, bounce: row.bounceType, isDelivered: row.deliveredAt !== undefined },
      ...{ refused: row.optedOutAt !== undefined, suppressed: addresses },
    };
  };
  const sent = { status: 'sent', bounce: undefined, isDelivered: false, refused: false, suppressed: [] };
  it.each([
    ['is on its way', '2000 3000', sent],
    ['has arrived', '4000', { ...sent, isDelivered: true }],
    [
      'has a dead number, which is suppressed',
      '3010 3032',
      { ...sent, bounce: 'Permanent', suppressed: ['+821012345678'] },
    ],
    ['was refused by the person', '1061 2061', { ...sent, bounce: 'Permanent', refused: true }],
    [
      'was held back by a list of the carrier',
      '1060 1064 2060 2064 2254 3047 3054 3055',
      { ...sent, bounce: 'Permanent' },
    ],
    [
      'could not reach a phone that lives',
      '3012 3024 3040 3041 3042 3043 3044 3045 3051 3053 3056 3057 3104 3107 3108',
      { ...sent, bounce: 'Transient' },
    ],
    ['was not sent at all', '1030 1062 2230 3059 1024 2024 3102 3103 9999', { ...sent, status: 'failed' }],
  ] as const)('says that the message %s: %s', (_what, codes, expected) => {
    for (const code of codes.split(' ')) {
      expect(rowAfter(code), code).toEqual(expected);
      // Of a Brand Message it says the same, on its own channel.
      expect(rowAfter(code, 'BMS_FREE'), code).toEqual(expected);
    }
  });
});

describe('push: an answer for one device', () => {
  const stateOf = async (meaning: ReturnType<typeof meaningOf>): Promise<State> => {
    const answer = async () => ({ meaning, retryAfter: undefined });
    const channel = createPushChannel({ fcm: { send: answer }, web: { send: answer }, clock: () => 0 });
    const { brand } = DEFAULT_SETTINGS;
    const call = await channel.prepare({
      ...{ to: 'fcm-token-of-a-phone', ref: 'r', campaignId: 'c', purpose: 'ad', brand, settings: DEFAULT_SETTINGS },
      message: { channel: 'push', title: '안녕', text: '안녕', data: {}, bytes: 9 },
      unsubscribeUrl: 'https://crm.example.com/u/t',
    });
    const done = await call();
    if (done.kind !== 'refused') return done.kind;
    if (done.gone?.length) return 'device ends';
    if (done.retry === 'quota') throw new Error('Push knows no quota.');
    return done.retry === undefined ? 'failed' : `retry ${done.retry}`;
  };
  const ofFirebase = (status: number, errorCode: string) =>
    meaningOf(status, {
      error: {
        status: errorCode,
        details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }],
      },
    });

  // Source: Firebase, REST reference v1, ErrorCode: the whole list.
  it.each([
    [404, 'UNREGISTERED', 'device ends'],
    [403, 'SENDER_ID_MISMATCH', 'device ends'],
    [400, 'INVALID_ARGUMENT', 'device ends'],
    [429, 'QUOTA_EXCEEDED', 'retry throttled'],
    [503, 'UNAVAILABLE', 'retry unreachable'],
    [500, 'INTERNAL', 'retry unreachable'],
    [401, 'THIRD_PARTY_AUTH_ERROR', 'retry paused'],
    [400, 'UNSPECIFIED_ERROR', 'failed'],
    [502, 'UNSPECIFIED_ERROR', 'unknown'],
  ] as const)('Firebase %i %s: %s', async (status, code, state) => {
    expect(await stateOf(ofFirebase(status, code))).toBe(state);
  });

  // RFC 8030 sections 5 and 7.3, RFC 8292 section 4.2.
  it.each([
    [201, 'accepted'],
    [202, 'accepted'],
    [404, 'device ends'],
    [410, 'device ends'],
    [400, 'failed'],
    [413, 'failed'],
    [401, 'retry paused'],
    [403, 'device ends'],
    [429, 'retry throttled'],
    [503, 'retry unreachable'],
    [500, 'unknown'],
    [504, 'unknown'],
  ] as const)('a browser’s push service %i: %s', async (status, state) => {
    expect(await stateOf(meaningOfStatus(status, null))).toBe(state);
  });

  // Apple, Sending web push notifications: also a wrong contact or clock, which would end every browser of Apple's.
  it('Apple’s 403 BadJwtToken ends neither the browser nor the campaign', async () => {
    expect(await stateOf(meaningOfStatus(403, null, '{"reason":"BadJwtToken"}'))).toBe('failed');
  });
});
