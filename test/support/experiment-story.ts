import { expect } from 'vitest';
import { type Report, reportSchema } from '../../shared/insights/report-schema.ts';
import { COOKIE_CATS, HILLSTROM, reportOfFile } from './experiments.ts';
import { importing } from './import-run.ts';

const ADMIN = { authorization: 'Bearer local-admin' };

/** Imports a file as an experiment, its first rows once more, and reads the report when the streams are empty. */
const through = async (url: string, name: string, text: string, map: object, id: string): Promise<Report> => {
  const { run } = importing(url);
  const again = text.split('\n').slice(0, 300).join('\n');
  for (const content of [text, again]) {
    const { error, summary } = await run(name, content, map, { key: 'local-admin', restart: true });
    expect(error).toBeUndefined();
    expect(summary?.rejected).toBe(0);
  }
  await fetch(`${url}/_local/drain`, { method: 'POST' });
  const answer = await fetch(`${url}/v1/campaigns/${id}/report`, { headers: ADMIN });
  return reportSchema.parse(await answer.json());
};

/** What a published experiment says through the whole product is what it says on the pure path. */
export const expectHillstrom = async (url: string, text: string): Promise<Report> => {
  const report = await through(url, 'hillstrom.csv', text, HILLSTROM, 'hillstrom');
  const { asOf: _asOf, ...pure } = await reportOfFile('hillstrom.csv', text, HILLSTROM);
  expect(report).toMatchObject(pure);
  return report;
};

export const expectCookieCats = async (url: string, text: string): Promise<Report> => {
  const report = await through(url, 'cookie_cats.csv', text, COOKIE_CATS, 'cookie-cats');
  const { asOf: _asOf, ...pure } = await reportOfFile('cookie_cats.csv', text, COOKIE_CATS);
  expect(report).toMatchObject(pure);
  return report;
};
