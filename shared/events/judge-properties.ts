import { PRODUCT, type SpecEvent, specEvent } from './ecommerce.ts';
import { orderAmountOf } from './order-event.ts';
import { isRecord, propertyFlaw } from './property.ts';

/** What was stored but cannot be read as it was meant: the sender must hear of it, and nothing is lost. */
export interface CallWarning {
  readonly code: 'unreadable_property' | 'missing_property' | 'unproven_device';
  readonly path: string;
  readonly message: string;
}

/** Warnings of one event; more of the same help nobody. */
const MOST = 5;

const NONE: readonly CallWarning[] = [];

type Properties = Readonly<Record<string, unknown>>;

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function* unreadable(properties: Properties, kinds: SpecEvent['properties'], path: string): Generator<CallWarning> {
  for (const [name, kind] of Object.entries(kinds)) {
    const flaw = Object.hasOwn(properties, name) ? propertyFlaw(kind, properties[name]) : undefined;
    if (flaw !== undefined) {
      yield { code: 'unreadable_property', path: `${path}.${name}`, message: `${path}.${name} ${flaw}.` };
    }
  }
}

function* missing(name: string, spec: SpecEvent, properties: Properties): Generator<CallWarning> {
  const { needs, topic } = spec;
  // Elsewhere what is missing is a matter of data quality, not of money; an answer full of advice is read by nobody.
  const isOrder = topic === 'order' || topic === 'refund';
  if (isOrder && needs && !needs.some((one) => isSaid(properties[one]))) {
    const path = `properties.${needs[0]}`;
    const what = needs.map((one) => `properties.${one}`).join(' or ');
    const message = `${what} is missing; without it ${name} is kept, but not counted as what it is.`;
    yield { code: 'missing_property', path, message };
  }
  // A refund or cancellation without money means the whole order.
  if (name !== 'Order Completed') return;
  const amount = orderAmountOf(properties);
  const path = 'properties.total';
  if (amount === undefined) {
    const message = `${path} is missing or unreadable, and so are revenue and products; the order counts with an amount of 0.`;
    yield { code: 'missing_property', path, message };
  } else if (amount < 0) {
    const message = `${path} (or revenue, or the sum of products) is negative; the order counts with an amount of 0. Send what is given back as Order Refunded.`;
    yield { code: 'unreadable_property', path, message };
  }
}

function* lines(products: unknown): Generator<CallWarning> {
  if (!Array.isArray(products)) return;
  for (const [index, line] of products.entries()) {
    if (isRecord(line)) yield* unreadable(line, PRODUCT, `properties.products.${index}`);
  }
}

function* warnings(name: string, spec: SpecEvent, properties: Properties): Generator<CallWarning> {
  yield* missing(name, spec, properties);
  yield* unreadable(properties, spec.properties, 'properties');
  if (spec.properties.products !== undefined) yield* lines(properties.products);
}

/** What of a track call cannot be read as its name promises: at most five, in the order of weight. */
export const judgeProperties = (name: string, properties: Properties): readonly CallWarning[] => {
  const spec = specEvent(name);
  if (!spec) return NONE;
  const found: CallWarning[] = [];
  for (const warning of warnings(name, spec, properties)) {
    found.push(warning);
    if (found.length === MOST) break;
  }
  return found.length === 0 ? NONE : found;
};
