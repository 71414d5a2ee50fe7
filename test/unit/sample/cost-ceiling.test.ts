import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ceilingTable, costCeiling } from '../../support/cost-ceiling.ts';

it('under a ceiling of cost the sample campaign reaches more people and brings more orders than everyone by SMS, for less', () => {
  const found = costCeiling();
  const of = (name: string) => found.rows.find((row) => row.name.startsWith(name));
  const [sms, mail, best] = [of('everyone by SMS'), of('everyone by e-mail'), of('best lawful channel, at most 60')];
  expect(best?.reach).toBeGreaterThan(sms?.reach ?? Number.POSITIVE_INFINITY);
  expect(best?.extraOrders).toBeGreaterThan(sms?.extraOrders ?? Number.POSITIVE_INFINITY);
  expect(best?.extraOrders).toBeGreaterThan(mail?.extraOrders ?? Number.POSITIVE_INFINITY);
  expect(best?.spend).toBeLessThan(sms?.spend ?? 0);
  for (const [name, won] of [
    ['best lawful channel, at most 0', 0],
    ['best lawful channel, at most 1 ', 1],
  ] as const)
    expect(of(name)?.spend).toBeLessThanOrEqual((of(name)?.reach ?? 0) * won);
  // The table that the docs show is this one.
  expect(readFileSync('docs/statistics.md', 'utf8')).toContain(ceilingTable(found));
});
