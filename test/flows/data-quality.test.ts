import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { warningSchema } from '../../shared/catalogue/warnings.ts';

const listSchema = z.object({
  data: z.array(
    z.object({
      event: z.string(),
      known: z.boolean(),
      count: z.number(),
      sources: z.array(z.object({ source: z.string(), count: z.number() })),
      warnings: z.array(warningSchema),
    }),
  ),
});
const eventSchema = z.object({
  data: z.array(
    z.object({
      property: z.string(),
      shareMissing: z.number().nullable(),
      shareUnreadable: z.number().nullable(),
      types: z.record(z.string(), z.number()),
      examples: z.array(z.string()),
    }),
  ),
});
const readinessSchema = z.object({
  capabilities: z.array(
    z.object({ id: z.string(), state: z.string(), request: z.object({ ko: z.string() }).nullable() }),
  ),
  warnings: z.array(warningSchema),
  waiting: z.object({ events: z.number(), people: z.number() }),
});
const releaseSchema = z.object({ moved: z.number(), left: z.boolean() });
const todaySchema = z.object({ decisions: z.array(z.object({ kind: z.string() })) });

describe('the quality of what comes in', () => {
  let stack: LocalStack;

  const call = async <Schema extends z.ZodType>(method: string, path: string, schema: Schema) => {
    const headers = { authorization: 'Bearer local-admin', 'content-type': 'application/json' };
    const response = await fetch(stack.url + path, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
    expect(response.status, path).toBe(200);
    return schema.parse(await response.json());
  };
  const send = async (batch: readonly unknown[]): Promise<void> => {
    const response = await fetch(`${stack.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('local-write:')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch }),
    });
    expect(response.status).toBe(200);
  };
  const track = (index: number, event: string, properties: object, userId = `u${index}`) => ({
    ...{ type: 'track', event, userId, messageId: `${event}-${index}`, properties },
  });

  beforeAll(async () => {
    stack = await startStack({ clock: '2026-11-23T03:00:00.000Z' });
    const order = (index: number) => ({
      ...(index < 8 ? { order_id: `D-${index}` } : {}),
      total: index === 0 ? '45,000원' : 45_000,
      currency: 'KRW',
      products: [{ product_id: 'P1', price: 45_000, quantity: 1 }],
    });
    const shop = Array.from({ length: 10 }, (_, index) => [
      track(index, 'Order Completed', order(index)),
      track(index, 'order_completed', order(index)),
      { type: 'identify', userId: `u${index}`, messageId: `i${index}`, traits: { email: `kim${index}@example.com` } },
    ]).flat();
    await send(shop);
    // A sender that retries is no second event.
    await send(shop);
    await stack.drain();
  }, 120_000);
  afterAll(() => stack?.stop());

  it('is listed by event and property, each counted once, without a value of a person', async () => {
    const { data } = await call('GET', '/v1/catalogue', listSchema);
    expect(data.map(({ event, known, count }) => [event, known, count])).toEqual([
      ['$identify', true, 10],
      ['Order Completed', true, 10],
      ['order_completed', false, 10],
    ]);
    const order = await call('GET', '/v1/catalogue/Order%20Completed', eventSchema);
    const property = (name: string) => order.data.find((one) => one.property === name);
    expect(property('order_id')).toMatchObject({ shareMissing: 0.2, shareUnreadable: 0, examples: ['A-9'] });
    expect(property('total')).toMatchObject({ shareUnreadable: 0.1, types: { text: 1, number: 9 } });
    expect(property('products[].product_id')).toMatchObject({ shareMissing: 0 });
    const identify = await call('GET', '/v1/catalogue/%24identify', eventSchema);
    expect(identify.data).toMatchObject([{ property: 'email', examples: ['a9@a.a'] }]);
  });

  it('is warned of where it is misspelt, missing or unreadable, on its page and among today’s decisions', async () => {
    const { warnings, capabilities } = await call('GET', '/v1/readiness', readinessSchema);
    expect(warnings.map(({ kind, event, property }) => [kind, event, property])).toEqual([
      ['missing', 'Order Completed', 'order_id'],
      ['unreadable', 'Order Completed', 'total'],
      ['misspelt', 'order_completed', null],
    ]);
    const state = Object.fromEntries(capabilities.map(({ id, state: is }) => [id, is]));
    expect(state).toMatchObject({
      rfm: 'partly',
      email: 'partly',
      sms: 'locked',
      products: 'partly',
      refunds: 'locked',
    });
    expect(capabilities.find(({ id }) => id === 'sms')?.request?.ko).toContain("analytics.identify('customer-1'");
    const { decisions } = await call('GET', '/v1/reports/today', todaySchema);
    expect(decisions).toContainEqual(expect.objectContaining({ kind: 'dataQuality' }));
  });

  it('says how many events of a flood wait, and an operator puts them in place, where they count as any other', async () => {
    const flood = Array.from({ length: 5_030 }, (_, index) => track(index, 'Product Viewed', { sku: 'P1' }, 'kiosk'));
    for (let from = 0; from < flood.length; from += 1_000) await send(flood.slice(from, from + 1_000));
    const { waiting } = await call('GET', '/v1/readiness', readinessSchema);
    expect(waiting).toEqual({ events: 30, people: 1 });
    expect(await call('POST', '/v1/quarantine/release', releaseSchema)).toEqual({ moved: 30, left: false });
    await stack.drain();
    expect((await call('GET', '/v1/readiness', readinessSchema)).waiting).toEqual({ events: 0, people: 0 });
    const { data } = await call('GET', '/v1/catalogue', listSchema);
    expect(data.find(({ event }) => event === 'Product Viewed')?.count).toBe(5_030);
  });
});
