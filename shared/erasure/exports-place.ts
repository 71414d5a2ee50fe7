import { publicId } from '../events/person.ts';
import type { ExportFiles } from '../exports/export-files.ts';
import { type Clock, DAY, toIso } from '../platform/clock.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import type { Place, Removal } from './belongings-store.ts';
import type { Targets } from './erasure.ts';

/** Days before now whose files may still be written by a night that began before the erasure. */
const LATEST = 4;

/**
 * The days of events that went out for SQL. Comes before the events themselves: from them it knows which days to look at. The
 * tables that are written whole each night forget the person with the next one.
 */
export const createExportsPlace = (dynamo: Dynamo, eventsTable: string, files: ExportFiles, clock: Clock): Place => {
  const dayOf = (ms: number): string => toIso(ms).slice(0, 10);

  /** A day is the shop's: of an instant it is the one in UTC or one beside it. */
  const daysOf = async (ids: readonly string[]): Promise<Set<string>> => {
    const days = new Set(Array.from({ length: LATEST + 2 }, (_, ago) => dayOf(clock() + (1 - ago) * DAY)));
    for (const person of ids) {
      for await (const { receivedAt } of queryAll(dynamo, {
        TableName: eventsTable,
        ConsistentRead: true,
        KeyConditionExpression: 'person = :person',
        ProjectionExpression: 'receivedAt',
        ExpressionAttributeValues: { ':person': person },
      })) {
        const at = Date.parse(String(receivedAt));
        for (const beside of [-DAY, 0, DAY]) days.add(dayOf(at + beside));
      }
    }
    return days;
  };

  async function* removals({ ids }: Targets): AsyncGenerator<Removal> {
    const names = new Set(ids.map(publicId));
    const isTheirs = (id: unknown): boolean => typeof id === 'string' && names.has(id);
    for (const day of await daysOf(ids)) {
      for await (const key of files.ofDay('events', day)) {
        const rows = (await files.read('events', key)) ?? [];
        const others = rows.filter((row) => !isTheirs(row.customer_id) && !isTheirs(row.sent_as));
        if (others.length === rows.length) continue;
        yield () => (others.length === 0 ? files.remove([key]) : files.put('events', key, others));
      }
    }
  }

  return { table: 'exports', removals };
};
