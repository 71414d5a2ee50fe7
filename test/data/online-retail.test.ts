import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../infra/import/open-source.ts';
import { readRetail, sumRetail } from '../support/online-retail.ts';
import { expectRetailCalls } from '../support/retail-calls.ts';
import { importRetail } from '../support/retail-story.ts';
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
});
