import fc from 'fast-check';
import { epochDay } from '../../../shared/platform/time.ts';
import type { Customer, Profile } from '../../../shared/profiles/profile.ts';
import { type Model, modelSchema } from '../../../shared/scoring/model.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { customerOf, packDays } from '../../support/profile.ts';

export const AS_OF = '2026-11-22';

/** One order as a shop would list it; the naive figures are made from these and from nothing else. */
export interface RawOrder {
  readonly customer: string;
  readonly day: string;
  readonly net: number;
}

const ALL = { kind: 'above', values: [0, 1, 2, 3] } as const;

export const modelOf = (fields: Partial<Model['rules']> = {}): Model =>
  modelSchema.parse({
    asOf: AS_OF,
    currency: 'KRW',
    rules: { ...DEFAULT_SETTINGS, ...fields },
    thresholds: { recency: { kind: 'above', values: [-120, -60, -30, -10] }, frequency: ALL, monetary: ALL },
  });

const dateBefore = (days: number): string => new Date((epochDay(AS_OF) - days) * 86_400_000).toISOString().slice(0, 10);

/** Orders of a few people, some on one day, some after asOf, some years ago. */
export const rawOrders: fc.Arbitrary<RawOrder[]> = fc.array(
  fc.record({
    customer: fc.constantFrom('kim', 'lee', 'park', 'choi', 'jung', 'kang', 'cho', 'yoon'),
    day: fc
      .oneof(fc.integer({ min: -3, max: 60 }), fc.integer({ min: 0, max: 500 }), fc.constantFrom(180, 360, 361, 1_400))
      .map(dateBefore),
    net: fc.constantFrom(0, 500, 1_000, 12_300),
  }),
  { maxLength: 40 },
);

const FIRST_PRODUCTS: readonly Profile['computed'][] = [
  { firstProduct: 'mug-1', lastProduct: 'mug-1', lastProductName: '청자 머그' },
  { firstProduct: 'tea-1', mostBoughtProduct: 'tea-1', mostBoughtProductName: '쑥차' },
  { lastProduct: 'tea-1', lastProductName: '쑥차' },
];

/** The people of the orders as the fold keeps them. */
export const customersOf = (orders: readonly RawOrder[]): Customer[] =>
  [...new Set(orders.map(({ customer }) => customer))].map((id) =>
    customerOf(id, {
      days: { KRW: packDays(orders.filter(({ customer }) => customer === id)) },
      computed: FIRST_PRODUCTS[id.length % 3] ?? {},
      traits: { birthday: `${1950 + 5 * id.length}-05-17` },
    }),
  );
