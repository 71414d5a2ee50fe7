import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { readRetail, sumRetail } from '../support/online-retail.ts';
import { importRetail } from '../support/retail-story.ts';
import { sharedData } from '../support/shared-data.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const path = sharedData('online_retail.csv.gz');

describe.skipIf(!path)('one month of Online Retail through the product', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-retail-'));
  let stack: StackProcess;
  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(async () => {
    await stack?.stop();
    rmSync(folder, { recursive: true });
  });

  it('gives each customer the orders and the net revenue of a direct sum, cancellations included', async () => {
    const { header, lines } = readRetail(path ?? '', '2011-02');
    const file = join(folder, 'february.csv');
    writeFileSync(file, [header, ...lines.map(({ text }) => text)].join('\n'));
    await importRetail(stack.url, file, folder, sumRetail(lines));
  });
});
