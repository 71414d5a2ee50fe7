import { normaliseEmail, normalisePhone } from '../../../shared/consent/address.ts';
import { statementsOf } from '../../../shared/consent/read-statements.ts';
import type { StoredEvent } from '../../../shared/events/event.ts';
import { toMinor } from '../../../shared/platform/money.ts';
import type { Profile } from '../../../shared/profiles/profile.ts';
import { naiveConsent, naiveObjection } from './naive-consent.ts';

/**
 * What a profile should be, said as plainly as possible: read all events at once, sort them, replay them. For histories
 * below the limits of names and traits. Shares with the product only the reading of single values.
 */

export const firstOfEach = (events: readonly StoredEvent[]): StoredEvent[] => {
  const sorted = [...events].sort((a, b) => {
    const left = `${a.receivedAt} ${a.key} ${a.person}`;
    return left < `${b.receivedAt} ${b.key} ${b.person}` ? -1 : 1;
  });
  return sorted.filter((event, index) => sorted.findIndex((other) => other.messageId === event.messageId) === index);
};

const inTime = (events: readonly StoredEvent[]): StoredEvent[] =>
  [...events].sort((a, b) => (a.at === b.at ? (a.messageId < b.messageId ? -1 : 1) : a.at < b.at ? -1 : 1));

export interface NaiveOrder {
  readonly placedAt: string;
  readonly currency: string;
  readonly gross: number;
  readonly net: number;
}

const plainNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Number(value.replaceAll(',', '')) : undefined;
};

const amountOf = (properties: Readonly<Record<string, unknown>>): number | undefined => {
  const { total, revenue, products } = properties;
  if (plainNumber(total) !== undefined) return plainNumber(total);
  if (plainNumber(revenue) !== undefined) return plainNumber(revenue);
  if (!Array.isArray(products) || products.length === 0) return undefined;
  let sum = 0;
  for (const { price, quantity } of products) sum += price * quantity;
  return sum;
};

const minor = (amount: number, currency: string): number =>
  amount > 1e15 ? 0 : Math.max(0, toMinor(amount, currency));

/** Orders by id; events of one person, one per messageId. */
export const naiveOrders = (events: readonly StoredEvent[]): Map<string, NaiveOrder> => {
  const orders = new Map<string, NaiveOrder>();
  const speaking = inTime(events).filter(({ name, type }) => type === 'track' && name?.startsWith('Order '));
  const ids = new Set(speaking.map(({ body }) => String(body.properties?.order_id)));
  for (const id of ids) {
    const about = speaking
      .filter(({ body }) => String(body.properties?.order_id) === id)
      .map(({ name, at, body }) => {
        const { currency, part, parts, ...rest } = body.properties ?? {};
        const isPart = part !== undefined && parts !== undefined;
        return {
          name,
          at,
          amount: amountOf(rest),
          currency: typeof currency === 'string' ? currency.toUpperCase() : 'KRW',
          part: isPart ? part : undefined,
          parts: isPart ? parts : undefined,
        };
      });
    const first = about.find(({ name }) => name === 'Order Completed');
    if (!first) continue;
    let gross = first.amount ?? 0;
    let currency = first.currency;
    if (first.part !== undefined) {
      const seen = new Set<unknown>();
      gross = 0;
      for (const entry of about) {
        const same =
          entry.name === 'Order Completed' && entry.parts === first.parts && entry.currency === first.currency;
        if (!same || seen.has(entry.part)) continue;
        seen.add(entry.part);
        gross += entry.amount ?? 0;
      }
    }
    for (const entry of about.slice(about.indexOf(first))) {
      if (entry.name !== 'Order Updated' || entry.amount === undefined || entry.part !== undefined) continue;
      gross = entry.amount;
      currency = entry.currency;
    }
    const total = minor(gross, currency);
    let net = total;
    for (const entry of about) {
      if (entry.name === 'Order Cancelled') net = 0;
      if (entry.name !== 'Order Refunded') continue;
      if (entry.amount === undefined) net = 0;
      else if (entry.currency === currency) net -= minor(Math.abs(entry.amount), currency);
    }
    orders.set(id, { placedAt: first.at, currency, gross: total, net: Math.max(0, net) });
  }
  return orders;
};

/** Seoul has no daylight saving: its day begins nine hours before that of UTC. */
const seoulDay = (iso: string): number => Math.floor((Date.parse(iso) + 9 * 3_600_000) / 86_400_000);

const orderPart = (orders: readonly NaiveOrder[]): Partial<Profile> => {
  const revenue: Record<string, number> = {};
  const byDay: Record<string, Record<number, [number, number]>> = {};
  for (const { currency, placedAt, net } of orders) {
    revenue[currency] = (revenue[currency] ?? 0) + net;
    const [count, sum] = byDay[currency]?.[seoulDay(placedAt)] ?? [0, 0];
    byDay[currency] = { ...byDay[currency], [seoulDay(placedAt)]: [count + 1, sum + net] };
  }
  const days: Record<string, string> = {};
  for (const [currency, list] of Object.entries(byDay)) {
    days[currency] = Object.entries(list)
      .map(([day, [count, net]]) => `${day},${count},${net}`)
      .join(';');
  }
  const times = orders.map(({ placedAt }) => placedAt).sort();
  return {
    orders: orders.length,
    firstOrderAt: times[0],
    lastOrderAt: times.at(-1),
    revenue,
    days,
    zone: 'Asia/Seoul',
  };
};

