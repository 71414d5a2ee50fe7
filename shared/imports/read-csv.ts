import { createCsvParser } from './csv-parser.ts';
import { ImportError } from './import-error.ts';
import type { About, Row } from './row.ts';
import { detectSeparator } from './separator.ts';
import { createTextDecoder } from './text-decoder.ts';

/** Characters from which the separator is told: enough for twenty lines, however wide. */
const LOOKED_AT = 64 * 1024;

export interface Pieces {
  readonly about: () => About;
  /** Rows in pieces of some hundred, so that a page can draw in between. */
  readonly pieces: AsyncGenerator<readonly Row[]>;
}

/** The records of separated text, plain bytes in. Memory stays at one chunk. Throws an `ImportError` for broken quoting. */
export const readCsv = (chunks: AsyncIterable<Uint8Array>, fileName: string): Pieces => {
  const decoder = createTextDecoder();
  let separator = ',';

  const texts = async function* (): AsyncGenerator<string> {
    for await (const chunk of chunks) {
      const text = decoder.push(chunk);
      if (text !== '') yield text;
    }
    const rest = decoder.end();
    if (rest !== '') yield rest;
  };

  const pieces = async function* (): AsyncGenerator<readonly Row[]> {
    let parser: ReturnType<typeof createCsvParser> | undefined;
    let waiting = '';
    const begin = (): Row[] => {
      if (waiting.includes('\u0000'))
        throw new ImportError(
          'This is not a table: it holds zero bytes. Accepted are CSV, TSV and XLSX, plain or .gz.',
        );
      separator = detectSeparator(waiting, fileName);
      parser = createCsvParser(separator);
      return parser.push(waiting);
    };
    for await (const text of texts()) {
      if (parser !== undefined) {
        yield parser.push(text);
        continue;
      }
      waiting += text;
      if (waiting.length >= LOOKED_AT) yield begin();
    }
    if (parser === undefined) yield begin();
    yield parser?.end() ?? [];
  };

  return { about: () => ({ format: 'csv', encoding: decoder.encoding(), separator }), pieces: pieces() };
};
