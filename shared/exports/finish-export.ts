import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import type { RunFiles } from '../scoring/run-files.ts';
import type { RunStore } from '../scoring/run-store.ts';
import { SQL_TABLE_NAMES, SQL_TABLES } from '../tables/sql-tables.ts';
import { type ExportFiles, placeOf } from './export-files.ts';
import { type ExportCounts, eventWindow, exportCountsSchema, exportNote } from './export-shard.ts';

export interface FinishDependencies {
  readonly runs: RunStore;
  readonly notes: RunFiles;
  readonly files: ExportFiles;
}

/**
 * Ends the export: deletes older days of tables that are written whole (with them, who was erased since), days of events that
 * are past their keeping, and files of shards that this run does not have. Every step may be repeated.
 */
export const finishExport = async ({ runs, notes, files }: FinishDependencies, runId: string): Promise<void> => {
  const run = await runs.get(runId);
  const { sqlExport } = run;
  if (!sqlExport || run.exportedAt !== undefined) return;
  const sum: ExportCounts = { customers: 0, orders: 0, events: 0, messages: 0 };
  for (let shard = 0; shard < run.shards; shard++) {
    const counts = await notes.get(exportNote(runId, shard), exportCountsSchema);
    for (const table of SQL_TABLE_NAMES) sum[table] += counts[table];
  }
  const oldest = dateOfEpochDay(epochDay(run.asOf) - sqlExport.keepDays);
  const rewritten = new Set([run.asOf, ...eventWindow(run).days]);
  for (const table of SQL_TABLE_NAMES) {
    const first = SQL_TABLES[table].kept === 'whole' ? run.asOf : oldest;
    const stale: string[] = [];
    for await (const key of files.ofTable(table)) {
      const place = placeOf(key);
      if (place && (place.day < first || (rewritten.has(place.day) && place.shard >= run.shards))) stale.push(key);
    }
    await files.remove(stale);
  }
  await runs.markExported(run, sum);
};
