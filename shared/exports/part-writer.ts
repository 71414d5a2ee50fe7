import type { SqlTableName } from '../tables/sql-tables.ts';
import { type ExportFiles, partFile } from './export-files.ts';
import type { Row } from './row.ts';

/** Rows that wait to be written together: with rows of 1 KB about 20 MB. */
const MOST_ROWS = 20_000;

/**
 * Writes the rows of one shard into files by day. Memory stays at `mostRows` over all days. A second attempt writes the same
 * names again, and `close` takes away what an earlier one wrote beyond them.
 */
export const createPartWriter = (files: ExportFiles, table: SqlTableName, shard: number, mostRows = MOST_ROWS) => {
  const waiting = new Map<string, Row[]>();
  const written = new Map<string, number>();
  let rows = 0;
  let held = 0;

  const flush = async (day: string): Promise<void> => {
    const some = waiting.get(day) ?? [];
    if (some.length === 0) return;
    const index = written.get(day) ?? 0;
    await files.put(table, partFile(table, day, shard, index), some);
    written.set(day, index + 1);
    waiting.delete(day);
    held -= some.length;
  };

  const largest = (): string => {
    let found = '';
    let most = 0;
    for (const [day, { length }] of waiting) if (length > most) [found, most] = [day, length];
    return found;
  };

  const add = async (day: string, row: Row): Promise<void> => {
    const some = waiting.get(day);
    if (some) some.push(row);
    else waiting.set(day, [row]);
    rows += 1;
    held += 1;
    if (held >= mostRows) await flush(largest());
  };

  /** Ends the files of these days and of all others that got rows. Answers how many rows there were. */
  const close = async (days: readonly string[]): Promise<number> => {
    for (const day of [...waiting.keys()]) await flush(day);
    for (const day of new Set([...days, ...written.keys()])) {
      const stale: string[] = [];
      const count = written.get(day) ?? 0;
      const own = new Set(Array.from({ length: count }, (_, index) => partFile(table, day, shard, index)));
      for await (const key of files.ofShard(table, day, shard)) if (!own.has(key)) stale.push(key);
      await files.remove(stale);
    }
    return rows;
  };

  return { add, close };
};
