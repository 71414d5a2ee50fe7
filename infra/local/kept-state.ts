import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Clock, createClock } from './clock.ts';

const keptSchema = z.object({ offset: z.number(), seed: z.number() });

export interface KeptState {
  readonly clock: Clock;
  readonly seed: number;
  /** Writes the clock's offset to the data folder, after each jump. */
  keep(): void;
}

/** The clock and the seed of a data folder, or new ones: both must be the same at every start on it. */
export function openKeptState(options: { dataDir?: string; clock?: string; seed?: number }): KeptState {
  const { dataDir } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const path = dataDir === undefined ? undefined : join(dataDir, 'runner.json');
  const kept =
    path !== undefined && existsSync(path) ? keptSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  const seed = kept?.seed ?? options.seed ?? 1;
  const clock = createClock(kept?.offset ?? (options.clock === undefined ? 0 : Date.parse(options.clock) - Date.now()));
  const keep = (): void => {
    if (path === undefined) return;
    writeFileSync(`${path}.new`, JSON.stringify({ offset: clock.offset(), seed }));
    renameSync(`${path}.new`, path);
  };
  keep();
  return { clock, seed, keep };
}
