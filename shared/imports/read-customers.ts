import { type ImportCall, importId, toCall } from './call.ts';
import type { ImportMap } from './import-map.ts';
import { checkConsentTargets, consentOf } from './read-contact.ts';
import type { Row } from './row.ts';
import type { RowReader } from './row-reader.ts';

const OWN: ReadonlySet<string> = new Set(['userId', 'anonymousId', 'timestamp']);

/** Rows that are people. The message is the hash of what the row says: the same row again changes nothing, a changed one does. */
export const createCustomerRows = (map: ImportMap, reader: RowReader, now: number) => {
  checkConsentTargets(map);
  return (row: Row): ImportCall[] => {
    const who = reader.who(row);
    const timestamp = reader.time(row, 'timestamp');
    const extras = reader.extras(row, (target) => OWN.has(target));
    const traits = { ...extras, ...consentOf(reader, row, Object.keys(extras)) };
    const said = { type: 'identify', ...who, ...(timestamp === undefined ? {} : { timestamp }), traits };
    return [toCall({ ...said, messageId: importId(JSON.stringify(said)) }, [row.line], now)];
  };
};
