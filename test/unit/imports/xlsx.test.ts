import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOfFormat, serialToText } from '../../../shared/imports/xlsx-dates.ts';
import { readTable } from '../../support/tables.ts';
import { type SheetCell, xlsxOf } from '../../support/xlsx.ts';

const sheet = (rows: readonly (readonly SheetCell[])[], options: Partial<Parameters<typeof xlsxOf>[0]> = {}) =>
  xlsxOf({ sheets: [{ name: '주문', rows }], ...options });
const read = async (blob: Blob | Promise<Blob>, name?: string) => readTable(await blob, 'orders.xlsx', name);
const dated = (serial: number, style: number): SheetCell => ({ attributes: `s="${style}"`, xml: `<v>${serial}</v>` });

describe('a sheet', () => {
  it.each([true, false])('gives its rows as texts that a person reads (shared texts: %s)', async (shared) => {
    const { about, rows } = await read(
      sheet(
        [
          ['2026년 주문'],
          [],
          ['주문번호', '주문일시', '휴대폰', '결제금액', '수신동의', '메모'],
          ['A-1', dated(46348, 1), 1012345678, 12000, true, ' 두\r\n줄 & "따옴표" <b> '],
          ['A-2', dated(46348.62847222222, 2), '010-1', 0.1 + 0.2, false],
          ['A-3', dated(46348, 4), undefined, 1e7, undefined, ''],
        ],
        { shared },
      ),
    );
    expect(about).toEqual({ format: 'xlsx', sheet: '주문', sheets: ['주문'] });
    expect(rows).toEqual([
      { line: 3, cells: ['주문번호', '주문일시', '휴대폰', '결제금액', '수신동의', '메모'] },
      { line: 4, cells: ['A-1', '2026-11-22', '1012345678', '12000', 'true', '두\n줄 & "따옴표" <b>'] },
      { line: 5, cells: ['A-2', '2026-11-22 15:05:00', '010-1', '0.3', 'false', ''] },
      { line: 6, cells: ['A-3', '2026-11-22', '', '10000000', '', ''] },
    ]);
  });

  it('is the first one that is not hidden, or the one that is named', async () => {
    const file = await xlsxOf({
      sheets: [
        { name: 'codes', hidden: true, rows: [['x', 'y']] },
        { name: '10월', rows: [['a', 'b']] },
        { name: '11월', rows: [['c', 'd']] },
      ],
    });
    expect((await read(file)).cells).toEqual([['a', 'b']]);
    expect((await read(file, '11월')).cells).toEqual([['c', 'd']]);
    await expect(read(file, '12월')).rejects.toThrow(/no sheet "12월".*"codes", "10월", "11월"/);
  });

  it('of a Macintosh counts its days from 1904', async () => {
    expect((await read(sheet([['a', dated(44886, 1)]], { is1904: true }))).cells).toEqual([['a', '2026-11-22']]);
  });

  it('keeps rich text and leaves out how it is spoken', async () => {
    const rich = { attributes: 't="inlineStr"', xml: '<is><r><t>김</t></r><r><t>단골</t></r><rPh><t>x</t></rPh></is>' };
    const escaped = { attributes: 't="str"', xml: '<v>a_x000D_b</v>' };
    expect(
      (
        await read(
          sheet([
            ['h', 'i'],
            [rich, escaped],
          ]),
        )
      ).cells[1],
    ).toEqual(['김단골', 'a\rb']);
  });

  it('shows its errors, which no row can use', async () => {
    const failed = { attributes: 't="e"', xml: '<v>#N/A</v>' };
    expect(
      (
        await read(
          sheet([
            ['h', 'i'],
            ['1', failed],
          ]),
        )
      ).cells[1],
    ).toEqual(['1', '#N/A']);
  });
});

