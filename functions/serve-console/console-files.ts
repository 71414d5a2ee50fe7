import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256Hex } from '../../shared/platform/hash.ts';
import { CONTENT_POLICY, contentPolicy } from './headers.ts';

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

/** Where people sign in, as the page is told. */
export interface ConsoleLogin {
  readonly url: string;
  readonly client: string;
}

/** The page with the address of the sign-in and leave to call it. */
const withLogin = (page: Buffer, { url, client }: ConsoleLogin): Buffer =>
  Buffer.from(
    page
      .toString('utf8')
      .replace(CONTENT_POLICY, contentPolicy(url))
      .replace('</head>', `<meta name="dangol-login" content="${url} ${client}">\n</head>`),
  );

/** Reads a console build once per cold start (about 200 KB), so that no request touches the disk. */
export const loadConsoleFiles = (directory: string, login?: ConsoleLogin): ConsoleFiles => {
  const files = new Map<string, ConsoleFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const extension = extname(entry.name);
    const built = readFileSync(path);
    const body = login && entry.name === 'index.html' ? withLogin(built, login) : built;
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
