// A newcomer's walk: a fresh clone, the commands of the README as they stand there, and what they promise.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Block, blocksOf, commandsIn } from '../support/markdown.ts';
import { freePort } from '../support/stack-process.ts';
import { type Running, runCommand, startCommand } from './steps.ts';

const ROOT = join(import.meta.dirname, '../..');
const MINUTE = 60_000;
const README_URL = 'http://localhost:4000';

const customerSchema = z.object({
  id: z.string(),
  contacts: z.unknown(),
  consent: z.unknown(),
  stats: z.object({ orders: z.number(), revenue: z.object({ amount: z.number(), currency: z.string() }) }),
});

const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  process.stdout.write(`${name} … `);
  const result = await work();
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return result;
};

/** The one block that `wanted` describes; a README that lost it fails the walk. */
const blockWith = (blocks: readonly Block[], what: string, wanted: (block: Block) => boolean): Block => {
  const found = blocks.find(wanted);
  assert.ok(found, `The README has no ${what}.`);
  return found;
};

const clone = async (folder: string): Promise<void> => {
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: ROOT, encoding: 'utf8' });
  if (changed !== '') process.stdout.write('(uncommitted changes are not part of a clone) ');
  await runCommand(`git clone --quiet ${JSON.stringify(ROOT)} ${JSON.stringify(folder)}`, tmpdir(), MINUTE);
};

const untilHealthy = async (stack: Running, url: string): Promise<void> => {
  const giveUpAt = performance.now() + 3 * MINUTE;
  for (;;) {
    const healthy = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (healthy) return;
    assert.equal(stack.child.exitCode, null, `npm start ended:\n${stack.output()}`);
    assert.ok(performance.now() < giveUpAt, `npm start never answered:\n${stack.output()}`);
    await delay(100);
  }
};

const ask = async (url: string, method: string, path: string): Promise<unknown> => {
  const answer = await fetch(`${url}${path}`, { method, headers: { authorization: 'Bearer local-admin' } });
  const body = await answer.text();
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${body}`);
  return JSON.parse(body);
};

/** The slip in either language: estimate against control, beside the planted truth, which lies in the interval. */
const expectReceipt = (output: string): void => {
  const end = output.slice(-6_000);
  for (const words of [/정직한 영수증|honest receipt/i, /대조군|control/i, /심어 둔 정답|planted truth/i])
    assert.match(output, words, `The receipt of the main job says nothing like ${words}:\n${end}`);
  assert.doesNotMatch(output, /구간 밖|outside the interval/i, `A planted truth lies outside its interval:\n${end}`);
};

const expectKim = async (url: string): Promise<void> => {
  await ask(url, 'POST', '/_local/drain');
  const kim = customerSchema.parse(await ask(url, 'GET', '/v1/customers/kim'));
  assert.equal(kim.id, 'kim');
  assert.deepEqual(kim.stats.revenue, { amount: 35_000, currency: 'KRW' });
  // The same order number by two ways is one order.
  assert.equal(kim.stats.orders, 1);
};

const walk = async (folder: string): Promise<void> => {
  await step('git clone', () => clone(folder));
  const blocks = blocksOf(readFileSync(join(folder, 'README.md'), 'utf8'));
  blockWith(blocks, 'command to try it', ({ text }) => text.includes('npm ci && npm start'));
  const snippet = blockWith(blocks, 'snippet with an SDK', ({ text }) => text.includes('@segment/analytics-node'));
  const curls = blocks.flatMap((block) => commandsIn(block, 'curl'));
  assert.ok(curls.length >= 2, 'The README shows no curl commands.');

  await step('npm ci', () => runCommand('npm ci', folder, 8 * MINUTE));
  await step('npm start -- --once', async () => {
    const port = await freePort();
    expectReceipt(await runCommand(`npm start -- --once --port ${port}`, folder, 12 * MINUTE));
  });

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const here = (text: string): string => text.replaceAll(README_URL, url);
  const stack = startCommand(`npm start -- --empty --port ${port}`, folder);
  try {
    await step(`npm start -- --empty --port ${port}`, () => untilHealthy(stack, url));
    await step('the SDK snippet of the README', async () => {
      const file = join(folder, 'first-event.mjs');
      writeFileSync(file, `${here(snippet.text)}\n`);
      await runCommand('node first-event.mjs', folder, MINUTE);
      await expectKim(url);
      assert.match(JSON.stringify(await ask(url, 'GET', '/v1/customers/kim')), /kim@example\.com/);
    });
    for (const curl of curls) {
      await step(curl.split('\n')[0]?.slice(0, 70) ?? curl, async () => {
        const output = await runCommand(
          here(curl).replace(/^curl /, 'curl --silent --show-error --fail-with-body '),
          folder,
          MINUTE,
        );
        assert.doesNotMatch(output, /"error"/, output);
      });
    }
    await step('one order, by whichever way it came', () => expectKim(url));
    await step('the console opens', async () => {
      const page = await fetch(`${url}/`);
      assert.equal(page.status, 200);
      assert.match(page.headers.get('content-type') ?? '', /text\/html/);
    });
    await step('the inbox opens', async () => assert.equal((await fetch(`${url}/inbox`)).status, 200));
  } finally {
    await stack.stop();
  }
};

const folder = mkdtempSync(join(tmpdir(), 'dangol-walk-'));
const began = performance.now();
try {
  await walk(join(folder, 'dangol'));
  process.stdout.write(`The walk took ${((performance.now() - began) / MINUTE).toFixed(1)} minutes.\n`);
} catch (error) {
  process.stdout.write('failed\n');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
