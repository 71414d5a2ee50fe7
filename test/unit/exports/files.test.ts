import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dictionary } from '../../../infra/sql/dictionary.ts';
import { openTables } from '../../../infra/sql/open-tables.ts';
import { partFile, placeOf } from '../../../shared/exports/export-files.ts';
import { eventWindow } from '../../../shared/exports/export-shard.ts';
import { parquetOf, rowsOf } from '../../../shared/exports/parquet.ts';
import { createPartWriter } from '../../../shared/exports/part-writer.ts';
import type { Row } from '../../../shared/exports/row.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { type Column, SQL_TABLES } from '../../../shared/tables/sql-tables.ts';
import { createExportMemory } from '../../support/export-memory.ts';

const instant = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const cellOf = ({ type }: Column): fc.Arbitrary<Row[string]> => {
  switch (type) {
    case 'bigint':
      return fc.maxSafeInteger();
    case 'double':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'timestamp':
      return instant.map((date) => date.toISOString());
    case 'date':
      return instant.map((date) => date.toISOString().slice(0, 10));
    default:
      return fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', '김다은', '🇰🇷👩‍👩‍👧', "'; DROP TABLE customers; --", '\u0000'),
      );
  }
};
const columnsOf = (name: keyof typeof SQL_TABLES): [string, Column][] => Object.entries(SQL_TABLES[name].columns);
const rowsFor = (name: keyof typeof SQL_TABLES) =>
  fc.array(
    fc.record(
      Object.fromEntries(columnsOf(name).map(([key, column]) => [key, fc.option(cellOf(column), { nil: undefined })])),
    ),
    { minLength: 1, maxLength: 30 },
  );

describe('the files of the tables for SQL', () => {
  it('give back what was written, whatever the rows hold', async () => {
    for (const name of ['customers', 'orders', 'events', 'messages'] as const) {
      await fc.assert(
        fc.asyncProperty(rowsFor(name), async (rows) => {
          expect(await rowsOf(SQL_TABLES[name], parquetOf(SQL_TABLES[name], rows))).toEqual(rows);
        }),
        { numRuns: 20 },
      );
    }
  });

  it('hold a text that is no text as one that is', async () => {
    const rows = [{ customer_id: 'half \ud83d of a pair' }];
    const [row] = await rowsOf(SQL_TABLES.events, parquetOf(SQL_TABLES.events, rows));
    expect(row?.customer_id).toBe('half \ufffd of a pair');
  });

  it('mean the same to another reader: DuckDB sees instants, days, whole numbers and empty tables', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dangol-sql-'));
    try {
      const path = join(folder, partFile('orders', '2026-11-22', 3, 0));
      mkdirSync(dirname(path), { recursive: true });
      const row = {
        customer_id: '김',
        placed_at: '2026-11-21T15:30:00.123Z',
        net: 9_007_199_254_740_991,
        imported: false,
      };
      writeFileSync(path, parquetOf(SQL_TABLES.orders, [row, {}]));
      const tables = await openTables(folder);
      const answer = await tables.query(
        'SELECT customer_id, epoch_ms(placed_at), net, imported, campaign_id, CAST(day AS varchar) FROM orders ORDER BY 1',
      );
      expect(answer.rows).toEqual([
        ['김', Date.parse(row.placed_at), row.net, false, null, '2026-11-22'],
        [null, null, null, null, null, '2026-11-22'],
      ]);
      for (const name of ['customers', 'events', 'messages'])
        expect((await tables.query(`SELECT count(*), max(day) FROM ${name}`)).rows).toEqual([[0, null]]);
      tables.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are described by the page that people read', () => {
    expect(readFileSync('docs/data-dictionary.md', 'utf8'), 'run npm run dictionary').toBe(dictionary());
  });

  it('know their own day and shard by name, and nobody else’s', () => {
    expect(placeOf(partFile('events', '2026-11-22', 999, 12))).toEqual({ day: '2026-11-22', shard: 999 });
    expect(placeOf('results/sql/events/day=2026-11-22/part-0001-000.parquet')).toBeUndefined();
  });
});

describe('writing one shard', () => {
  it('holds no more rows than it may, and loses and doubles none over days and attempts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(1_000)), { maxLength: 200 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(1_000)), { maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        async (before, now, most) => {
          const files = createExportMemory();
          const days = Array.from({ length: 9 }, (_, index) => `2026-11-0${index + 1}`);
          const write = async (entries: readonly (readonly [number, number])[]): Promise<number> => {
            const writer = createPartWriter(files, 'events', 5, most);
            for (const [day, id] of entries) await writer.add(`2026-11-0${day}`, { message_id: String(id) });
            return writer.close(days);
          };
          const other = createPartWriter(files, 'events', 6);
          await other.add('2026-11-01', { message_id: 'other' });
          await other.close([]);
          await write(before);
          expect(await write(now)).toBe(now.length);
          const found: string[] = [];
          for (const [key, rows] of files.stored) {
            expect(rows.length).toBeLessThanOrEqual(most);
            for (const row of rows) found.push(`${placeOf(key)?.day} ${row.message_id}`);
          }
          const expected = now.map(([day, id]) => `2026-11-0${day} ${id}`);
          expect(found.sort()).toEqual([...expected, '2026-11-01 other'].sort());
        },
      ),
      { numRuns: 50 },
    );
  });

  it('looks at its own day, the three before it, and at whatever no earlier night has written', () => {
    const run = { asOf: '2026-11-22', rules: DEFAULT_SETTINGS };
    const days = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];
    const until = '2026-11-22T15:00:00.000Z';
    expect(eventWindow({ ...run, eventsFrom: '2026-11-21' })).toEqual({
      from: '2026-11-18T15:00:00.000Z',
      until,
      days,
    });
    expect(eventWindow({ ...run, eventsFrom: '2026-11-18' })).toEqual({
      ...{ from: '2026-11-17T15:00:00.000Z', until },
      days: ['2026-11-18', ...days],
    });
    expect(eventWindow(run)).toMatchObject({ from: '', until });
  });
});
