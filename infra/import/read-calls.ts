import { basename } from 'node:path';
import type { ImportCall, Outcome } from './call.ts';
import { ImportError } from './import-error.ts';
import type { ImportMap } from './import-map.ts';
import { createOrderLines } from './order-lines.ts';
import { createCustomerRows } from './read-customers.ts';
import { createEventRows } from './read-events.ts';
import { createOrderRows } from './read-orders.ts';
import { type Row, readRows } from './read-rows.ts';
import { createRowReader, RowError } from './row-reader.ts';

/** What becomes of the file, step by step: after each row its calls and rejected lines. */
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
const oneByOne = (check: (row: Row) => void, read: (row: Row) => ImportCall): Rows => ({
  take: (row) => {
    try {
      check(row);
      return [{ call: read(row) }];
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
      return createOrderLines(map, reader, now);
    case 'customers':
      return oneByOne(reader.check, createCustomerRows(map, reader, now));
    case 'events':
      return oneByOne(reader.check, createEventRows(map, reader, file, now));
  }
};

/** `sales.csv` for `/data/sales.csv.gz`: the name that line ids carry. */
export const fileName = (path: string): string => basename(path).replace(/\.gz$/i, '');

/**
 * The calls of a file, always the same ones in the same order: that is what lets an import be resumed by counting.
 * Throws an `ImportError` for a file that cannot be read or does not fit the map.
 */
export async function* readCalls(path: string, map: ImportMap, now: number): AsyncGenerator<Step> {
  let rows = 0;
  let kind: Rows | undefined;
  for await (const row of readRows(path)) {
    if (kind === undefined) {
      kind = rowsOf(map, row.cells, fileName(path), now);
      continue;
    }
    rows += 1;
    yield { rows, outcomes: kind.take(row) };
  }
  if (kind === undefined) throw new ImportError('The file is empty; its first line must name the columns.');
  yield { rows, outcomes: kind.end() };
}
