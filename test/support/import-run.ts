import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile, type Summary } from '../../infra/import/import-file.ts';

export interface Run {
  readonly summary?: Summary;
  /** The sentence with which the import ended, if it did not succeed. */
  readonly error?: string;
  readonly screen: string;
}

/** Runs imports in a folder of their own, without waiting where the server asks to wait. */
export const importing = (url: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-import-'));

  const run = async (
    name: string,
    content: string | Buffer,
    map: unknown,
    options: { signal?: AbortSignal; key?: string; restart?: boolean; url?: string; rewrite?: boolean } = {},
  ): Promise<Run> => {
    const file = join(folder, name);
    const mapFile = join(folder, 'map.json');
    if (options.rewrite !== false) writeFileSync(file, content);
    writeFileSync(mapFile, typeof map === 'string' ? map : JSON.stringify(map));
    let screen = '';
    try {
      const summary = await importFile({
        file,
        map: mapFile,
        url: options.url ?? url,
        key: options.key ?? 'local-write',
        folder,
        restart: options.restart ?? false,
        signal: options.signal ?? new AbortController().signal,
        clock: Date.now,
        sleep: async () => undefined,
        screen: { write: (text) => (screen += text) },
      });
      return { ...(summary === undefined ? {} : { summary }), screen };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error), screen };
    }
  };

  return { folder, run };
};
