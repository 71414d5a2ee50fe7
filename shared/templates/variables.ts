import { BUILT_IN } from '../computed/built-in.ts';
import { FIGURES } from '../segments/leaf.ts';

/** What a template may read. `any` names a free form below it. */
type Shape = 'value' | 'any' | { readonly [name: string]: Shape };

/** A product of the catalogue; those of lists have the same names. */
const PRODUCT: Shape = {
  ...{ id: 'value', name: 'value', url: 'value', imageUrl: 'value', price: 'value', currency: 'value' },
  ...{ category: 'value', available: 'value', days: 'value' },
};

const SHAPE: { readonly [name: string]: Shape } = {
  customer: {
    id: 'value',
    traits: 'any',
    computed: {
      ...Object.fromEntries([...FIGURES, ...BUILT_IN.map(({ name }) => name)].map((name) => [name, 'value' as const])),
      currency: 'value',
    },
    ignoredAds: 'value',
    scores: {
      rfm: { r: 'value', f: 'value', m: 'value', segment: 'value' },
      churn: { flag: 'value' },
    },
  },
  brand: { name: 'value', email: 'value', phone: 'value', address: 'value', optOutNumber: 'value' },
  campaign: { id: 'value', name: 'value', offer: 'value' },
  /** What the caller of a single message sends along. */
  data: 'any',
  /** Of a journey: properties of what brought the person in, the last coupon and the last page made for them. */
  event: 'any',
  coupon: { code: 'value', expiresAt: 'value' },
  landing: { url: 'value' },
  links: { unsubscribe: 'value', preferences: 'value' },
  /** Of the catalogue: what the message is about, what sold most often, what goes with it, and what is due again. */
  product: PRODUCT,
  best_sellers: 'any',
  bought_together: 'any',
  repurchase_due: 'any',
  /** Of a template that asks something: `answers` are `{score, url}`. */
  survey: { kind: 'value', question: 'value', url: 'value', answers: 'any' },
};

const spelled = (path: readonly unknown[]): string =>
  path.map((step, index) => (typeof step === 'string' ? `${index === 0 ? '' : '.'}${step}` : '[…]')).join('');

const isComputed = (path: readonly unknown[], names: ReadonlySet<string>): boolean =>
  path[0] === 'customer' && path[1] === 'computed' && typeof path[2] === 'string' && names.has(path[2]);

/**
 * What is wrong with a variable's path, or nothing. A misspelt name would otherwise reach customers as an empty place.
 * `computed` are the names of the shop's own computed traits.
 */
export const variableFault = (path: readonly unknown[], computed: ReadonlySet<string>): string | undefined => {
  if (isComputed(path, computed) && path.length === 3) return undefined;
  let shape: Shape = SHAPE;
  for (const [depth, step] of path.entries()) {
    if (shape === 'any') return undefined;
    if (shape === 'value') return `{{ ${spelled(path)} }}: ${spelled(path.slice(0, depth))} is a plain value`;
    const next: Shape | undefined = typeof step === 'string' && Object.hasOwn(shape, step) ? shape[step] : undefined;
    if (next === undefined) {
      const parent = depth === 0 ? '' : `${spelled(path.slice(0, depth))}.`;
      const own = parent === 'customer.computed.' ? [...computed] : [];
      const allowed = [...Object.keys(shape), ...own].map((name) => `${parent}${name}`);
      return `{{ ${spelled(path)} }} is not known; allowed here: ${allowed.join(', ')}`;
    }
    shape = next;
  }
  // A group printed whole would read [object Object].
  if (typeof shape === 'string') return undefined;
  const values = Object.keys(shape).map((name) => `${spelled(path)}.${name}`);
  return `{{ ${spelled(path)} }} is a group of values; write one of them: ${values.join(', ')}`;
};
