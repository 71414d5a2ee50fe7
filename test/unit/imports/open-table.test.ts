import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvParser } from '../../../shared/imports/csv-parser.ts';
import { fileOf, readTable } from '../../support/tables.ts';

/** "이름,지역" in CP949, as Korean Excel saves it. */
const CP949_HEADER = Buffer.from([0xc0, 0xcc, 0xb8, 0xa7, 0x2c, 0xc1, 0xf6, 0xbf, 0xaa, 0x0a]);
/** "김단골,서울" */
const CP949_ROW = Buffer.from([0xb1, 0xe8, 0xb4, 0xdc, 0xb0, 0xf1, 0x2c, 0xbc, 0xad, 0xbf, 0xef, 0x0a]);

describe('opening a text file', () => {
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
    ['with CR alone', text.replaceAll('\n', '\r').replace('두\r줄', '두\n줄')],
    ['without a last line end', text.slice(0, -1)],
    ['with empty lines and lines of commas', text.replaceAll('1\n', '1\n\n,\n\n')],
    ['with a title above the header', `2026년 11월 주문 내역\n\n${text}`],
  ])('reads CSV %s', async (_what, content) => {
    expect((await readTable(content)).cells).toEqual(expected);
    expect((await readTable(gzipSync(content), 'file.csv.gz')).cells).toEqual(expected);
  });

  it('knows gzip by its bytes, whatever the file is called', async () => {
    expect((await readTable(gzipSync('a,b\n'), 'odd.csv')).cells).toEqual([['a', 'b']]);
  });

  it.each([
    [',', 'a,b\n1;2,3\n4,5\n'],
    ['\t', 'a\tb\n1,5\t"x\ty"\n2,5\t3\n'],
    [';', 'a;b\n1,5;2,5\n3,5;4,5\n'],
    ['|', 'a|b|c\n1|2,0|3\n'],
    ['\t', 'a\tb\n'],
  ])('finds the separator %j', async (separator, content) => {
    const { about, cells } = await readTable(content);
    expect(about.separator).toBe(separator);
    expect(new Set(cells.map((row) => row.length)).size).toBe(1);
  });

  it('finds that a file of one column has none, whatever its name says', async () => {
    expect((await readTable('email\na@b.kr\nc@d.kr\n')).cells).toEqual([['email'], ['a@b.kr'], ['c@d.kr']]);
    expect((await readTable('a,b\n1,2\n', 'file.tsv')).about.separator).toBe(',');
  });

  it('takes a quote within a field as what it is', async () => {
    expect((await readTable('name,inch\nmonitor,24"\n')).cells).toEqual([
      ['name', 'inch'],
      ['monitor', '24"'],
    ]);
  });

  it.each(['\n', '\r\n'])('names the line on which a record begins (line end %j)', async (end) => {
    const content = ['a,b', '', '1,"x', 'y', 'z"', '2,z', ',', '3,"q"'].join(end);
    expect((await readTable(content)).rows.map((row) => row.line)).toEqual([1, 3, 6, 8]);
  });

  it.each([
    ['an unclosed quote', 'a,b\n1,"x\n2,y\n', /quoting is broken in the record that begins on line 2 .*never closed/],
    ['text after a closing quote', 'a,b\n1,z\n1,"x"y\n', /quoting is broken in the record that begins on line 3/],
    [
      'a quote that swallows the file',
      `a,b\n1,"x\n${'2,y\n'.repeat(400_000)}`,
      /larger than 1 MB: a quote is never closed/,
    ],
    ['an old Excel file or one with a password', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), /XLS.*password/],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13), /not a table|neither UTF-8 nor CP949/],
    ['gzip cut short', gzipSync(text.repeat(50)).subarray(0, 40), /damaged or cut short/],
    ['a sheet in gzip', gzipSync('PK\u0003\u0004rest'), /unpack it first/],
    ['nothing', '', /empty/],
    ['line ends alone', '\n\n\r\n', /empty/],
  ])('refuses %s with one sentence', async (_what, content, message) => {
    await expect(readTable(content)).rejects.toThrow(message);
  });

  it('has no sheets to choose from', async () => {
    await expect(readTable('a,b\n', 'file.csv', 'Sheet1')).rejects.toThrow(/Only XLSX files have sheets/);
  });
});

