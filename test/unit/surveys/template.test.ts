import { describe, expect, it } from 'vitest';
import { messageFindings } from '../../../shared/campaigns/message-findings.ts';
import type { Snapshot } from '../../../shared/campaigns/snapshot.ts';
import { createMessageLinks } from '../../../shared/delivery/message-links.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import { contentFaults } from '../../../shared/onsite/content.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { templateFaults } from '../../../shared/templates/check-template.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { type RenderInput, renderMessage } from '../../../shared/templates/render.ts';
import { askedOf } from '../../../shared/templates/survey.ts';
import { type Template, templateSchema } from '../../../shared/templates/template.ts';
import { previewLinks } from '../../../shared/tracking/preview-links.ts';
import { parseCode } from '../../../shared/tracking/short-link.ts';
import { LINK_KEY, verify } from '../../../shared/tracking/token.ts';

const KEY = deriveKey('ab'.repeat(32), LINK_KEY);
const { brand } = DEFAULT_SETTINGS;
const EACH = '{% for answer in survey.answers %}<a href="{{ answer.url }}">{{ answer.score }}</a>{% endfor %}';
const base = { name: 'T', purpose: 'info', survey: { kind: 'nps' } };
const mail = (more: object = {}): Template =>
  templateSchema.parse({
    ...base,
    channel: 'email',
    subject: 'S',
    html: `<p>{{ survey.question }}</p>${EACH}`,
    ...more,
  });
const text = (more: object = {}): Template =>
  templateSchema.parse({ ...base, channel: 'sms', text: '{{ survey.question }} {{ survey.url }}', ...more });
const push = (more: object = {}): Template =>
  templateSchema.parse({ ...base, channel: 'push', title: 'T', text: 'x', link: '{{ survey.url }}', ...more });

const linksOf = createMessageLinks({
  ...{ linkKey: KEY, shortLinkKey: KEY, publicUrl: 'https://crm.example.com', shortUrl: 'https://dgl.kr' },
  store: { put: async () => true },
});
const render = (template: Template, more: Partial<RenderInput> = {}) => {
  const who = { ref: 'c_00_0_1', customerId: 'u:kim' };
  const { links } = linksOf(template.channel, who, undefined, 0);
  const campaign = { id: 'c', name: 'C' };
  const now = '2026-11-23T01:00:00.000Z';
  const context = contextOf({ customer: exampleCustomer, brand, campaign, links, currency: 'KRW', now });
  const result = renderMessage(template, { context, links, brand, law: KOREA, zone: 'Asia/Seoul', ...more });
  if (result.kind !== 'ok') throw new Error(JSON.stringify(result));
  return result.message;
};
const faultsOf = (template: Template) => templateFaults(template).map(({ path, message }) => `${path}: ${message}`);

describe('a message that asks something', () => {
  it('has a signed link for each score in a mail, none of them a tracked click', () => {
    const message = render(mail());
    const html = message.channel === 'email' ? message.html : '';
    const found = [...html.matchAll(/href="https:\/\/crm\.example\.com\/q\/([^"?]+)\?score=(\d+)"/g)];
    expect(found.map(([, , score]) => Number(score))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(found.map(([, token = '']) => verify(KEY, token)?.kind))).toEqual(new Set(['q']));
    expect(html).not.toContain('/c/');
    expect(html).toContain('저희를 친구나 가족에게 추천하시겠습니까?');
  });

  it('has one short link in a text, also in one of AlimTalk, and one where a tap leads', () => {
    const sms = render(text());
    const code = /https:\/\/dgl\.kr\/s\/(\w+)/.exec(sms.channel === 'sms' ? sms.text : '')?.[1] ?? '';
    expect(parseCode(code)?.sign).toBe('q');
    const registered = { templateId: 'KA01', variables: { '#{주소}': '{{ survey.url }}' } };
    const talk = render(text({ alimtalk: registered }), { carrier: 'solapi', kakaoChannel: 'KA01PF' });
    expect(talk.channel === 'sms' ? talk.alimtalk?.variables['#{주소}'] : '').toContain(`/s/${code}`);
    const notification = render(push());
    expect(notification.channel === 'push' ? notification.link : '').toMatch(/^https:\/\/crm\.example\.com\/q\//);
  });

  it('asks in the language that is read, in its own words or in those of the house', () => {
    const question = { ko: '배송은 어떠셨습니까?', en: 'How was the delivery?' };
    const asked = (language: string, own: Record<string, string> = question) =>
      askedOf({ kind: 'csat', question: own }, language, 'ko').question;
    expect(['ko', 'en', 'ja'].map((language) => asked(language))).toEqual([
      ...['배송은 어떠셨습니까?', 'How was the delivery?', '배송은 어떠셨습니까?'],
    ]);
    expect(asked('en', {})).toBe('How satisfied were you?');
    const both = mail({
      survey: { kind: 'csat', question },
      languages: { en: { subject: 'S', html: `{{ survey.question }}${EACH}` } },
    });
    const message = render(both, { language: 'en' });
    expect(message.channel === 'email' ? message.html : '').toContain('How was the delivery?');
  });

  it('is a preview without a message, and as long as the text will be', () => {
    const links = previewLinks('sms', 'https://dgl.kr');
    const shown = render(text(), { links });
    const sent = render(text());
    expect(shown.channel === 'sms' && shown.text.length).toBe(sent.channel === 'sms' && sent.text.length);
  });

  it.each([
    ['a mail without a link', mail({ html: '<p>{{ survey.question }}</p>' })],
    ['a link in the subject only', mail({ subject: '{{ survey.url }}', html: 'x' })],
    ['a text without a link', text({ text: 'x' })],
    ['a push that leads elsewhere', push({ link: 'https://shop.example/' })],
    ['one language of two', mail({ languages: { en: { subject: 'S', html: 'x' } } })],
  ])('is not saved, nor launched, when nobody could answer: %s', (_what, template) => {
    expect(faultsOf(template).join()).toMatch(/^survey: asks something, and no link/);
    const snapshot = { campaign: { channel: template.channel }, template, brand } as const;
    // biome-ignore lint/suspicious/noExplicitAny: what findings of a message look at
    const found = messageFindings(snapshot as any as Snapshot, DEFAULT_SETTINGS);
    expect(found.filter(({ code }) => code === 'surveyWithoutLink')).toMatchObject([{ level: 'block' }]);
  });

  it('is saved when every language leads to the answer', () => {
    for (const template of [mail(), text(), push(), push({ link: undefined, text: '{{ survey.url }}' })])
      expect(faultsOf(template)).toEqual([]);
    const talk = { templateId: 'KA01', variables: { '#{주소}': '{{ survey.url }}' } };
    expect(faultsOf(text({ text: 'x', alimtalk: talk }))).toEqual([]);
  });

  it('is read by no words of a message that asks nothing, nor by a page of the shop', () => {
    expect(faultsOf(mail({ survey: undefined }))[0]).toContain('add "survey"');
    const page = { language: 'ko', title: '{{ survey.url }}', text: '' } as const;
    expect(contentFaults(page, new Set())).toMatchObject([{ path: 'title' }]);
    expect(() => mail({ survey: { kind: 'ces' } })).toThrow();
    expect(() => mail({ survey: { kind: 'nps', question: { ko: '가'.repeat(101) } } })).toThrow();
  });
});
