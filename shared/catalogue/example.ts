import type { ValueType } from './catalogue.ts';

/** Properties whose values are words of the shop, never of a person; of all others only the shape is kept. */
const SHOP_WORDS: ReadonlySet<string> = new Set([
  ...['currency', 'category', 'brand', 'payment_method', 'shipping_method', 'share_via', 'method', 'step', 'version'],
  ...['products[].category', 'products[].brand'],
]);
const MAX_EXAMPLE = 24;
const MAX_SHAPE = 16;

/** Letters, then digits, each run as one sign: `Kim-1234` → `Aa-9`. Says how values are built and nothing of what they are. */
const shapeOf = (text: string): string => {
  const shape = [...text.slice(0, 80)]
    .map((sign) => {
      if (/\p{N}/u.test(sign)) return '9';
      if (/\p{Lu}/u.test(sign)) return 'A';
      if (/\p{Script=Hangul}/u.test(sign)) return '가';
      if (/\p{L}/u.test(sign)) return 'a';
      if (/\s/u.test(sign)) return ' ';
      return /^[!-~]$/.test(sign) ? sign : '?';
    })
    .join('')
    .replace(/(.)\1+/gu, '$1');
  return shape.length > MAX_SHAPE ? `${shape.slice(0, MAX_SHAPE)}…` : shape;
};

/** Even a word of the shop is not shown if it could be an address, a number or a sentence. */
const isHarmless = (text: string): boolean => text.length <= MAX_EXAMPLE && !/@|\d{4}|(?:\d\D?){7}/u.test(text);

/** An example of a value that may be shown to anybody; undefined for what has none worth showing. */
export const exampleOf = (property: string, type: ValueType, value: unknown): string | undefined => {
  switch (type) {
    case 'flag':
      return String(value);
    case 'number':
      return shapeOf(String(value));
    case 'text': {
      const text = String(value).trim().toWellFormed();
      return SHOP_WORDS.has(property) && isHarmless(text) ? text : shapeOf(text);
    }
    case 'list':
      return Array.isArray(value) && value.length === 0 ? '[]' : '[…]';
    case 'object':
      return '{…}';
  }
};

const MAX_NAME_BYTES = 64;

/**
 * The name under which an event or property is listed: long numbers and addresses inside become `#`, so that
 * `Order 20261122 Completed` is one event and nobody's number is a name, and it is at most 64 bytes.
 */
export const listedName = (name: string): string => {
  const plain = name
    .toWellFormed()
    .slice(0, 400)
    .replace(/[^\s@]{1,64}@[^\s@]+/gu, '#')
    .replace(/\+?\d[\d\s().-]{2,}\d/gu, '#')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  let cut = '';
  for (const sign of plain) {
    if (Buffer.byteLength(cut + sign) > MAX_NAME_BYTES - 3) return `${cut}…`;
    cut += sign;
  }
  return cut;
};
