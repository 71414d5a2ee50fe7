import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../../shared/campaigns/campaign.ts';
import { messageFindings } from '../../../shared/campaigns/message-findings.ts';
import { overlapFindings } from '../../../shared/campaigns/overlap-findings.ts';
import { writtenFindings } from '../../../shared/campaigns/people-findings.ts';
import type { SendState } from '../../../shared/campaigns/send-state.ts';
import { silentFindings } from '../../../shared/campaigns/silent.ts';
import type { Snapshot } from '../../../shared/campaigns/snapshot.ts';
import { textFindings } from '../../../shared/campaigns/text-findings.ts';
import { scoreCustomer } from '../../../shared/scoring/model.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { modelOf } from '../../support/churn-trial.ts';
import { customerOf, packDays } from '../../support/profile.ts';
import { EMAIL_AD, SMS_AD } from '../delivery/shop.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const AT = { now: NOW, shortUrl: 'https://dgl.kr' };
const settings = settingsSchema.parse({
  brand: {
    name: '단골가게',
    email: 'a@example.com',
    phone: '02-1',
    address: '서울',
    smsSender: '+8221',
    optOutNumber: '080-123-4567',
  },
});
const campaign = (fields: object = {}) =>
  campaignSchema.parse({ name: '가을', channel: 'email', templateId: 't', audience: { include: ['tea'] }, ...fields });
const snapshot = (template: object, fields: object = {}): Snapshot => ({
  campaign: campaign(fields),
  campaignVersion: 1,
  template: templateSchema.parse(template),
  templateVersion: 1,
  brand: settings.brand,
  rules: {},
  versions: {},
});
const codes = (findings: readonly { readonly code: string }[]): string[] => findings.map(({ code }) => code);

describe('a text that a Korean carrier takes', () => {
  const korean = settingsSchema.parse({ sms: { provider: { KR: 'solapi' } } });
  const ad = { ...SMS_AD, text: '{{ customer.traits.emoji }}님, 다시 오세요' };

  it('has signs that it can carry, a registered number and a provider that was checked', () => {
    const of = (template: object, smsSender = '02-123-4567') =>
      codes(textFindings({ ...snapshot(template), brand: { ...settings.brand, smsSender } }, korean));
    expect(of(ad)).toEqual(['noCertificate']);
    expect(of({ ...ad, text: '단풍 🍁 뷁' })).toEqual(['unencodable', 'noCertificate']);
    expect(of({ ...ad, languages: { en: { text: 'Autumn 🍁' } } })).toEqual(['unencodable', 'noCertificate']);
    expect(of({ ...ad, purpose: 'info' }, '+1 206 555 0100')).toEqual(['senderNotKorean']);
    expect(of(EMAIL_AD)).toEqual([]);
    const [found] = textFindings(snapshot({ ...ad, text: '단풍 🍁' }), korean);
    expect(found?.says.ko).toContain('🍁');
  });

  it('is nobody’s business where AWS carries it', () => {
    expect(textFindings(snapshot({ ...ad, text: '단풍 🍁' }), settings)).toEqual([]);
  });
});

