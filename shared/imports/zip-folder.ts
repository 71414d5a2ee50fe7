import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import { ImportError } from './import-error.ts';

// A page under a strict policy may start no worker.
configure({ useWebWorkers: false });

const MAX_ENTRIES = 10_000;
const MB = 1024 * 1024;
/** Deflate reaches 1,032:1 on nothing but repetition; the sheets of real shops stay below 40:1. */
const MAX_RATIO = 200;
const FREE_OF_RATIO = 32 * MB;

const damaged = (cause: unknown): ImportError =>
  new ImportError('The XLSX file is damaged or cut short; open it in Excel and save it again.', { cause });

const bomb = (name: string): ImportError =>
  new ImportError(
    `The part "${name.slice(0, 60)}" of the XLSX file unpacks to far more than a sheet can hold; the file was made to do harm. Save the sheet again in Excel.`,
  );

/** The files within a ZIP file, by path; each is unpacked as it is read and never beyond `limit` bytes. */
export const openZip = async (blob: Blob) => {
  const entries = new Map<string, FileEntry>();
  try {
    for await (const entry of new ZipReader(new BlobReader(blob)).getEntriesGenerator()) {
      if (entries.size >= MAX_ENTRIES) throw bomb(entry.filename);
      if (!entry.directory) entries.set(entry.filename.replace(/^\//, ''), entry);
    }
  } catch (cause) {
    throw cause instanceof ImportError ? cause : damaged(cause);
  }

  const has = (path: string): boolean => entries.has(path);

  const read = async function* (path: string, limit: number): AsyncGenerator<Uint8Array> {
    const entry = entries.get(path);
    if (entry === undefined) throw damaged(`no part ${path}`);
    if (entry.encrypted)
      throw new ImportError('The XLSX file has a password. Save it in Excel without one (File, Info, Protect).');
    const most = Math.min(limit, Math.max(FREE_OF_RATIO, entry.compressedSize * MAX_RATIO));
    const stop = new AbortController();
    let failure: unknown;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const written = entry.getData(writable, { signal: stop.signal, checkSignature: true }).catch((cause: unknown) => {
      if (!stop.signal.aborted) failure = cause;
    });
    let bytes = 0;
    try {
      for await (const chunk of readable) {
        bytes += chunk.length;
        if (bytes > most) throw bomb(path);
        yield chunk;
      }
      await written;
      if (failure !== undefined) throw damaged(failure);
    } catch (cause) {
      throw cause instanceof ImportError ? cause : damaged(cause);
    } finally {
      stop.abort();
    }
  };

  return { has, read };
};

export type ZipFolder = Awaited<ReturnType<typeof openZip>>;
