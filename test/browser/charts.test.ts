import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { describeInBrowser, settled } from './house.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];

const saved = async (page: Page, button: Locator) => {
  const [download] = await Promise.all([page.waitForEvent('download'), button.press('Enter')]);
  return { name: download.suggestedFilename(), body: await readFile(await download.path()) };
};

/** A table as the page holds it: figures as the machine has them, words as they stand. */
const tableOf = (chart: Locator): Promise<string[][]> =>
  chart
    .locator('table')
    .evaluate((table) =>
      [...table.querySelectorAll('tr')].map((row) =>
        [...row.children].map((cell) => cell.querySelector('data')?.value ?? cell.textContent),
      ),
    );

/** Of a wall of tiles a few, and whatever follows it. */
const someOf = <One>(all: readonly One[]): One[] => [...all.slice(0, 2), ...all.slice(2).slice(-3)];

describeInBrowser('charts in a real browser', (house) => {
  it.each([
    ['/', 2],
    ['/figures', 20],
    ['/results', 1],
    ['/segments/tea', 1],
  ])('on %s each has its table, the same as CSV, and a picture', async (path, least) => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(local.url + path);
    await settled(page);
    const charts = page.locator('figure.chart');
    await charts.nth(least - 1).waitFor();
    for (const chart of someOf(await charts.all())) {
      const name = (await chart.locator('svg').getAttribute('aria-label')) ?? '';
      await chart.locator('summary').press('Enter');
      const table = await tableOf(chart);
      const csv = await saved(page, chart.getByRole('button', { name: `${name}: CSV 내려받기` }));
      expect(csv.name).toMatch(/^[\w-]+\.csv$/);
      expect(parse(csv.body, { bom: true, relax_column_count: false })).toEqual(table);
      const png = await saved(page, chart.getByRole('button', { name: `${name}: PNG 내려받기` }));
      expect(png.name).toMatch(/^[\w-]+\.png$/);
      expect([...png.body.subarray(0, 4)]).toEqual(PNG);
      expect(png.body.length).toBeGreaterThan(1_000);
    }
    // The files of a page do not overwrite each other, and no two charts are called the same.
    const names = await charts.locator('svg').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(new Set(names).size).toBe(names.length);
    expect(await seriousFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
