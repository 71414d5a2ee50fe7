import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ORDERS_MAP } from '../support/cdnow.ts';
import { sharedData } from '../support/shared-data.ts';
import { startServer } from './child.ts';
import type { Figure, Skipped } from './figure.ts';

const SECTION = 'Import: peak memory';
const IMPORT = join(import.meta.dirname, '../../infra/import/import.ts');
const BASIS =
  'Peak resident memory of the process (getrusage) against a server that accepts everything; the baseline is an empty Node process, measured in between.';

/** Garbage waits while memory is free; what the import really holds shows when there is little. */
const SMALL_HEAP_MB = 48;
const HELD = 'With a small heap garbage is collected early, so this is close to what is held at once.';

/** Written by the process itself when it ends; no polling can miss the peak. */
const REPORT = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))",
)}`;

/** Peak resident memory in MB of a Node process that runs to its end. */
const peakOf = async (args: readonly string[], folder: string): Promise<number> => {
  const child = spawn(process.execPath, ['--import', REPORT, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout, stderr, report] = child.stdio;
  if (!stdout || !stderr || !report || !('read' in report)) throw new Error('The process has no report channel.');
  const [kilobytes, output, errors] = await Promise.all([
    text(report),
    text(stdout),
    text(stderr),
    child.exitCode === null ? once(child, 'exit') : undefined,
  ]);
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${child.exitCode}: ${output}${errors}`);
  return Number(kilobytes) / 1024;
};

const FILES = [
  { name: '7 k rows', file: 'cdnow_sample.csv', idColumn: 'sample_id' },
  { name: '70 k rows', file: 'cdnow_master.csv', idColumn: 'customer_id' },
] as const;

/** Peak memory of `npm run import` at two sizes: what streams does not grow with its file. */
export const measureImportMemory = async (): Promise<Figure[] | Skipped> => {
  const files = FILES.map((entry) => ({ ...entry, path: sharedData(entry.file) }));
  if (files.some(({ path }) => path === undefined))
    return { section: SECTION, reason: 'the CDNOW files do not stand in ../shared/data' };
  const stub = await startServer(new URL('./accept-stub.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'dangol-bench-'));
  try {
    const figures: Figure[] = [];
    const peaks: number[] = [];
    for (const { name, path = '', idColumn } of files) {
      const map = join(folder, `${idColumn}.json`);
      writeFileSync(map, JSON.stringify(ORDERS_MAP(idColumn)));
      const empty = await peakOf(['--input-type=module', '-e', ''], folder);
      const peak = await peakOf([IMPORT, path, '--map', map, '--url', stub.url, '--key', 'local-write'], folder);
      peaks.push(peak);
      const figure = { section: SECTION, basis: BASIS };
      figures.push({ ...figure, name: `${name}: peak`, value: peak, unit: 'MB' });
      figures.push({ ...figure, name: `${name}: to an empty Node process`, value: peak / empty, unit: '×' });
    }
    const { idColumn, path = '' } = files[1] ?? {};
    const args = [IMPORT, path, '--map', join(folder, `${idColumn}.json`), '--url', stub.url, '--restart'];
    const held = await peakOf([`--max-old-space-size=${SMALL_HEAP_MB}`, ...args], folder);
    const name = `70 k rows with a heap of ${SMALL_HEAP_MB} MB: peak`;
    figures.push({ section: SECTION, name, value: held, unit: 'MB', basis: HELD });
    const [small = Number.NaN, large = Number.NaN] = peaks;
    figures.push({ section: SECTION, name: '70 k to 7 k rows', value: large / small, unit: '×', basis: BASIS });
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await stub.stop();
  }
};
