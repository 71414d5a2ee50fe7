import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { idleBill, idleTable, startsPerMonth } from '../../../infra/cost/idle-bill.ts';
import { MEASURED } from '../../../infra/cost/measured.ts';
import { between } from '../../../infra/cost/pages.ts';

const README = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

/** What an operator is promised, USD a month. */
const MOST = 5;

export const describeIdleBill = (template: Template): void => {
  describe('the bill of an idle month', () => {
    const items = idleBill(template.toJSON(), MEASURED.idleCall.read);

    it(`is at most ${MOST} USD`, () => {
      const billed = items.reduce((sum, item) => sum + item.billed, 0);
      expect(items.length).toBeGreaterThan(6);
      expect(billed, idleTable(items)).toBeGreaterThan(1);
      expect(
        billed,
        `Each alarm costs 0.10, each queue 0.26, each secret 0.40:\n${idleTable(items)}`,
      ).toBeLessThanOrEqual(MOST);
    });

    it('stands in the README, item by item (npm run bench:cost -- --write brings it up to date)', () => {
      expect(between(README, 'idle')).toBe(idleTable(items));
    });

    it('knows every schedule, and says so of one that it does not know', () => {
      expect(startsPerMonth('rate(1 minute)')).toBe(43_800);
      expect(startsPerMonth('rate(2 hours)')).toBe(365);
      expect(startsPerMonth('cron(0 3 * * ? *)')).toBe(30);
      expect(() => startsPerMonth('cron(0 3 ? * MON *)')).toThrow(/teach startsPerMonth/);
    });
  });
};
