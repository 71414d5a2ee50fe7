import { expect } from 'vitest';
import * as z from 'zod';
import { readCalls } from '../../shared/imports/read-calls.ts';
import { mapFor, READY_MAPS } from '../../shared/imports/ready-map.ts';
import type { SourceFile } from '../../shared/imports/row.ts';
import { localDate } from '../../shared/platform/time.ts';
import { NOW } from './calls.ts';
import type { RetailSums } from './online-retail.ts';

const HEADER = 'invoice,datetime,customer_id,country,stock_code,quantity,price'.split(',');

const orderSchema = z.object({
  event: z.enum(['Order Completed', 'Order Refunded']),
  userId: z.string(),
  timestamp: z.string(),
  messageId: z.string(),
  properties: z.looseObject({
    order_id: z.string(),
    currency: z.literal('GBP'),
    total: z.number().optional(),
    cancellation: z.string().optional(),
    part: z.number().optional(),
    products: z.array(z.looseObject({ price: z.number(), quantity: z.number() })).optional(),
  }),
});

/** Reads the file through its ready map and compares every sum with the direct one. */
export const expectRetailCalls = async (file: SourceFile, expected: RetailSums): Promise<void> => {
  const ready = READY_MAPS.find(({ name }) => name === 'online-retail');
  if (!ready) throw new Error('no ready map');
  const orders = new Map<string, { month: string; thousandths: number }>();
  const refunds = new Map<string, number>();
  const ids = new Set<string>();
  const rejects: { line: number; reason: string }[] = [];
  let calls = 0;
  for await (const { outcomes } of readCalls(file, mapFor(ready, HEADER), NOW))
    for (const outcome of outcomes) {
      if ('reject' in outcome) rejects.push(outcome.reject);
      if (!('call' in outcome)) continue;
      expect(outcome.call.json.length).toBeLessThan(32 * 1024);
      const { event, timestamp, messageId, properties } = orderSchema.parse(JSON.parse(outcome.call.json));
      calls += 1;
      ids.add(messageId);
      const products = properties.products ?? [];
      const amount = properties.total ?? products.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
      const thousandths = Math.round(amount * 1_000);
      if (event === 'Order Refunded') {
        const key = `${properties.cancellation} ${properties.order_id}`;
        refunds.set(key, (refunds.get(key) ?? 0) + Math.round(thousandths / 10));
        continue;
      }
      const known = orders.get(properties.order_id);
      const month = localDate(Date.parse(timestamp), 'Europe/London').slice(0, 7);
      orders.set(properties.order_id, { month, thousandths: (known?.thousandths ?? 0) + thousandths });
    }
  const months: RetailSums['months'] = {};
  for (const { month, thousandths } of orders.values()) {
    const sum = months[month] ?? { orders: 0, pence: 0 };
    months[month] = { orders: sum.orders + 1, pence: sum.pence + Math.round(thousandths / 10) };
  }
  expect(months).toEqual(expected.months);
  expect(refunds).toEqual(expected.refunds);
  expect(rejects.map(({ line }) => line).sort((one, other) => one - other)).toEqual(expected.unmet);
  expect(rejects.filter(({ reason }) => !reason.includes('the cancellation meets no earlier order'))).toEqual([]);
  expect(ids.size).toBe(calls);
};
