import { describe, expect, it } from 'vitest';
import { readRetail, sumRetail } from '../../support/online-retail.ts';
import { expectRetailCalls } from '../../support/retail-calls.ts';
import { sharedData } from '../../support/shared-data.ts';
import { fileOf } from '../../support/tables.ts';

const path = sharedData('online_retail.csv.gz');

describe.skipIf(!path)('one month of Online Retail through its map', () => {
  it('gives the orders, the revenue and the refunds of a direct sum of the file', async () => {
    const { header, lines } = readRetail(path ?? '', '2011-02');
    const content = [header, ...lines.map(({ text }) => text)].join('\n');
    const expected = sumRetail(lines.map((line, at) => ({ ...line, line: at + 2 })));
    expect(Object.keys(expected.months)).toEqual(['2011-02']);
    expect(expected.months['2011-02']?.orders).toBeGreaterThan(900);
    expect(expected.refunds.size).toBeGreaterThan(40);
    expect(expected.unmet.length).toBeGreaterThan(100);
    await expectRetailCalls(fileOf(content, 'february.csv'), expected);
  });
});
