import type { MapDraft } from '../../shared/imports/guess-map.ts';
import type { Kind } from '../../shared/imports/import-map.ts';

/** One answer for texts and mails: files rarely tell them apart. */
export const BOTH = 'consent.both';
const BOTH_TARGETS = ['consent.sms.ad', 'consent.email.ad'] as const;
export const NONE = '';

const CONSENTS = [BOTH, ...BOTH_TARGETS, 'consent.sms.ad.night', 'consent.at'] as const;
const ABOUT = ['phone', 'email', 'name', 'birthday', 'gender', 'grade', 'joinedAt'] as const;
const WITH_ORDER = [...ABOUT.map((name) => `traits.${name}`), ...CONSENTS];
const ORDER = ['orderId', 'timestamp', 'userId', 'currency', 'coupon', 'status', 'refunded', 'refundedAt'];

/** What a column can be in each kind of file, in the order in which the page offers it. */
export const TARGETS: Readonly<Record<Kind, readonly string[]>> = {
  orders: [...ORDER, 'total', ...WITH_ORDER],
  orderLines: [
    ...ORDER,
    ...['total', 'orderTotal', 'price', 'quantity', 'name', 'product_id', 'sku', 'variant', 'category', 'brand'],
    ...['product.line_id', ...WITH_ORDER],
  ],
  customers: ['userId', ...ABOUT, ...CONSENTS],
  events: ['userId', 'anonymousId', 'event', 'timestamp'],
};

/** Target of each column; a column that is left out has none. */
export type Choices = Readonly<Record<string, string>>;

export const choicesOf = (map: MapDraft): Choices => {
  const choices: Record<string, string> = {};
  for (const [target, column] of Object.entries(map.columns)) {
    const isBoth = BOTH_TARGETS.every((one) => map.columns[one] === column);
    choices[column] = isBoth && target.startsWith('consent.') ? BOTH : target;
  }
  if (map.orderId !== undefined && map.orderId !== 'line') choices[map.orderId] = 'orderId';
  return choices;
};

/** Gives a column a target, and takes it from the column that had it. */
export const choose = (choices: Choices, column: string, target: string): Choices => {
  const kept = Object.entries(choices).filter(([other, taken]) => other !== column && taken !== target);
  return Object.fromEntries(target === NONE ? kept : [...kept, [column, target]]);
};

/** The map with other choices; what belongs to the kind alone goes with it. */
export const withChoices = (map: MapDraft, kind: Kind, choices: Choices): MapDraft => {
  const columns: Record<string, string> = {};
  let orderId: string | undefined;
  for (const [column, target] of Object.entries(choices)) {
    if (target === 'orderId') orderId = column;
    else if (target === BOTH) for (const one of BOTH_TARGETS) columns[one] = column;
    else columns[target] = column;
  }
  const isOrder = kind === 'orders' || kind === 'orderLines';
  const guests = (['phone', 'email'] as const).filter((name) => name in columns || `traits.${name}` in columns);
  const saysConsent = Object.keys(columns).some((target) => target.startsWith('consent.'));
  const { 'consent.source': source = 'import', currency, ...constants } = map.constants;
  const { orderId: _order, guests: _guests, ...rest } = map;
  const same = kind === map.kind ? rest : { timezone: map.timezone };
  return {
    ...same,
    kind,
    columns,
    constants: {
      ...Object.fromEntries(Object.entries(constants).filter(([target]) => !(target in columns))),
      ...(saysConsent ? { 'consent.source': source } : {}),
      ...(isOrder && currency !== undefined && !('currency' in columns) ? { currency } : {}),
    },
    ...(isOrder && (orderId !== undefined || kind === 'orders') ? { orderId: orderId ?? 'line' } : {}),
    ...(guests.length > 0 && kind !== 'events' ? { guests } : {}),
  };
};
