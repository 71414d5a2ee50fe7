import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERAL } from '../../../shared/law/general.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import type { Law } from '../../../shared/law/law.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { type RenderResult, renderMessage } from '../../../shared/templates/render.ts';
import type { Template } from '../../../shared/templates/template.ts';

const { brand } = DEFAULT_SETTINGS;
const unsubscribe = 'https://crm.example.com/u/token';
const links = {
  unsubscribe,
  preferences: 'https://crm.example.com/u/token',
  open: 'https://crm.example.com/o/token',
  click: (url: string) =>
    /^https?:/.test(url) ? `https://crm.example.com/c/${Buffer.from(url).toString('base64url')}` : undefined,
};

const render = (
  template: Partial<Template> & { html?: string; text?: string; subject?: string },
  traits: Record<string, unknown> = {},
  law: Law = KOREA,
): RenderResult => {
  const customer = { ...exampleCustomer, fold: { ...exampleCustomer.fold, traits: { name: '민지', ...traits } } };
  const now = '2026-11-23T01:00:00.000Z';
  const context = contextOf({ customer, brand, campaign: { id: 'c', name: 'C' }, links, currency: 'KRW', now });
  const base = { name: 'T', purpose: 'ad' as const, language: 'ko' as const };
  const whole: Template =
    template.channel === 'sms'
      ? {
          ...base,
          channel: 'sms',
          text: template.text ?? '안녕',
          ...(template.purpose ? { purpose: template.purpose } : {}),
        }
      : {
          ...base,
          channel: 'email',
          subject: template.subject ?? '다시 만나요',
          html: template.html ?? '<p>안녕</p>',
          ...(template.purpose ? { purpose: template.purpose } : {}),
          ...(template.text === undefined ? {} : { text: template.text }),
        };
  return renderMessage(whole, { context, links, brand, law, zone: 'Asia/Seoul' });
};

const mail = (result: RenderResult) => {
  if (result.kind !== 'ok' || result.message.channel !== 'email') throw new Error(JSON.stringify(result));
  return result.message;
};
const sms = (result: RenderResult) => {
  if (result.kind !== 'ok' || result.message.channel !== 'sms') throw new Error(JSON.stringify(result));
  return result.message;
};

describe('an advertising e-mail to Korea', () => {
  it('begins with the label and ends with sender and way out in Korean and English, in both parts', () => {
    const { subject, html, text } = mail(render({ html: '<p>안녕하세요 {{ customer.traits.name }}님</p>' }));
    expect(subject).toBe('(광고) 다시 만나요');
    for (const part of [html, text]) {
      for (const words of [brand.name, brand.email, brand.phone, brand.address, '수신거부', 'unsubscribe', unsubscribe])
        expect(part).toContain(words);
    }
    expect(html).toContain('안녕하세요 민지님');
    expect(mail(render({ subject: '(광고)다시' })).subject).toBe('(광고)다시');
  });

  it('tracks web links, leaves its own, and asks others not to track those', () => {
    const { html } = mail(
      render({
        html: `<a href="https://shop.example.com/a?x=1&amp;y=2">a</a><a href="{{ links.unsubscribe }}">out</a>
          <a href="mailto:a@b.example">m</a><a href="https://shop.example.com/b" data-no-track>b</a>`,
      }),
    );
    const tracked = Buffer.from('https://shop.example.com/a?x=1&y=2').toString('base64url');
    expect(html).toContain(`https://crm.example.com/c/${tracked}`);
    expect(html).toMatch(/href="https:\/\/crm\.example\.com\/u\/token" ses:no-track/);
    expect(html).toContain('href="mailto:a@b.example"');
    expect(html).toContain('href="https://shop.example.com/b"');
    expect(html.match(/\/o\/token/g)).toHaveLength(1);
  });

  it.each([
    '<p>a</p><!-- not closed',
    '<style>p{} ',
    '<div style="display:none"><p>a',
    '<textarea>',
    '<title>x',
    '<plaintext>',
    '<table><tr><td>',
    '<html><head><title>x</title></head><body><p>a</p></body></html>',
    '<script>document.body.innerHTML = ""</script>',
    '<p onclick="x()">a</p><iframe src="https://evil.example"></iframe><base href="https://evil.example/">',
  ])('keeps its notice readable after %s', (html) => {
    const result = mail(render({ html }));
    expect(result.html).toContain('수신거부</a>');
    expect(result.html).not.toMatch(/<script|<iframe|<base|onclick|<plaintext/i);
  });

  it('is refused if the whole body is hidden', () => {
    expect(render({ html: '<body style="display: none"><p>a</p></body>' }).kind).toBe('unlawful');
  });

  it('cannot be broken by a trait: no markup, no header, no link of a stranger', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const result = render(
          {
            subject: '{{ customer.traits.name }} 님',
            html: '<p title="{{ customer.traits.name }}">{{ customer.traits.name }}</p>',
          },
          { name },
        );
        const { subject, html } = mail(result);
        expect(subject).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(subject.startsWith('(광고)')).toBe(true);
        const plain = mail(render({ subject: ' 님', html: '<p title="">x</p>' }));
        expect((html.match(/<[a-z!/]/gi) ?? []).length).toBe((plain.html.match(/<[a-z!/]/gi) ?? []).length);
      }),
    );
  });

  it('is not sent to a person whose trait looks like the label', () => {
    expect(render({ subject: '{{ customer.traits.name }} 님' }, { name: '[광고]' }).kind).toBe('unlawful');
  });

  it('is not rendered with a script link, even from a trait', () => {
    const html = '<a href="{{ customer.traits.site }}">x</a>';
    expect(render({ html }, { site: 'javascript:alert(1)' })).toMatchObject({ kind: 'failed' });
    expect(render({ html }, { site: 'https://ok.example/' })).toMatchObject({ kind: 'ok' });
  });
});

