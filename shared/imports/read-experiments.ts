import type { ImportCall } from './call.ts';
import { CellError, readMoney } from './cell.ts';
import { assignedSchema, type ImportedExperiment } from './experiment-call.ts';
import type { ImportMap } from './import-map.ts';
import type { Row } from './row.ts';
import { RowError, type RowReader } from './row-reader.ts';

const OWN: ReadonlySet<string> = new Set(['userId', 'arm', 'sentAt']);
const YES: ReadonlySet<string> = new Set(['true', 'TRUE', 'True', 'yes', 'Y']);
const NO: ReadonlySet<string> = new Set(['false', 'FALSE', 'False', 'no', 'N']);

const outcomeOf = (name: string, value: string | number | boolean): number | boolean => {
  if (typeof value !== 'string') return value;
  if (YES.has(value)) return true;
  if (NO.has(value)) return false;
  try {
    return readMoney(value);
  } catch (cause) {
    if (!(cause instanceof CellError)) throw cause;
  }
  throw new RowError(
    `${name}: ${JSON.stringify(value.slice(0, 40))} is no outcome; outcomes are numbers, or true and false`,
  );
};

/** Outcomes that mean conversion and money where the map does not say. */
const GOALS = ['converted', 'conversion'];
const MONEY = ['revenue', 'spend'];

/** The experiment that a file is, as its map says; what the map leaves out follows from the columns and the file's name. */
export const experimentOfMap = (map: ImportMap, file: string): ImportedExperiment => {
  const own = map.experiment ?? {};
  const base = file.replace(/\.[a-z]+$/i, '');
  const outcomes = Object.keys(map.columns).filter((target) => !OWN.has(target));
  const goal = own.goal ?? GOALS.find((name) => outcomes.includes(name)) ?? outcomes[0];
  const money = own.money ?? MONEY.find((name) => outcomes.includes(name));
  const { currency } = map.constants;
  return {
    channel: 'email',
    windowDays: 14,
    ...own,
    id:
      own.id ??
      (base
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 40) ||
        'experiment'),
    name: own.name ?? base,
    ...(goal === undefined ? {} : { goal }),
    ...(money === undefined ? {} : { money }),
    ...(typeof currency === 'string' ? { currency } : {}),
  };
};

/** Rows that are people of an experiment: who, in which arm, since when, and what became of them. */
export const createExperimentRows =
  (reader: RowReader, file: string) =>
  (row: Row): ImportCall[] => {
    const extras = reader.extras(row, (target) => OWN.has(target) || target === 'currency');
    const outcomes = Object.fromEntries(Object.entries(extras).map(([name, value]) => [name, outcomeOf(name, value)]));
    const said = {
      userId: reader.text(row, 'userId') ?? `${file}:${row.line}`,
      arm: reader.needed(reader.text(row, 'arm'), 'arm'),
      sentAt: reader.needed(reader.time(row, 'sentAt'), 'sentAt'),
      outcomes,
    };
    const judged = assignedSchema.safeParse(said);
    if (!judged.success) {
      const [issue] = judged.error.issues;
      throw new RowError(`${issue?.path.map(String).join('.')}: ${issue?.message}`);
    }
    return [{ json: JSON.stringify(said), said, lines: [row.line] }];
  };
