import { describe, expect, it } from 'vitest';
import { consentState } from '../../../shared/consent/consent-state.ts';
import type { Evidence } from '../../../shared/consent/evidence.ts';
import { GENERAL } from '../../../shared/law/general.ts';
import { impliedUntil } from '../../../shared/law/implied.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import type { SeenMail } from '../../../shared/law/law.ts';
import { homeLaw, lawOf } from '../../../shared/law/laws.ts';
import { UNITED_STATES } from '../../../shared/law/united-states.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';

const { brand } = DEFAULT_SETTINGS;
const unsubscribe = 'https://crm.example.com/u/token';

const mail = (words: string, link = 'unsubscribe'): SeenMail => ({
  ...{ subject: 'Hello', html: `${words} ${link}`, text: `${words} ${unsubscribe}` },
  links: new Map([[unsubscribe, link]]),
});

describe('the law of a country', () => {
  it('is its own where there is one, that of the states in their territories, and else the general one', () => {
    expect(['KR', 'US', 'PR', 'GU', 'CA', 'DE', 'AU', 'JP'].map((country) => lawOf(country).id)).toEqual([
      'KR',
      'US',
      'US',
      'US',
      'CA',
      'general',
      'general',
      'general',
    ]);
    expect(homeLaw(null)).toBe(KOREA);
  });

  it('counts a purchase as consent only where a law says so, and for as long', () => {
    const bought = '2026-08-30T15:20:00.000Z';
    const until = (country: string, medium: 'email' | 'sms') => impliedUntil(lawOf(country), medium, bought);
    // 31 August, 00:20 in Seoul: six months later is the last of February there.
    expect(until('KR', 'sms')).toBe('2027-02-27T15:20:00.000Z');
    expect(until('CA', 'email')).toBe('2028-08-30T15:20:00.000Z');
    expect(until('US', 'email')).toBeNull();
    expect([until('US', 'sms'), until('DE', 'email'), until('JP', 'sms')]).toEqual([undefined, undefined, undefined]);
  });

  it('takes no purchase for the consent to ads by KakaoTalk, which must name them', () => {
    const laws = ['KR', 'CA', 'US', 'DE'].map(lawOf);
    expect(laws.map((law) => impliedUntil(law, 'kakao', '2026-08-30T15:20:00.000Z'))).toEqual(Array(4).fill(undefined));
    const at = '2026-11-01T00:00:00.000Z';
    const said = { customerId: 'u:kim', state: 'granted', basis: 'transaction', at, receivedAt: at } as const;
    const rows = (['sms', 'kakao'] as const).map(
      (channel): Evidence => ({
        ...{ ...said, channel, id: channel, purpose: 'ad', eventKey: channel, source: 'test' },
      }),
    );
    expect(Object.keys(consentState(rows, Date.parse('2026-11-23T00:00:00.000Z')))).toEqual(['sms']);
  });

  it('asks of a mail to the USA that it says what it is, with an address and a way out', () => {
    const faults = (words: string, link?: string) => UNITED_STATES.mail.faults(mail(words, link), brand, unsubscribe);
    const whole = `This is an advertisement by ${brand.name}, ${brand.address}`;
    expect(faults(whole)).toEqual([]);
    expect(faults(`${brand.name}, ${brand.address}`)).toEqual(['the body does not say that it is an advertisement']);
    expect(faults(`This is an advertisement by ${brand.name}`)).toEqual(['the postal address is not in the body']);
    expect(faults(whole, 'click here')).toEqual(['no link says unsubscribe']);
  });

  it('holds every other country to consent, sender and way out', () => {
    expect(GENERAL.implied.months).toEqual({});
    expect(GENERAL.mail.faults(mail(''), brand, unsubscribe)).toEqual([
      'the sender name is not in the body',
      'the postal address is not in the body',
    ]);
    const { first, last } = GENERAL.text.notice(brand);
    expect(GENERAL.text.faults(`${first}\nHi\n${last}`, brand)).toEqual([]);
    expect(GENERAL.text.faults(`Hi\n${last}`, brand)).toEqual(['the text does not begin with its sender']);
    expect(GENERAL.text.faults(`${first}\nHi`, brand)).toEqual(['the last line does not say how to stop']);
  });
});
