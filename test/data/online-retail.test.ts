import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../infra/import/open-source.ts';
import { cohortsOf } from '../support/cdnow.ts';
import { readRetail, sumRetail } from '../support/online-retail.ts';
import { expectRetailCalls } from '../support/retail-calls.ts';
import { importRetail } from '../support/retail-story.ts';
import { cohortTable, rfmTable } from '../support/rfm-report.ts';
import { sharedData } from '../support/shared-data.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const path = sharedData('online_retail.csv.gz');

describe.skipIf(!path)('the whole Online Retail file', () => {
  const { lines } = path ? readRetail(path) : { lines: [] };
  const expected = sumRetail(lines);
  const folder = mkdtempSync(join(tmpdir(), 'dangol-retail-'));
  let stack: StackProcess;
  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(async () => {
    await stack?.stop();
    rmSync(folder, { recursive: true });
  });

  it('has the published figures under the documented filter', () => {
    const months = Object.values(expected.months);
    expect(lines).toHaveLength(541_909);
    expect(months.reduce((sum, { orders }) => sum + orders, 0)).toBe(18_532);
    expect(months.reduce((sum, { pence }) => sum + pence, 0)).toBe(891_140_790);
    expect(expected.customers.size).toBe(4_338);
    expect(expected.refunds.size).toBe(3_679);
    expect(expected.unmet).toHaveLength(1_724);
  });

  it('gives the orders, the revenue of each month and the refunds of a direct sum', async () => {
    await expectRetailCalls(await openSource(path ?? ''), expected);
  });

  it('gives each customer the orders and the net revenue of a direct sum, through the product', async () => {
    await importRetail(stack.url, path ?? '', folder, expected);
  });

  it('gives the published RFM tables, by rank and by NTILE', async () => {
    // ../shared/facts/statistics.md, section 5; frequency counts invoices.
    const by = (scoring: string) => rfmTable(stack.url, { scoring, frequency: 'orders' }, '2011-12-10');
    expect(await by('rank')).toEqual({
      ...{ about_to_sleep: 475, at_risk: 372, cant_lose: 37, champions: 577, hibernating: 1_349 },
      ...{ loyal_customers: 708, need_attention: 116, new_customers: 63, potential_loyalists: 474, promising: 167 },
    });
    expect(await by('ntile')).toEqual({
      ...{ about_to_sleep: 350, at_risk: 596, cant_lose: 63, champions: 632, hibernating: 1_077 },
      ...{ loyal_customers: 819, need_attention: 188, new_customers: 42, potential_loyalists: 480, promising: 91 },
    });
  });

  it('gives the cohort table of a direct count, its last month not over', async () => {
    const days = [...expected.days.values()].map((dates) => ({ days: dates }));
    const { rows, incompleteMonth } = await cohortTable(stack.url);
    expect(Object.keys(rows)).toHaveLength(13);
    expect(rows).toEqual(cohortsOf(days));
    expect(incompleteMonth).toBe('2011-12');
  });
});
