import { CONSENT_CHANNELS } from '../../shared/consent/evidence.ts';
import { readAnswer } from '../../shared/consent/read-statements.ts';
import { quote } from '../../shared/platform/errors.ts';
import { type ImportCall, importId, toCall } from './call.ts';
import { ImportError } from './import-error.ts';
import type { ImportMap } from './import-map.ts';
import type { Row } from './read-rows.ts';
import { RowError, type RowReader } from './row-reader.ts';

const OWN: ReadonlySet<string> = new Set(['userId', 'anonymousId', 'timestamp']);
const ANSWER = /^consent\.([a-z]+)\.(ad|info)(\.night)?$/;
const ABOUT = ['consent.source', 'consent.at', 'consent.wording'];

const checkConsentTargets = (map: ImportMap): void => {
  for (const target of [...Object.keys(map.columns), ...Object.keys(map.constants)]) {
    if (!target.startsWith('consent')) continue;
    const channel = ANSWER.exec(target)?.[1];
    const known = ABOUT.includes(target) || CONSENT_CHANNELS.some((one) => one === channel);
    if (!known) {
      throw new ImportError(
        `The map's target ${quote(target)} is not known; use consent.{${CONSENT_CHANNELS.join('|')}}.{ad|info}, optionally .night, and ${ABOUT.join(', ')}.`,
      );
    }
  }
};

const consentOf = (reader: RowReader, row: Row, traits: Record<string, unknown>): Record<string, unknown> => {
  const stated: Record<string, unknown> = {};
  for (const target of Object.keys(traits)) {
    if (!ANSWER.test(target)) continue;
    const said = reader.text(row, target);
    if (said !== undefined && readAnswer(said) === undefined)
      throw new RowError(`${target}: ${quote(said)} is neither yes nor no; write Y or N, 1 or 0, 동의 or 거부`);
    stated[target] = said;
  }
  const at = reader.time(row, 'consent.at');
  return at === undefined ? stated : { ...stated, 'consent.at': at };
};

/** Rows that are people. The message is the hash of what the row says: the same row again changes nothing, a changed one does. */
export const createCustomerRows = (map: ImportMap, reader: RowReader, now: number) => {
  checkConsentTargets(map);
  return (row: Row): ImportCall => {
    const who = reader.who(row);
    const timestamp = reader.time(row, 'timestamp');
    const extras = reader.extras(row, (target) => OWN.has(target));
    const traits = { ...extras, ...consentOf(reader, row, extras) };
    const said = { type: 'identify', ...who, ...(timestamp === undefined ? {} : { timestamp }), traits };
    return toCall({ ...said, messageId: importId(JSON.stringify(said)) }, [row.line], now);
  };
};
