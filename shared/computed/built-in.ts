import type { ComputedDefinition } from './definition.ts';

interface BuiltIn extends Omit<ComputedDefinition, 'title'> {
  readonly titles: { readonly ko: string; readonly en: string };
}

const ORDER = 'Order Completed';

/** Figures that every shop gets without asking; what needs orders rather than events is among the figures of rules. */
export const BUILT_IN: readonly BuiltIn[] = [
  {
    name: 'mostBoughtProduct',
    titles: { ko: '가장 많이 산 상품 번호', en: 'Most bought product, its id' },
    event: ORDER,
    operation: 'mostFrequent',
    property: 'products.product_id',
    weight: 'products.quantity',
  },
  {
    name: 'mostBoughtProductName',
    titles: { ko: '가장 많이 산 상품', en: 'Most bought product' },
    event: ORDER,
    operation: 'mostFrequent',
    property: 'products.name',
    weight: 'products.quantity',
  },
  {
    name: 'mostBoughtCategory',
    titles: { ko: '가장 많이 산 분류', en: 'Most bought category' },
    event: ORDER,
    operation: 'mostFrequent',
    property: 'products.category',
    weight: 'products.quantity',
  },
  {
    name: 'lastProduct',
    titles: { ko: '마지막에 산 상품 번호', en: 'Last product bought, its id' },
    event: ORDER,
    operation: 'last',
    property: 'products.product_id',
  },
  {
    name: 'lastProductName',
    titles: { ko: '마지막에 산 상품', en: 'Last product bought' },
    event: ORDER,
    operation: 'last',
    property: 'products.name',
  },
  {
    name: 'signedUpAt',
    titles: { ko: '가입한 때', en: 'Signed up at' },
    event: 'Signed Up',
    operation: 'first',
    property: 'timestamp',
  },
];

export const BUILT_IN_DEFINITIONS: readonly ComputedDefinition[] = BUILT_IN.map(({ titles: _titles, ...rest }) => rest);
