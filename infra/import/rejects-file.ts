import { createWriteStream, mkdirSync, rmSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Reject } from '../../shared/imports/call.ts';
import { REJECTS_HEAD, rejectLine } from '../../shared/imports/rejects-csv.ts';

const SHOWN = 10;

/** The list of rejected lines: a CSV file that exists only if there are any, and the first ten for the screen. */
export const createRejectsFile = (path: string) => {
  rmSync(path, { force: true });
  let file: WriteStream | undefined;
  let count = 0;
  const first: Reject[] = [];

  const add = (reject: Reject): void => {
    if (file === undefined) {
      mkdirSync(dirname(path), { recursive: true });
      file = createWriteStream(path);
      file.write(REJECTS_HEAD);
    }
    count += 1;
    if (first.length < SHOWN) first.push(reject);
    file.write(rejectLine(reject));
  };

  const close = async (): Promise<void> => {
    if (file === undefined) return;
    file.end();
    await finished(file);
  };

  return { add, close, first, count: () => count };
};
