import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export interface StackLog {
  add(source: string, line: string): void;
  /** The latest lines, oldest first, of one source or all. */
  lines(source?: string): string[];
  close(): void;
}

const kept = 5000;

/** Keeps the latest log lines of all functions in memory and, with a data folder, all of them in `<folder>/runner.log`. */
export function createLog(dataDir: string | undefined, echo?: (line: string) => void): StackLog {
  const ring: { source: string; line: string }[] = [];
  const file: WriteStream | undefined =
    dataDir === undefined ? undefined : createWriteStream(join(dataDir, 'runner.log'), { flags: 'a' });
  return {
    add: (source, line) => {
      ring.push({ source, line });
      if (ring.length > kept * 2) ring.splice(0, ring.length - kept);
      file?.write(`[${source}] ${line}\n`);
      echo?.(`[${source}] ${line}`);
    },
    lines: (source) =>
      ring
        .filter((entry) => source === undefined || entry.source === source)
        .map((entry) => `[${entry.source}] ${entry.line}`),
    close: () => file?.end(),
  };
}
