import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type Receiver } from '../../../shared/delivery/gates.ts';
import { nextLawful } from '../../../shared/law/quiet-hours.ts';
import { countryOf } from '../../../shared/profiles/receiver-law.ts';
import { zonesOf } from '../../../shared/profiles/receiver-zone.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../shared/settings/settings.ts';
import { customer, receiver } from './receiver.ts';
import { profile } from './shop.ts';

const settings = DEFAULT_SETTINGS;

const reason = (fields: Partial<Receiver>): string | undefined => judge(receiver(fields), settings)?.reason;

describe('a gate', () => {
  it('lets a consenting person through by day', () => {
    expect(reason({})).toBeUndefined();
  });

  it.each<[string, Partial<Receiver>]>([
    ['unknownCustomer', { customer: undefined }],
    ['merged', { isMerged: true }],
    ['merged', { hasUnderOtherId: true }],
    ['notConsumer', { customer: customer({ kind: 'partner' }) }],
    ['noAddress', { address: undefined }],
    ['badAddress', { isSendable: false }],
    ['noConsent', { consent: undefined }],
    ['noCountry', { country: undefined }],
    ['noLawfulHour', { country: 'ZZ' }],
    ['alreadyConverted', { goalSince: '2025-12-31T00:00:00.000Z', goalAt: '2026-01-01T00:00:00.000Z' }],
    ['noLongerMatches', { stillMatches: false }],
    [
      'unconfirmed',
      { consent: { ad: { state: 'pending', at: '2026-01-01T00:00:00.000Z', basis: 'explicit', dated: true } } },
    ],
    ['paused', { pausedUntil: '2026-11-24T00:00:00.000Z' }],
    [
      'tooOften',
      { caps: [{ messages: 1, days: 7 }], contacts: [{ key: 'c', at: Date.parse('2026-11-22T01:00:00Z') }] },
    ],
    ['recentlyMessaged', { lastMessageAt: '2026-11-20T00:00:00.000Z', notMessagedInDays: 7 }],
  ])('says %s', (expected, fields) => {
    expect(reason(fields)).toBe(expected);
  });

  it('skips consent, country and night for information, but not a bounced address or a refusal of it', () => {
    const info: Partial<Receiver> = {
      purpose: 'info',
      consent: undefined,
      country: undefined,
      now: Date.parse('2026-11-23T14:00:00Z'),
    };
    const mark = { reason: 'bounce', at: '2026-01-01T00:00:00.000Z' } as const;
    expect(reason(info)).toBeUndefined();
    expect(reason({ ...info, suppression: { address: 'x', channel: 'sms', all: mark } })).toBe('suppressed');
    const withdrawn = { state: 'withdrawn', at: '2026-01-01T00:00:00.000Z', basis: 'explicit', dated: true } as const;
    expect(reason({ ...info, consent: { info: withdrawn } })).toBe('refused');
  });

  it('names an erased person', () => {
    const all = { reason: 'erased', at: '2026-01-01T00:00:00.000Z' } as const;
    expect(reason({ suppression: { address: 'x', channel: 'sms', all } })).toBe('erased');
  });

  it('lets a message rest only as long as asked', () => {
    expect(reason({ lastMessageAt: '2026-11-01T00:00:00.000Z', notMessagedInDays: 7 })).toBeUndefined();
  });
});

