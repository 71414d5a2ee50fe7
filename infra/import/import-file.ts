import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Clock, SECOND } from '../../shared/platform/clock.ts';
import { quote } from '../../shared/platform/errors.ts';
import { type Batch, cutBatches } from './batches.ts';
import type { Reject } from './call.ts';
import { ImportError } from './import-error.ts';
import { type ImportMap, parseMap } from './import-map.ts';
import { openState, STATE_FOLDER, type StateFile } from './import-state.ts';
import { createProgress } from './progress.ts';
import { fileName, readCalls } from './read-calls.ts';
import { createRejectsFile } from './rejects-file.ts';
import { createSender, type Sender } from './send-batch.ts';

export interface ImportOptions {
  readonly file: string;
  readonly map: string;
  readonly url: string;
  readonly key: string;
  /** Where `.dangol/import` is kept. */
  readonly folder: string;
  /** Forgets how far an earlier run came. */
  readonly restart: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly screen: { readonly isTTY?: boolean; write(text: string): unknown };
}

export interface Summary {
  readonly rows: number;
  readonly calls: number;
  readonly rejected: number;
}

/** Requests under way at a time. */
const LANES = 4;

const readText = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ImportError(`The ${what} ${quote(path)} cannot be read; check its name.`, { cause });
  }
};

interface Counted {
  readonly rows: number;
  readonly calls: number;
}

/** Reads the whole file once without sending: broken quoting or a map that does not fit must not leave half an import. */
const checkFile = async (path: string, map: ImportMap, now: number): Promise<Counted> => {
  let rows = 0;
  let calls = 0;
  let first: Reject | undefined;
  for await (const step of readCalls(path, map, now)) {
    rows = step.rows;
    for (const outcome of step.outcomes) {
      if ('call' in outcome) calls += 1;
      else first ??= outcome.reject;
    }
  }
  if (rows === 0) throw new ImportError('The file holds a header and no row.');
  if (calls === 0) {
    throw new ImportError(
      `None of the ${rows} rows can be imported with this map; nothing was sent. Line ${first?.line}: ${first?.reason}.`,
    );
  }
  return { rows, calls };
};

/** Sends every batch, a few at a time; `onAccepted` gets them in the order of the file. */
const sendAll = async (
  batches: AsyncGenerator<Batch>,
  sender: Sender,
  onAccepted: (batch: Batch, rejects: readonly Reject[]) => void,
): Promise<void> => {
  const finished = new Map<number, { batch: Batch; rejects: readonly Reject[] }>();
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed) {
      const { value: batch, done } = await batches.next();
      if (done) return;
      try {
        finished.set(batch.index, { batch, rejects: (await sender.send(batch)).rejects });
      } catch (error) {
        failed = true;
        throw error;
      }
      for (let ready = finished.get(next); ready; ready = finished.get(next)) {
        finished.delete(next);
        next += 1;
        onAccepted(ready.batch, ready.rejects);
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const broken = lanes.find((result) => result.status === 'rejected');
  if (broken) throw broken.reason;
};

/** Whether the server still holds what it accepted before: a stack that keeps nothing may have been restarted since. */
const isStillThere = async (path: string, map: ImportMap, now: number, sender: Sender): Promise<boolean> => {
  for await (const batch of cutBatches(readCalls(path, map, now), 0, () => undefined)) {
    const { stored } = await sender.send(batch);
    return stored === 0;
  }
  return false;
};

const resumeAt = async (
  state: StateFile,
  options: ImportOptions,
  isThere: () => Promise<boolean>,
): Promise<ReturnType<StateFile['read']>> => {
  const known = state.read();
  const fresh = { ...known, accepted: 0, rejects: [] };
  if (options.restart || known.accepted === 0) return fresh;
  if (!(await isThere())) {
    options.screen.write('The server no longer holds what an earlier run sent; starting again from the first row.\n');
    return fresh;
  }
  options.screen.write(`Resuming after ${known.accepted} calls that were accepted before.\n`);
  return known;
};

/** Imports a file through the public API. Throws an `ImportError` with one sentence if it cannot go on. */
export const importFile = async (options: ImportOptions): Promise<Summary> => {
  const { clock, screen, signal } = options;
  const now = clock();
  const mapText = readText(options.map, 'map');
  const map = parseMap(mapText);
  const path = resolve(options.file);
  const { rows, calls } = await checkFile(path, map, now);

  const { size, mtimeMs } = statSync(path);
  const identity = { path, size, modified: mtimeMs, map: mapText, url: options.url };
  const state = openState(join(options.folder, STATE_FOLDER), identity);
  const progress = createProgress(screen, clock, rows);
  const sender = createSender({ ...options, onWait: progress.waiting });
  await sender.check();
  const start = await resumeAt(state, options, () => isStillThere(path, map, now, sender));

  const rejects = createRejectsFile(state.rejectsPath);
  const ofServer: Reject[] = [...start.rejects];
  for (const reject of ofServer) rejects.add(reject);
  let accepted = start.accepted;
  let savedAt = 0;
  const save = (done: boolean): void => state.write({ file: path, accepted, rejects: ofServer, done });

  const startedAt = clock();
  try {
    const batches = cutBatches(readCalls(path, map, now), start.accepted, rejects.add);
    await sendAll(batches, sender, (batch, refused) => {
      for (const reject of refused) {
        ofServer.push(reject);
        rejects.add(reject);
      }
      accepted = batch.upTo;
      progress.show(batch.rows);
      if (clock() - savedAt < SECOND) return;
      savedAt = clock();
      save(false);
    });
  } catch (error) {
    save(false);
    await rejects.close();
    progress.end();
    if (signal.aborted)
      throw new ImportError(`Stopped after ${accepted} of ${calls} calls; the same command goes on from there.`);
    if (error instanceof ImportError)
      throw new ImportError(
        `${error.message} ${accepted} of ${calls} calls were accepted; the same command goes on from there.`,
        { cause: error },
      );
    throw error;
  }
  save(true);
  await rejects.close();
  progress.end();
  const seconds = Math.max(1, Math.round((clock() - startedAt) / SECOND));
  screen.write(
    `${fileName(path)}: ${rows} rows read, ${calls - ofServer.length} calls accepted in ${seconds} s, ${rejects.count()} lines rejected.\n`,
  );
  if (rejects.count() > 0) {
    for (const { line, reason } of rejects.first) screen.write(`  line ${line}: ${reason}\n`);
    screen.write(`All rejected lines: ${relative(options.folder, state.rejectsPath) || state.rejectsPath}\n`);
  }
  return { rows, calls, rejected: rejects.count() };
};
