import { ImportError } from './import-error.ts';
import { MAX_RECORD, type Row, tidy } from './row.ts';

const QUOTE = 34;
const LF = 10;
const CR = 13;

const broken = (line: number, what: string): ImportError =>
  new ImportError(
    `The quoting is broken in the record that begins on line ${line} (${what}). Repair it: a quote inside a quoted field is written twice.`,
  );

const linesIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};

/** End of the quoted field that opens at `from`, after its closing quote; -1 while that has not come. */
const closingOf = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at + 1;
  }
  return -1;
};

/**
 * Reads separated values (RFC 4180) from pieces of text as they come: a quote counts only at the start of a field, a line
 * ends with LF, CRLF or CR. Records of nothing but empty cells are left out. Throws an `ImportError` for broken quoting.
 */
export const createCsvParser = (separator: string) => {
  const separates = separator.charCodeAt(0);
  let held = '';
  let line = 1;

  /** The record at `start`, or nothing while its end may still come. */
  const record = (text: string, start: number, last: boolean): { cells: string[]; next: number } | undefined => {
    const cells: string[] = [];
    for (let at = start; ; at += 1) {
      let end = at;
      if (text.charCodeAt(at) === QUOTE) {
        end = closingOf(text, at);
        // A quote that is the last character so far may be the first of two.
        if (end < 0 || (end === text.length && !last)) {
          if (last) throw broken(line, 'a quote is never closed');
          return undefined;
        }
        cells.push(tidy(text.slice(at + 1, end - 1).replaceAll('""', '"')));
        const after = text.charCodeAt(end);
        if (end < text.length && after !== separates && after !== LF && after !== CR)
          throw broken(line, 'text follows a closing quote');
      } else {
        for (; end < text.length; end += 1) {
          const code = text.charCodeAt(end);
          if (code === separates || code === LF || code === CR) break;
        }
        if (end === text.length && !last) return undefined;
        cells.push(text.slice(at, end).trim());
      }
      if (end === text.length) return { cells, next: end };
      const code = text.charCodeAt(end);
      if (code !== separates) {
        if (code === LF) return { cells, next: end + 1 };
        // Whether CR ends the line alone or with LF shows only in the next character.
        if (end + 1 === text.length && !last) return undefined;
        return { cells, next: text.charCodeAt(end + 1) === LF ? end + 2 : end + 1 };
      }
      at = end;
    }
  };

  const read = (piece: string, last: boolean): Row[] => {
    const text = held === '' ? piece : held + piece;
    const rows: Row[] = [];
    let start = 0;
    while (start < text.length) {
      const found = record(text, start, last);
      if (found === undefined) break;
      if (found.cells.some((cell) => cell !== '')) rows.push({ line, cells: found.cells });
      const raw = text.slice(start, found.next);
      line += raw.endsWith('\r') ? linesIn(raw) + 1 : linesIn(raw);
      start = found.next;
    }
    held = text.slice(start);
    if (held.length > MAX_RECORD) throw broken(line, 'the record is larger than 1 MB: a quote is never closed');
    return rows;
  };

  return { push: (piece: string): Row[] => read(piece, false), end: (): Row[] => read('', true) };
};
