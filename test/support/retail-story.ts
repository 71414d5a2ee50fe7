import { expect } from 'vitest';
import * as z from 'zod';
import type { RetailSums } from './online-retail.ts';
import { publicApi } from './public-api.ts';
import { runImport } from './stack-process.ts';

const customerSchema = z.object({
  stats: z.object({ orders: z.number(), revenue: z.object({ amount: z.number(), currency: z.string() }) }),
});

/** The file through the running product: imports it by its ready map, and each customer's figures are the direct sums. */
export const importRetail = async (url: string, file: string, folder: string, expected: RetailSums): Promise<void> => {
  const api = publicApi(url);
  await api.request('PUT', '/v1/settings', { currency: 'GBP', timezone: 'Europe/London' });
  const { code, output } = await runImport(file, 'online-retail', url, folder).done;
  // Cancellations that meet nothing are rejected lines, and the command says so with its exit code.
  expect(code, output).toBe(1);
  expect(output).toContain(`${expected.unmet.length} lines rejected`);
  await api.drain();
  const queue = [...expected.customers];
  const wrong: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [id, { orders, pence }] = next;
      const { stats } = customerSchema.parse(await api.request('GET', `/v1/customers/${id}`));
      if (stats.orders !== orders || stats.revenue.amount !== pence || stats.revenue.currency !== 'GBP')
        wrong.push({ id, stats, orders, pence });
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  expect(wrong.slice(0, 3)).toEqual([]);
};
