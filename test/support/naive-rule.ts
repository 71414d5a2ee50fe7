import { createHash } from 'node:crypto';
import type { Comparison, Operators } from '../../shared/events/condition.ts';
import type { Leaf, Within } from '../../shared/segments/leaf.ts';
import type { Rule } from '../../shared/segments/rule.ts';

/** One person as plain facts, nothing folded. Times are ISO instants. */
export interface RawPerson {
  readonly id: string;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly country: string | undefined;
  readonly language: string | undefined;
  readonly objected: boolean;
  readonly consents: readonly {
    readonly channel: string;
    readonly purpose: 'ad' | 'info' | 'night';
    readonly topic?: string;
    readonly state: 'granted' | 'withdrawn';
    readonly at: string;
    readonly expiresAt?: string;
  }[];
  readonly orders: readonly { readonly at: string; readonly amount: number; readonly currency: string }[];
  readonly events: readonly {
    readonly name: string;
    readonly track: boolean;
    readonly at: string;
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
  readonly messages: readonly {
    readonly campaign: string;
    readonly channel: string;
    readonly at: string;
    readonly opened: boolean;
    readonly clicked: boolean;
  }[];
  readonly computed: Readonly<Record<string, unknown>>;
  readonly scores: unknown;
}

export interface World {
  readonly zone: string;
  /** Local day of the evaluation. */
  readonly today: string;
  readonly now: string;
  readonly currency: string;
  readonly staffDomain: string;
  readonly segments: Readonly<Record<string, Rule>>;
}

const DAY = 86_400_000;
const dates = new Map<string, string>();

/** The calendar date at an instant, by the platform's own calendar. */
const localDay = (iso: string, zone: string): string => {
  const key = `${zone} ${iso}`;
  const known = dates.get(key);
  if (known !== undefined) return known;
  const date = new Date(iso).toLocaleDateString('sv-SE', { timeZone: zone });
  dates.set(key, date);
  return date;
};

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
const daysBetween = (from: string, to: string): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY;

const midnights = new Map<string, number>();

/** First instant of a local day: the first hour of the days around it whose local date is that day. */
const midnight = (date: string, zone: string): number => {
  const key = `${zone} ${date}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  let ms = Date.parse(`${date}T00:00:00Z`) - DAY;
  while (localDay(new Date(ms).toISOString(), zone) < date) ms += 3_600_000;
  midnights.set(key, ms);
  return ms;
};

const look = (root: unknown, path: string): unknown => {
  let value: unknown = root;
  for (const name of path.split('.')) {
    const entries: [string, unknown][] = value !== null && typeof value === 'object' ? Object.entries(value) : [];
    value = entries.find(([key]) => key === name)?.[1];
  }
  return value ?? undefined;
};

const asNumber = (value: unknown): number => {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : Number.NaN;
};

const exists = (date: string): boolean => {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && addDays(date, 0) === date;
};

/** The instant at which the clocks of a zone show a time: guessed with the zone's offset, and guessed again. */
const wallClock = (local: string, zone: string): number => {
  const wanted = Date.parse(`${local}Z`);
  const offset = (ms: number): number =>
    Date.parse(`${new Date(ms).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`) - ms;
  return wanted - offset(wanted - offset(wanted));
};

const asTime = (value: unknown, zone: string): number => {
  if (typeof value !== 'string' || !exists(value.slice(0, 10))) return Number.NaN;
  if (value.length === 10) return midnight(value, zone);
  if (value[10] !== 'T') return Number.NaN;
  const zoneless = /T\d\d:\d\d(:\d\d)?$/.test(value);
  return zoneless ? wallClock(value, zone) : Date.parse(value);
};

/** 42 and "42" are the same thing; objects are never equal to anything. */
const equal = (left: unknown, right: unknown): boolean =>
  typeof left !== 'object' &&
  (left === right || (String(left) === String(right) && (typeof left === 'string') !== (typeof right === 'string')));

export const operatorHolds = (value: unknown, operators: Operators, zone: string): boolean => {
  const missing = value === undefined || value === null;
  for (const [name, wanted] of Object.entries(operators)) {
    const many: unknown[] = Array.isArray(wanted) ? wanted : [];
    if (name === 'isNot') return missing || !equal(value, wanted);
    if (name === 'notIn') return missing || many.every((one) => !equal(value, one));
    if (name === 'exists') return missing !== wanted;
    const known = ['is', 'in', 'gt', 'gte', 'lt', 'lte', 'contains', 'startsWith', 'endsWith', 'before', 'after'];
    if (!known.includes(name)) continue;
    if (missing) return false;
    if (name === 'is') return equal(value, wanted);
    if (name === 'in') return many.some((one) => equal(value, one));
    if (name === 'gt') return asNumber(value) > asNumber(wanted);
    if (name === 'gte') return asNumber(value) >= asNumber(wanted);
    if (name === 'lt') return asNumber(value) < asNumber(wanted);
    if (name === 'lte') return asNumber(value) <= asNumber(wanted);
    if (name === 'before') return asTime(value, zone) < asTime(wanted, zone);
    if (name === 'after') return asTime(value, zone) > asTime(wanted, zone);
    if (name === 'contains' && Array.isArray(value)) return value.some((one) => equal(one, wanted));
    if (typeof value !== 'string') return false;
    const text = String(wanted);
    if (name === 'contains') return value.indexOf(text) !== -1;
    return name === 'startsWith'
      ? value.slice(0, text.length) === text
      : value.slice(value.length - text.length) === text && value.length >= text.length;
  }
  throw new Error(`No operator in ${JSON.stringify(operators)}`);
};

const fits = (number: number, comparison: Comparison): boolean => {
  if (comparison.gte !== undefined) return number >= comparison.gte;
  if (comparison.gt !== undefined) return number > comparison.gt;
  if (comparison.lte !== undefined) return number <= comparison.lte;
  if (comparison.lt !== undefined) return number < comparison.lt;
  return number === comparison.eq;
};

const inside = (at: string, within: Within | undefined, { zone, today }: World): boolean => {
  const day = localDay(at, zone);
  if (day > today) return false;
  if (!within) return true;
  if ('days' in within) return day > addDays(today, -within.days);
  return day >= within.from && day <= within.to;
};

const figure = (name: string, person: RawPerson, world: World): unknown => {
  const { today, zone, currency } = world;
  const orders = person.orders
    .filter(({ at }) => localDay(at, zone) <= today)
    .sort((one, other) => (one.at < other.at ? -1 : 1));
  const days = [...new Set(orders.map(({ at }) => localDay(at, zone)))];
  const revenue = orders.filter((order) => order.currency === currency).reduce((sum, order) => sum + order.amount, 0);
  const newest = person.orders
    .map(({ at }) => at)
    .sort()
    .at(-1);
  const gaps = days
    .slice(1)
    .map((day, index) => daysBetween(days[index] ?? day, day))
    .sort((one, other) => one - other);
  const seen = person.events.map(({ at }) => at).sort();
  switch (name) {
    case 'orders':
      return orders.length;
    case 'revenue':
      return revenue;
    case 'averageOrderValue':
      return orders.length === 0 ? undefined : revenue / orders.length;
    case 'purchaseDays':
      return days.length;
    case 'firstOrderAt':
      return orders[0]?.at;
    case 'lastOrderAt': {
      const last = orders.at(-1)?.at;
      // With later orders the profile knows only the day of those before.
      return last === undefined || last === newest ? last : new Date(midnight(days.at(-1) ?? '', zone)).toISOString();
    }
    case 'daysSinceFirstOrder':
      return days[0] === undefined ? undefined : daysBetween(days[0], today);
    case 'daysSinceLastOrder':
      return days.length === 0 ? undefined : daysBetween(days.at(-1) ?? '', today);
    case 'events':
      return person.events.length;
    case 'firstSeenAt':
      return seen[0];
    case 'lastSeenAt':
      return seen.at(-1);
    case 'kind':
      return kindOf(person, world);
    case 'country':
      return person.country;
    case 'language':
      return person.language;
    case 'daysBetweenOrders': {
      const half = gaps.length / 2;
      if (gaps.length === 0) return undefined;
      return gaps.length % 2 === 1 ? gaps[half - 0.5] : ((gaps[half - 1] ?? 0) + (gaps[half] ?? 0)) / 2;
    }
    case 'daysToFirstOrder': {
      const from = person.computed.signedUpAt;
      const ms = typeof from === 'string' && orders[0] ? Date.parse(orders[0].at) - Date.parse(from) : -1;
      return ms < 0 ? undefined : Math.floor(ms / DAY);
    }
    case 'daysToSecondOrder':
      return orders[1] && orders[0]
        ? daysBetween(localDay(orders[0].at, zone), localDay(orders[1].at, zone))
        : undefined;
  }
  return person.computed[name];
};

const kindOf = (person: RawPerson, world: World): string => {
  const said = person.traits.customerKind;
  if (said === 'partner' || said === 'staff' || said === 'test' || said === 'consumer') return said;
  return person.email?.endsWith(`@${world.staffDomain}`) ? 'staff' : 'consumer';
};

const dateHolds = (leaf: Extract<Leaf, { date: string }>, person: RawPerson, world: World): boolean => {
  const { zone, today } = world;
  const named = look(person.traits, leaf.date);
  const [, computed] = leaf.date.split('computed.');
  const ms = asTime(named ?? (computed === undefined ? undefined : figure(computed, person, world)), zone);
  if (Number.isNaN(ms)) return false;
  const day = localDay(new Date(ms).toISOString(), zone);
  if (!leaf.everyYear) return fits(daysBetween(today, day), leaf.inDays);
  const [, month, number] = day.split('-');
  for (let ahead = 0; ; ahead++) {
    const next = addDays(today, ahead);
    const [year] = next.split('-');
    const wanted = exists(`${year}-${month}-${number}`) ? `${year}-${month}-${number}` : `${year}-02-28`;
    if (next === wanted) return fits(ahead, leaf.inDays);
  }
};

const standing = (person: RawPerson, channel: string, purpose: string, topic?: string) =>
  person.consents.find((one) => one.channel === channel && one.purpose === purpose && one.topic === topic);

const agreed = (state: RawPerson['consents'][number] | undefined, now: string): boolean =>
  state?.state === 'granted' && (state.expiresAt === undefined || Date.parse(now) < Date.parse(state.expiresAt));

/** The next even anniversary of a date of UTC after now, in whole days from now. */
const daysToNotice = (at: string, now: string): number => {
  for (let years = 2; ; years += 2) {
    const year = Number(at.slice(0, 4)) + years;
    const day = exists(`${year}${at.slice(4, 10)}`) ? `${year}${at.slice(4)}` : `${year}-02-28${at.slice(10)}`;
    const ms = Date.parse(day) - Date.parse(now);
    if (ms > 0) return Math.floor(ms / DAY);
  }
};

const leafHolds = (leaf: Leaf, person: RawPerson, world: World, ask: (rule: Rule) => boolean): boolean => {
  if ('trait' in leaf) return operatorHolds(look(person.traits, leaf.trait), leaf, world.zone);
  if ('computed' in leaf) return operatorHolds(figure(leaf.computed, person, world), leaf, world.zone);
  if ('score' in leaf) {
    const value =
      leaf.score === 'rfm.segment' && person.scores !== undefined
        ? (look(person.scores, leaf.score) ?? 'prospect')
        : look(person.scores, leaf.score);
    return operatorHolds(value, leaf, world.zone);
  }
  if ('event' in leaf) {
    const found = person.events.filter(
      (event) =>
        event.track &&
        event.name === leaf.event &&
        inside(event.at, leaf.within, world) &&
        (leaf.where ?? []).every((one) => operatorHolds(look(event.properties, one.property), one, world.zone)),
    );
    const { sum } = leaf;
    if (!sum) return fits(found.length, leaf.count ?? { gte: 1 });
    const numbers = found.map(({ properties }) => asNumber(look(properties, sum.property)));
    return fits(
      numbers.filter((one) => Number.isFinite(one)).reduce((total, one) => total + one, 0),
      sum,
    );
  }
  if ('message' in leaf) {
    const { campaign, channel, outcome } = leaf.message;
    const found = person.messages.filter((message) => {
      if (campaign !== undefined && message.campaign !== campaign) return false;
      if (channel !== undefined && message.channel !== channel) return false;
      if (!inside(message.at, leaf.within, world)) return false;
      if (outcome === 'ignored') return !message.opened && !message.clicked;
      return outcome === 'received' || (outcome === 'opened' ? message.opened : message.clicked);
    });
    return fits(found.length, leaf.count ?? { gte: 1 });
  }
  if ('date' in leaf) return dateHolds(leaf, person, world);
  if ('consent' in leaf) {
    const own = leaf.topic === undefined ? undefined : standing(person, leaf.consent, 'ad', leaf.topic);
    const state = own ?? standing(person, leaf.consent, leaf.purpose);
    if (agreed(state, world.now) !== leaf.is) return false;
    if (!leaf.daysAgo && !leaf.reconfirmInDays) return true;
    if (!state) return false;
    const ago = Math.floor((Date.parse(world.now) - Date.parse(state.at)) / DAY);
    return (
      (!leaf.daysAgo || fits(ago, leaf.daysAgo)) &&
      (!leaf.reconfirmInDays || fits(daysToNotice(state.at, world.now), leaf.reconfirmInDays))
    );
  }
  if ('reachable' in leaf) {
    const address = { email: person.email, sms: person.phone, kakao: person.phone, push: undefined }[leaf.reachable];
    return address !== undefined && agreed(standing(person, leaf.reachable, 'ad'), world.now);
  }
  if ('segment' in leaf) {
    const rule = world.segments[leaf.segment];
    const comesBack = (part: Leaf): boolean => 'segment' in part && part.segment === leaf.segment;
    return rule !== undefined && !mentions(rule, world, comesBack) && ask(rule);
  }
  const { salt, from, to } = leaf.bucket;
  const hash = createHash('sha256').update(`bucket\u0000${salt}\u0000${person.id}`).digest('hex').slice(0, 12);
  const share = Number.parseInt(hash, 16) / 2 ** 48;
  return share >= from && share < to;
};

const mentions = (rule: Rule, world: World, found: (leaf: Leaf) => boolean, open: readonly string[] = []): boolean => {
  if ('all' in rule) return rule.all.some((part) => mentions(part, world, found, open));
  if ('any' in rule) return rule.any.some((part) => mentions(part, world, found, open));
  if ('not' in rule) return mentions(rule.not, world, found, open);
  if (found(rule)) return true;
  const other = 'segment' in rule && !open.includes(rule.segment) ? world.segments[rule.segment] : undefined;
  return other !== undefined && 'segment' in rule && mentions(other, world, found, [...open, rule.segment]);
};

/** Whether a rule holds, as the contract says it, over plain facts. `observe` is told every leaf's answer. */
export const naiveHolds = (
  rule: Rule,
  person: RawPerson,
  world: World,
  observe: (leaf: Leaf, holds: boolean) => void,
): boolean => {
  const ask = (part: Rule): boolean => {
    if ('all' in part) return part.all.map(ask).every(Boolean);
    if ('any' in part) return part.any.map(ask).some(Boolean);
    if ('not' in part) return !ask(part.not);
    const holds = leafHolds(part, person, world, ask);
    observe(part, holds);
    return holds;
  };
  const holds = ask(rule);
  // Who objected to profiling is in nothing that asks for scores; who is no consumer only in what asks for kinds.
  if (person.objected && mentions(rule, world, (leaf) => 'score' in leaf)) return false;
  const asksKind = mentions(
    rule,
    world,
    (leaf) => ('computed' in leaf && leaf.computed === 'kind') || ('trait' in leaf && leaf.trait === 'customerKind'),
  );
  return holds && (asksKind || kindOf(person, world) === 'consumer');
};
