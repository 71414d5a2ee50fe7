import * as z from 'zod';
import { specEvent } from '../events/ecommerce.ts';
import { dateOfEpochDay } from '../platform/time.ts';
import { type EventEntry, type PropertyEntry, VALUE_TYPES, type WeekOfValues } from './catalogue.ts';

const count = z.number().int();
const share = z.number().nullable();

export const eventViewSchema = z.object({
  /** Name of a track event, or `$identify`, `$page`, `$screen`, `$group`, `$alias`. */
  event: z.string(),
  /** Whether the name has a meaning of its own (e-commerce and app events, and the calls themselves). */
  known: z.boolean(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  count,
  imported: count,
  /** Received live, per day of the shop's zone, at most six weeks. */
  days: z.array(z.object({ date: z.string(), count })),
  sources: z.array(z.object({ source: z.string(), count })),
  properties: count,
  moreProperties: z.boolean(),
});

export const propertyViewSchema = z.object({
  property: z.string(),
  /** What it is read as; null if it has no meaning of its own. */
  kind: z.string().nullable(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** Values by type in the newest six weeks. */
  types: z.record(z.string(), count),
  /** Of the events of the newest six weeks. */
  shareMissing: share,
  /** Of the values, those that cannot be read as `kind`; null without one. */
  shareUnreadable: share,
  /** Shapes (`A-9`) of values, or words of the shop; never personal data. */
  examples: z.array(z.string()),
  moreExamples: z.boolean(),
});

/** Values of a week that say something. */
export const saidIn = ([, ...types]: WeekOfValues): number => types.reduce((sum, one) => sum + one, 0);

/** Shares to four places. */
export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

/** Of the events of the kept weeks, those without the property; 1 if it never came. */
export const shareMissing = (event: EventEntry, property: PropertyEntry | undefined): number => {
  let [events, said] = [0, 0];
  for (const [week, number] of event.weeks) {
    events += number;
    const values = property?.weeks.get(week);
    if (values) said += saidIn(values);
  }
  return shareOf(Math.max(0, events - said), events) ?? 1;
};

export const isKnownName = (name: string): boolean => name.startsWith('$') || specEvent(name) !== undefined;

export const eventView = (name: string, event: EventEntry): z.infer<typeof eventViewSchema> => ({
  event: name,
  known: isKnownName(name),
  ...{ firstSeenAt: event.firstAt, lastSeenAt: event.lastAt, count: event.count, imported: event.imported },
  days: [...event.days]
    .sort(([left], [right]) => left - right)
    .map(([day, n]) => ({ date: dateOfEpochDay(day), count: n })),
  sources: [...event.sources].sort(([, left], [, right]) => right - left).map(([source, n]) => ({ source, count: n })),
  properties: event.properties.size,
  moreProperties: event.moreProperties,
});

export const kindOf = (event: string, property: string): string | undefined => {
  const kinds = specEvent(event)?.properties ?? {};
  return Object.hasOwn(kinds, property) ? kinds[property] : undefined;
};

/** Properties that came with an event, by name. */
export const propertyViews = (name: string, event: EventEntry): z.infer<typeof propertyViewSchema>[] =>
  [...event.properties]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([property, entry]) => {
      const types: Record<string, number> = {};
      let [wrong, said] = [0, 0];
      for (const week of entry.weeks.values()) {
        wrong += week[0];
        said += saidIn(week);
        const [, ...byType] = week;
        for (const [index, type] of VALUE_TYPES.entries()) {
          const found = byType[index] ?? 0;
          if (found > 0) types[type] = (types[type] ?? 0) + found;
        }
      }
      const kind = kindOf(name, property) ?? null;
      const isRead = kind !== null || property.startsWith('products[].');
      return {
        ...{ property, kind, types, examples: [...entry.examples], moreExamples: entry.moreExamples },
        firstSeen: dateOfEpochDay(entry.firstDay),
        lastSeen: dateOfEpochDay(entry.lastDay),
        shareMissing: shareMissing(event, entry),
        shareUnreadable: isRead ? shareOf(wrong, said) : null,
      };
    });