describe('a sheet is refused with one sentence', () => {
  const zipOf = async (files: Readonly<Record<string, string>>) => {
    const writer = new ZipWriter(new BlobWriter());
    for (const [path, text] of Object.entries(files)) await writer.add(path, new TextReader(text));
    return writer.close();
  };

  /** What leads to the sheet `xl/s.xml`, and nothing else. */
  const BOOK = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r" Target="s.xml"/></Relationships>',
  };

  it('if a cell holds a formula', async () => {
    const formula = { xml: '<f>HYPERLINK("http://evil.example","x")</f><v>1</v>' };
    await expect(
      read(
        sheet([
          ['a', 'b'],
          ['1', formula],
        ]),
      ),
    ).rejects.toThrow(/Cell B2 of the sheet "주문" holds a formula/);
  });

  it('if it has a password', async () => {
    await expect(read(sheet([['a', 'b']], { password: 'secret' }))).rejects.toThrow(/password/);
  });

  it('if it is another ZIP file, or cut short', async () => {
    await expect(read(zipOf({ 'orders.csv': 'a,b' }))).rejects.toThrow(/no Excel sheet. Unpack it/);
    const whole = await sheet([['a', 'b']]);
    await expect(read(whole.slice(0, whole.size - 40))).rejects.toThrow(/damaged or cut short/);
    await expect(read(new Blob([Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 1, 2, 3)]))).rejects.toThrow(/damaged/);
  });

  it('if a byte of it was changed', async () => {
    const bytes = new Uint8Array(
      await (await sheet([['a', 'b'], ...Array.from({ length: 500 }, (_, at) => ['x', at])])).arrayBuffer(),
    );
    // In the middle of the first part, which is the sheet.
    const changed = Uint8Array.from(bytes);
    changed.fill(0, 300, 340);
    await expect(read(new Blob([changed]))).rejects.toThrow(/damaged or cut short/);
  });

  it('if it unpacks to far more than a sheet can hold', async () => {
    const bomb = `<sst>${' '.repeat(80 * 1024 * 1024)}</sst>`;
    const evil = await zipOf({
      ...BOOK,
      'xl/s.xml': '<sheetData/>',
      'xl/sharedStrings.xml': bomb,
    });
    expect(evil.size).toBeLessThan(200_000);
    await expect(read(evil)).rejects.toThrow(/xl\/sharedStrings.xml.*unpacks to far more/);
  });

  it('if a cell lies in a column far away', async () => {
    const far = '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>';
    const evil = await zipOf({
      ...BOOK,
      'xl/s.xml': far,
    });
    await expect(read(evil)).rejects.toThrow(/beyond column 1000/);
  });

  it('if a document of its own tries to grow: its entities mean nothing', async () => {
    const evil = await zipOf({
      ...BOOK,
      'xl/s.xml':
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><row><c t="str"><v>&b;</v></c><c t="str"><v>1</v></c></row></worksheet>',
    });
    expect((await read(evil)).cells).toEqual([['&b;', '1']]);
  });
});

describe('a number of a sheet', () => {
  it.each([
    [0, undefined, 'number'],
    [14, undefined, 'date'],
    [22, undefined, 'date'],
    [31, undefined, 'date'],
    [20, undefined, 'time'],
    [170, 'yyyy"년" m"월" d"일"', 'date'],
    [170, '[$-412]AM/PM h:mm:ss', 'time'],
    [170, '[$₩-412]#,##0', 'number'],
    [170, '#,##0"원"', 'number'],
    [170, '#,##0 "days"', 'number'],
    [170, '[Red]-#,##0', 'number'],
    [170, '[h]:mm', 'time'],
    [170, 'mmm', 'date'],
    [170, 'General', 'number'],
  ] as const)('of format %i %s is a %s', (id, code, kind) => {
    expect(kindOfFormat(id, code)).toBe(kind);
  });

  it.each([
    [1, 'date', '1900-01-01'],
    [59, 'date', '1900-02-28'],
    [61, 'date', '1900-03-01'],
    [46348, 'date', '2026-11-22'],
    [46348.999999, 'date', '2026-11-23'],
    [0.5, 'time', '12:00:00'],
    [46348.5, 'time', '2026-11-22 12:00:00'],
    [-1, 'date', undefined],
    [3e6, 'date', undefined],
  ] as const)('%d as a %s is %s', (serial, kind, expected) => {
    expect(serialToText(serial, kind, false)).toBe(expected);
  });

  it('is the day that the calendar counts, whatever the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 73_000 }), fc.integer({ min: 0, max: 86_399 }), (day, second) => {
        const expected = new Date(Date.UTC(1899, 11, 30 + day) + second * 1_000).toISOString();
        const [date, clock] = [expected.slice(0, 10), expected.slice(11, 19)];
        const found = serialToText(day + second / 86_400, 'date', false);
        expect(found).toBe(second === 0 ? date : `${date} ${clock}`);
      }),
    );
  });
});

describe('any sheet', () => {
  const text = fc
    .string({ unit: fc.constantFrom('a', '가', '🙂', '"', '<', '&', '\n', ' ', "'", '1') })
    .map((value) => value.trim());
  it('gives the same cells as the same table in CSV', async () => {
    const table = fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (rows, shared) => {
        const named = rows.map((row, at) => [`h${at}`, ...row, `i${at}`]);
        const csv = await readTable(named.map((row) => row.map(quoted).join(',')).join('\n'));
        const xlsx = await read(sheet(named, { shared }));
        expect(xlsx.cells.slice(1)).toEqual(csv.cells.slice(1));
      }),
      { numRuns: 25 },
    );
  });
});
