import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { buildConsole } from '../../console/build.ts';
import { findChromium, launchChromium, type Visit, visit } from './browser.ts';
import { type Fixture, startFixture } from './fixture-api.ts';

const executable = findChromium();
if (!executable) process.stderr.write('Browser tests are skipped: no chromium on the PATH (.ci/run installs it).\n');

/** The built console in front of the fixture API, for one file of tests. */
export interface House {
  /** As on a developer's machine: the page carries its key. */
  readonly local: Fixture;
  /** As in an account: the page asks for a key. */
  readonly deployed: Fixture;
  /** A fresh profile with one tab; closed after the test. */
  readonly enter: (fixture: Fixture, options?: Parameters<typeof visit>[2]) => Promise<Visit>;
}

/** Everything that was asked for has been answered and drawn. */
export const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('.skeleton') === null);
};

/** Tests in a real browser; skipped, with a sentence on stderr, where none is installed. */
export const describeInBrowser = (name: string, tests: (house: () => House) => void): void => {
  describe.skipIf(!executable)(name, () => {
    const directory = mkdtempSync(join(tmpdir(), 'dangol-browser-'));
    let browser: Browser | undefined;
    let house: House | undefined;
    let open: Visit[] = [];

    beforeAll(async () => {
      await buildConsole(directory);
      const launched = await launchChromium(executable ?? '');
      browser = launched;
      house = {
        local: await startFixture({ directory, preset: 'good-key' }),
        deployed: await startFixture({ directory }),
        enter: async (fixture, options = {}) => {
          const made = await visit(launched, new URL(fixture.url).origin, options);
          open.push(made);
          return made;
        },
      };
    });
    beforeEach(() => {
      for (const fixture of house ? [house.local, house.deployed] : []) {
        fixture.instead.clear();
        fixture.calls.length = 0;
      }
    });
    afterEach(async () => {
      await Promise.all(open.map((made) => made.close()));
      open = [];
    });
    afterAll(async () => {
      await browser?.close();
      await house?.local.stop();
      await house?.deployed.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    tests(() => {
      if (!house) throw new Error('The house is open only inside a test.');
      return house;
    });
  });
};
