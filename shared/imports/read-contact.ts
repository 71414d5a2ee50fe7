import { CONSENT_CHANNELS } from '../consent/evidence.ts';
import { readAnswer } from '../consent/read-statements.ts';
import { quote } from '../platform/errors.ts';
import { type ImportCall, importId, toCall } from './call.ts';
import { ImportError } from './import-error.ts';
import type { ImportMap } from './import-map.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader, type Who } from './row-reader.ts';

const ANSWER = /^consent\.([a-z]+)\.(ad|info)(\.night)?$/;
const ABOUT = ['consent.source', 'consent.at', 'consent.wording'];

/** Throws for a target under `consent` that no channel has. */
export const checkConsentTargets = (map: ImportMap): void => {
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

/** What the row says about consent, as traits carry it. */
export const consentOf = (reader: RowReader, row: Row, targets: readonly string[]): Record<string, unknown> => {
  const stated: Record<string, unknown> = {};
  for (const target of targets) {
    if (!ANSWER.test(target)) continue;
    const said = reader.text(row, target);
    if (said !== undefined && readAnswer(said) === undefined)
      throw new RowError(`${target}: ${quote(said)} is neither yes nor no; write Y or N, 1 or 0, 동의 or 거부`);
    if (said !== undefined) stated[target] = said;
  }
  const at = reader.time(row, 'consent.at');
  return at === undefined ? stated : { ...stated, 'consent.at': at };
};

const PREFIX = 'traits.';

/** Targets of an order's row that describe the person, not the order. */
export const isContactTarget = (target: string): boolean =>
  target.startsWith(PREFIX) || target === 'consent' || target.startsWith('consent.');

/** People whose last statement is remembered, so that each of a thousand orders does not repeat it. */
const REMEMBERED = 100_000;

/**
 * The person beside an order: an `identify` with the row's `traits.…` and `consent.…` at the time of the order, if it says
 * something else than the last one about the same person.
 */
export const createContacts = (map: ImportMap, reader: RowReader, now: number) => {
  checkConsentTargets(map);
  const targets = [...Object.keys(map.columns), ...Object.keys(map.constants)].filter(isContactTarget);
  const last = new Map<string, string>();

  return (row: Row, who: Who, timestamp: string): ImportCall[] => {
    if (targets.length === 0) return [];
    const extras = reader.extras(row, (target) => !isContactTarget(target));
    const named = Object.entries(extras).map(([target, value]) => [
      target.startsWith(PREFIX) ? target.slice(PREFIX.length) : target,
      value,
    ]);
    const traits = { ...Object.fromEntries(named), ...consentOf(reader, row, targets) };
    if (!Object.keys(traits).some((name) => name !== 'consent.source' && name !== 'consent.wording')) return [];
    const person = JSON.stringify(who);
    const text = JSON.stringify(traits);
    if (last.get(person) === text) return [];
    last.delete(person);
    last.set(person, text);
    if (last.size > REMEMBERED)
      for (const oldest of last.keys()) {
        last.delete(oldest);
        break;
      }
    const said = { type: 'identify', ...who, timestamp, traits };
    return [toCall({ ...said, messageId: importId(JSON.stringify(said)) }, [row.line], now)];
  };
};
