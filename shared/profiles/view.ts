import { isSupportedCountry } from 'libphonenumber-js/min';
import { type ComputedBasis, NO_BASIS } from '../computed/basis.ts';
import { packedNames } from '../computed/built-in.ts';
import { storedComputed } from '../computed/value.ts';
import { type Contacts, countryOfPhone, normalisePhone } from '../consent/address.ts';
import { type Consent, type ConsentState, consentOf, objectionOf } from '../consent/consent-state.ts';
import { CONSENT_CHANNELS, CONSENT_PURPOSES } from '../consent/evidence.ts';
import { homeLaw } from '../law/laws.ts';
import { canonicalJson } from './canonical-json.ts';
import { saidKind } from './customer-kind.ts';
import { deviceList } from './devices.ts';
import { compareTraits, type FoldState, OTHER_NAMES } from './fold.ts';
import type { OrderSummary } from './order-summary.ts';
import { type Profile, USUAL_KIND } from './profile.ts';

/** Together, UTF-8 bytes of names and values: the profile is written at every change and read at every send. */
export const MAX_TRAITS_BYTES = 16 * 1_024;

/** Removed (null) and oversized values are left out; so is what no longer fits, least known names last. */
const traitsOf = (state: FoldState): Record<string, unknown> => {
  const traits: [string, unknown][] = [];
  let bytes = 0;
  for (const name of [...state.traits.keys()].sort(compareTraits)) {
    const text = state.traits.get(name)?.value;
    if (text === undefined || text === 'null') continue;
    const size = Buffer.byteLength(name) + Buffer.byteLength(text);
    if (bytes + size > MAX_TRAITS_BYTES) continue;
    bytes += size;
    const value: unknown = JSON.parse(text);
    traits.push([name, value]);
  }
  return Object.fromEntries(traits);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const countryCode = (value: unknown): string | undefined => {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return isSupportedCountry(code) ? code : undefined;
};

/** Lower-case ISO 639 code of a tag such as `ko-KR` or `ko`. */
const languageOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^([a-z]{2,3})(?:[-_]|$)/i.exec(value.trim())?.[1]?.toLowerCase() : undefined;

/** What the person says comes before what the number says, and that before what the device is set to. */
const countryOf = (traits: Readonly<Record<string, unknown>>, contacts: Contacts, locale: string | undefined) => {
  const address = traits.address;
  return (
    countryCode(traits.country) ??
    (isRecord(address) ? countryCode(address.country) : undefined) ??
    (contacts.phone === undefined ? undefined : countryOfPhone(contacts.phone)) ??
    countryCode(locale?.slice(-2))
  );
};

/** The fold itself knows no confirmation, so nothing in it is pending. */
const summaryOf = ({ state, at, expiresAt }: ConsentState) => ({
  state: state === 'granted' ? state : ('withdrawn' as const),
  at,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});

const consentSummary = (consent: Consent): Profile['consent'] => {
  const summary: Profile['consent'] = {};
  for (const channel of CONSENT_CHANNELS) {
    const { topics, ...said } = consent[channel] ?? {};
    const states: Profile['consent'][string] = {};
    for (const purpose of CONSENT_PURPOSES) {
      const state = said[purpose];
      if (state) states[purpose] = summaryOf(state);
    }
    if (topics)
      states.topics = Object.fromEntries(Object.entries(topics).map(([topic, state]) => [topic, summaryOf(state)]));
    if (Object.keys(states).length > 0) summary[channel] = states;
  }
  return summary;
};

/**
 * The profile of a fold and of its orders' summary; `country` is the one in which national numbers are read, `isMember` whether the person goes by an id of the shop. Pure: it
 * depends on nothing else, the clock included.
 */
export const viewOf = (
  state: FoldState,
  orders: OrderSummary,
  country: string | null,
  basis: ComputedBasis = NO_BASIS,
  isMember = true,
): Profile => {
  const traits = traitsOf(state);
  const email = state.email?.value ?? undefined;
  const phone = normalisePhone(state.phone?.value ?? undefined, country);
  const contacts = { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
  const objectedAt = objectionOf(state.consent);
  const home = countryOf(traits, contacts, state.locale?.value);
  const language = languageOf(traits.language) ?? languageOf(state.locale?.value);
  const computed = storedComputed(state.computed, basis);
  const devices = deviceList(state.devices, isMember);
  return {
    kind: saidKind(traits) ?? USUAL_KIND,
    traits,
    contacts,
    ...(home === undefined ? {} : { country: home }),
    consent: consentSummary(
      consentOf(state.consent, { lastTransactionAt: orders.lastOrderAt, law: homeLaw(home ?? country) }),
    ),
    ...(objectedAt === undefined ? {} : { objectedAt }),
    events: state.events,
    eventCounts: Object.fromEntries([
      ...state.names,
      ...(state.otherNames === 0 ? [] : [[OTHER_NAMES, state.otherNames] as const]),
    ]),
    ...(state.firstSeenAt === undefined ? {} : { firstSeenAt: state.firstSeenAt }),
    ...(state.lastSeenAt === undefined ? {} : { lastSeenAt: state.lastSeenAt }),
    ...orders,
    ...(language === undefined ? {} : { language }),
    ...(state.timezone === undefined ? {} : { timezone: state.timezone.value }),
    ...(devices.length === 0 ? {} : { devices }),
    ...(Object.keys(computed).length === 0 ? {} : { computed }),
  };
};

/** The bytes that are stored and that a rebuild must give again (P3). */
export const profileText = ({ computed, kind, zone, ...rest }: Profile): string =>
  canonicalJson({
    ...rest,
    ...(zone === rest.timezone ? {} : { zone }),
    ...(kind === USUAL_KIND ? {} : { kind }),
    ...(computed === undefined ? {} : { computed: packedNames(computed) }),
  });
