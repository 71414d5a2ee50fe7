import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Column, type ColumnType, SQL_TABLES } from '../../shared/tables/sql-tables.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  json: 'VARCHAR',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
};

export interface SqlAnswer {
  readonly columns: readonly string[];
  /** Values as JSON has them; whole numbers beyond 2^53 and decimals as texts. */
  readonly rows: readonly (readonly unknown[])[];
}

export interface SqlTables {
  query(sql: string): Promise<SqlAnswer>;
  close(): void;
}

/** Whole numbers come as texts from DuckDB's JSON form, so that none is rounded; small ones are shown as numbers. */
const shown = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return value;
};

const viewOf = (name: string, columns: Readonly<Record<string, Column>>, folder: string): string => {
  const files = join(folder, 'sql', name);
  const declared = [...Object.entries(columns).map(([column, { type }]) => [column, TYPES[type]]), ['day', 'DATE']];
  const cells = declared.map(
    ([column, type]) => `CAST(${existsSync(files) ? `"${column}"` : 'NULL'} AS ${type}) AS "${column}"`,
  );
  const glob = join(files, '*', '*.parquet').replaceAll("'", "''");
  const source = existsSync(files)
    ? `FROM read_parquet('${glob}', hive_partitioning = true, hive_types_autocast = false)`
    : 'WHERE false';
  return `CREATE VIEW ${name} AS SELECT ${cells.join(', ')} ${source}`;
};

/** DuckDB over the files of `fetchTables`: the views have the names and columns that Athena has. */
export const openTables = async (folder: string): Promise<SqlTables> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const [name, { columns }] of Object.entries(SQL_TABLES)) await connection.run(viewOf(name, columns, folder));
  return {
    query: async (sql) => {
      const answer = await connection.runAndReadAll(sql);
      const columns = answer.columnNames();
      const rows = answer.getRowsJS().map((row) => row.map(shown));
      return { columns, rows };
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};
