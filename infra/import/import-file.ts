import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { cutBatches } from '../../shared/imports/batches.ts';
import type { Reject } from '../../shared/imports/call.ts';
import { createDryRun, type DryRun } from '../../shared/imports/dry-run.ts';
import { EVENTS_DESTINATION, experimentDestination } from '../../shared/imports/experiment-call.ts';
import { ImportError } from '../../shared/imports/import-error.ts';
import type { ImportMap } from '../../shared/imports/import-map.ts';
import { fileName, readCalls } from '../../shared/imports/read-calls.ts';
import { experimentOfMap } from '../../shared/imports/read-experiments.ts';
import type { SourceFile } from '../../shared/imports/row.ts';
import { sendAll } from '../../shared/imports/send-all.ts';
import { createSender, type Sender } from '../../shared/imports/send-batch.ts';
import { type Clock, SECOND } from '../../shared/platform/clock.ts';
import { chooseMap } from './choose-map.ts';
import { dryRunLines } from './dry-run-lines.ts';
import { openState, STATE_FOLDER, type StateFile } from './import-state.ts';
import { openSource } from './open-source.ts';
import { createProgress } from './progress.ts';
import { createRejectsFile } from './rejects-file.ts';

export interface ImportOptions {
  readonly file: string;
  /** A file, or the name of a ready map; without it one is proposed. */
  readonly map?: string | undefined;
  readonly sheet?: string | undefined;
  /** Takes the proposed map without asking. */
  readonly yes?: boolean;
  /** Reads everything, says what would happen and sends nothing. */
  readonly dryRun?: boolean;
  readonly url: string;
  /** The local stack's own if absent: an experiment needs one that may draft campaigns, the rest one that sends events. */
  readonly key?: string | undefined;
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

/** Reads the whole file once without sending: broken quoting or a map that does not fit must not leave half an import. */
const tryFile = async (file: SourceFile, map: ImportMap, now: number, currency: string): Promise<DryRun> => {
  const dryRun = createDryRun(currency);
  for await (const step of readCalls(file, map, now)) dryRun.add(step);
  return dryRun.result();
};

/** Whether the server still holds what it accepted before: a stack that keeps nothing may have been restarted since. */
const isStillThere = async (file: SourceFile, map: ImportMap, now: number, sender: Sender): Promise<boolean> => {
  for await (const batch of cutBatches(readCalls(file, map, now), 0, () => undefined)) {
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

/**
 * Imports a file through the public API; nothing if a map was proposed that awaits an answer. Throws an `ImportError`
 * with one sentence if it cannot go on.
 */
export const importFile = async (options: ImportOptions): Promise<Summary | undefined> => {
  const { clock, screen, signal } = options;
  const now = clock();
  const path = resolve(options.file);
  const file = await openSource(path);
  const choice = { map: options.map, sheet: options.sheet, yes: options.yes ?? false };
  const map = await chooseMap(file, choice, (text) => screen.write(text));
  if (map === undefined) return undefined;
  const trial = await tryFile(file, map, now, '');
  const { rows, calls } = trial;
  if (options.dryRun) {
    for (const line of dryRunLines(fileName(path), trial)) screen.write(`${line}\n`);
    return { rows, calls, rejected: trial.rejected };
  }

  const { size, mtimeMs } = statSync(path);
  const identity = { path, size, modified: mtimeMs, map: JSON.stringify(map), url: options.url };
  const state = openState(join(options.folder, STATE_FOLDER), identity);
  const progress = createProgress(screen, clock, rows);
  const isExperiment = map.kind === 'experiment';
  const to = isExperiment ? experimentDestination(experimentOfMap(map, fileName(path))) : EVENTS_DESTINATION;
  const key = options.key ?? (isExperiment ? 'local-admin' : 'local-write');
  const sender = createSender({ ...options, key, to, onWait: progress.waiting });
  await sender.check();
  const start = await resumeAt(state, options, () => isStillThere(file, map, now, sender));

  const rejects = createRejectsFile(state.rejectsPath);
  const ofServer: Reject[] = [...start.rejects];
  for (const reject of ofServer) rejects.add(reject);
  let accepted = start.accepted;
  let savedAt = 0;
  const save = (done: boolean): void => state.write({ file: path, accepted, rejects: ofServer, done });

  const startedAt = clock();
  try {
    const batches = cutBatches(readCalls(file, map, now), start.accepted, rejects.add);
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
