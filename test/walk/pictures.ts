// Draws the pictures of the console that stand in the README, from the sample shop on the morning after its campaign: npm run pictures
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startStack } from '../../infra/local/stack.ts';
import { runMainJob } from '../../infra/sample/main-job.ts';
import { findChromium, launchChromium, visit } from '../browser/browser.ts';
import { settled } from '../browser/house.ts';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const DESKTOP = { width: 1180, height: 780 };
const PHONE = { width: 360, height: 740 };
const MOST_BYTES = 150_000;
/** A small shop: the pictures show what pages look like, and are drawn in minutes. */
const CUSTOMERS = 120;

const PICTURES = [
  { name: 'today', path: '/', viewport: DESKTOP },
  { name: 'customer', path: '/customers/c0001', viewport: DESKTOP },
  { name: 'receipt', path: '/messages/second-order', viewport: DESKTOP },
  { name: 'results', path: '/results', viewport: DESKTOP },
  { name: 'today-phone', path: '/', viewport: PHONE, colorScheme: 'dark' },
  { name: 'receipt-phone', path: '/messages/second-order', viewport: PHONE },
] as const;

/** One picture of each page as it stands on the stack at `url`, at most 150 KB each. */
const takePictures = async (browser: Browser, url: string, folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  for (const { name, path, ...screen } of PICTURES) {
    const { page, complaints, close } = await visit(browser, url, screen);
    await page.goto(url + path);
    await settled(page);
    const file = join(folder, `${name}.png`);
    await page.screenshot({ path: file });
    assert.deepEqual(complaints, [], `${path} complains.`);
    const { size } = statSync(file);
    assert.ok(size <= MOST_BYTES, `${name}.png has ${size} bytes; ${MOST_BYTES} are allowed.`);
    await close();
  }
};

if (import.meta.main) {
  const executable = findChromium();
  assert.ok(executable, 'There is no Chromium on the path.');
  const stack = await startStack({ clock: '2026-11-23T10:00:00+09:00' });
  const browser = await launchChromium(executable);
  try {
    const { url, drain, advance } = stack;
    await runMainJob({ url, now: stack.clock.now, drain, advance, say: () => undefined, customers: CUSTOMERS });
    await advance('2026-11-24T09:00:00+09:00');
    await takePictures(browser, url, FOLDER);
  } finally {
    await browser.close();
    await stack.stop();
  }
}
