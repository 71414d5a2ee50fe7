import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import * as z from 'zod';
import { quote } from '../../shared/platform/errors.ts';
import { ImportError } from './import-error.ts';

/** One record of the file; `line` is the line of the file on which it begins (the header is on line 1). */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const ACCEPTED = 'Accepted are CSV and TSV in UTF-8, plain or .gz.';
const MAX_RECORD = 1024 * 1024;

const startOf = async (path: string): Promise<Buffer> => {
  const file = await open(path).catch((cause: unknown) => {
    throw new ImportError(`The file ${quote(path)} cannot be opened; check its name.`, { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

const isGzip = (start: Buffer): boolean => start[0] === 0x1f && start[1] === 0x8b;

const refuseOthers = (start: Buffer): void => {
  if (start.toString('latin1').startsWith('PK'))
    throw new ImportError(`This is an Excel (XLSX) or ZIP file. ${ACCEPTED} In Excel: save as "CSV UTF-8".`);
  if (start[0] === 0xd0 && start[1] === 0xcf)
    throw new ImportError(`This is an old Excel (XLS) file. ${ACCEPTED} In Excel: save as "CSV UTF-8".`);
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff))
    throw new ImportError(`This file is in UTF-16. ${ACCEPTED} In Excel: save as "CSV UTF-8".`);
};

/**
 * Bytes → text, without a byte order mark and with `\n` line ends (the parser miscounts `\r\n` inside quotes). Anything but
 * UTF-8 stops the import rather than garble names.
 */
const createDecoder = (): Transform => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 1;
  let held = '';
  const next = (chunk?: Buffer): string => {
    try {
      const text = held + (chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
      held = chunk && text.endsWith('\r') ? '\r' : '';
      if (chunk) lines += countOf(chunk, 10);
      return (held === '' ? text : text.slice(0, -1)).replaceAll('\r\n', '\n');
    } catch (cause) {
      throw new ImportError(
        `The text near line ${lines} is not UTF-8 (files from Korean Excel are often CP949). ${ACCEPTED} Convert it: iconv -f CP949 -t UTF-8 old.csv > new.csv`,
        { cause },
      );
    }
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      callWith(done, () => next(chunk));
    },
    flush(done) {
      callWith(done, () => next());
    },
  });
};

const callWith = (done: TransformCallback, work: () => string): void => {
  try {
    done(null, work());
  } catch (error) {
    done(error instanceof Error ? error : new Error('the text could not be decoded', { cause: error }));
  }
};

const countOf = (chunk: Buffer, byte: number): number => {
  let count = 0;
  for (let at = chunk.indexOf(byte); at >= 0; at = chunk.indexOf(byte, at + 1)) count += 1;
  return count;
};

const recordSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** Only `\n` is counted, as editors do; a record may hold quoted line ends. */
const linesWithin = (cells: readonly string[]): number => {
  let count = 0;
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count += 1;
  return count;
};

const asImportError = (error: unknown, lastLine: number): unknown => {
  if (error instanceof CsvError) {
    const what =
      error.code === 'CSV_MAX_RECORD_SIZE' ? 'the record is larger than 1 MB: a quote is never closed' : error.message;
    return new ImportError(
      `The quoting is broken in the record after line ${lastLine} (${what}). Repair it: a quote inside a quoted field is written twice.`,
      { cause: error },
    );
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
    return new ImportError('The .gz file is damaged or cut short; copy it again.', { cause: error });
  return error;
};

const delimiterOf = (path: string): string[] => (/\.(tsv|tab)(\.gz)?$/i.test(path) ? ['\t'] : [',']);

/**
 * The records of a CSV or TSV file one by one, the header first; memory stays at one chunk. Empty lines and lines of empty
 * cells are skipped. Throws an `ImportError` for what is no such file.
 */
export async function* readRows(path: string): AsyncGenerator<Row> {
  const start = await startOf(path);
  refuseOthers(start);
  const parser = parse({
    delimiter: delimiterOf(path),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MAX_RECORD,
  });
  const source = createReadStream(path);
  const steps = isGzip(start) ? [source, createGunzip(), createDecoder(), parser] : [source, createDecoder(), parser];
  // The parser is destroyed with the error, which the loop below then throws.
  pipeline(steps, () => undefined);
  let last = 0;
  try {
    for await (const entry of parser) {
      const { record, info } = recordSchema.parse(entry);
      last = info.lines;
      yield { line: info.lines - linesWithin(record), cells: record.map((cell) => cell.trim()) };
    }
  } catch (error) {
    throw asImportError(error, last);
  } finally {
    source.destroy();
  }
}
