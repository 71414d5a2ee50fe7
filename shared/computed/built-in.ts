import type { ComputedDefinition } from './definition.ts';

interface BuiltIn extends Omit<ComputedDefinition, 'title'> {
  /** Name in stored profiles, one byte where the name has twenty; no trait of a shop begins with a digit. */
  readonly code: string;
  readonly titles: { readonly ko: string; readonly en: string };
}

const ORDER = 'Order Completed';

/** Figures that every shop gets without asking; what needs orders rather than events is among the figures of rules. */
export const BUILT_IN: readonly BuiltIn[] = [
  {
    name: 'mostBoughtProduct',
    code: '1',
    titles: { ko: '가장 많이 산 상품 번호', en: 'Most bought product, its id' },
    event: ORDER,
    operation: 'mostFrequent',
    property: 'products.product_id',
    weight: 'products.quantity',
  },
  {
    name: 'mostBoughtProductName',
    code: '2',
    titles: { ko: '가장 많이 산 상품', en: 'Most bought product' },
    event: ORDER,
    operation: 'mostFrequent',
    property: 'products.name',
    weight: 'products.quantity',
  },
  {
    name: 'mostBoughtCategory',
    code: '3',
    titles: { ko: '가장 많이 산 분류', en: 'Most bought category' },
    event: ORDER,
    operation: 'mostFrequent',
    property: 'products.category',
    weight: 'products.quantity',
  },
  {
    name: 'lastProduct',
    code: '4',
    titles: { ko: '마지막에 산 상품 번호', en: 'Last product bought, its id' },
    event: ORDER,
    operation: 'last',
    property: 'products.product_id',
  },
  {
    name: 'lastProductName',
    code: '5',
    titles: { ko: '마지막에 산 상품', en: 'Last product bought' },
    event: ORDER,
    operation: 'last',
    property: 'products.name',
  },
  {
    name: 'firstProduct',
    code: '7',
    titles: { ko: '처음 산 상품 번호', en: 'First product bought, its id' },
    event: ORDER,
    operation: 'first',
    property: 'products.product_id',
  },
  {
    name: 'signedUpAt',
    code: '6',
    titles: { ko: '가입한 때', en: 'Signed up at' },
    event: 'Signed Up',
    operation: 'first',
    property: 'timestamp',
  },
];

export const BUILT_IN_DEFINITIONS: readonly ComputedDefinition[] = BUILT_IN.map(
  ({ titles: _titles, code: _code, ...rest }) => rest,
);

const CODES = new Map(BUILT_IN.map(({ name, code }) => [name, code]));
const NAMES = new Map(BUILT_IN.map(({ name, code }) => [code, name]));

const renamed = <Value>(values: Readonly<Record<string, Value>>, names: ReadonlyMap<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [names.get(name) ?? name, value]));

/** Most people began with what they bought most, so the first product is kept only where it is another one. */
const FIRST = 'firstProduct';
const MOST = 'mostBoughtProduct';

/** Traits by name as a profile stores them: most profiles then still fit into one write unit. */
export const packedNames = <Value>({ [FIRST]: first, ...values }: Readonly<Record<string, Value>>) =>
  renamed(first === undefined || first === values[MOST] ? values : { ...values, [FIRST]: first }, CODES);

/** And back. Too many products to tell the most bought one are no first product. */
export const unpackedNames = <Value>(stored: Readonly<Record<string, Value>>): Record<string, Value> => {
  const values = renamed(stored, NAMES);
  const most = values[MOST];
  return values[FIRST] !== undefined || most === undefined || most === null ? values : { ...values, [FIRST]: most };
};
