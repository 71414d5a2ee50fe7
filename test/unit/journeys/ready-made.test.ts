import { describe, expect, it } from 'vitest';
import { datesBetween } from '../../../shared/journeys/dates.ts';
import { READY_MADE } from '../../../shared/journeys/ready-made.ts';
import { simulate } from '../../../shared/journeys/simulate.ts';
import { productsIn } from '../../../shared/products/order-lines.ts';
import { soonestRepurchase, type Ware } from '../../../shared/products/product.ts';

const PLAYED = READY_MADE.filter(({ journey }) => ['event', 'date'].includes(journey.trigger.on));
const AT = '2026-11-23T01:00:00.000Z';

describe('ready-made journeys', () => {
  it('each have an id of their own and say what they need', () => {
    expect(new Set(READY_MADE.map(({ id }) => id)).size).toBe(READY_MADE.length);
    expect(READY_MADE.filter(({ needs }) => needs.length === 0)).toEqual([]);
  });

  it.each(PLAYED)('$id takes a person through to a message or a task', async ({ id, journey }) => {
    const { trigger } = journey;
    const name = trigger.on === 'event' ? trigger.event : '';
    const zones = { zone: 'Asia/Seoul', shopZone: 'Asia/Seoul' };
    const traits = { birthday: '1990-11-30', signed_up_at: '2024-12-01', contract_ends_at: '2026-12-07' };
    const [from, until] = [Date.parse(AT), Date.parse('2027-03-01T00:00:00.000Z')];
    const event = (at: string, called: string, n: number) => ({
      ...{ type: 'track' as const, name: called, at, receivedAt: at, messageId: `m${n}`, imported: false },
      body: { properties: { order_id: 'D-1', product_id: 'mug-1', total: id.endsWith('100000') ? 120_000 : 60_000 } },
    });
    const { trace, runs } = await simulate(
      journey,
      { journeyId: id, version: 1 },
      {
        ...{ customerId: 'u:kim', ...zones, rule: () => true },
        ...(trigger.on === 'date' ? { dates: datesBetween(trigger, traits, zones, from, until) } : {}),
        events: [event(AT, name, 1)],
        outcomes: [{ at: '2026-11-23T05:00:00.000Z', step: 'quote', outcome: 'opened' }],
      },
      until,
    );
    expect(runs.map(({ status }) => status)).toEqual(['ended']);
    const did = trace.filter(({ what }) => what === 'did').map(({ detail = '' }) => detail.split(' ')[0]);
    expect(did.some((type) => type === 'message' || type === 'task')).toBe(true);
  });

  it('wait as long as what each first buyer bought lasts, and say whose interval that is', async () => {
    const second = READY_MADE.find(({ id }) => id === 'second-purchase');
    if (!second) throw new Error('There is no such journey.');
    const wares: readonly Ware[] = [
      { id: 'coffee', product: { name: '원두', repurchaseDays: 14 } },
      { id: 'mug', product: { name: '머그' } },
      { id: 'shampoo', learned: { orders: 9, interval: { days: 60, by: 'product', of: 12 }, together: [] } },
    ];
    const play = async (products: readonly string[], shop?: number) => {
      const { trace } = await simulate(
        second.journey,
        { journeyId: second.id, version: 1 },
        {
          ...{ customerId: 'u:kim', zone: 'Asia/Seoul', shopZone: 'Asia/Seoul', rule: () => true, outcomes: [] },
          repurchase: async (properties) => {
            const bought = productsIn(properties);
            const interval = shop === undefined ? {} : { interval: { days: shop, by: 'shop' as const, of: 20 } };
            return soonestRepurchase(
              wares.filter(({ id }) => bought.includes(id)),
              interval,
            );
          },
          events: [
            {
              ...{ type: 'track', name: 'Order Completed', at: AT, receivedAt: AT, messageId: 'o', imported: false },
              body: { properties: { order_id: 'O-1', products: products.map((product_id) => ({ product_id })) } },
            },
          ],
        },
        Date.parse('2027-06-01T00:00:00.000Z'),
      );
      const { until, detail } = trace.find(({ step, what }) => step === 'again' && what === 'waits') ?? {};
      return `${until?.slice(0, 10)} ${detail}`;
    };
    expect(await play(['mug', 'coffee'], 45)).toBe('2026-12-07 said 14');
    expect(await play(['shampoo', 'mug'], 45)).toBe('2027-01-22 product 60');
    expect(await play(['coffee', 'shampoo'])).toBe('2026-12-07 said 14');
    expect(await play(['mug'], 45)).toBe('2027-01-07 shop 45');
    expect(await play(['mug'])).toBe('2026-12-23 unknown 30');
    expect(await play([])).toBe('2026-12-23 unknown 30');
  });

  it('ask after a delivery, and hand whoever is unhappy to a person', async () => {
    const nps = READY_MADE.find(({ id }) => id === 'nps-after-delivery');
    if (!nps) throw new Error('There is no such journey.');
    const event = (at: string, name: string, properties: Record<string, unknown>) => ({
      ...{ type: 'track' as const, name, at, receivedAt: at, messageId: `${name} ${at}`, imported: false },
      body: { properties },
    });
    const play = async (score: number, group: string) => {
      const { trace } = await simulate(
        nps.journey,
        { journeyId: nps.id, version: 1 },
        {
          ...{ customerId: 'u:kim', zone: 'Asia/Seoul', shopZone: 'Asia/Seoul', rule: () => true, outcomes: [] },
          events: [
            event(AT, 'Order Delivered', { order_id: 'D-1' }),
            event('2026-11-24T01:00:00.000Z', 'Order Delivered', { order_id: 'D-2' }),
            event('2026-11-28T01:00:00.000Z', 'Survey Answered', { kind: 'nps', score, group }),
          ],
        },
        Date.parse('2027-02-01T00:00:00.000Z'),
      );
      return trace.filter(({ what }) => what === 'did').map(({ at, step }) => `${at} ${step}`);
    };
    const asked = '2026-11-26T01:00:00.000Z ask';
    expect(await play(3, 'detractor')).toEqual([asked, '2026-11-28T01:00:00.000Z call']);
    expect(await play(10, 'promoter')).toEqual([asked]);
  });
});
