import { type ComputedBasis, NO_BASIS } from '../computed/basis.ts';
import { mergeTraitStates, NO_TRAIT_STATES, type TraitStates, traitStatesOf } from '../computed/trait-state.ts';
import { normaliseEmail } from '../consent/address.ts';
import { addStatement, type ConsentLedger, mergeLedgers } from '../consent/consent-ledger.ts';
import { statementsOf } from '../consent/read-statements.ts';
import { isConsentTrait } from '../events/consent-call.ts';
import type { StoredEvent } from '../events/event.ts';
import { isTimeZone } from '../platform/time.ts';
import { canonicalJson } from './canonical-json.ts';
import { type DeviceStates, devicesOf, mergeDevices, NO_DEVICES } from './devices.ts';
import { newer, type Register } from './register.ts';
import { keepSmallest, ranking } from './smallest.ts';

/** A trait as canonical JSON text; `undefined` stands for a value that is too large to keep but not too large to win. */
type TraitRegister = Register<string | undefined>;

/**
 * What a set of events amounts to. The state of two disjoint sets is `merge` of their states: sums, minima, maxima and
 * registers commute, so neither the order of arrival nor the way the set was cut into parts can show (rule 3).
 */
export interface FoldState {
  readonly events: number;
  /** Track events by name. */
  readonly names: ReadonlyMap<string, number>;
  /** Track events of names beyond the limit. */
  readonly otherNames: number;
  readonly firstSeenAt?: string | undefined;
  readonly lastSeenAt?: string | undefined;
  readonly traits: ReadonlyMap<string, TraitRegister>;
  /** Latest usable address in normal form; null: taken away. */
  readonly email?: Register<string | null> | undefined;
  /** Latest number as sent, read in the shop's country when viewed; null: taken away. */
  readonly phone?: Register<string | null> | undefined;
  /** BCP 47 tag of the latest context that names a region. */
  readonly locale?: Register<string> | undefined;
  /** IANA zone of the latest device that named one. */
  readonly timezone?: Register<string> | undefined;
  readonly devices: DeviceStates;
  readonly consent: ConsentLedger;
  /** Key of the definitions that `computed` was made under; empty without events. States of two bases must not be merged. */
  readonly basis: string;
  /** Per computed trait. */
  readonly computed: TraitStates;
}

export const MAX_NAMES = 50;
const MAX_NAME_LENGTH = 100;
export const MAX_TRAITS = 100;
/** UTF-8 bytes. */
const MAX_TRAIT_NAME_BYTES = 100;
const MAX_TRAIT_BYTES = 1_024;

const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...[
    'Order Completed',
    'Order Updated',
    'Order Refunded',
    'Order Cancelled',
    'Checkout Started',
    'Payment Info Entered',
  ],
  ...['Product Viewed', 'Product Added', 'Product Removed', 'Product List Viewed', 'Products Searched', 'Cart Viewed'],
  ...['Product Clicked', 'Product Reviewed', 'Product Added to Wishlist', 'Coupon Applied', 'Consent Changed'],
  ...['Signed Up', 'Application Installed', 'Application Opened', 'Application Uninstalled'],
  ...['Device Registered', 'Device Unregistered', 'Push Notification Tapped'],
]);

const KNOWN_TRAITS: ReadonlySet<string> = new Set(
  'email phone name firstName lastName birthday gender address city country company createdAt customerKind language'.split(
    ' ',
  ),
);

export const compareNames = ranking(KNOWN_NAMES);
export const compareTraits = ranking(KNOWN_TRAITS);

export const emptyState = (): FoldState => ({
  events: 0,
  names: NO_NAMES,
  otherNames: 0,
  traits: NO_TRAITS,
  devices: NO_DEVICES,
  consent: {},
  basis: '',
  computed: NO_TRAIT_STATES,
});

const smaller = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined || (right !== undefined && right < left) ? right : left;
const larger = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined || (right !== undefined && right > left) ? right : left;

const registered = <Value>(event: StoredEvent, value: Value | undefined): Register<Value> | undefined =>
  value === undefined ? undefined : { at: event.at, id: event.messageId, value };

/** Traits that can be kept: no consent statement, no name that an object treats as its own machinery, no endless name. */
const isTraitName = (name: string): boolean =>
  name !== '' &&
  name !== '__proto__' &&
  !isConsentTrait(name) &&
  name.length <= MAX_TRAIT_NAME_BYTES &&
  Buffer.byteLength(name) <= MAX_TRAIT_NAME_BYTES;

const traitText = (value: unknown): string | undefined => {
  const text = canonicalJson(value);
  return text.length <= MAX_TRAIT_BYTES && Buffer.byteLength(text) <= MAX_TRAIT_BYTES ? text : undefined;
};

