import { expect, it } from 'vitest';
import { epochDay } from '../../shared/platform/time.ts';
import type { BasketFile } from '../../shared/products/baskets.ts';
import { learn } from '../../shared/products/learn.ts';
import { type RetailLine, readRetail } from '../support/online-retail.ts';
import { sharedData } from '../support/shared-data.ts';

const path = sharedData('online_retail.csv.gz');

const isSale = ({ customer, invoice, quantity, price }: RetailLine): boolean =>
  customer !== '' && !/^[CA]/.test(invoice) && quantity > 0 && price > 0;

it.skipIf(!path)('learns of a year of a real shop what a plain count says', async () => {
  const lines = readRetail(path ?? '').lines.filter(isSale);
  const invoices = new Map<string, { customer: string; day: number; codes: Set<string> }>();
  for (const { invoice, customer, at, code } of lines) {
    const order = invoices.get(invoice) ?? { customer, day: epochDay(at.slice(0, 10)), codes: new Set() };
    order.codes.add(code);
    invoices.set(invoice, order);
  }
  const orders = [...invoices.values()].sort((left, right) => left.day - right.day);
  const ids = [...new Set(lines.map(({ code }) => code))];
  const places = new Map(ids.map((id, place) => [id, place]));
  const people = new Map<string, BasketFile['people'][number]>();
  for (const { customer, day, codes } of orders)
    people.set(customer, [...(people.get(customer) ?? []), [day, [...codes].map((code) => places.get(code) ?? 0)]]);
  const about = { asOfDay: epochDay('2011-12-09'), catalogue: new Map<string, undefined>() };
  const { shop, learned } = await learn(() => [{ ids, people: [...people.values()] }], about);

  expect(shop).toMatchObject({ people: 4_338, orders: 18_532, bestOfDays: 30 });
  // Every pair of the fifty best sellers, counted plainly.
  for (const { id, orders: count } of shop.best) {
    const recent = orders.filter(({ day, codes }) => day > about.asOfDay - 30 && codes.has(id));
    expect(count).toBe(recent.length);
    const holding = orders.filter(({ codes }) => codes.has(id));
    const [first] = learned.get(id)?.together ?? [];
    if (!first) continue;
    const both = (other: string) => holding.filter(({ codes }) => codes.has(other)).length;
    expect(first.confidence).toBe(Number((both(first.id) / holding.length).toFixed(2)));
    expect(first.lift).toBeGreaterThan(1);
  }
  // The regency teacups come in three colours, and whoever buys one buys the others.
  expect(
    learned
      .get('22697')
      ?.together.slice(0, 2)
      .map(({ id }) => id),
  ).toEqual(['22699', '22698']);
  expect(learned.get('85123A')?.interval).toMatchObject({ by: 'product' });
});
