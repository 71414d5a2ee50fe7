import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { costTable } from '../../../infra/cost/cost-table.ts';
import { idleBill, idleTable, startsPerMonth } from '../../../infra/cost/idle-bill.ts';
import { MEASURED } from '../../../infra/cost/measured.ts';
import { between } from '../../../infra/cost/pages.ts';

const pageOf = (file: string): string => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
const README = pageOf('README.md');
const SCALE = pageOf('docs/scale.md');

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

    it('stands in the README, item by item, within half a dollar (npm run bench:cost -- --pages brings it up to date)', () => {
      const rows = between(README, 'idle')
        .split('\n')
        .slice(2)
        .map((row) => row.split('|').map((cell) => cell.replaceAll('*', '').trim()));
      expect(rows.map(([, item]) => item)).toEqual([...items.map(({ item }) => item), 'sum']);
      const billed = items.reduce((sum, item) => sum + item.billed, 0);
      expect(Math.abs(Number(rows.at(-1)?.[4]) - billed)).toBeLessThanOrEqual(0.5);
    });

    it('and what things cost stand on the pages as they were counted last', () => {
      for (const page of [README, SCALE]) expect(between(page, 'cost')).toBe(costTable(MEASURED));
    });

    it('knows every schedule, and says so of one that it does not know', () => {
      expect(startsPerMonth('rate(1 minute)')).toBe(43_800);
      expect(startsPerMonth('rate(2 hours)')).toBe(365);
      expect(startsPerMonth('cron(0 3 * * ? *)')).toBe(30);
      expect(() => startsPerMonth('cron(0 3 ? * MON *)')).toThrow(/teach startsPerMonth/);
    });
  });
};
