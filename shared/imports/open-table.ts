import { ImportError } from './import-error.ts';
import { type Pieces, readCsv } from './read-csv.ts';
import type { About, Row, SourceFile } from './row.ts';

export interface Table {
  readonly about: About;
  readonly header: Row;
  /** The rows below the header, in pieces; `return()` it to stop early. */
  readonly rows: AsyncGenerator<readonly Row[]>;
}

/** Rows in which the header is looked for: shops' exports put a title or a notice above it. */
const TITLE_ROWS = 20;

const startsWith = (start: Uint8Array, ...bytes: readonly number[]): boolean =>
  bytes.every((byte, at) => start[at] === byte);
const isZip = (start: Uint8Array): boolean => startsWith(start, 0x50, 0x4b, 0x03, 0x04);

const refuseOthers = (start: Uint8Array, isPacked: boolean): void => {
  if (startsWith(start, 0xd0, 0xcf, 0x11, 0xe0))
    throw new ImportError(
      'This is an old Excel (XLS) file, or one with a password. In Excel: save it as XLSX without a password, or as "CSV UTF-8".',
    );
  if (isPacked && isZip(start)) throw new ImportError('This .gz file holds an XLSX file; unpack it first.');
};

const chunksOf = async function* (stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
};

const unpacked = async function* (blob: Blob): AsyncGenerator<Uint8Array> {
  const chunks = chunksOf(blob.stream().pipeThrough(new DecompressionStream('gzip')));
  let isFirst = true;
  try {
    for await (const chunk of chunks) {
      if (isFirst) refuseOthers(chunk, true);
      isFirst = false;
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof ImportError) throw cause;
    throw new ImportError('The .gz file is damaged or cut short; copy it again.', { cause });
  }
};

const openPieces = async ({ name, blob }: SourceFile, sheet: string | undefined): Promise<Pieces> => {
  const start = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  refuseOthers(start, false);
  // The code for sheets is large and most files are none.
  if (isZip(start)) return (await import('./read-xlsx.ts')).readXlsx(blob, sheet);
  if (sheet !== undefined) throw new ImportError('Only XLSX files have sheets; leave the name of the sheet out.');
  return readCsv(startsWith(start, 0x1f, 0x8b) ? unpacked(blob) : chunksOf(blob.stream()), name);
};

const filled = ({ cells }: Row): number => cells.filter((cell) => cell !== '').length;

const withoutEmptyEnd = (row: Row): Row => ({
  ...row,
  cells: row.cells.slice(0, row.cells.findLastIndex((cell) => cell !== '') + 1),
});

/** A sheet does not keep empty cells at the end of a row. */
const fitted = (row: Row, width: number): Row => {
  const missing = width - row.cells.length;
  return missing <= 0 ? row : { ...row, cells: [...row.cells, ...Array<string>(missing).fill('')] };
};

/**
 * Opens CSV, TSV or XLSX, plain or .gz: what it is, its header, and its rows as they are read. The header is the first
 * row with two filled cells, so that a title above it does not matter; a table of one column begins with its first row.
 * Throws an `ImportError` with one sentence for what is no such file.
 */
export const openTable = async (file: SourceFile, sheet?: string): Promise<Table> => {
  const { about, pieces } = await openPieces(file, sheet);
  const first: Row[] = [];
  while (first.length < TITLE_ROWS) {
    const next = await pieces.next();
    if (next.done) break;
    first.push(...next.value);
  }
  const at = Math.max(
    0,
    first.findIndex((row) => filled(row) > 1),
  );
  const top = first[at];
  if (top === undefined) throw new ImportError('The file is empty; its first line must name the columns.');
  const isSheet = about().format === 'xlsx';
  const header = isSheet ? withoutEmptyEnd(top) : top;
  const widened = (rows: readonly Row[]): readonly Row[] =>
    isSheet ? rows.map((row) => fitted(row, header.cells.length)) : rows;
  const rows = async function* (): AsyncGenerator<readonly Row[]> {
    try {
      yield widened(first.slice(at + 1));
      for await (const piece of pieces) yield widened(piece);
    } finally {
      await pieces.return(undefined);
    }
  };
  return { about: about(), header, rows: rows() };
};