describe('what can be said before a campaign goes out', () => {
  it('is said in both languages', () => {
    const [found] = messageFindings(
      snapshot({ ...EMAIL_AD, html: '<a href="http://shop.example.com">x</a>' }),
      settings,
    );
    expect(found).toMatchObject({ level: 'block', code: 'insecureLink' });
    expect(found?.says.ko).toContain('http://shop.example.com');
    expect(found?.message).toBe(found?.says.en);
  });

  it('names the words by which information becomes an ad, and lets plain information alone', () => {
    const info = { ...EMAIL_AD, purpose: 'info' };
    const [found] = messageFindings(
      snapshot({ ...info, subject: '주문이 출발했습니다. 다음 주문 10% 할인 쿠폰도 드려요' }),
      settings,
    );
    expect(found).toMatchObject({ level: 'warn', code: 'promotionalWords' });
    expect(found?.says.ko).toContain('할인, 쿠폰');
    expect(codes(messageFindings(snapshot({ ...info, subject: '주문이 출발했습니다' }), settings))).toEqual([]);
    expect(codes(messageFindings(snapshot({ ...EMAIL_AD, subject: '할인 쿠폰' }), settings))).toEqual([]);
    expect(codes(messageFindings(snapshot({ ...info, subject: 'A discount for you' }), settings))).toEqual([
      'promotionalWords',
    ]);
  });

  it('weighs a mail as a mailbox does, in bytes, and prices what would be sent', () => {
    const people = [customerOf('u:kim', { traits: { name: '김단골' } })];
    const long = snapshot({ ...EMAIL_AD, html: `<p>${'가'.repeat(36_000)}</p>` });
    expect(codes(writtenFindings(long, people, settings, AT).findings)).toEqual(['clipped']);
    const mail = writtenFindings(snapshot(EMAIL_AD), people, settings, AT);
    expect(mail).toEqual({ findings: [], priceMilli: settings.prices.emailMilli });
    const text = writtenFindings(snapshot(SMS_AD, { channel: 'sms' }), people, settings, AT);
    expect((text.priceMilli ?? 0) % settings.prices.smsPartMilli).toBe(0);
    expect(text.priceMilli).toBeGreaterThanOrEqual(settings.prices.smsPartMilli);
  });

  it('speaks of silence only of people from whom nothing came for a year, and only where they are many', () => {
    const seen = (at: string) => (_: unknown, index: number) => customerOf(`u:${at}${index}`, { lastSeenAt: at });
    const of = (silent: number, lively: number) => [
      ...Array.from({ length: silent }, seen('2025-11-01T00:00:00.000Z')),
      ...Array.from({ length: lively }, seen('2026-11-01T00:00:00.000Z')),
    ];
    const look = { priceMilli: 13_000, currency: 'KRW', model: undefined, now: NOW };
    const [found] = silentFindings({ ...look, people: of(50, 150), count: 12_000 });
    expect(found).toMatchObject({ code: 'silentPeople' });
    expect(found?.says.ko).toContain('약 3,000명입니다(비용 ₩39,000)');
    expect(silentFindings({ ...look, people: of(30, 170), count: 12_000 })).toEqual([]);
    expect(silentFindings({ ...look, people: of(10, 5), count: 15 })).toEqual([]);
    const bought = of(0, 0).concat(
      Array.from({ length: 40 }, (_, index) =>
        customerOf(`u:b${index}`, { lastSeenAt: '2025-01-01T00:00:00.000Z', lastOrderAt: '2026-10-01T00:00:00.000Z' }),
      ),
    );
    expect(silentFindings({ ...look, people: bought, count: 40 })).toEqual([]);
  });

  it('says what the silent cost and what may be expected of them', () => {
    const days = { KRW: packDays([{ day: '2025-06-01', net: 30_000 }]) };
    const bought = { days, orders: 1, lastOrderAt: '2025-06-01T03:00:00.000Z', lastSeenAt: '2025-06-01T03:00:00.000Z' };
    const people = Array.from({ length: 100 }, (_, index) => customerOf(`u:${index}`, bought));
    const options = {
      model: { ...settings.model, bgNbd: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } },
      currency: 'KRW',
    };
    const model = modelOf(people, '2026-11-22', options);
    const one = scoreCustomer(people[0] ?? customerOf('u:0'), model).value?.expectedOrders12m ?? 0;
    const look = { people, count: 3_120, priceMilli: 13_000, currency: 'KRW', now: NOW };
    const [found] = silentFindings({ ...look, model });
    const expected = Math.round(one * 3_120);
    expect(expected).toBeGreaterThan(0);
    expect(found?.message).toContain(
      `about 3,120 people: ₩40,560, expected orders in 12 months ${expected.toLocaleString('en')}. Exclude them`,
    );
    expect(found?.says.ko).toContain(
      `약 3,120명입니다(비용 ₩40,560, 앞으로 12개월 예상 주문 ${expected.toLocaleString('ko')}건)`,
    );
  });

  it.each([
    ['the same segment in the same day', { include: ['tea', 'coffee'] }, 23, true],
    ['the same segment two days later', { include: ['tea'] }, 48, false],
    ['another segment', { include: ['coffee'] }, 1, false],
    ['a rule over everybody', { rule: { trait: 'city', is: 'Seoul' } }, 1, true],
    ['a list of people', { list: ['kim'] }, 1, false],
  ])('sees a neighbour with %s: %s', (_what, audience, hours, expected) => {
    const at = new Date(NOW + hours * 3_600_000).toISOString();
    const state: SendState = {
      ...{ campaignId: 'other', status: 'scheduled', channel: 'sms' },
      ...{ startAt: at, launchedAt: at, updatedAt: at },
    };
    const other = { state, snapshot: { campaign: campaign({ name: '겨울', audience }) } };
    expect(codes(overlapFindings(campaign(), NOW, [other]))).toEqual(expected ? ['overlap'] : []);
  });

  it('sees a neighbour that names the same person in its list', () => {
    const state: SendState = {
      ...{ campaignId: 'other', status: 'sending', channel: 'email' },
      ...{ startAt: new Date(NOW).toISOString(), launchedAt: '', updatedAt: '' },
    };
    const list = (ids: readonly string[]) => campaign({ audience: { list: ids } });
    const other = { state, snapshot: { campaign: list(['lee', 'kim']) } };
    expect(overlapFindings(list(['kim']), NOW, [other])).toHaveLength(1);
    expect(overlapFindings(list(['choi']), NOW, [other])).toEqual([]);
  });
});
