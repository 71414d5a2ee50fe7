import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumRetail } from '../../support/online-retail.ts';
import { expectRetailCalls } from '../../support/retail-calls.ts';
import { fileOf } from '../../support/tables.ts';

const HEADER = 'invoice,datetime,customer_id,country,stock_code,quantity,price';

/** Lines of a small shop, sorted by time as the file is; few customers and products, so that much can be met. */
const history = fc
  .array(
    fc.record({
      minute: fc.nat(59),
      invoice: fc.nat(9),
      cancels: fc.boolean(),
      code: fc.constantFrom('A', 'B', 'POST'),
      quantity: fc.integer({ min: 1, max: 5 }),
      price: fc.constantFrom('1.25', '0.39', '0'),
      nobody: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    [...rows]
      .sort((one, other) => one.minute - other.minute)
      .map(({ minute, invoice, cancels, code, quantity, price, nobody }) => {
        // An invoice belongs to one customer, and a cancellation is an invoice of its own.
        const customer = nobody ? '' : `1000${invoice % 3}`;
        const id = `${cancels ? 'C' : ''}${500 + invoice}`;
        const at = `2011-02-01 08:${String(minute).padStart(2, '0')}:00`;
        return [id, at, customer, 'UK', code, cancels ? -quantity : quantity, price].join(',');
      }),
  );

const linesOf = (texts: readonly string[]) =>
  texts.map((text, index) => {
    const [invoice = '', at = '', customer = '', , code = '', quantity = '', price = ''] = text.split(',');
    return {
      line: index + 2,
      invoice,
      at,
      customer,
      code,
      quantity: Number(quantity),
      price: Math.round(Number(price) * 1_000),
      text,
    };
  });

describe('cancellations', () => {
  it('meet the same orders as a plain search through everything that was sold', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (texts) => {
        const lines = linesOf(texts);
        fc.pre(lines.some(({ customer, price, quantity }) => customer !== '' && price > 0 && quantity > 0));
        await expectRetailCalls(fileOf([HEADER, ...texts].join('\n')), sumRetail(lines));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    [
      'the latest order with enough pieces',
      ['1 A 5 08:00', '2 A 9 08:10', '3 A 2 08:20', 'C4 A -4 08:30'],
      { 'C4 2': 4 },
    ],
    [
      'the latest ones together if none has enough',
      ['1 A 2 08:00', '2 A 3 08:10', 'C3 A -4 08:30'],
      { 'C3 2': 3, 'C3 1': 1 },
    ],
    ['no order twice', ['1 A 3 08:00', 'C2 A -3 08:10', 'C3 A -1 08:20'], { 'C2 1': 3 }],
    ['no later order, and none of another product', ['1 B 3 08:00', '2 A 3 08:20', 'C3 A -1 08:10'], {}],
  ])('take back %s', async (_what, rows, refunds) => {
    const texts = rows.map((row) => {
      const [invoice, code, quantity, time] = row.split(' ');
      return `${invoice},2011-02-01 ${time}:00,10001,UK,${code},${quantity},1`;
    });
    const sums = sumRetail(linesOf(texts));
    expect(Object.fromEntries([...sums.refunds].map(([key, amount]) => [key, amount / 100]))).toEqual(refunds);
    await expectRetailCalls(fileOf([HEADER, ...texts].join('\n')), sums);
  });
});
