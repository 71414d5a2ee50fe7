import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../../shared/delivery/mime.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import { UNITED_STATES } from '../../../shared/law/united-states.ts';
import { brandSchema } from '../../../shared/settings/brand.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { renderMessage } from '../../../shared/templates/render.ts';
import { templateSchema } from '../../../shared/templates/template.ts';

const TO = 'kim@example.com';
const unsubscribe = `https://crm.example.com/u/${'A'.repeat(160)}.${'B'.repeat(22)}`;
const links = {
  unsubscribe,
  preferences: 'https://crm.example.com/p/token',
  open: 'https://crm.example.com/o/token',
  click: (url: string) => url,
};

/** What somebody might write into a form, a settings page or a template to become a second header or a second receiver. */
const HOSTILE = [
  ...['a\r\nBcc: evil@example.com', 'a\nX-Evil: 1', 'a\rX-Evil: 1', 'a\r\n\r\n<script>', '\r\n.\r\n', 'a\u0000b'],
  ...['=?utf-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5jb20=?=', '=?utf-8?Q?=0D=0ABcc:_evil@example.com?=', '=?x?', '?='],
  ...['",evil@example.com,"', '<evil@example.com>', 'Kim" <evil@example.com>', 'a; b: c,', '(comment) \\"'],
  ...['a\u2028Bcc: x', 'a\u2029Bcc: x', 'a\u0085Bcc: x', 'a\u000bb\u000cc', '\ud800', 'a\udc00b', '\ufeff\u200b'],
  ...['가'.repeat(60), '👩‍👩‍👧‍👦'.repeat(5), '👩‍👩‍👧‍👦'.repeat(40), 'x'.repeat(60), 'x'.repeat(480), '님 '.repeat(200)],
  ...[' '.repeat(60), 'x'.repeat(5_000)],
];
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 2, maxLength: 3 }).map((parts) => parts.join('')),
);

/** Header lines as they stand in the source, folded ones joined; read with nothing but the RFC in hand. */
const rawHeaders = (source: string): [string, string][] => {
  const head = source.slice(0, source.indexOf('\r\n\r\n'));
  return head
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
};

const fatal = new TextDecoder('utf-8', { fatal: true });
/** RFC 2047 by hand: every word must decode alone, so that no reader shows half a letter. */
const decoded = (value: string): string =>
  value.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    fatal.decode(
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64')
        : Buffer.from(
            text
              .replaceAll('_', ' ')
              .replace(/=([0-9A-F]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          ),
    ),
  );

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

const FIELDS = [
  ...['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type'],
  ...['list-unsubscribe', 'list-unsubscribe-post'],
];

interface Written {
  readonly name: string;
  readonly brandName: string;
  readonly address: string;
  readonly isKorean: boolean;
}

/** An ad with strangers' words wherever strangers' words can stand, as SES would get it; nothing if it was refused before. */
const write = async ({ name, brandName, address, isKorean }: Written) => {
  const brand = brandSchema.safeParse({ name: brandName, address }).data;
  // Settings refuse a sender that is no name.
  if (!brand) return undefined;
  const template = templateSchema.parse({
    ...{ name: 'T', channel: 'email', purpose: 'ad', subject: '{{ customer.traits.name }}님, 다시 만나요' },
    html: '<p title="{{ customer.traits.name }}">{{ customer.traits.name }}님</p>',
    text: '{{ customer.traits.name }}님',
  });
  const customer = { ...exampleCustomer, fold: { ...exampleCustomer.fold, traits: { name } } };
  const about = { id: 'c', name: 'C' };
  const now = '2026-11-23T01:00:00.000Z';
  const context = contextOf({ customer, brand, campaign: about, links, currency: 'KRW', now });
  const law = isKorean ? KOREA : UNITED_STATES;
  const result = renderMessage(template, { context, links, brand, law, zone: 'Asia/Seoul' });
  if (result.kind !== 'ok' || result.message.channel !== 'email') return undefined;
  const { message } = result;
  const from = { name: brand.name, address: brand.email };
  const source = await composeMail({ from, to: TO, message, unsubscribeUrl: unsubscribe });
  return { message, source };
};

describe('an ad by mail, whatever traits and sender hold', () => {
  it('is read back by another parser as it was meant, with no header and no receiver more', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          name: hostile,
          brandName: fc.oneof(fc.constantFrom('단골상점', 'Dangol, Inc.'), hostile),
          address: fc.oneof(fc.constant('서울특별시 종로구 세종대로 1'), hostile),
          isKorean: fc.boolean(),
        }),
        async (drawn) => {
          const written = await write(drawn);
          if (!written) return;
          read += 1;
          const { message, source } = written;
          const bytes = source.toString('latin1');

          // RFC 5322: ASCII, CRLF only, at most 998 signs a line; RFC 2047: at most 75 a word.
          expect(/^[\t\n\r\x20-\x7e]*$/.test(bytes)).toBe(true);
          expect(bytes.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
          for (const line of bytes.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
          for (const [word] of bytes.matchAll(/=\?utf-8\?[bq]\?[^?]*\?=/gi))
            expect(word.length).toBeLessThanOrEqual(75);

          const raw = rawHeaders(bytes);
          expect(raw.map(([key]) => key).sort()).toEqual([...FIELDS].sort());
          const field = (key: string) => raw.find(([known]) => known === key)?.[1] ?? '';
          // RFC 8058 section 3.1: one HTTPS address, and exactly this value.
          expect(field('list-unsubscribe')).toBe(`<${unsubscribe}>`);
          expect(field('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
          expect(field('to')).toBe(TO);
          expect(squeezed(decoded(field('subject')))).toBe(squeezed(message.subject.toWellFormed()));
          if (drawn.isKorean) expect(decoded(field('subject'))).toMatch(/^\(광고\)/);

          const parsed = await PostalMime.parse(source);
          expect(parsed.from?.address).toBe('hello@dangol.example');
          expect(parsed.to).toMatchObject([{ address: TO }]);
          expect([parsed.cc ?? [], parsed.bcc ?? [], parsed.replyTo ?? []]).toEqual([[], [], []]);
          expect(parsed.headers).toHaveLength(FIELDS.length);
          expect(squeezed(parsed.subject ?? '')).toBe(squeezed(message.subject.toWellFormed()));
          const lines = (text: string | undefined) => text?.replace(/\r\n?/g, '\n').trim();
          expect(lines(parsed.text)).toBe(lines(message.text.toWellFormed()));
          expect(lines(parsed.html)).toBe(lines(message.html.toWellFormed()));
          expect(parsed.attachments).toEqual([]);
        },
      ),
      { numRuns: 600 },
    );
    expect(read).toBeGreaterThan(250);
  });

  it.each(['x', '가', '\r\n', '\ud83d'])('takes 100,000 times %j as a name, or refuses it', async (sign) => {
    const written = await write({ name: sign.repeat(100_000), brandName: '단골상점', address: '서울', isKorean: true });
    if (!written) return;
    expect(written.message.subject.length).toBeLessThan(1_000);
    for (const line of written.source.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });
});
