import { type ImportCall, importId, toCall } from './call.ts';
import type { ImportMap } from './import-map.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader } from './row-reader.ts';

const OWN: ReadonlySet<string> = new Set(['userId', 'anonymousId', 'timestamp', 'event', 'messageId']);

/** Rows that are events. Two rows that say the same are two events: the line is part of the id. */
export const createEventRows =
  (map: ImportMap, reader: RowReader, file: string, now: number) =>
  (row: Row): ImportCall[] => {
    const event = reader.text(row, 'event');
    if (event === undefined) throw new RowError(`${map.columns.event ?? 'event'}: is empty`);
    const timestamp = reader.time(row, 'timestamp');
    const said = {
      type: 'track',
      event,
      ...reader.who(row),
      ...(timestamp === undefined ? {} : { timestamp }),
      properties: reader.extras(row, (target) => OWN.has(target)),
    };
    const messageId = reader.text(row, 'messageId') ?? importId(file, String(row.line), JSON.stringify(said));
    return [toCall({ ...said, messageId }, [row.line], now)];
  };
