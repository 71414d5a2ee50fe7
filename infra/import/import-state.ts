import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { sha256Hex } from '../../shared/platform/hash.ts';

const stateSchema = z.object({
  file: z.string(),
  /** The first so many calls of the file are accepted. */
  accepted: z.number().int(),
  /** Lines that the server rejected among them: reading the file again does not find them. */
  rejects: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  done: z.boolean(),
});
export type ImportState = z.infer<typeof stateSchema>;

/** Folder in the working directory in which imports remember how far they are. */
export const STATE_FOLDER = join('.dangol', 'import');

interface Identity {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  readonly map: string;
  readonly url: string;
}

/** State of one file, map and address; a changed file is another import. */
export const openState = (folder: string, identity: Identity) => {
  const { path, size, modified, map, url } = identity;
  const name = sha256Hex(JSON.stringify([path, size, modified, map, url])).slice(0, 16);
  const statePath = join(folder, `${name}.json`);
  const rejectsPath = join(folder, `${name}.rejects.csv`);

  const read = (): ImportState => {
    const fresh: ImportState = { file: path, accepted: 0, rejects: [], done: false };
    try {
      const parsed = stateSchema.safeParse(JSON.parse(readFileSync(statePath, 'utf8')));
      return parsed.success && !parsed.data.done ? parsed.data : fresh;
    } catch {
      // No state, or one that was cut short: starting over is always right, since a second import changes nothing.
      return fresh;
    }
  };

  const write = (state: ImportState): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${statePath}.new`, JSON.stringify(state));
    renameSync(`${statePath}.new`, statePath);
  };

  return { read, write, rejectsPath };
};

export type StateFile = ReturnType<typeof openState>;
