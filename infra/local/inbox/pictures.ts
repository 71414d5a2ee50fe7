import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In memory, of a stack without a folder; the oldest make room. */
const MOST = 100;
/** Ids that a provider gave out; anything else is no name of a file here. */
const ID = /^[A-Za-z0-9]{1,64}$/;

/** JPEG and PNG, which is all that the providers take; anything else is no picture. */
const typeOf = (bytes: Buffer): 'image/jpeg' | 'image/png' | undefined => {
  if (bytes.length > 8 && bytes.readUInt32BE(0) === 0x89504e47) return 'image/png';
  return bytes.length > 3 && bytes.readUInt16BE(0) === 0xffd8 ? 'image/jpeg' : undefined;
};

/** Pictures that the providers' stores were handed, so that a phone in the inbox can show them. */
export const createPictures = (dataDir: string | undefined) => {
  const kept = new Map<string, Buffer>();
  const folder = dataDir === undefined ? undefined : join(dataDir, 'inbox-pictures');

  const bytesOf = (id: string): Buffer | undefined => {
    if (!ID.test(id)) return undefined;
    if (folder === undefined) return kept.get(id);
    const path = join(folder, id);
    return existsSync(path) ? readFileSync(path) : undefined;
  };

  return {
    /** Durable when it returns, if a data folder was given. What is no picture is not kept. */
    keep: (id: string, bytes: Buffer): void => {
      if (!ID.test(id) || typeOf(bytes) === undefined) return;
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, id), bytes);
        return;
      }
      kept.set(id, bytes);
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    },
    has: (id: string): boolean => ID.test(id) && (folder === undefined ? kept.has(id) : existsSync(join(folder, id))),
    find: (id: string): { readonly bytes: Buffer; readonly type: string } | undefined => {
      const bytes = bytesOf(id);
      const type = bytes && typeOf(bytes);
      return bytes && type !== undefined ? { bytes, type } : undefined;
    },
  };
};
