import { ImportError } from './import-error.ts';
import { openTable } from './open-table.ts';
import type { About, Row, SourceFile } from './row.ts';

export interface Preview {
  readonly about: About;
  readonly header: readonly string[];
  /** The first rows below the header. */
  readonly rows: readonly Row[];
}

const ROWS = 50;

/** What a file is and its first rows, without reading the rest. Throws an `ImportError` for a file without rows. */
export const previewFile = async (file: SourceFile, sheet?: string): Promise<Preview> => {
  const table = await openTable(file, sheet);
  const rows: Row[] = [];
  for await (const piece of table.rows) {
    rows.push(...piece);
    if (rows.length >= ROWS) break;
  }
  if (rows.length === 0) throw new ImportError('The file holds a header and no row.');
  return { about: table.about, header: table.header.cells, rows: rows.slice(0, ROWS) };
};
