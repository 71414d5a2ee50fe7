import { PRODUCT, specEvent } from '../events/ecommerce.ts';
import type { StoredEvent } from '../events/event.ts';
import { isRecord, type PropertyKind, productLinesOf, propertyFlaw } from '../events/property.ts';
import { localEpochDay } from '../platform/time.ts';
import {
  boundCatalogue,
  boundEvent,
  boundExamples,
  type Catalogue,
  type EventEntry,
  newest,
  type PropertyEntry,
  VALUE_TYPES,
  type ValueType,
  type WeekOfValues,
  weekOf,
} from './catalogue.ts';
import { exampleOf, listedName } from './example.ts';

type Known = Readonly<Record<string, PropertyKind>>;

/** A property as it is being counted. */
interface Draft {
  firstDay: number;
  lastDay: number;
  weeks: Map<number, number[]>;
  examples: Set<string>;
}

const MAX_NAMES_LOOKED_AT = 200;
const MAX_EXAMPLES_GATHERED = 20;

const typeOf = (value: unknown): ValueType | undefined => {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'flag';
    default:
      return 'object';
  }
};

const note = (
  drafts: Map<string, Draft>,
  name: string,
  kind: PropertyKind | undefined,
  value: unknown,
  day: number,
) => {
  const type = typeOf(value);
  if (type === undefined) return;
  const draft = drafts.get(name) ?? { firstDay: day, lastDay: day, weeks: new Map(), examples: new Set() };
  drafts.set(name, draft);
  draft.firstDay = Math.min(draft.firstDay, day);
  draft.lastDay = Math.max(draft.lastDay, day);
  const week = draft.weeks.get(weekOf(day)) ?? [0, 0, 0, 0, 0, 0];
  draft.weeks.set(weekOf(day), week);
  const place = 1 + VALUE_TYPES.indexOf(type);
  week[place] = (week[place] ?? 0) + 1;
  if (kind !== undefined && propertyFlaw(kind, value) !== undefined) week[0] = (week[0] ?? 0) + 1;
  const example = draft.examples.size < MAX_EXAMPLES_GATHERED ? exampleOf(name, type, value) : undefined;
  if (example !== undefined) draft.examples.add(example);
};

/** A line's property counts for the event: it is there only if every line has it, and unreadable if it is on one. */
const noteLines = (drafts: Map<string, Draft>, products: unknown, day: number): void => {
  const lines = productLinesOf(products);
  if (!lines || lines.length === 0) return;
  for (const [name, kind] of Object.entries(PRODUCT)) {
    if (lines.some((line) => !Object.hasOwn(line, name) || typeOf(line[name]) === undefined)) continue;
    const worst = lines.find((line) => propertyFlaw(kind, line[name]) !== undefined) ?? lines[0];
    note(drafts, `products[].${name}`, kind, worst?.[name], day);
  }
};

const nameOf = ({ type, name = '' }: StoredEvent): string => {
  if (type !== 'track') return `$${type}`;
  const listed = listedName(name);
  return listed.startsWith('$') ? `$${listed}` : listed;
};

const saidBy = ({ type, body }: StoredEvent): Readonly<Record<string, unknown>> => {
  const said = type === 'identify' || type === 'group' ? body.traits : body.properties;
  return isRecord(said) ? said : {};
};

const weekOfValues = ([wrong = 0, text = 0, number = 0, flag = 0, list = 0, object = 0]: number[]): WeekOfValues => [
  wrong,
  text,
  number,
  flag,
  list,
  object,
];

const entryOf = ({ firstDay, lastDay, weeks, examples }: Draft): PropertyEntry => {
  const [few, moreExamples] = boundExamples(examples, false);
  return {
    ...{ firstDay, lastDay, examples: few, moreExamples },
    weeks: newest(new Map([...weeks].map(([week, counts]) => [week, weekOfValues(counts)])), (week) => week),
  };
};

const bump = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

const observeAlike = (name: string, events: readonly StoredEvent[], zone: string): EventEntry => {
  const known: Known = specEvent(name)?.properties ?? {};
  const drafts = new Map<string, Draft>();
  const [days, weeks, sources] = [new Map<number, number>(), new Map<number, number>(), new Map<string, number>()];
  let [firstAt, lastAt, imported] = ['\uffff', '', 0];
  let moreProperties = false;
  for (const event of events) {
    const { receivedAt } = event;
    const day = localEpochDay(Date.parse(receivedAt), zone);
    if (receivedAt < firstAt) firstAt = receivedAt;
    if (receivedAt > lastAt) lastAt = receivedAt;
    if (event.imported) imported += 1;
    else bump(days, day);
    bump(weeks, weekOf(day));
    if (event.source !== undefined) bump(sources, listedName(event.source));
    const said = Object.entries(saidBy(event));
    if (said.length > MAX_NAMES_LOOKED_AT) moreProperties = true;
    for (const [property, value] of said.slice(0, MAX_NAMES_LOOKED_AT)) {
      const kind = Object.hasOwn(known, property) ? known[property] : undefined;
      note(drafts, listedName(property), kind, value, day);
      if (kind === 'products') noteLines(drafts, value, day);
    }
  }
  const properties = new Map([...drafts].map(([property, draft]) => [property, entryOf(draft)]));
  const count = events.length;
  return boundEvent(name, {
    ...{ firstAt, lastAt, count, imported, sources, properties, moreProperties },
    ...{ days: newest(days, weekOf), weeks: newest(weeks, (week) => week) },
  });
};

/** The catalogue of a batch of events; days are cut in `zone`. */
export const catalogueOf = (events: readonly StoredEvent[], zone: string): Catalogue => {
  const groups = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const name = nameOf(event);
    const group = groups.get(name);
    if (group) group.push(event);
    else groups.set(name, [event]);
  }
  const entries = [...groups].map(([name, group]) => [name, observeAlike(name, group, zone)] as const);
  return boundCatalogue({ events: new Map(entries), others: 0 });
};
