import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startDynamo } from '../support/dynamo.ts';
import { freePort } from '../support/stack-process.ts';
import type { Figure } from './figure.ts';

const SECTION = 'npm start -- --empty: to the first answered event';
const BASIS =
  'Seconds from the command to the first POST /v1/track that is answered 200, in a copy of the sources; the baseline is DynamoDB Local alone with the tables created, measured before each start.';
const ROOT = join(import.meta.dirname, '../..');
const GIVE_UP_MS = 180_000;

/** The sources without anything that was built from them; packages are shared. */
const copySources = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-start-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' });
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    try {
      cpSync(join(ROOT, file), join(folder, file), { recursive: true });
    } catch (error) {
      // Listed, but deleted in the working tree.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
};

const isAnswered = async (url: string): Promise<boolean> => {
  const headers = { authorization: 'Bearer local-write', 'content-type': 'application/json' };
  const body = JSON.stringify({ userId: 'kim', event: 'Bench Started' });
  try {
    return (await fetch(`${url}/v1/track`, { method: 'POST', headers, body })).ok;
  } catch {
    return false;
  }
};

const secondsSince = (began: number): number => (performance.now() - began) / 1000;

const startOnce = async (folder: string): Promise<number> => {
  const port = await freePort();
  const began = performance.now();
  // A process group of its own: npm's children end with it.
  const child = spawn('npm', ['start', '--', '--empty', '--port', String(port)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const ended = once(child, 'exit');
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  process.once('exit', kill);
  try {
    while (!(await isAnswered(`http://127.0.0.1:${port}`))) {
      if (child.exitCode !== null || secondsSince(began) * 1000 > GIVE_UP_MS)
        throw new Error(`npm start gave no answer:\n${output}`);
      await delay(20);
    }
    return secondsSince(began);
  } finally {
    process.removeListener('exit', kill);
    kill();
    await ended;
  }
};

const startDatabase = async (): Promise<number> => {
  const began = performance.now();
  const database = await startDynamo();
  const seconds = secondsSince(began);
  await database.stop();
  return seconds;
};

/** First and second start of the local stack beside the start of its database. */
export const measureStart = async (): Promise<Figure[]> => {
  const folder = copySources();
  try {
    const figures: Figure[] = [];
    for (const name of ['first start: bundles and synthesizes', 'second start: both are kept']) {
      const database = await startDatabase();
      const seconds = await startOnce(folder);
      const figure = { section: SECTION, basis: BASIS };
      figures.push({ ...figure, name, value: seconds, unit: 's' });
      figures.push({
        ...figure,
        name: `${name.split(':')[0]}: to DynamoDB Local alone`,
        value: seconds / database,
        unit: '×',
      });
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
