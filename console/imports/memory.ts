import * as z from 'zod';
import type { SourceFile } from '../../shared/imports/row.ts';
import { shortDigest } from '../../shared/platform/digest.ts';
import { remember, remembered } from '../platform/storage.ts';

const memorySchema = z.object({
  /** The first so many calls of the file are accepted. */
  accepted: z.number().int().min(0),
  /** Lines that the server refused among them. */
  rejects: z.array(z.object({ line: z.number().int(), reason: z.string() })),
});
export type Memory = z.infer<typeof memorySchema>;

const storage = () => localStorage;
const FRESH: Memory = { accepted: 0, rejects: [] };
const MOST_REJECTS = 500;

/** How far the import of one file with one map has come in this browser; a changed file is another import. */
export const openMemory = ({ name, blob }: SourceFile, modified: number, map: unknown) => {
  const key = `dangol.import.${shortDigest(JSON.stringify([name, blob.size, modified, map]))}`;
  const read = (): Memory => {
    const text = remembered(storage, key);
    if (text === undefined) return FRESH;
    try {
      const parsed = memorySchema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : FRESH;
    } catch {
      // Starting over is always right: a second import changes nothing.
      return FRESH;
    }
  };
  const write = (memory: Memory): void =>
    remember(storage, key, JSON.stringify({ ...memory, rejects: memory.rejects.slice(0, MOST_REJECTS) }));
  return { read, write, forget: () => remember(storage, key, undefined) };
};
