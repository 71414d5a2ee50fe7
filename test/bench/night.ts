import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Figure } from './figure.ts';
import { sized } from './sizes.ts';

const SECTION = 'The night on one core: a million customers';
const PEOPLE = sized(1_000_000, 5_000);
const FITS = [sized(10_000, 1_000), sized(100_000, 2_000)] as const;
const SUBJECT = fileURLToPath(new URL('./night-subject.ts', import.meta.url));

const productSchema = z.object({
  ...{ measure: z.number(), fit: z.number(), score: z.number(), parse: z.number(), peakMb: z.number() },
});
const sqlSchema = z.object({ query: z.number(), peakMb: z.number() });

const run = (road: 'product' | 'sql', people: number): unknown =>
  JSON.parse(execFileSync(process.execPath, [SUBJECT, road, String(people)], { encoding: 'utf8', maxBuffer: 1e6 }));

const BASIS = `CPU seconds of a process of its own, ${PEOPLE} generated customers (a third never bought, a third once), shards of 62,500. The ratio is to one straightforward DuckDB query on one thread over the same purchases: NTILE(5) of R, F, M and churn by recency. The product also fits, explains, estimates and counts the figures of the day.`;

/** Measuring, fitting and scoring without the database, beside SQL on the same data in the same run. */
export const measureNight = async (): Promise<Figure[]> => {
  const product = productSchema.parse(run('product', PEOPLE));
  const sql = sqlSchema.parse(run('sql', PEOPLE));
  const fits = FITS.map((people) => [people, productSchema.parse(run('product', people)).fit] as const);
  const figure = (name: string, value: number, unit: string): Figure => ({
    section: SECTION,
    name,
    value,
    unit,
    basis: BASIS,
  });
  const work = product.measure + product.fit + product.score;
  return [
    figure('measure', product.measure, 's'),
    figure('score, with the day’s figures', product.score, 's'),
    figure('reading the stored profiles once, as text', product.parse, 's'),
    figure('RFM and churn in DuckDB', sql.query, 's'),
    figure('measure + fit + score / DuckDB', work / sql.query, '×'),
    figure('peak memory of the product', product.peakMb, 'MB'),
    figure('peak memory of DuckDB', sql.peakMb, 'MB'),
    ...fits.map(([people, seconds]) => figure(`fit at ${people} customers`, seconds, 's')),
    figure(`fit at ${PEOPLE} customers`, product.fit, 's'),
  ];
};
