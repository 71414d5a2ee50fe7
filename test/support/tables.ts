import { openTable } from '../../shared/imports/open-table.ts';
import type { About, Row } from '../../shared/imports/row.ts';

export interface WholeTable {
  readonly about: About;
  /** The header first. */
  readonly rows: readonly Row[];
  readonly cells: readonly (readonly string[])[];
}

export const fileOf = (content: string | Uint8Array<ArrayBuffer> | Blob, name = 'file.csv') => ({
  name,
  blob: content instanceof Blob ? content : new Blob([content]),
});

/** A whole table at once, for looking at. */
export const readTable = async (
  content: string | Uint8Array<ArrayBuffer> | Blob,
  name?: string,
  sheet?: string,
): Promise<WholeTable> => {
  const table = await openTable(fileOf(content, name), sheet);
  const rows = [table.header];
  for await (const piece of table.rows) rows.push(...piece);
  return { about: table.about, rows, cells: rows.map(({ cells }) => cells) };
};
