import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { Catalogue } from './catalogue.ts';

const whole = z.number().int();
const propertySchema = z.tuple([
  z.string(),
  z.tuple([whole, whole]),
  z.array(z.tuple([whole, whole, whole, whole, whole, whole, whole])),
  z.array(z.string()),
  z.boolean(),
]);
const eventSchema = z.tuple([
  z.string(),
  z.tuple([z.string(), z.string(), whole, whole]),
  z.array(z.tuple([whole, whole])),
  z.array(z.tuple([whole, whole])),
  z.array(z.tuple([z.string(), whole])),
  z.array(propertySchema),
  z.boolean(),
]);
/** Maps are stored as lists: no name that comes from outside can then become part of an object. */
const storedSchema = z.object({ version: z.literal(1), others: whole, events: z.array(eventSchema) });
type Stored = z.infer<typeof storedSchema>;

const sorted = <Key extends string | number, Value>(map: ReadonlyMap<Key, Value>): [Key, Value][] =>
  [...map].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));

const storedOf = ({ events, others }: Catalogue): Stored => ({
  version: 1,
  others,
  events: sorted(events).map(([name, event]) => [
    name,
    [event.firstAt, event.lastAt, event.count, event.imported],
    sorted(event.days),
    sorted(event.weeks),
    sorted(event.sources),
    sorted(event.properties).map(([property, { firstDay, lastDay, weeks, examples, moreExamples }]) => [
      property,
      [firstDay, lastDay],
      sorted(weeks).map(([week, counts]) => [week, ...counts]),
      [...examples],
      moreExamples,
    ]),
    event.moreProperties,
  ]),
});

/** Equal catalogues give equal bytes. */
export const encodeCatalogue = (catalogue: Catalogue): Uint8Array =>
  deflateRawSync(Buffer.from(JSON.stringify(storedOf(catalogue)), 'utf8'));

/** Throws for anything that `encodeCatalogue` did not make. */
export const decodeCatalogue = (bytes: Uint8Array): Catalogue => {
  const { others, events } = storedSchema.parse(JSON.parse(inflateRawSync(bytes).toString('utf8')));
  return {
    others,
    events: new Map(
      events.map(([name, [firstAt, lastAt, count, imported], days, weeks, sources, properties, moreProperties]) => [
        name,
        {
          ...{ firstAt, lastAt, count, imported, moreProperties },
          ...{ days: new Map(days), weeks: new Map(weeks), sources: new Map(sources) },
          properties: new Map(
            properties.map(([property, [firstDay, lastDay], counted, examples, moreExamples]) => [
              property,
              {
                ...{ firstDay, lastDay, examples, moreExamples },
                weeks: new Map(counted.map(([week, ...counts]) => [week, counts])),
              },
            ]),
          ),
        },
      ]),
    ),
  };
};
