import { parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import * as z from 'zod';
import type { Column, ColumnType, SqlTable } from '../tables/sql-tables.ts';
import type { Row } from './row.ts';

const ELEMENTS: Readonly<Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type'>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  date: { type: 'INT32', converted_type: 'DATE' },
};

/** A lone half of a surrogate pair has no UTF-8. */
const cell = (value: Row[string], { type }: Column) => {
  if (value === undefined) return undefined;
  if (type === 'bigint') return BigInt(Math.trunc(Number(value)));
  if (type === 'timestamp' || type === 'date') return new Date(String(value));
  return typeof value === 'string' ? value.toWellFormed() : value;
};

/** A Parquet file (Snappy) of some rows. Columns and their order are the table's. */
export const parquetOf = ({ columns }: SqlTable, rows: readonly Row[]): Uint8Array => {
  const entries = Object.entries(columns);
  const writer = new ByteWriter();
  // The writer is synchronous with a buffer in memory.
  void parquetWrite({
    writer,
    schema: [
      { name: 'row', num_children: entries.length },
      ...entries.map(([name, { type }]) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[type] })),
    ],
    columnData: entries.map(([name, column]) => ({ name, data: rows.map((row) => cell(row[name], column)) })),
    rowGroupSize: 50_000,
    createdBy: 'dangol',
  });
  return writer.getBytes();
};

const textOf = (value: unknown, { type }: Column): Row[string] => {
  if (value === null || value === undefined) return undefined;
  if (type === 'bigint' || type === 'double') return Number(value);
  if (type === 'boolean') return value === true;
  if (value instanceof Date) return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  return String(value);
};

/** The rows of such a file, as `parquetOf` took them. */
export const rowsOf = async ({ columns }: SqlTable, bytes: Uint8Array): Promise<Row[]> => {
  const file = new Uint8Array(bytes).buffer;
  const found = z.array(z.record(z.string(), z.unknown())).parse(await parquetReadObjects({ file }));
  const entries = Object.entries(columns);
  return found.map((row) => Object.fromEntries(entries.map(([name, column]) => [name, textOf(row[name], column)])));
};
