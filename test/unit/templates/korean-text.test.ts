import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { KOREA } from '../../../shared/law/korea.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { carrierTo } from '../../../shared/templates/carrier.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { asEucKr, eucKrBytes, unencodable } from '../../../shared/templates/euc-kr.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { koreanSize } from '../../../shared/templates/korean-text.ts';
import { priceOf } from '../../../shared/templates/price.ts';
import { renderMessage } from '../../../shared/templates/render.ts';
import { type Template, templateSchema } from '../../../shared/templates/template.ts';

/** An encoder of another make. Its table is the wider one of CP949; the standard's part has both bytes from A1 on. */
const encoded = (sign: string): Buffer | undefined => {
  const bytes = iconv.encode(sign, 'cp949');
  if (bytes.length === 1) return sign <= '\u007e' && (sign >= ' ' || sign === '\n') ? bytes : undefined;
  const standard = [...bytes].every((byte) => byte >= 0xa1) && iconv.decode(bytes, 'cp949') === sign;
  // 1998 added the euro and the registered mark, 2002 a postal mark: carriers keep the table of 1987.
  return standard && !['€', '®', '〶'].includes(sign) ? bytes : undefined;
};

const signs = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '가',
      '힣',
      '뷁',
      '쀍',
      'a',
      '~',
      '\n',
      '\t',
      '0',
      '，',
      '（',
      '漢',
      '鷄',
      '①',
      '─',
      '😀',
      '👩‍👩‍👧',
      '🇰🇷',
      '❤️',
      '€',
      '₩',
      '—',
      '”',
      '\u200b',
      '\u00a0',
    ),
    fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCodePoint(code)),
    fc
      .integer({ min: 0x20, max: 0xffff })
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code)),
  ),
  maxLength: 60,
});

