import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCookieCats, expectHillstrom } from '../support/experiment-story.ts';
import { sharedData } from '../support/shared-data.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';
import { near } from '../unit/statistics/near.ts';

const hillstrom = sharedData('hillstrom.csv');
const cookieCats = sharedData('cookie_cats.csv');

describe.skipIf(!hillstrom || !cookieCats)('published experiments, whole, through the product', () => {
  let stack: StackProcess;

  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(() => stack?.stop());

  // ../shared/facts/statistics.md, section 6.
  it('Hillstrom: the published lifts', async () => {
    const report = await expectHillstrom(stack.url, readFileSync(hillstrom ?? '', 'utf8'));
    const visits = report.experiment?.outcomes.find(({ name }) => name === 'visit')?.pairs ?? [];
    near(visits.find(({ arm }) => arm === 'womens-e-mail')?.absolute, 0.045233, 5e-7);
    near(visits.find(({ arm }) => arm === 'mens-e-mail')?.absolute, 0.07659, 5e-7);
  });

  it('Cookie Cats: the alarm of the sample ratio', async () => {
    const report = await expectCookieCats(stack.url, readFileSync(cookieCats ?? '', 'utf8'));
    near(report.experiment?.sampleRatio?.p, 0.008607988, 5e-10);
    expect(report.experiment?.verdict.kind).toBe('mismatch');
  });
});
