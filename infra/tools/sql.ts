import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchTables, localVariables } from '../sql/fetch-tables.ts';
import { openTables, type SqlAnswer } from '../sql/open-tables.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run sql -- "select …"   [--local URL | --environment FILE] [--json]
Views: customers, orders, events, messages; their columns stand in docs/data-dictionary.md, examples in docs/sql.md.
  --local URL         the running local stack (default: http://localhost:4000)
  --environment FILE  JSON of the variables of the deployed function ExportShard; the bucket is read with your credentials:
                      aws lambda get-function-configuration --function-name NAME --query Environment.Variables
  --json              rows as JSON`;

const NOTHING = `Nothing has been exported yet. The tables are written at the end of each night, or of
  curl -X POST http://localhost:4000/v1/recompute -H 'authorization: Bearer local-admin'
Wait until GET /v1/recompute shows "exported", then ask again.`;

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const tableOf = ({ columns, rows }: SqlAnswer): string => {
  const lines = [columns, ...rows.map((row) => row.map(textOf))];
  const widths = columns.map((_, column) => Math.min(60, Math.max(...lines.map((line) => line[column]?.length ?? 0))));
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [text[0], widths.map((width) => '-'.repeat(width)).join('  '), ...text.slice(1)].join('\n');
};

const answerOf = async (sql: string, variables: unknown): Promise<SqlAnswer | undefined> => {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-sql-'));
  try {
    if ((await fetchTables(variables, folder)) === 0) return undefined;
    const tables = await openTables(folder);
    try {
      return await tables.query(sql);
    } finally {
      tables.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const fail = (message: string): void => {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const { values, positionals } = readFlags(USAGE, {
    allowPositionals: true,
    options: { local: { type: 'string' }, environment: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [sql] = positionals;
  if (sql === undefined || positionals.length > 1) return fail(USAGE);
  const url = values.local ?? 'http://localhost:4000';
  try {
    const variables =
      values.environment === undefined
        ? await localVariables(url)
        : JSON.parse(readFileSync(values.environment, 'utf8'));
    const answer = await answerOf(sql, variables);
    if (!answer) return fail(NOTHING);
    const rows = answer.rows.map((row) => Object.fromEntries(answer.columns.map((name, index) => [name, row[index]])));
    process.stdout.write(`${values.json ? JSON.stringify(rows, undefined, 2) : tableOf(answer)}\n`);
  } catch (error) {
    if (error instanceof TypeError && error.message === 'fetch failed')
      return fail(`Nothing answers at ${url}; start the local stack with npm start, or name it with --local URL.`);
    fail(error instanceof Error ? error.message : String(error));
  }
};

await main();
