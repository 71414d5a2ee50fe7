import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startStack } from '../../../infra/local/stack.ts';
import { createClient, inParallel } from './fixture/client.ts';
import { prepareFixture } from './fixture/prepare.ts';

// DynamoDB Local's file mode waits for the disk at each write; memory spares the test that.
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
let template: string;
let dataDir: string;

beforeAll(async () => {
  template = await prepareFixture();
  dataDir = mkdtempSync(join(base, 'dangol-restart-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixture/run.ts'), template, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`The stack ended with code ${code} before it was ready.`)));
  });
  return { child, url };
}

async function resume(): Promise<LocalStack> {
  const stack = await startStack({ template, dataDir });
  await stack.drain();
  return stack;
}

describe('kill -9 in the middle of work and a restart on the same folder', () => {
  test('loses nothing that was accepted, and keeps the clock', async () => {
    const { child, url } = await startProcess();
    const client = createClient(url);
    const accepted: string[] = [];
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await client.local('advance', { to: new Date(Date.now() + 90_000_000).toISOString() });
    await inParallel(200, async (index) => {
      if (index === 150) child.kill('SIGKILL');
      const status = await client.note(`kept${index}`).catch(() => 0);
      if (status === 201) accepted.push(`kept${index}`);
    });
    await ended;
    expect(accepted.length).toBeGreaterThan(100);

    const stack = await resume();
    try {
      expect(stack.clock.now() - Date.now()).toBeGreaterThan(80_000_000);
      const again = createClient(stack.url);
      await inParallel(accepted.length, async (index) =>
        expect(await again.counter(accepted[index] ?? '', 'finished')).toBeGreaterThanOrEqual(1),
      );
      expect((await stack.drain()).deadLetters).toEqual({});
    } finally {
      await stack.stop();
    }
  });

  test('after an orderly stop nothing is delivered a second time', async () => {
    const stack = await resume();
    const client = createClient(stack.url);
    const changes = await client.counter('total', 'changes');
    await client.note('one-more');
    await stack.drain();
    expect(await client.counter('total', 'changes')).toBe(changes + 1);
    await stack.stop();

    const next = await resume();
    try {
      expect(await createClient(next.url).counter('total', 'changes')).toBe(changes + 1);
      expect(await createClient(next.url).counter('one-more', 'finished')).toBe(1);
    } finally {
      await next.stop();
    }
  });
});
