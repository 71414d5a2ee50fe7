import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../../shared/delivery/mime.ts';

const unsubscribeUrl = `https://crm.example.com/u/${'A'.repeat(120)}.${'B'.repeat(22)}`;
const mail = {
  from: { name: '단골상점', address: 'hello@shop.example.com' },
  to: 'kim@example.com',
  message: {
    channel: 'email',
    subject: '(광고) 민지님, 다시 만나요 — 아주 긴 제목이 한 줄을 넘어갑니다 그래도 잘 읽힙니다',
    html: `<p>안녕하세요</p>${'<p>긴 줄 '.repeat(150)}`,
    text: '안녕하세요\n.\n끝',
  },
  unsubscribeUrl,
} as const;

describe('a mail, read back by another parser', () => {
  it('says what was meant', async () => {
    const parsed = await PostalMime.parse(await composeMail(mail));
    expect(parsed.subject).toBe(mail.message.subject);
    expect(parsed.from).toMatchObject({ name: '단골상점', address: 'hello@shop.example.com' });
    expect(parsed.to).toMatchObject([{ address: 'kim@example.com' }]);
    expect(parsed.html?.trim()).toBe(mail.message.html.trim());
    expect(parsed.text?.replace(/\r\n/g, '\n').trim()).toBe(mail.message.text);
    const header = (name: string) => parsed.headers.filter(({ key }) => key === name).map(({ value }) => value);
    expect(header('list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`]);
    expect(header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
  });

  it('is plain ASCII in lines that SES takes', async () => {
    const source = (await composeMail(mail)).toString('latin1');
    for (const line of source.split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(998);
      expect(Buffer.byteLength(line, 'utf8')).toBe(line.length);
    }
    expect(source).not.toMatch(/[^\r]\n/);
  });

  it('asks for answers at the address that the brand names', async () => {
    const parsed = await PostalMime.parse(await composeMail({ ...mail, replyTo: 'help@shop.example.com' }));
    expect(parsed.replyTo).toMatchObject([{ name: '단골상점', address: 'help@shop.example.com' }]);
    expect((await PostalMime.parse(await composeMail(mail))).replyTo ?? []).toEqual([]);
  });

  it('carries no unsubscribe header where it is information', async () => {
    const { unsubscribeUrl: _none, ...info } = mail;
    const source = (await composeMail(info)).toString('latin1');
    expect(source).not.toMatch(/list-unsubscribe/i);
  });

  it('gains no header and no receiver from any subject or sender name', async () => {
    const names = async (subject: string, name: string): Promise<string[]> => {
      const parsed = await PostalMime.parse(
        await composeMail({
          ...mail,
          from: { name, address: mail.from.address },
          message: { ...mail.message, subject: `x${subject}` },
        }),
      );
      expect(parsed.to).toMatchObject([{ address: 'kim@example.com' }]);
      expect(parsed.cc ?? []).toEqual([]);
      expect(parsed.bcc ?? []).toEqual([]);
      return parsed.headers.map(({ key }) => key);
    };
    const plain = await names('x', 'y');
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom(
        'a\r\nBcc: evil@example.com',
        'a\nX-Evil: 1',
        'a\r\n\r\n<script>',
        '=?utf-8?B?DQpCY2M6IGV2aWw=?=',
        '",evil@example.com,"',
        '\u2028Bcc: x',
        'a\u0000b',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (subject, name) => {
        expect(await names(subject, name)).toEqual(plain);
      }),
      { numRuns: 150 },
    );
  });
});
