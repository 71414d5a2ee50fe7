import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Row, readRows } from '../../../infra/import/read-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'dangol-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (content: string | Buffer, name = 'file.csv'): Promise<Row[]> => {
  const path = join(folder, name);
  writeFileSync(path, content);
  const rows: Row[] = [];
  for await (const row of readRows(path)) rows.push(row);
  return rows;
};
const cells = async (content: string | Buffer, name?: string) => (await read(content, name)).map((row) => row.cells);

describe('reading a file', () => {
  const expected = [
    ['이름', 'amount'],
    ['김, "단골"', '1'],
    ['두\n줄', '2'],
  ];
  const text = '이름,amount\n"김, ""단골""",1\n"두\n줄",2\n';

  it.each([
    ['plain', text],
    ['with a byte order mark', `\ufeff${text}`],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['without a last line end', text.slice(0, -1)],
    ['with empty lines and lines of commas', text.replaceAll('1\n', '1\n\n,\n\n')],
  ])('reads CSV %s', async (_what, content) => {
    expect(await cells(content)).toEqual(expected);
    expect(await cells(gzipSync(content), 'file.csv.gz')).toEqual(expected);
  });

  it('reads TSV by its name', async () => {
    expect(await cells('a\tb\n1,5\t"x\ty"\n', 'file.tsv')).toEqual([
      ['a', 'b'],
      ['1,5', 'x\ty'],
    ]);
    expect(await cells(gzipSync('a\tb\n'), 'file.tsv.gz')).toEqual([['a', 'b']]);
  });

  it('knows gzip by its bytes, whatever the file is called', async () => {
    expect(await cells(gzipSync('a,b\n'), 'odd.csv')).toEqual([['a', 'b']]);
  });

  it.each(['\n', '\r\n'])('names the line on which a record begins (line end %j)', async (end) => {
    const content = ['a,b', '', '1,"x', 'y', 'z"', '2,z', ',', '3,"q"'].join(end);
    expect((await read(content)).map((row) => row.line)).toEqual([1, 3, 6, 8]);
  });

  it.each([
    ['an unclosed quote', 'a,b\n1,"x\n2,y\n', /quoting is broken in the record after line 1 .*Quote Not Closed/],
    ['text after a closing quote', 'a,b\n1,z\n1,"x"y\n', /quoting is broken in the record after line 2/],
    ['a quote that swallows the file', `a,b\n1,"x\n${'2,y\n'.repeat(400_000)}`, /a quote is never closed/],
    ['CP949', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xb4, 0xdc, 0xb0, 0xf1, 0x2c, 0x31]), /not UTF-8.*CP949.*iconv/],
    ['XLSX', Buffer.from('PK\u0003\u0004rest'), /XLSX.*CSV UTF-8/],
    ['XLS', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), /XLS/],
    ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), /UTF-16/],
    ['gzip cut short', gzipSync(text.repeat(50)).subarray(0, 40), /damaged or cut short/],
  ])('refuses %s with one sentence', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('says that a file is not there', async () => {
    await expect(readRows(join(folder, 'nope.csv')).next()).rejects.toThrow(/cannot be opened/);
  });

  it('reads back any table, however its bytes are cut', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '가', '🙂', '"', ',', '\n', '\r', ';', "'", ' ') })
      .map((value) => value.trim());
    const table = fc.array(
      fc.tuple(
        cell,
        cell.filter((value) => value !== ''),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async (records, end) => {
        const content = records.map((record) => record.map(quoted).join(',')).join(end);
        const asRead = records.map((record) => record.map((value) => value.replaceAll('\r\n', '\n')));
        expect(await cells(content)).toEqual(asRead);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
