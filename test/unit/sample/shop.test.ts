import { describe, expect, it } from 'vitest';
import { createSampleShop, PLANTED } from '../../../infra/sample/shop.ts';

const NOW = Date.parse('2026-11-23T10:00:00+09:00');

describe('the sample shop', () => {
  const shop = createSampleShop({ now: NOW });

  it('is the same on every run', () => {
    expect(createSampleShop({ now: NOW })).toEqual(shop);
  });

  it('stays within 10,000 calls, all of them in the past and each with an id of its own', () => {
    expect(shop.calls.length).toBeGreaterThan(5_000);
    expect(shop.calls.length).toBeLessThanOrEqual(10_000);
    expect(new Set(shop.calls.map((call) => call.messageId)).size).toBe(shop.calls.length);
    expect(shop.calls.every((call) => Date.parse(call.timestamp) < NOW)).toBe(true);
  });

  it('has the customers of a real shop: many one-time buyers, regulars, people who never bought', () => {
    const orders = new Map<string, number>();
    const people = new Set<string>();
    for (const call of shop.calls) {
      people.add(call.userId);
      if (call.event === 'Order Completed') orders.set(call.userId, (orders.get(call.userId) ?? 0) + 1);
    }
    const oneTime = [...orders.values()].filter((count) => count === 1).length;
    const regulars = [...orders.values()].filter((count) => count >= 5).length;
    expect(people.size).toBe(2_000);
    expect(oneTime / orders.size).toBeGreaterThan(0.5);
    expect(regulars).toBeGreaterThan(100);
    expect(people.size - orders.size).toBeGreaterThan(200);
    expect(shop.destinies.size).toBe(oneTime);
  });

  it('plants an effect and a harm of about the stated rates', () => {
    const destinies = [...shop.destinies.values()];
    const share = (count: number) => count / destinies.length;
    const alone = share(destinies.filter((one) => one.spendAlone > 0).length);
    const after = share(destinies.filter((one) => one.spendAfterMessage > 0).length);
    expect(alone).toBeGreaterThan(PLANTED.convertsAlone - 0.03);
    expect(alone).toBeLessThan(PLANTED.convertsAlone + 0.03);
    expect(after - alone).toBeGreaterThan(0.06);
    expect(destinies.filter((one) => one.unsubscribes).length).toBeGreaterThan(10);
    expect(destinies.every((one) => one.spendAfterMessage >= one.spendAlone)).toBe(true);
  });
});
