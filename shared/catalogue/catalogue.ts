import { specEvent } from '../events/ecommerce.ts';

/** How a value came. What is null or an empty text says nothing and counts as missing. */
export const VALUE_TYPES = ['text', 'number', 'flag', 'list', 'object'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** Of one week: values that cannot be read as the spec has them, then how many came of each of `VALUE_TYPES`. */
export type WeekOfValues = readonly [
  wrong: number,
  text: number,
  number: number,
  flag: number,
  list: number,
  object: number,
];

/** Days are days since 1970-01-01 of receipt in the shop's zone, weeks the Mondays' ones (`weekOf`). */
export interface PropertyEntry {
  readonly firstDay: number;
  readonly lastDay: number;
  /** The newest six weeks. */
  readonly weeks: ReadonlyMap<number, WeekOfValues>;
  /** Shapes, and values only of properties that name things of the shop. */
  readonly examples: readonly string[];
  readonly moreExamples: boolean;
}

export interface EventEntry {
  /** First and last receipt, ISO 8601 UTC. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  /** Of `count`, those that came with an import. */
  readonly imported: number;
  /** Counts per day of the newest six weeks; imported events are left out. */
  readonly days: ReadonlyMap<number, number>;
  /** All events of the newest six weeks by week: what the shares of properties are shares of. */
  readonly weeks: ReadonlyMap<number, number>;
  readonly sources: ReadonlyMap<string, number>;
  readonly properties: ReadonlyMap<string, PropertyEntry>;
  /** More properties came than are kept; once true, always true. */
  readonly moreProperties: boolean;
}

/** What came in. A sum over stored events: of parts merged in any order. */
export interface Catalogue {
  readonly events: ReadonlyMap<string, EventEntry>;
  /** Events whose name is not kept, because too many names came. */
  readonly others: number;
}

export const NO_CATALOGUE: Catalogue = { events: new Map(), others: 0 };

/** Bounds of an item of DynamoDB and of memory: at most 4,000 properties with names of up to 64 bytes. */
export const CATALOGUE_LIMITS = { events: 100, properties: 40, sources: 20, examples: 5, weeks: 6 } as const;

/** Week of a day, numbered through; it begins on Monday. */
export const weekOf = (day: number): number => Math.floor((day + 3) / 7);

const joined = <Key, Value>(
  left: ReadonlyMap<Key, Value>,
  right: ReadonlyMap<Key, Value>,
  join: (left: Value, right: Value) => Value,
): Map<Key, Value> => {
  const all = new Map(left);
  for (const [key, value] of right) {
    const known = all.get(key);
    all.set(key, known === undefined ? value : join(known, value));
  }
  return all;
};

const sum = (left: number, right: number): number => left + right;

/** Entries of the newest weeks: the newest only grows, so what is dropped here would be dropped by any later merge. */
export const newest = <Value>(entries: Map<number, Value>, weekOfKey: (key: number) => number): Map<number, Value> => {
  let last = Number.NEGATIVE_INFINITY;
  for (const key of entries.keys()) last = Math.max(last, weekOfKey(key));
  for (const key of entries.keys()) if (weekOfKey(key) <= last - CATALOGUE_LIMITS.weeks) entries.delete(key);
  return entries;
};

const identity = (week: number): number => week;
const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

export const boundExamples = (examples: Iterable<string>, more: boolean): [readonly string[], boolean] => {
  const sorted = [...new Set(examples)].sort(byText);
  return [sorted.slice(0, CATALOGUE_LIMITS.examples), more || sorted.length > CATALOGUE_LIMITS.examples];
};

const addWeeks = (left: WeekOfValues, right: WeekOfValues): WeekOfValues => [
  left[0] + right[0],
  left[1] + right[1],
  left[2] + right[2],
  left[3] + right[3],
  left[4] + right[4],
  left[5] + right[5],
];

const mergeProperties = (left: PropertyEntry, right: PropertyEntry): PropertyEntry => {
  const [examples, moreExamples] = boundExamples(
    [...left.examples, ...right.examples],
    left.moreExamples || right.moreExamples,
  );
  return {
    firstDay: Math.min(left.firstDay, right.firstDay),
    lastDay: Math.max(left.lastDay, right.lastDay),
    weeks: newest(joined(left.weeks, right.weeks, addWeeks), identity),
    examples,
    moreExamples,
  };
};

/** Which entries stay when there are too many: those with a meaning, then those that came first, then by name. */
const kept = <Value>(
  entries: ReadonlyMap<string, Value>,
  most: number,
  isKnown: (name: string) => boolean,
  firstOf: (value: Value) => string | number,
): ReadonlyMap<string, Value> => {
  if (entries.size <= most) return entries;
  const order = [...entries].sort(([left, leftValue], [right, rightValue]) => {
    const known = Number(isKnown(right)) - Number(isKnown(left));
    if (known !== 0) return known;
    const [first, second] = [firstOf(leftValue), firstOf(rightValue)];
    return first < second ? -1 : first > second ? 1 : byText(left, right);
  });
  return new Map(order.slice(0, most));
};

const isKnownProperty = (event: string) => {
  const known = specEvent(event)?.properties ?? {};
  return (name: string): boolean => Object.hasOwn(known, name) || name.startsWith('products[].');
};

/** An entry within the bounds; sources beyond them are left out by name. */
export const boundEvent = (name: string, entry: EventEntry): EventEntry => {
  const { properties: mostProperties, sources: mostSources } = CATALOGUE_LIMITS;
  const properties = kept(entry.properties, mostProperties, isKnownProperty(name), ({ firstDay }) => firstDay);
  const sources =
    entry.sources.size <= mostSources
      ? entry.sources
      : new Map([...entry.sources].sort(([left], [right]) => byText(left, right)).slice(0, mostSources));
  const moreProperties = entry.moreProperties || properties.size < entry.properties.size;
  return { ...entry, properties, sources, moreProperties };
};

const mergeEvents = (name: string, left: EventEntry, right: EventEntry): EventEntry =>
  boundEvent(name, {
    firstAt: left.firstAt < right.firstAt ? left.firstAt : right.firstAt,
    lastAt: left.lastAt > right.lastAt ? left.lastAt : right.lastAt,
    count: left.count + right.count,
    imported: left.imported + right.imported,
    days: newest(joined(left.days, right.days, sum), weekOf),
    weeks: newest(joined(left.weeks, right.weeks, sum), identity),
    sources: joined(left.sources, right.sources, sum),
    properties: joined(left.properties, right.properties, mergeProperties),
    moreProperties: left.moreProperties || right.moreProperties,
  });

/** Calls other than track stand under `$identify`, `$page` …; both they and spec events outlast a flood of names. */
const isKnownEvent = (name: string): boolean => name.startsWith('$') || specEvent(name) !== undefined;

/** A catalogue within the bounds; events of dropped names stay counted, so that the total is always exact. */
export const boundCatalogue = ({ events, others }: Catalogue): Catalogue => {
  const within = kept(events, CATALOGUE_LIMITS.events, isKnownEvent, ({ firstAt }) => firstAt);
  if (within === events) return { events, others };
  let dropped = 0;
  for (const [name, entry] of events) if (!within.has(name)) dropped += entry.count;
  return { events: within, others: others + dropped };
};

/**
 * The catalogue of all events of both. Commutative; associative as long as no bound is reached, and the total of events
 * in any case. Not idempotent: whoever merges sees to it that each event is in one part only.
 */
export const mergeCatalogues = (left: Catalogue, right: Catalogue): Catalogue => {
  const events = new Map(left.events);
  for (const [name, entry] of right.events) {
    const known = events.get(name);
    events.set(name, known === undefined ? entry : mergeEvents(name, known, entry));
  }
  return boundCatalogue({ events, others: left.others + right.others });
};

export const totalOf = ({ events, others }: Catalogue): number =>
  [...events.values()].reduce((total, { count }) => total + count, others);
