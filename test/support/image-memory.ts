import type { ImageFiles } from '../../shared/templates/image-files.ts';
import type { PictureStore } from '../../shared/templates/picture-store.ts';

/** A carrier that was given none. */
export const NO_PICTURES: Pick<PictureStore, 'find'> = { find: async () => undefined };

/** Bytes of images in memory. */
export const createImageMemory = (): ImageFiles => {
  const stored = new Map<string, Buffer>();
  return {
    put: async (name, _type, bytes) => void stored.set(name, bytes),
    read: async (name) => stored.get(name),
    remove: async (name) => void stored.delete(name),
  };
};