describe('a message that is no ad', () => {
  it('gets neither label nor footer', () => {
    const { subject, html } = mail(render({ purpose: 'info', subject: '주문 확인' }));
    expect(subject).toBe('주문 확인');
    expect(html).not.toContain('수신거부');
  });
});

describe('an ad elsewhere', () => {
  it('names its sender, address and way out, without the Korean label', () => {
    const { subject, html } = mail(render({}, {}, GENERAL));
    expect(subject).toBe('다시 만나요');
    expect(html).toContain(brand.address);
    expect(html).toContain(unsubscribe);
    expect(sms(render({ channel: 'sms', text: 'Hi' }, {}, GENERAL)).text).toMatch(
      /^단골상점\nHi\nReply STOP to opt out$/,
    );
  });
});

describe('an advertising text message to Korea', () => {
  it('begins with label, name and contact and ends with the free number', () => {
    const { text, size } = sms(render({ channel: 'sms', text: '{{ customer.traits.name }}님, 다시 오세요' }));
    expect(text).toBe('(광고)단골상점 02-1234-5678\n민지님, 다시 오세요\n무료수신거부 080-123-4567');
    expect(size).toEqual({ encoding: 'UCS-2', length: text.length, parts: 1 });
  });

  it('says label and free number once, if the author wrote them', () => {
    const { text } = sms(render({ channel: 'sms', text: '(광고)단골상점 세일\n무료수신거부 080-123-4567' }));
    expect(text).toBe('(광고)단골상점 02-1234-5678\n세일\n무료수신거부 080-123-4567');
  });

  it('is not sent if a trait plays with the label', () => {
    expect(render({ channel: 'sms', text: '{{ customer.traits.name }}' }, { name: '(광 고)' }).kind).toBe('unlawful');
  });
});

it('never throws and never hangs, whatever the author writes', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (html) => {
      expect(['ok', 'failed', 'unlawful']).toContain(render({ html }).kind);
    }),
    { numRuns: 300 },
  );
});

it('lets a template reach nothing but its context', () => {
  const html = '{{ customer.constructor }}{{ customer.traits.__proto__.x }}{{ customer.id.constructor.name }}<p>x</p>';
  expect(mail(render({ html })).html).not.toMatch(/function|Object|String/);
});
