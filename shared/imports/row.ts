/** One record of a file; `line` is the line (of a sheet: the row) on which it begins, the first being 1. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file wherever it lies: on a disk or in a browser's file field. */
export interface SourceFile {
  readonly name: string;
  readonly blob: Blob;
}

/** What a file turned out to be. */
export interface About {
  readonly format: 'csv' | 'xlsx';
  readonly encoding?: 'utf-8' | 'cp949' | 'utf-16';
  readonly separator?: string;
  /** Name of the sheet that is read, and of all of them. */
  readonly sheet?: string;
  readonly sheets?: readonly string[];
}

/** Longest record or cell text, in characters: more is a quote that is never closed. */
export const MAX_RECORD = 1024 * 1024;

/** Spaces around a cell mean nothing, and a line end within is one character. */
export const tidy = (cell: string): string => cell.replaceAll('\r\n', '\n').trim();
