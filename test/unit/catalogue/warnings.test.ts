import { describe, expect, it } from 'vitest';
import { mergeCatalogues, NO_CATALOGUE } from '../../../shared/catalogue/catalogue.ts';
import { meantBy } from '../../../shared/catalogue/misspelt.ts';
import { catalogueOf } from '../../../shared/catalogue/observe.ts';
import { readinessOf } from '../../../shared/catalogue/readiness.ts';
import { warningsOf } from '../../../shared/catalogue/warnings.ts';
import { SPEC_EVENTS } from '../../../shared/events/ecommerce.ts';
import { eventFromItem, type StoredEvent } from '../../../shared/events/event.ts';
import { localEpochDay } from '../../../shared/platform/time.ts';
import { itemOf } from '../../support/project-world.ts';

const ZONE = 'Asia/Seoul';
const DAY = 86_400_000;
const START = Date.parse('2026-10-01T03:00:00.000Z');

let made = 0;
const comes = (day: number, name: string, properties: Record<string, unknown> = {}): StoredEvent =>
  eventFromItem(
    itemOf({
      ...{ person: 'u:kim', messageId: `m${made++}`, time: new Date(START + day * DAY).toISOString() },
      ...(name === 'identify' ? { type: 'identify', body: { traits: properties } } : { name, body: { properties } }),
    }),
  );
const daily = (days: number, each: (day: number) => StoredEvent[]) =>
  Array.from({ length: days }, (_, day) => catalogueOf(each(day), ZONE)).reduce(mergeCatalogues, NO_CATALOGUE);
const many = (count: number, make: () => StoredEvent) => Array.from({ length: count }, make);
const dayOf = (day: number) => localEpochDay(START + day * DAY, ZONE);
const kinds = (warnings: ReturnType<typeof warningsOf>) =>
  warnings.map(({ kind, event, property }) => [kind, event, property]);

describe('names that look misspelt', () => {
  it('are brought home from other spaces, capitals, and one or two wrong letters', () => {
    for (const name of ['order completed', 'OrderCompleted', 'order_completed', 'Order Complete', 'Ordre Completed'])
      expect(meantBy(name), name).toBe('Order Completed');
    expect(meantBy('product viewd')).toBe('Product Viewed');
  });

  it('are never those of the spec, of calls, or of events that are simply another', () => {
    for (const name of [...Object.keys(SPEC_EVENTS), '$identify', 'Order', 'Coupon Downloaded', '주문 완료', ''])
      expect(meantBy(name), name).toBeUndefined();
  });
});

describe('warnings of drift', () => {
  it('say nothing about a shop whose data comes as it always came', () => {
    const order = { order_id: 'D-1', total: 45_000, currency: 'KRW' };
    const steady = daily(30, (day) => many(10, () => comes(day, 'Order Completed', order)));
    expect(warningsOf(steady, dayOf(30))).toEqual([]);
  });

  it('notice an event that came daily and stopped, and not one that comes now and then', () => {
    const both = daily(20, (day) => [
      comes(day, 'Product Viewed', { sku: 'A' }),
      ...(day % 5 ? [] : [comes(day, '설문')]),
    ]);
    expect(warningsOf(both, dayOf(20))).toEqual([]);
    const [warning, ...others] = warningsOf(both, dayOf(22));
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ kind: 'stopped', event: 'Product Viewed' });
    expect(warning?.says.ko).toBe('매일 들어오던 ‘Product Viewed’ 이벤트가 3일째 들어오지 않습니다.');
  });

  it('notice a property that is left out, changes its type, or cannot be read', () => {
    const drifting = daily(30, (day) =>
      many(10, () => {
        const late = day >= 26;
        return comes(day, '찜', { 등급: late ? 3 : '골드', ...(late ? {} : { 매장: '강남' }), price: 1 });
      }),
    );
    expect(kinds(warningsOf(drifting, dayOf(30)))).toEqual([
      ['typeChanged', '찜', '등급'],
      ['missingMore', '찜', '매장'],
    ]);
    const broken = daily(1, () => [
      ...many(10, () => comes(0, 'Order Completed', { order_id: 'D-1', total: '45,000원' })),
      ...many(10, () => comes(0, 'Order Completed', { total: 1 })),
    ]);
    expect(kinds(warningsOf(broken, dayOf(0)))).toEqual([
      ['missing', 'Order Completed', 'order_id'],
      ['unreadable', 'Order Completed', 'total'],
    ]);
  });
});

describe('readiness', () => {
  const states = (catalogue: typeof NO_CATALOGUE, buyers = 500) =>
    Object.fromEntries(
      readinessOf(catalogue, { buyers, repeatBuyers: buyers / 2 }).map(({ id, state }) => [id, state]),
    );

  it('locks everything for an empty house and writes out what to send', () => {
    expect(new Set(Object.values(states(NO_CATALOGUE)))).toEqual(new Set(['locked']));
    const [rfm] = readinessOf(NO_CATALOGUE, { buyers: 0, repeatBuyers: 0 });
    expect(rfm?.request?.ko).toContain('analytics.track(\'Order Completed\', {\n  "order_id": "D-1001"');
    expect(rfm?.missing.map(({ en }) => en)).toContain('Reliable from 25 buyers; there are 0 now.');
  });

  it('says of an event that does not come in once that it does not', () => {
    for (const { missing } of readinessOf(NO_CATALOGUE, { buyers: 0, repeatBuyers: 0 }))
      expect(new Set(missing.map(({ ko }) => ko)).size).toBe(missing.length);
  });

  it('opens what the events carry, in part where properties are often missing', () => {
    const order = { order_id: 'D-1', total: 45_000, currency: 'KRW', products: [{ sku: 'P1' }] };
    const shop = daily(1, () => [
      ...many(10, () => comes(0, 'Order Completed', order)),
      ...many(10, () => comes(0, 'identify', { email: 'kim@example.com', 'consent.email.ad': 'Y' })),
      comes(0, 'identify', { phone: '010-1234-5678' }),
    ]);
    expect(states(shop)).toMatchObject({
      ...{ rfm: 'works', churn: 'works', email: 'works', sms: 'partly', products: 'partly' },
      ...{ refunds: 'locked', lift: 'partly', backInStock: 'locked', app: 'locked' },
    });
    expect(states(shop, 10)).toMatchObject({ rfm: 'partly', churn: 'partly' });
  });
});