interface NaiveDevice {
  readonly token: string;
  /** Shown or spoken of under an id that anybody can take on. */
  readonly guest: boolean;
  platform: string;
  at?: string;
  saidAt?: string;
  on: boolean;
  seen: number;
  told: number;
}

const newest = <Row>(rows: readonly Row[], most: number, rankOf: (row: Row) => number): Row[] =>
  rows
    .filter((row) => rankOf(row) >= 0)
    .sort((a, b) => rankOf(b) - rankOf(a))
    .slice(0, most);

/** `events` in the order of time. */
const naiveDevices = (events: readonly StoredEvent[], isMember: boolean) => {
  const devices = new Map<string, NaiveDevice>();
  for (const [place, { person, name, at, body }] of events.entries()) {
    const speaks = ['Device Registered', 'Device Unregistered', 'Application Uninstalled'].includes(name ?? '');
    const inContext: unknown = body.context?.device;
    const about = Object(inContext ?? (speaks ? body.properties : {}));
    const { token } = about;
    if (typeof token !== 'string' || !token.startsWith('fcm-token')) continue;
    const guest = person.startsWith('a:');
    const key = `${guest} ${token}`;
    const known = devices.get(key) ?? { token, guest, platform: 'other', on: true, seen: -1, told: -1 };
    devices.set(key, known);
    if (name !== 'Device Unregistered') {
      known.seen = place;
      known.at = at;
      const type = String(about.type).toLowerCase();
      known.platform = ['ios', 'android', 'web'].includes(type) ? type : 'other';
    }
    const granted = body.properties?.notifications;
    const spoken =
      name === 'Device Unregistered' || name === 'Application Uninstalled'
        ? false
        : name === 'Device Registered'
          ? granted !== 'denied'
          : name === 'Application Opened' && granted !== undefined
            ? granted === 'granted'
            : undefined;
    if (spoken === undefined) continue;
    known.told = place;
    known.saidAt = at;
    known.on = spoken;
  }
  const [own, guests] = [false, true].map((guest) => [...devices.values()].filter((device) => device.guest === guest));
  const told = [...newest(own ?? [], 30, (row) => row.told), ...newest(guests ?? [], 10, (row) => row.told)];
  const shown = isMember ? newest(own ?? [], 10, ({ seen }) => seen) : newest(guests ?? [], 3, ({ seen }) => seen);
  return shown.map(({ token, platform, at }) => {
    // A guest can switch a member's device off and never on.
    const said = told.filter((row) => row.token === token && !(isMember && row.guest && row.on));
    const [last] = said.sort((a, b) => b.told - a.told);
    return { token, platform, at, ...(last && !last.on ? { offAt: last.saidAt } : {}) };
  });
};

const countries: Readonly<Record<string, string>> = { kr: 'KR', US: 'US' };

/** Expected profile of one person, under a member's id unless said; undefined fields mean absent ones. */
export const naiveProfile = (stored: readonly StoredEvent[], isMember = true): Record<string, unknown> => {
  const events = inTime(firstOfEach(stored));
  const raw = new Map<string, unknown>();
  const contacts: Record<string, string> = {};
  let phone: string | undefined;
  const counts = new Map<string, number>();
  let locale: string | undefined;
  let timezone: string | undefined;
  for (const { type, name, body } of events) {
    if (type === 'track' && name !== undefined) {
      const shown = name === '__proto__' ? '…' : name;
      counts.set(shown, (counts.get(shown) ?? 0) + 1);
    }
    if (body.context?.locale !== undefined) locale = 'KR';
    if (typeof body.context?.timezone === 'string') timezone = body.context.timezone;
    if (type !== 'identify') continue;
    for (const [key, value] of Object.entries(body.traits ?? {})) {
      if (!key.startsWith('consent')) raw.set(key, value);
      if (key === 'email' && (value === null || normaliseEmail(value) !== undefined)) {
        contacts.email = normaliseEmail(value) ?? '';
      }
      if (key === 'phone' && (value === null || String(value).length > 6)) phone = normalisePhone(value, 'KR');
    }
  }
  if (contacts.email === '') delete contacts.email;
  if (phone !== undefined) contacts.phone = phone;
  const traits = Object.fromEntries(
    [...raw].filter(([, value]) => value !== null && JSON.stringify(value).length <= 1_024),
  );
  const kind = traits.customerKind === 'staff' ? 'staff' : 'consumer';
  const placed = orderPart([...naiveOrders(events).values()]);
  const byPhone = phone === undefined ? undefined : phone.startsWith('+82') ? 'KR' : 'US';
  const country = countries[String(traits.country)] ?? byPhone ?? locale;
  const devices = naiveDevices(events, isMember);
  return {
    kind,
    traits,
    contacts,
    ...(locale === undefined ? {} : { language: 'ko' }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(devices.length === 0 ? {} : { devices }),
    country,
    consent: naiveConsent(
      events.flatMap((event) => statementsOf(event)),
      { lastTransactionAt: placed.lastOrderAt, country },
    ),
    objectedAt: naiveObjection(events.flatMap((event) => statementsOf(event))),
    events: events.length,
    eventCounts: Object.fromEntries(counts),
    firstSeenAt: events[0]?.at,
    lastSeenAt: events.at(-1)?.at,
    ...placed,
  };
};
