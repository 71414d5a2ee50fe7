/** What a template may read. `any` names a free form below it. */
type Shape = 'value' | 'any' | { readonly [name: string]: Shape };

const SHAPE: { readonly [name: string]: Shape } = {
  customer: {
    id: 'value',
    traits: 'any',
    computed: {
      orders: 'value',
      revenue: 'value',
      currency: 'value',
      firstOrderAt: 'value',
      lastOrderAt: 'value',
      firstSeenAt: 'value',
      lastSeenAt: 'value',
    },
    scores: {
      rfm: { r: 'value', f: 'value', m: 'value', segment: 'value' },
      churn: { flag: 'value' },
    },
  },
  brand: { name: 'value', email: 'value', phone: 'value', address: 'value', optOutNumber: 'value' },
  campaign: { id: 'value', name: 'value' },
  links: { unsubscribe: 'value', preferences: 'value' },
};

/** Part of the contract that no campaign can fill yet. */
const LATER = new Set(['event', 'coupon']);

const spelled = (path: readonly unknown[]): string =>
  path.map((step, index) => (typeof step === 'string' ? `${index === 0 ? '' : '.'}${step}` : '[…]')).join('');

/** What is wrong with a variable's path, or nothing. A misspelt name would otherwise reach customers as an empty place. */
export const variableFault = (path: readonly unknown[]): string | undefined => {
  const [root] = path;
  if (typeof root === 'string' && LATER.has(root)) {
    return `{{ ${spelled(path)} }}: "${root}" is not available in campaigns yet; remove it`;
  }
  let shape: Shape = SHAPE;
  for (const [depth, step] of path.entries()) {
    if (shape === 'any') return undefined;
    if (shape === 'value') return `{{ ${spelled(path)} }}: ${spelled(path.slice(0, depth))} is a plain value`;
    const next: Shape | undefined = typeof step === 'string' && Object.hasOwn(shape, step) ? shape[step] : undefined;
    if (next === undefined) {
      const parent = depth === 0 ? '' : `${spelled(path.slice(0, depth))}.`;
      const allowed = Object.keys(shape).map((name) => `${parent}${name}`);
      return `{{ ${spelled(path)} }} is not known; allowed here: ${allowed.join(', ')}`;
    }
    shape = next;
  }
  return undefined;
};
