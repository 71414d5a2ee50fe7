import { describe, expect, it } from 'vitest';
import { DangolError } from '../../../shared/platform/errors.ts';
import { checkTemplate } from '../../../shared/templates/check-template.ts';

const email = (fields: Record<string, unknown> = {}) => ({
  name: 'Come back',
  channel: 'email',
  purpose: 'ad',
  language: 'ko',
  subject: '다시 만나요',
  html: '<p>{{ customer.traits.name }}</p>',
  ...fields,
});

const refusal = (body: unknown): string => {
  try {
    checkTemplate(body);
  } catch (error) {
    if (error instanceof DangolError) return error.details.map(({ path, message }) => `${path}: ${message}`).join('\n');
    throw error;
  }
  return '';
};

describe('a template', () => {
  it('is measured in bytes, as tables and mailboxes measure it', () => {
    expect(refusal(email({ html: '한'.repeat(66_000) }))).toBe('');
    expect(refusal(email({ html: '한'.repeat(70_000) }))).toMatch(/html: must be at most 200000 bytes/);
    expect(refusal(email({ text: '한'.repeat(20_000) }))).toMatch(/text: must be at most 50000 bytes/);
  });

  it('may use traits, figures, scores, brand, campaign and links', () => {
    const html = `{{ customer.id }}{{ customer.traits['any thing'].deep }}{{ customer.computed.orders }}
      {{ customer.scores.rfm.segment }}{{ brand.name }}{{ campaign.name }}{{ links.unsubscribe }}
      {% for item in customer.traits.items %}{{ item.name }}{{ forloop.index }}{% endfor %}
      {{ customer.computed.revenue | won }}{{ customer.traits.name | josa: '은/는' }}{{ 'now' | date: '%m' }}`;
    expect(refusal(email({ html }))).toBe('');
  });

  it.each([
    ['{{ customer.name }}', /customer\.name }} is not known; allowed here: customer\.id/],
    ['{{ custommer.id }}', /custommer\.id }} is not known/],
    ['{{ customer.computed.total }}', /allowed here: customer\.computed\.orders/],
    ['{{ brand.name.first }}', /is a plain value/],
    ['{{ customer.scores.rfm }}', /is a group of values; write one of them: customer\.scores\.rfm\.r/],
    ["{{ 'now' | add_days: 1.5 }}", /add_days needs a whole number/],
    ["{{ 5 | money: 'won' }}", /money needs a currency such as 'USD'/],
    ['{% increment x %}', /tag "increment" not found/],
    ['{{ coupon.colour }}', /allowed here: coupon\.code, coupon\.expiresAt/],
    ['{{ customer.id | raw }}', /undefined filter: raw/],
    ['{{ customer.id | sample }}', /undefined filter: sample/],
    ["{% include 'x' %}", /tag "include" not found/],
    ["{% render 'x' %}", /there is no block "x"/],
    ["{% render 'x', a: 1 %}", /tag "render" not found/],
    ["{% layout 'x' %}", /tag "layout" not found/],
    ['{% if %}', /line:1/],
    ['{{ customer.id ', /not closed/],
    ['{% for i in (1..100000000) %}x{% endfor %}', /memory alloc limit/],
    ['{% for i in (1..30000) %}{% for j in (1..30000) %}{% endfor %}{% endfor %}', /render limit/],
    [
      "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..50) %}{% assign a = a | append: a %}{% endfor %}",
      /memory alloc limit/,
    ],
  ])('with %s is refused', (html, reason) => {
    expect(refusal(email({ html }))).toMatch(reason);
  });

  it.each([
    '(광 고) 세일',
    '[광고] 세일',
    '（광고） 세일',
    '(광\u200b고) 세일',
    '(대출광고)',
    '{광고}',
    '("광고")',
    '(광/고)',
    '(광.고)',
    '(광고)'.normalize('NFD'),
  ])('with the look-alike %s of the label is refused', (subject) => {
    expect(refusal(email({ subject }))).toMatch(/looks like the advertising label/);
  });

  it('may carry the label itself, or words behind it', () => {
    expect(refusal(email({ subject: '(광고) 세일' }))).toBe('');
    expect(refusal(email({ subject: '(광고)지만 좋은 소식' }))).toBe('');
  });

  it('that belongs to later is refused in words', () => {
    expect(refusal({ ...email(), channel: 'fax' })).toMatch(/email, sms, push, kakao/);
    expect(refusal(email({ subject: 'a\r\nBcc: x@example.com' }))).toMatch(/one line/);
    expect(refusal({ name: 'x', channel: 'sms', purpose: 'ad', text: 'hi', html: 'x' })).toMatch(/has no HTML/);
  });

  it('may stand in several languages, each checked for itself', () => {
    const en = { subject: 'Come back', html: '<p>{{ customer.traits.name }}</p>' };
    expect(refusal(email({ languages: { en, ja: en } }))).toBe('');
    expect(refusal(email({ languages: { en: { ...en, html: '{{ customer.nmae }}' } } }))).toMatch(
      /^languages\.en\.html: .*is not known/,
    );
    expect(refusal(email({ languages: { en: { ...en, subject: '[광고] x' } } }))).toMatch(
      /^languages\.en\.subject: .*looks like the advertising label/,
    );
    expect(refusal(email({ languages: { ko: en } }))).toMatch(/languages: holds the main language/);
    expect(refusal(email({ languages: { 'en-US': en } }))).toMatch(/ISO 639/);
    expect(refusal(email({ languages: { en: { subject: 'x' } } }))).toMatch(/languages\.en\.html/);
  });
});
