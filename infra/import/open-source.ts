import { openAsBlob, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ImportError } from '../../shared/imports/import-error.ts';
import type { SourceFile } from '../../shared/imports/row.ts';
import { quote } from '../../shared/platform/errors.ts';

/** A file of the disk as a browser would hand it over: read in pieces, wherever asked for. */
export const openSource = async (path: string): Promise<SourceFile> => {
  try {
    if (!statSync(path).isFile()) throw new Error('not a file');
    return { name: resolve(path), blob: await openAsBlob(path) };
  } catch (cause) {
    throw new ImportError(`The file ${quote(path)} cannot be opened; check its name.`, { cause });
  }
};