describe('a text for Korean carriers', () => {
  it('knows every sign of the basic plane as another encoder does', () => {
    const differ: string[] = [];
    for (let code = 0x20; code <= 0xffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const sign = String.fromCodePoint(code);
      if (sign.normalize('NFC') !== sign || code === 0x7f) continue;
      const bytes = encoded(sign)?.length;
      if ((eucKrBytes(sign) === 2) !== (bytes === 2)) differ.push(sign);
    }
    expect(differ).toEqual([]);
  });

  it('is counted as that encoder would write it', () => {
    fc.assert(
      fc.property(signs, (text) => {
        const sent = asEucKr(text);
        const bytes = [...sent].map((sign) => encoded(sign));
        expect(bytes).not.toContain(undefined);
        expect(eucKrBytes(sent)).toBe(bytes.reduce((sum, part) => sum + (part?.length ?? 0), 0));
        expect(unencodable(sent)).toEqual([]);
        expect(asEucKr(sent)).toBe(sent);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves pictures out, keeps what reads the same, and shows a question mark for a syllable it cannot carry', () => {
    expect(asEucKr('민지😀님 👩‍👩‍👧 반가워요❤️ 🇰🇷')).toBe('민지님  반가워요 ');
    expect(asEucKr('10\u00a0000원 — 한글')).toBe('10 000원 - 한글');
    expect(asEucKr('뷁 선생님')).toBe('? 선생님');
    expect(unencodable('안녕 👩‍👩‍👧 뷁 😀 뷁')).toEqual(['👩‍👩‍👧', '뷁', '😀']);
    expect(unencodable('한글'.normalize('NFD'))).toEqual([]);
  });

  it('goes out short up to 90 bytes, long up to 2,000, with a picture as MMS, and never longer', () => {
    const kind = (bytes: number, image = false) => koreanSize('가'.repeat(bytes / 2), image)?.kind;
    expect([kind(90), kind(92), kind(2_000), kind(2_002), kind(10, true)]).toEqual([
      'SMS',
      'LMS',
      'LMS',
      undefined,
      'MMS',
    ]);
    expect(koreanSize(`${'가'.repeat(44)}ab`)?.length).toBe(90);
  });
});

const settings = { ...DEFAULT_SETTINGS, sms: { ...DEFAULT_SETTINGS.sms, provider: { KR: 'solapi' as const } } };
const { brand } = settings;
const preferences = 'https://dgl.kr/s/abcdefghip';

const render = (text: string, more: Partial<Template> = {}, traits: Record<string, unknown> = {}) => {
  const template = templateSchema.parse({ name: 'T', channel: 'sms', purpose: 'ad', text, ...more });
  const customer = { ...exampleCustomer, fold: { ...exampleCustomer.fold, traits: { name: '민지', ...traits } } };
  const links = {
    unsubscribe: preferences,
    preferences,
    open: preferences,
    click: () => 'https://dgl.kr/s/abcdefghi0',
  };
  const now = '2026-11-23T01:00:00.000Z';
  const context = contextOf({ customer, brand, campaign: { id: 'c', name: 'C' }, links, currency: 'KRW', now });
  const carrier = carrierTo(settings, customer.fold.contacts.phone);
  const result = renderMessage(template, { context, links, brand, law: KOREA, zone: 'Asia/Seoul', carrier });
  if (result.kind !== 'ok' || result.message.channel !== 'sms') throw new Error(JSON.stringify(result));
  return result.message;
};

describe('a rendered text to Korea', () => {
  it('is short or long by what stands there at last: label, free number and shortened links included', () => {
    // 66 bytes of frame leave 24 for the words.
    const frame = eucKrBytes('(광고)단골상점 02-1234-5678\n\n무료수신거부 080-123-4567');
    const words = (bytes: number) => '가'.repeat(Math.floor(bytes / 2)) + 'a'.repeat(bytes % 2);
    expect(render(words(90 - frame)).size).toMatchObject({ kind: 'SMS', length: 90 });
    expect(render(words(91 - frame)).size).toMatchObject({ kind: 'LMS', length: 91 });
    const address = `https://shop.example/${'x'.repeat(500)}`;
    expect(render(address, { purpose: 'info' }).size).toMatchObject({ kind: 'SMS', length: 27 });
  });

  it('shows its title only when it is long, and costs what its kind costs', () => {
    const long = render('가'.repeat(100), { subject: '11월 소식' });
    const short = render('가', { purpose: 'info', subject: '11월 소식' });
    expect([long.subject, short.subject]).toEqual(['11월 소식', undefined]);
    expect(priceOf(long, settings)).toEqual({ milli: 50_000, parts: 1 });
    expect(priceOf(short, settings)).toEqual({ milli: 20_000, parts: 1 });
    expect(priceOf(render('사진', { imageId: 'ST01FZ2411220000' }), settings)).toEqual({ milli: 200_000, parts: 1 });
  });

  it('reaches a person whose name holds a picture', () => {
    expect(render('{{ customer.traits.name }}님, 안녕하세요', {}, { name: '민지🌸' }).text).toContain(
      '민지님, 안녕하세요',
    );
  });

  it('is never longer than the carrier takes, whatever a trait holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3_000 }), (name) => {
        const template = templateSchema.parse({
          name: 'T',
          channel: 'sms',
          purpose: 'info',
          text: '{{ customer.traits.name }}님',
        });
        const links = { unsubscribe: preferences, preferences, open: preferences, click: () => undefined };
        const context = { customer: { traits: { name } } };
        const result = renderMessage(template, {
          context,
          links,
          brand,
          law: KOREA,
          zone: 'Asia/Seoul',
          carrier: 'solapi',
        });
        if (result.kind !== 'ok' || result.message.channel !== 'sms') return result.kind === 'failed';
        return iconv.encode(result.message.text, 'cp949').length <= 2_000;
      }),
      { numRuns: 200 },
    );
  });
});

describe('a title', () => {
  it.each(['가'.repeat(21), '안녕 😀', '{{ customer.id }}', 'a\nb', ' '])('is refused: %j', (subject) => {
    expect(templateSchema.safeParse({ name: 'T', channel: 'sms', purpose: 'ad', text: '안녕', subject }).success).toBe(
      false,
    );
  });
});