const traitsOf = (event: StoredEvent): Map<string, TraitRegister> => {
  const traits = new Map<string, TraitRegister>();
  for (const [name, value] of Object.entries(event.body.traits ?? {})) {
    if (isTraitName(name)) traits.set(name, { at: event.at, id: event.messageId, value: traitText(value) });
  }
  keepSmallest(traits, MAX_TRAITS, compareTraits);
  return traits;
};

const emailOf = (value: unknown): string | null | undefined => (value === null ? null : normaliseEmail(value));

/** Seven digits are the shortest number that anybody can be texted on; less is a remark such as "none". */
const phoneOf = (value: unknown): string | null | undefined => {
  if (value === null) return null;
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).normalize('NFKC').trim() : '';
  return text.length <= 40 && text.replace(/\D/g, '').length >= 7 ? text : undefined;
};

const localeOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_][A-Za-z]{2}$/.test(value) ? value : undefined;

/** Browsers and phones say it; a made-up name is nothing. */
const zoneOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 40 && value.includes('/') && isTimeZone(value) ? value : undefined;

/** Key under which a profile shows the events of names beyond the limit. */
export const OTHER_NAMES = '…';

// One empty map for all: most events have no traits, and a history may have 100,000 events.
const NO_NAMES: ReadonlyMap<string, number> = new Map();
const NO_TRAITS: ReadonlyMap<string, TraitRegister> = new Map();

const nameOf = (event: StoredEvent): Pick<FoldState, 'names' | 'otherNames'> => {
  if (event.type !== 'track' || event.name === undefined) return { names: NO_NAMES, otherNames: 0 };
  const kept = event.name.length <= MAX_NAME_LENGTH && event.name !== OTHER_NAMES && event.name !== '__proto__';
  return kept ? { names: new Map([[event.name, 1]]), otherNames: 0 } : { names: NO_NAMES, otherNames: 1 };
};

/** The state of one event. */
export const stateOf = (event: StoredEvent, basis: ComputedBasis = NO_BASIS): FoldState => {
  const traits = event.type === 'identify' ? event.body.traits : undefined;
  return {
    events: 1,
    ...nameOf(event),
    firstSeenAt: event.at,
    lastSeenAt: event.at,
    traits: traits ? traitsOf(event) : NO_TRAITS,
    email: traits && Object.hasOwn(traits, 'email') ? registered(event, emailOf(traits.email)) : undefined,
    phone: traits && Object.hasOwn(traits, 'phone') ? registered(event, phoneOf(traits.phone)) : undefined,
    locale: registered(event, localeOf(event.body.context?.locale)),
    timezone: registered(event, zoneOf(event.body.context?.timezone)),
    devices: devicesOf(event),
    basis: basis.key,
    computed: traitStatesOf(event, basis),
    consent: mergeLedgers(
      {},
      statementsOf(event).reduce<ConsentLedger>((ledger, statement) => addStatement(ledger, statement), {}),
    ),
  };
};

/** State of the union of two disjoint sets of events. Commutative and associative; `emptyState()` changes nothing. */
export const merge = (left: FoldState, right: FoldState): FoldState => {
  const names = new Map(left.names);
  for (const [name, count] of right.names) names.set(name, (names.get(name) ?? 0) + count);
  const cut = keepSmallest(names, MAX_NAMES, compareNames);

  const traits = new Map(left.traits);
  for (const [name, register] of right.traits) {
    const kept = newer(traits.get(name), register);
    if (kept) traits.set(name, kept);
  }
  keepSmallest(traits, MAX_TRAITS, compareTraits);

  return {
    events: left.events + right.events,
    names,
    otherNames: cut.reduce((sum, count) => sum + count, left.otherNames + right.otherNames),
    firstSeenAt: smaller(left.firstSeenAt, right.firstSeenAt),
    lastSeenAt: larger(left.lastSeenAt, right.lastSeenAt),
    traits,
    email: newer(left.email, right.email),
    phone: newer(left.phone, right.phone),
    locale: newer(left.locale, right.locale),
    timezone: newer(left.timezone, right.timezone),
    devices: mergeDevices(left.devices, right.devices),
    consent: mergeLedgers(left.consent, right.consent),
    basis: larger(left.basis, right.basis) ?? '',
    computed: mergeTraitStates(left.computed, right.computed),
  };
};

/** Merged in pairs, so that 100,000 states cost no more copies each than 100. */
export const mergeAll = (states: readonly FoldState[]): FoldState => {
  let level = [...states];
  while (level.length > 1) {
    const pairs: FoldState[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = level.slice(at, at + 2);
      if (left) pairs.push(right ? merge(left, right) : left);
    }
    level = pairs;
  }
  return level[0] ?? emptyState();
};
