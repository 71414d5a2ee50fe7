import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';

type Publication = { topicArn: string; message: object };
/** `publish` resolves after the first attempt; what SNS refused is tried again until it is taken. */
type Outbox = {
  publish(publications: readonly Publication[]): Promise<void>;
  pending(): number;
  stop(): Promise<void>;
};

const lineSchema = z.union([
  z.object({ put: z.number(), publications: z.array(z.object({ topicArn: z.string(), message: z.looseObject({}) })) }),
  z.object({ done: z.number() }),
]);
const RETRY_MS = 200;

/**
 * Provider events leave at least once, as on AWS: with a file they are written before the provider
 * answers, so that a kill -9 between acceptance and publication loses no receipt.
 */
export function createOutbox(options: {
  sns: (topicArn: string, message: object) => Promise<void>;
  file?: string;
}): Outbox {
  const open = new Map<number, readonly Publication[]>(options.file ? unpublished(options.file) : []);
  let next = Math.max(0, ...open.keys()) + 1;
  const descriptor = options.file ? startFile(options.file, open) : undefined;
  const stopping = new AbortController();
  const retries = new Set<Promise<void>>();
  const write = (line: object) => {
    if (descriptor !== undefined && !stopping.signal.aborted) writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };

  const attempt = async (number: number): Promise<boolean> => {
    for (let rest = open.get(number) ?? []; rest.length > 0; rest = rest.slice(1)) {
      const [first] = rest;
      if (!first) break;
      try {
        await options.sns(first.topicArn, first.message);
      } catch {
        open.set(number, rest);
        return false;
      }
    }
    open.delete(number);
    write({ done: number });
    return true;
  };
  const retryUntilTaken = async (number: number) => {
    do {
      await wait(RETRY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    } while (!stopping.signal.aborted && !(await attempt(number)));
  };
  const retry = (number: number) => {
    const running = retryUntilTaken(number).finally(() => retries.delete(running));
    retries.add(running);
  };
  for (const number of open.keys()) retry(number);

  return {
    async publish(publications) {
      if (publications.length === 0) return;
      const number = next++;
      open.set(number, publications);
      write({ put: number, publications });
      if (!(await attempt(number))) retry(number);
    },
    pending: () => open.size,
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await Promise.all(retries);
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

function unpublished(file: string): Map<number, readonly Publication[]> {
  const open = new Map<number, readonly Publication[]>();
  if (!existsSync(file)) return open;
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const line = parseLine(text);
    if (!line) continue;
    if ('done' in line) open.delete(line.done);
    else open.set(line.put, line.publications);
  }
  return open;
}

function parseLine(text: string) {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // the torn last line of a killed process: its API call was never answered
  }
}

function startFile(file: string, open: ReadonlyMap<number, readonly Publication[]>): number {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [...open].map(([put, publications]) => `${JSON.stringify({ put, publications })}\n`).join(''));
  return openSync(file, 'a');
}
