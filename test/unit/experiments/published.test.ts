import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../../shared/insights/report-schema.ts';
import { cuped, type Paired } from '../../../shared/statistics/cuped.ts';
import { COOKIE_CATS, HILLSTROM, reportOfFile } from '../../support/experiments.ts';
import { sharedData } from '../../support/shared-data.ts';
import { near } from '../statistics/near.ts';

const hillstrom = sharedData('hillstrom.csv');
const cookieCats = sharedData('cookie_cats.csv');

// ../shared/facts/statistics.md, section 6.
describe.skipIf(!hillstrom)("Hillstrom's e-mail test, all 64,000 people", async () => {
  const text = hillstrom ? readFileSync(hillstrom, 'utf8') : '';
  const report = hillstrom ? await reportOfFile('hillstrom.csv', text, HILLSTROM) : undefined;
  const outcome = (name: string) => report?.experiment?.outcomes.find((each) => each.name === name);
  const pair = (name: string, arm: string, against = 'control') =>
    outcome(name)?.pairs.find((each) => each.arm === arm && each.against === against);

  it('has the arms, rates and sums of the file', () => {
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(outcome('visit')?.arms.map(({ arm, people, sum }) => [arm, people, sum])).toEqual([
      ['control', 21_306, 2_262],
      ['mens-e-mail', 21_307, 3_894],
      ['womens-e-mail', 21_387, 3_238],
    ]);
    expect(outcome('conversion')?.arms.map(({ sum }) => sum)).toEqual([122, 267, 189]);
    const spend = outcome('spend');
    expect(spend?.kind).toBe('mean');
    for (const [index, [sum, mean, sd]] of [
      [13_908.33, 0.652789, 11.5882],
      [30_311.69, 1.422617, 17.754205],
      [23_038.11, 1.077202, 15.116106],
    ].entries()) {
      near(spend?.arms[index]?.sum, sum ?? 0, 1e-6);
      near(spend?.arms[index]?.mean, mean ?? 0, 1e-6);
      near(spend?.arms[index]?.sd, sd ?? 0, 1e-6);
    }
  });

  it('gives the published lifts of the women’s e-mail', () => {
    const visit = pair('visit', 'womens-e-mail');
    near(visit?.absolute, 0.045233, 5e-7);
    near(visit?.statistic, 13.949181, 1e-6);
    near(visit?.p, 3.18e-44, 1e-46);
    near(visit?.wald?.low, 0.038894, 5e-7);
    near(visit?.wald?.high, 0.051572, 5e-7);
    near(visit?.relative ?? 0, 0.426055, 5e-7);
    const conversion = pair('conversion', 'womens-e-mail');
    near(conversion?.absolute, 0.003111, 5e-7);
    near(conversion?.statistic, 3.779561, 1e-6);
    near(conversion?.relative ?? 0, 0.5433, 5e-5);
    const spend = pair('spend', 'womens-e-mail');
    near(spend?.absolute, 0.424412, 5e-7);
    near(spend?.statistic, 3.256372, 1e-6);
    near(spend?.p, 0.001129397, 5e-9);
    near(spend?.interval.low, 0.168957, 1e-6);
    near(spend?.interval.high, 0.679868, 1e-6);
  });

  it('gives the published lifts of the men’s e-mail, and of one against the other', () => {
    const visit = pair('visit', 'mens-e-mail');
    near(visit?.absolute, 0.07659, 5e-7);
    near(visit?.statistic, 22.486041, 1e-6);
    near(visit?.relative ?? 0, 0.721405, 5e-7);
    const conversion = pair('conversion', 'mens-e-mail');
    near(conversion?.absolute, 0.006805, 5e-7);
    near(conversion?.statistic, 7.385114, 1e-6);
    near(conversion?.relative ?? 0, 1.1884, 5e-5);
    const spend = pair('spend', 'mens-e-mail');
    near(spend?.absolute, 0.769827, 5e-7);
    near(spend?.statistic, 5.30014, 1e-6);
    near(spend?.p, 1.1638e-7, 5e-12);
    const between = pair('visit', 'womens-e-mail', 'mens-e-mail');
    near(between?.absolute, -0.031356, 5e-7);
    near(between?.statistic, -8.684558, 1e-6);
  });

  it('is split as it should be; conversions and money are those of the file', () => {
    near(report?.experiment?.sampleRatio?.chiSquare, 0.202531, 5e-7);
    near(report?.experiment?.sampleRatio?.p, 0.903693, 5e-7);
    expect(report?.experiment?.sampleRatio?.alarm).toBe(false);
    expect(report).toMatchObject({ status: 'done', audience: 42_694, sent: 42_694, pending: 0, converted: 456 });
    expect(report?.control).toMatchObject({ size: 21_306, converted: 122 });
    expect(report?.revenue).toEqual({ amount: 5_334_980, currency: 'USD' });
    expect(report?.experiment?.verdict).toMatchObject({ kind: 'winner', arm: 'mens-e-mail', against: 'womens-e-mail' });
    expect(report?.hypothesis).toBe('An e-mail brings visits.');
  });

  it('knows nothing of the past that would help: the share of variance that CUPED leaves is the published one', () => {
    const [header = '', ...lines] = text.trim().split('\n');
    const at = (name: string) => header.split(',').indexOf(name);
    const ratio = (covariate: string): number | undefined => {
      const sums = (): { -readonly [Key in keyof Paired]: number } => ({ n: 0, x: 0, xx: 0, y: 0, yy: 0, xy: 0 });
      const sides = [sums(), sums()];
      for (const line of lines) {
        const cells = line.replace(/"[^"]*"/g, '').split(',');
        const [x, y] = [Number(cells[at(covariate)]), Number(cells[at('visit')])];
        const side = ['No E-Mail', 'Mens E-Mail'].indexOf(cells[at('segment')] ?? '');
        const known = sides[side];
        if (!known) continue;
        Object.assign(known, { n: known.n + 1, x: known.x + x, xx: known.xx + x * x });
        Object.assign(known, { y: known.y + y, yy: known.yy + y * y, xy: known.xy + x * y });
      }
      const [none = sums(), mens = sums()] = sides;
      return cuped(none, mens)?.varianceRatio;
    };
    near(ratio('recency'), 0.99359, 5e-6);
    near(ratio('history'), 0.99556, 5e-6);
  });
});

describe.skipIf(!cookieCats)('Cookie Cats', async () => {
  const text = cookieCats ? readFileSync(cookieCats, 'utf8') : '';
  const report = cookieCats ? await reportOfFile('cookie_cats.csv', text, COOKIE_CATS) : undefined;

  it('raises the alarm of the sample ratio at its p', () => {
    const ratio = report?.experiment?.sampleRatio;
    near(ratio?.chiSquare, 6.902405, 5e-7);
    near(ratio?.p, 0.008607988, 5e-10);
    expect(ratio?.arms.map(({ arm, people }) => [arm, people])).toEqual([
      ['gate-30', 44_700],
      ['gate-40', 45_489],
    ]);
    expect(ratio?.alarm).toBe(true);
    expect(report?.experiment?.verdict.kind).toBe('mismatch');
  });

  it('shows both days as published', () => {
    const [day1, day7] = report?.experiment?.outcomes ?? [];
    near(day1?.pairs[0]?.statistic, -1.784086, 1e-6);
    near(day1?.pairs[0]?.p, 0.07441, 5e-7);
    near(day7?.pairs[0]?.statistic, -3.164359, 1e-6);
    near(day7?.pairs[0]?.p, 0.00155425, 5e-9);
    near(report?.experiment?.pairs[0]?.chanceToBeat, 0.00077734, 5e-9);
  });
});
