import { describe, expect, it } from 'vitest';
import { readAnswer, statementsOf } from '../../../shared/consent/read-statements.ts';
import type { EventBody, StoredEvent } from '../../../shared/events/event.ts';

const event = (fields: Partial<StoredEvent> & { body: EventBody }): StoredEvent => ({
  person: 'u:kim',
  key: '2026-11-20T01:00:00.000Z#m1',
  messageId: 'm1',
  type: 'identify',
  at: '2026-11-20T01:00:00.000Z',
  receivedAt: '2026-11-20T02:00:00.000Z',
  imported: false,
  ...fields,
});
const identify = (traits: Record<string, unknown>) => statementsOf(event({ body: { traits } }));
const changed = (properties: Record<string, unknown>, key = '2026-11-20T01:00:00.000Z#m1') =>
  statementsOf(event({ type: 'track', name: 'Consent Changed', key, body: { properties } }));
const short = (rows: ReturnType<typeof statementsOf>) =>
  rows.map(({ channel, purpose, state }) => `${channel} ${purpose} ${state}`);

it('evidence has the address of the request, and beside it the one that the sender states', () => {
  const body = { traits: { 'consent.email.ad': 'Y' }, context: { ip: '198.51.100.1' } };
  expect(statementsOf(event({ body, ip: '203.0.113.7' }))).toMatchObject([
    { ip: '203.0.113.7', statedIp: '198.51.100.1' },
  ]);
  expect(statementsOf(event({ body }))[0]?.ip).toBeUndefined();
});

describe('consent in traits', () => {
  it('reads dotted keys, nested objects and mixtures alike', () => {
    const expected = ['email ad granted', 'sms ad granted', 'sms night withdrawn'];
    expect(short(identify({ 'consent.email.ad': 'Y', 'consent.sms.ad': 1, 'consent.sms.ad.night': '거부' }))).toEqual(
      expected,
    );
    expect(short(identify({ consent: { email: { ad: true }, sms: { ad: '동의', 'ad.night': 'N' } } }))).toEqual(
      expected,
    );
    expect(short(identify({ 'consent.email': { ad: 'yes' }, consent: { sms: { ad: 'y', 'ad.night': 0 } } }))).toEqual(
      expected,
    );
  });

  it('understands the answers people give, and takes nothing else for one', () => {
    const granted = ['Y', 'yes', 'TRUE', '1', 1, true, '동의', '수신 동의', '예', 'ｙ', ' o '];
    const withdrawn = ['N', 'no', 'False', '0', 0, false, '거부', '수신거부', '미동의', '아니오', 'x'];
    expect(granted.map(readAnswer)).toEqual(granted.map(() => 'granted'));
    expect(withdrawn.map(readAnswer)).toEqual(withdrawn.map(() => 'withdrawn'));
    expect(['', ' ', '?', 'maybe', 2, null, undefined, {}, ['Y']].map(readAnswer)).toEqual(Array(9).fill(undefined));
  });

  it('is dated by consent.at alone: an old copy sent again must not undo a refusal', () => {
    expect(identify({ 'consent.email.ad': 'Y' })[0]?.at).toBeUndefined();
    expect(identify({ 'consent.email.ad': 'Y', 'consent.at': '2026-11-20T09:00:00+09:00' })[0]?.at).toBe(
      '2026-11-20T00:00:00.000Z',
    );
    expect(identify({ 'consent.email.ad': 'Y', 'consent.at': '2026-11-20' })[0]?.at).toBe('2026-11-19T10:00:00.000Z');
    expect(identify({ 'consent.email.ad': 'Y', 'consent.at': 'last week' })[0]?.at).toBeUndefined();
  });

  it('has no date where the date lies ahead: an end date sent at each login must not undo a refusal', () => {
    expect(identify({ 'consent.email.ad': 'Y', 'consent.at': '2099-12-31' })).toMatchObject([{ state: 'granted' }]);
    expect(identify({ 'consent.email.ad': 'Y', 'consent.at': '2099-12-31' })[0]?.at).toBeUndefined();
    // Local time marked as UTC is a common mistake, and no reason to doubt what was said.
    expect(identify({ 'consent.email.ad': 'Y', 'consent.at': '2026-11-20T11:00:00Z' })[0]?.at).toBeDefined();
  });

  it('keeps where it comes from, and ignores channels and purposes that do not exist', () => {
    const rows = identify({
      'consent.email.ad': 'Y',
      'consent.source': '회원가입 v3',
      'consent.fax.ad': 'Y',
      'consent.email.fun': 'Y',
    });
    expect(rows).toMatchObject([{ id: 'm1:email:ad', source: '회원가입 v3', eventKey: '2026-11-20T01:00:00.000Z#m1' }]);
    expect(statementsOf(event({ type: 'track', name: 'X', body: { traits: { 'consent.email.ad': 'Y' } } }))).toEqual(
      [],
    );
  });
});

describe('the event Consent Changed', () => {
  it('carries one statement, with the night where it is spoken of', () => {
    const ad = { channel: 'sms', purpose: 'ad' };
    expect(short(changed({ ...ad, state: 'granted' }))).toEqual(['sms ad granted']);
    expect(short(changed({ ...ad, state: 'granted', night: true }))).toEqual(['sms ad granted', 'sms night granted']);
    expect(short(changed({ ...ad, state: 'granted', night: false }))).toEqual([
      'sms ad granted',
      'sms night withdrawn',
    ]);
    expect(short(changed({ ...ad, state: 'withdrawn', night: true }))).toEqual(['sms night withdrawn']);
    expect(short(changed({ ...ad, state: 'withdrawn', night: false }))).toEqual(['sms ad withdrawn']);
    expect(short(changed({ channel: 'sms', purpose: 'info', state: 'granted', night: true }))).toEqual([
      'sms info granted',
    ]);
  });

  it('is dated by itself or by its event, if that has a time', () => {
    const grant = { channel: 'email', purpose: 'ad', state: 'granted' };
    expect(changed(grant)[0]?.at).toBe('2026-11-20T01:00:00.000Z');
    expect(changed({ ...grant, at: '2026-11-19T00:00:00Z' })[0]?.at).toBe('2026-11-19T00:00:00.000Z');
    expect(changed({ ...grant, at: 'nonsense' })[0]?.at).toBeUndefined();
    expect(changed(grant, '-#m1')[0]?.at).toBeUndefined();
  });

  it('refuses ads if a refusal does not say of what, and grants nothing that is not named', () => {
    expect(short(changed({ channel: 'email', state: 'withdrawn' }))).toEqual(['email ad withdrawn']);
    expect(changed({ channel: 'email', state: 'granted' })).toEqual([]);
    expect(changed({ purpose: 'ad', state: 'withdrawn' })).toEqual([]);
  });
});
