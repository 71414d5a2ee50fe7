import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMap } from '../../../shared/imports/import-map.ts';
import { readCalls } from '../../../shared/imports/read-calls.ts';
import { NOW } from '../../support/calls.ts';
import { fileOf } from '../../support/tables.ts';
import { type SheetCell, xlsxOf } from '../../support/xlsx.ts';

const HEADER = ['no', 'when', 'who', 'phone', 'sum', 'memo'];
const ORDERS = checkMap({
  kind: 'orders',
  columns: { timestamp: 'when', userId: 'who', total: 'sum', note: 'memo', 'traits.phone': 'phone' },
  orderId: 'no',
});
const PEOPLE = checkMap({ kind: 'customers', columns: { userId: 'who', phone: 'phone', note: 'memo' } });

const calls = async (
  content: Blob | string | Uint8Array<ArrayBuffer>,
  name: string,
  map = ORDERS,
): Promise<string[]> => {
  const found: string[] = [];
  for await (const { outcomes } of readCalls(fileOf(content, name), map, NOW))
    for (const outcome of outcomes) found.push('call' in outcome ? outcome.call.json : JSON.stringify(outcome));
  return found;
};

const order = fc.record({
  day: fc.integer({ min: 40_000, max: 46_000 }),
  who: fc.constantFrom('kim', 'lee', '단골'),
  phone: fc.constantFrom(1012345678, 1098765432),
  sum: fc.integer({ min: 0, max: 9_999_999 }),
  memo: fc.string({ unit: fc.constantFrom('가', ',', '"', '\n', 'a', '🙂') }).map((text) => text.trim()),
});

const dateOf = (serial: number): string => new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10);

describe('the same content', () => {
  it('gives the same calls as CSV, packed, with a mark, and as a sheet that keeps dates and numbers as such', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 12 }), async (orders) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const rows = orders.map(({ day, who, phone, sum, memo }, at) =>
          [
            `N${at}`,
            dateOf(day).replaceAll('-', '.'),
            who,
            String(phone),
            `${sum.toLocaleString('en-US')}원`,
            memo,
          ].map(quoted),
        );
        const csv = [HEADER, ...rows].map((row) => row.join(',')).join('\n');
        const sheet: SheetCell[][] = orders.map(({ day, who, phone, sum, memo }, at) => [
          `N${at}`,
          { attributes: 's="1"', xml: `<v>${day}</v>` },
          who,
          phone,
          sum,
          memo,
        ]);
        const xlsx = await xlsxOf({ sheets: [{ name: 'a', rows: [HEADER, ...sheet] }] });
        for (const map of [ORDERS, PEOPLE]) {
          const expected = await calls(csv, 'a.csv', map);
          expect(await calls(gzipSync(`\ufeff${csv.replaceAll('\n', '\r\n')}`), 'b.csv.gz', map)).toEqual(expected);
          expect(await calls(xlsx, 'c.xlsx', map)).toEqual(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is read by code that a browser can run: nothing of Node is in it', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, '../../../console/imports/import-desk.tsx')],
      bundle: true,
      splitting: true,
      write: false,
      outdir: 'out',
      format: 'esm',
      platform: 'browser',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'silent',
    });
    const text = outputFiles.map((file) => file.text).join('\n');
    expect(text.length).toBeGreaterThan(100_000);
    expect(text.match(/\bBuffer\.|\bprocess\.env|from "node:/g)).toBeNull();
  });
});
