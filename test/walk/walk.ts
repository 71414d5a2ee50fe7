// A newcomer's walk: a fresh clone, the commands of the README as they stand there, and what they promise.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import * as z from 'zod';
import { findChromium, launchChromium, visit } from '../browser/browser.ts';
import { settled } from '../browser/house.ts';
import { type Block, blocksOf, commandsIn } from '../support/markdown.ts';
import { freePort } from '../support/stack-process.ts';
import { type Running, runCommand, startCommand } from './steps.ts';
import { tellStory } from './story.ts';

const ROOT = join(import.meta.dirname, '../..');
const MINUTE = 60_000;
const README_URL = 'http://localhost:4000';
/** Screenshots of the walk; not kept with the code. */
const PICTURES = join(ROOT, 'test-results/walk');

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

/** The URL that `npm start` names at its end, when all that it does is done. */
const untilNamed = async (stack: Running): Promise<string> => {
  const giveUpAt = performance.now() + 25 * MINUTE;
  for (;;) {
    const url = stack.output().match(/Console, inbox and API: (http\S+)/)?.[1];
    if (url) return url;
    assert.equal(stack.child.exitCode, null, `npm start ended:\n${stack.output()}`);
    assert.ok(performance.now() < giveUpAt, `npm start never named its URL:\n${stack.output()}`);
    await delay(200);
  }
};

const ask = async (url: string, method: string, path: string, sent?: object): Promise<unknown> => {
  const headers = { authorization: 'Bearer local-admin', 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(sent ? { body: JSON.stringify(sent) } : {}) });
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

/** From the page of today to the slip, by its link. */
const seeReceipt = async (browser: Browser, url: string): Promise<void> => {
  const { page, complaints, close } = await visit(browser, url);
  await page.goto(url);
  await settled(page);
  await page.getByRole('link', { name: '한 번 산 손님에게 두 번째 주문 쿠폰' }).first().press('Enter');
  const slip = page.getByRole('article');
  for (const words of ['메시지 덕에 더 산 사람', '순이익']) await slip.getByText(words).first().waitFor();
  await settled(page);
  await page.screenshot({ path: join(PICTURES, '0-receipt.png'), fullPage: true });
  assert.deepEqual(complaints, []);
  await close();
};

/** Kills workers and refuses in the middle of a campaign, on the page for that. */
const breakIt = async (browser: Browser, url: string): Promise<void> => {
  const { page, complaints, close } = await visit(browser, url);
  await page.goto(`${url}/inbox`);
  await page.getByRole('link', { name: '일부러 고장 내기' }).press('Enter');
  for (const [index, accident] of ['일꾼을 죽이기', '시작한 뒤 수신거부'].entries()) {
    await page.locator('form', { hasText: accident }).getByRole('button').press('Enter');
    await page
      .getByText('✓ 지켜짐')
      .nth(index)
      .waitFor({ timeout: 4 * MINUTE });
  }
  await page.getByText('30명 (그중 받은 사람 0명)').waitFor();
  await page.screenshot({ path: join(PICTURES, '8-break.png'), fullPage: true });
  assert.equal(await page.getByText('어긋남').count(), 0);
  assert.deepEqual(complaints, []);
  await close();
};

const expectKim = async (url: string): Promise<void> => {
  await ask(url, 'POST', '/_local/drain');
  const kim = customerSchema.parse(await ask(url, 'GET', '/v1/customers/kim'));
  assert.equal(kim.id, 'kim');
  assert.deepEqual(kim.stats.revenue, { amount: 35_000, currency: 'KRW' });
  // The same order number by two ways is one order.
  assert.equal(kim.stats.orders, 1);
};

/** The second command of the README: it sends, prints the receipt, stays up; then somebody opens the URL that it named. */
const mainJob = async (folder: string): Promise<void> => {
  const executable = findChromium();
  assert.ok(executable, 'There is no Chromium on the path; the walk ends in a browser.');
  const stack = startCommand(`npm start -- --port ${await freePort()}`, folder);
  const browser = await launchChromium(executable);
  try {
    const url = await untilNamed(stack);
    expectReceipt(stack.output());
    await step('\n  the receipt in the browser', () => seeReceipt(browser, url));
    await step('  xlsx, segment, campaign, approval by another person, send, receipt', async () => {
      await ask(url, 'PUT', '/v1/settings', { approval: 'another' });
      const drain = () => ask(url, 'POST', '/_local/drain');
      await tellStory({ browser, url, drain, folder: PICTURES });
      await ask(url, 'PUT', '/v1/settings', { approval: 'none' });
    });
    await step('  nobody gets two, nobody is forgotten, refusals hold', () => breakIt(browser, url));
  } finally {
    await browser.close();
    await stack.stop();
  }
};

const walk = async (folder: string): Promise<void> => {
  await step('git clone', () => clone(folder));
  const blocks = blocksOf(readFileSync(join(folder, 'README.md'), 'utf8'));
  blockWith(blocks, 'command to try it', ({ text }) => text.includes('npm ci && npm start'));
  const snippet = blockWith(blocks, 'snippet with an SDK', ({ text }) => text.includes('@segment/analytics-node'));
  const curls = blocks.flatMap((block) => commandsIn(block, 'curl'));
  assert.ok(curls.length >= 2, 'The README shows no curl commands.');

  await step('npm ci', () => runCommand('npm ci', folder, 20 * MINUTE));
  await step('npm start: a sent campaign, its receipt in the terminal and in the browser, a marketer’s story', () =>
    mainJob(folder),
  );

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
