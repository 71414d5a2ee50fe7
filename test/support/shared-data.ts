import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../shared/data');

/** Path of a real data file that stands beside the project and is never part of it; absent elsewhere. */
export const sharedData = (name: string): string | undefined => {
  const path = join(FOLDER, name);
  return existsSync(path) ? path : undefined;
};
