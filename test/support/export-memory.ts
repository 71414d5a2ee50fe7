import { dayFolder, type ExportFiles } from '../../shared/exports/export-files.ts';
import type { Row } from '../../shared/exports/row.ts';

/** Files of the tables for SQL in memory, with the rows as they were written. */
export const createExportMemory = (): ExportFiles & { readonly stored: Map<string, readonly Row[]> } => {
  const stored = new Map<string, readonly Row[]>();
  async function* list(prefix: string): AsyncGenerator<string> {
    yield* [...stored.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
  return {
    stored,
    ofTable: (table) => list(`sql/${table}/`),
    ofDay: (table, day) => list(dayFolder(table, day)),
    ofShard: (table, day, shard) => list(`${dayFolder(table, day)}part-${String(shard).padStart(4, '0')}-`),
    put: async (_table, key, rows) => void stored.set(key, rows),
    read: async (_table, key) => {
      const rows = stored.get(key);
      return rows === undefined ? undefined : [...rows];
    },
    remove: async (keys) => {
      for (const key of keys) stored.delete(key);
    },
  };
};