describe('the night', () => {
  const at = (time: string, fields: Partial<Receiver> = {}) =>
    judge(receiver({ now: Date.parse(time), ...fields }), settings);

  it('closes five minutes before 21:00 in Seoul and opens at 08:00', () => {
    expect(at('2026-11-23T20:54:59.999+09:00')).toBeUndefined();
    expect(at('2026-11-23T20:55:00.000+09:00')).toMatchObject({
      reason: 'quietHours',
      until: '2026-11-23T23:00:00.000Z',
    });
    expect(at('2026-11-23T20:59:59.999+09:00')).toMatchObject({ kind: 'defer' });
    expect(at('2026-11-23T21:00:00.000+09:00')).toMatchObject({ kind: 'defer' });
    expect(at('2026-11-24T07:59:59.999+09:00')).toMatchObject({ until: '2026-11-23T23:00:00.000Z' });
    expect(at('2026-11-24T08:00:00.000+09:00')).toBeUndefined();
  });

  it('is open for e-mail and for those who agreed to it', () => {
    const night = { state: 'granted', at: '2026-01-01T00:00:00.000Z', basis: 'explicit', dated: true } as const;
    expect(at('2026-11-23T23:00:00+09:00', { channel: 'email' })).toBeUndefined();
    expect(at('2026-11-23T23:00:00+09:00', { consent: { ad: night, night } })).toBeUndefined();
    const refused = {
      address: 'x',
      channel: 'sms',
      night: { reason: 'withdrawal', at: '2026-06-01T00:00:00.000Z' },
    } as const;
    expect(at('2026-11-23T23:00:00+09:00', { consent: { ad: night, night }, suppression: refused })).toMatchObject({
      kind: 'defer',
    });
  });

  it('cannot be shortened by a shop, only lengthened', () => {
    const short = settingsSchema.parse({ quietHours: { from: '23:00', to: '06:00' } });
    const long = settingsSchema.parse({ quietHours: { from: '19:00', to: '10:00' } });
    const nine = receiver({ now: Date.parse('2026-11-23T21:30:00+09:00') });
    const morning = receiver({ now: Date.parse('2026-11-23T09:00:00+09:00') });
    expect(judge(nine, short)).toMatchObject({ until: '2026-11-23T23:00:00.000Z' });
    expect(judge(morning, long)).toMatchObject({ until: '2026-11-23T01:00:00.000Z' });
  });

  it('must be over in every zone of a country with several', () => {
    const abroad = (now: string) => at(now, { country: 'US' });
    expect(zonesOf('US').length).toBeGreaterThan(5);
    // 12:00 in New York is 07:00 in Honolulu.
    expect(abroad('2026-11-23T17:00:00Z')).toMatchObject({ reason: 'quietHours', until: '2026-11-23T18:00:00.000Z' });
    expect(abroad('2026-11-23T18:00:00Z')).toBeUndefined();
    // 20:55 in New York.
    expect(abroad('2026-11-24T01:55:00Z')).toMatchObject({ kind: 'defer' });
  });

  it('is asked only where the person lives, if a trait says so and the country has that zone', () => {
    const living = (timezone: string, now: string) =>
      at(now, { country: 'US', customer: customer({ traits: { timezone } }) });
    // 08:30 in Chicago is 04:30 in Honolulu.
    expect(living('America/Chicago', '2026-11-23T14:30:00Z')).toBeUndefined();
    expect(living('US/Central', '2026-11-23T14:30:00Z')).toBeUndefined();
    expect(living('America/Los_Angeles', '2026-11-23T14:30:00Z')).toMatchObject({ until: '2026-11-23T16:00:00.000Z' });
    // A zone of another country is one more in which the hour must be lawful.
    expect(living('Europe/Paris', '2026-11-23T14:30:00Z')).toMatchObject({ until: '2026-11-23T18:00:00.000Z' });
    expect(living('Mars/Olympus', '2026-11-23T14:30:00Z')).toMatchObject({ until: '2026-11-23T18:00:00.000Z' });
  });

  it('is that of Seoul for a number of Korea, wherever its owner says to be', () => {
    const abroad = { customer: customer({ traits: { timezone: 'America/New_York' } }) };
    expect(at('2026-11-23T23:00:00+09:00', abroad)).toMatchObject({ reason: 'quietHours' });
  });

  it('is opened by a consent of its own in Korea only', () => {
    const night = { state: 'granted', at: '2026-01-01T00:00:00.000Z', basis: 'explicit', dated: true } as const;
    const consent = { ad: night, night };
    expect(at('2026-11-24T04:00:00Z', { country: 'JP', consent })).toBeUndefined();
    expect(at('2026-11-23T14:00:00Z', { country: 'JP', consent })).toMatchObject({ reason: 'quietHours' });
  });

  it('is left at a lawful minute, whatever the clock, across changes of summer time', () => {
    const zones = fc.constantFrom('Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-01-01') }), zones, (now, zone) => {
        const until = nextLawful(now, [zone], [{ from: 21 * 60, to: 8 * 60 }]);
        if (until === undefined) throw new Error('no lawful hour');
        expect(until).toBeGreaterThanOrEqual(now);
        const local = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
          until,
        );
        expect(local >= '08:00' && local < '20:55').toBe(true);
        expect(until - now).toBeLessThanOrEqual(13 * 3_600_000);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has no end where no hour is lawful everywhere', () => {
    const zones = ['Pacific/Kiritimati', 'Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Pacific/Honolulu'];
    expect(nextLawful(Date.now(), zones, [{ from: 21 * 60, to: 8 * 60 }])).toBeUndefined();
  });
});

describe('the country', () => {
  it('is the number’s, else Korea where anything says so, else the default, else nothing', () => {
    expect(countryOf('sms', '+14155550100', profile({ country: 'KR' }), 'KR')).toBe('US');
    expect(countryOf('email', 'kim@naver.co.kr', profile({ country: 'US' }), 'US')).toBe('KR');
    expect(countryOf('email', 'kim@example.com', profile({ country: 'US' }), 'US')).toBe('KR');
    const contacts = { email: 'kim@example.com' };
    expect(countryOf('email', 'kim@example.com', profile({ country: 'US', contacts }), 'KR')).toBe('US');
    expect(countryOf('email', 'kim@example.com', profile({ contacts }), 'KR')).toBe('KR');
    expect(countryOf('email', 'kim@example.com', profile({ contacts }), null)).toBeUndefined();
    // A number of no country, such as one of a worldwide service, is not taken for one of the shop's.
    expect(countryOf('sms', '+80012345678', profile({ country: 'KR' }), 'KR')).toBeUndefined();
  });
});
