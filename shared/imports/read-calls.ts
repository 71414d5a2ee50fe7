import type { ImportCall, Outcome } from './call.ts';
import type { ImportMap } from './import-map.ts';
import { openTable, type Table } from './open-table.ts';
import { createOrderLines } from './order-lines.ts';
import { createCustomerRows } from './read-customers.ts';
import { createEventRows } from './read-events.ts';
import { createExperimentRows } from './read-experiments.ts';
import { createOrderRows } from './read-orders.ts';
import type { Row, SourceFile } from './row.ts';
import { createRowReader, RowError } from './row-reader.ts';
import { createSkip } from './skip.ts';

/** What becomes of the file, step by step: after some rows their calls and rejected lines. */
export interface Step {
  /** Rows read so far, header not counted. */
  readonly rows: number;
  readonly outcomes: readonly Outcome[];
}

interface Rows {
  take(row: Row): Outcome[];
  end(): Outcome[];
}

/** A kind in which each row stands for itself. */
const oneByOne = (check: (row: Row) => void, read: (row: Row) => ImportCall[]): Rows => ({
  take: (row) => {
    try {
      check(row);
      return read(row).map((call) => ({ call }));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      return [{ reject: { line: row.line, reason: error.message } }];
    }
  },
  end: () => [],
});

const rowsOf = (map: ImportMap, header: readonly string[], file: string, now: number): Rows => {
  const reader = createRowReader(map, header);
  switch (map.kind) {
    case 'orders':
      return oneByOne(reader.check, createOrderRows(map, reader, file, now));
    case 'orderLines':
      return createOrderLines(map, reader, header, now);
    case 'customers':
      return oneByOne(reader.check, createCustomerRows(map, reader, now));
    case 'events':
      return oneByOne(reader.check, createEventRows(map, reader, file, now));
    case 'experiment':
      return oneByOne(reader.check, createExperimentRows(reader, file));
  }
};

/** `sales.csv` for `/data/sales.csv.gz`: the name that line ids carry. */
export const fileName = (path: string): string => path.replace(/^.*[/\\]/u, '').replace(/\.gz$/i, '');

/** Rows between two pauses: about 5 ms of work, so that a page stays alive. */
const SLICE = 200;

/**
 * The calls of an open table, always the same ones in the same order: that is what lets an import be resumed by counting.
 * `breathe` is awaited between slices. Throws an `ImportError` for a table that does not fit the map.
 */
export async function* readTableCalls(
  table: Table,
  map: ImportMap,
  file: string,
  now: number,
  breathe: () => Promise<void> = async () => undefined,
): AsyncGenerator<Step> {
  let rows = 0;
  try {
    const kind = rowsOf(map, table.header.cells, file, now);
    const skip = createSkip(map.skip ?? [], table.header.cells);
    for await (const piece of table.rows) {
      for (let from = 0; from < piece.length; from += SLICE) {
        const outcomes: Outcome[] = [];
        for (const row of piece.slice(from, from + SLICE)) {
          rows += 1;
          const reason = skip(row);
          if (reason === undefined) outcomes.push(...kind.take(row));
          else outcomes.push({ skip: { line: row.line, reason } });
        }
        yield { rows, outcomes };
        await breathe();
      }
    }
    yield { rows, outcomes: kind.end() };
  } finally {
    await table.rows.return(undefined);
  }
}

/** The calls of a file. Throws an `ImportError` for a file that cannot be read or does not fit the map. */
export async function* readCalls(
  file: SourceFile,
  map: ImportMap,
  now: number,
  breathe?: () => Promise<void>,
): AsyncGenerator<Step> {
  yield* readTableCalls(await openTable(file, map.sheet), map, fileName(file.name), now, breathe);
}