describe('the encoding of a text file', () => {
  it('is CP949 where the bytes are such, however late that shows', async () => {
    const ascii = Buffer.from(`a,b\n${'1,2\n'.repeat(100_000)}`);
    const { about, cells } = await readTable(Buffer.concat([CP949_HEADER, CP949_ROW]));
    expect(about.encoding).toBe('cp949');
    expect(cells).toEqual([
      ['이름', '지역'],
      ['김단골', '서울'],
    ]);
    const late = await readTable(Buffer.concat([ascii, CP949_ROW]));
    expect(late.cells.at(-1)).toEqual(['김단골', '서울']);
  });

  it('is CP949 also where few syllables happen to be valid UTF-8', async () => {
    // "처,치" in CP949; as UTF-8 it would read "Ã³,Ä¡" and the like.
    const { cells, about } = await readTable(Buffer.from([0xc3, 0xb3, 0x2c, 0xc4, 0xa1, 0x0a]));
    expect([about.encoding, cells]).toEqual(['cp949', [['처', '치']]]);
  });

  it('is UTF-8 for what a Korean file holds, and for other alphabets', async () => {
    for (const content of [
      '이름,값\n김,1\n',
      'Größe,Straße\nä,1\n',
      'имя,цена\nя,1\n',
      'Café,b\n1,2\n',
      'a,b\n🙂,1\n',
    ]) {
      const { about, cells } = await readTable(content);
      expect([about.encoding, cells[0]?.join(',')]).toEqual(['utf-8', content.split('\n')[0]]);
    }
  });

  it('is UTF-16 by its byte order mark, as Excel saves "Unicode text"', async () => {
    const { about, cells } = await readTable(Buffer.from('\ufeff이름\t값\r\n김\t1\r\n', 'utf16le'));
    expect(about).toMatchObject({ encoding: 'utf-16', separator: '\t' });
    expect(cells).toEqual([
      ['이름', '값'],
      ['김', '1'],
    ]);
  });

  it('that changes within the file is refused with the line', async () => {
    const mixed = Buffer.concat([Buffer.from(`${'이름,값\n'.repeat(30_000)}`), CP949_ROW]);
    await expect(readTable(mixed)).rejects.toThrow(/near line \d+ is neither UTF-8 nor CP949/);
  });
});

const cell = fc
  .string({ unit: fc.constantFrom('a', '가', '🙂', '"', ',', '\t', ';', '|', '\n', '\r', "'", ' ') })
  .map((value) => value.trim().replaceAll(/\r+\n/gu, '\n'));
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }))
  // The header is the first row with two names, and a record of empty cells is none.
  .map((rows) => rows.map((row, at) => row.map((value, column) => (column < 2 ? `${value}${at}.` : value))));

describe('any table', () => {
  const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const plainOrQuoted = (value: string): string => (/[",;|\t\r\n]/.test(value) ? quoted(value) : value);

  it('comes back as it was written, whatever its separator, line ends, quoting, encoding and mark', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(',', '\t', ';', '|'),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        async (rows, end, separator, always, mark, packed) => {
          const write = always ? quoted : plainOrQuoted;
          const content = `${mark ? '\ufeff' : ''}${rows.map((row) => row.map(write).join(separator)).join(end)}`;
          const parser = createCsvParser(separator);
          const parsed = [...parser.push(content.replace('\ufeff', '')), ...parser.end()];
          expect(parsed.map(({ cells }) => cells)).toEqual(rows);
          // Through bytes the separator has to be found as well, which a table of ten letters need not tell.
          const { about, cells } = await readTable(packed ? gzipSync(content) : content);
          if (about.separator === separator) expect(cells).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is parsed the same in pieces of any length as in one', () => {
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 7 }), (rows, end, length) => {
        const content = rows.map((row) => row.map(plainOrQuoted).join(',')).join(end);
        const whole = createCsvParser(',');
        const expected = [...whole.push(content), ...whole.end()];
        const parser = createCsvParser(',');
        const found = [];
        for (let at = 0; at < content.length; at += length) found.push(...parser.push(content.slice(at, at + length)));
        found.push(...parser.end());
        expect(found).toEqual(expected);
        expect(expected.map(({ cells }) => cells)).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  it('of a gigabyte would pass in pieces: what is held does not grow', async () => {
    const { openTable } = await import('../../../shared/imports/open-table.ts');
    const block = new TextEncoder().encode('u1,2026-11-22,1000,"김 ""단골"""\n'.repeat(2_000));
    let blocks = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        blocks += 1;
        if (blocks > 200) controller.close();
        else controller.enqueue(blocks === 1 ? new TextEncoder().encode('id,date,sum,name\n') : block);
      },
    });
    const endless = Object.assign(fileOf('id,date').blob, { stream: () => stream });
    const opened = await openTable({ name: 'big.csv', blob: endless });
    let rows = 0;
    let largest = 0;
    for await (const piece of opened.rows) {
      rows += piece.length;
      largest = Math.max(largest, piece.length);
    }
    expect(rows).toBe(199 * 2_000);
    expect(largest).toBeLessThan(10_000);
  });
});
