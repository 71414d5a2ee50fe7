import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256Hex } from '../../shared/platform/hash.ts';

export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly body: Buffer;
  /** The same bytes gzipped; absent where that does not pay. */
  readonly gzip?: Buffer;
}

/** Files of the console build by URL path, such as `/assets/app-1A2B.js`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads a console build once per cold start (about 200 KB), so that no request touches the disk. */
export const loadConsoleFiles = (directory: string): ConsoleFiles => {
  const files = new Map<string, ConsoleFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const extension = extname(entry.name);
    const file = {
      type: TYPES[extension] ?? 'application/octet-stream',
      etag: `"${sha256Hex(body.toString('latin1')).slice(0, 20)}"`,
      body,
    };
    // The page stays plain: it is 1 KB, and a local runner writes a key into it.
    const worthIt = extension !== '.html' && file.type !== 'application/octet-stream';
    files.set(`/${relative(directory, path).split(sep).join('/')}`, worthIt ? { ...file, gzip: gzipSync(body) } : file);
  }
  return files;
};
