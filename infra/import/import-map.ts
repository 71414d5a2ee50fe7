import * as z from 'zod';
import { quote } from '../../shared/platform/errors.ts';
import { isTimeZone } from '../../shared/platform/time.ts';
import { ImportError } from './import-error.ts';

const KINDS = ['orders', 'orderLines', 'customers', 'events'] as const;
type Kind = (typeof KINDS)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const mapSchema = z.strictObject({
  kind: z.enum([...KINDS, 'experiment'], {
    error: ({ input }) => `must be one of ${KINDS.join(', ')}, not ${quote(input)}`,
  }),
  /** Target → name of the column. */
  columns: z.record(z.string().min(1), z.string().min(1)),
  /** Target → value that every row gets. */
  constants: z.record(z.string().min(1), scalar).default({}),
  /** Zone of dates and times that carry none. */
  timezone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Seoul or UTC').default('Asia/Seoul'),
  /** A column, or `line`: base file name and line number. */
  orderId: z.string().min(1).optional(),
});

export interface ImportMap {
  readonly kind: Kind;
  readonly columns: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, string | number | boolean>>;
  readonly timezone: string;
  readonly orderId?: string | undefined;
}

const need = (map: ImportMap, targets: readonly string[], why: string): void => {
  if (targets.some((target) => target in map.columns || target in map.constants)) return;
  throw new ImportError(
    `The map needs ${targets.map((target) => `"${target}"`).join(' or ')} under columns (or constants): ${why}.`,
  );
};

const checkTargets = (map: ImportMap): void => {
  need(map, ['userId', 'anonymousId'], 'it says whose row it is');
  if (map.kind === 'orders' || map.kind === 'orderLines') {
    need(map, ['timestamp'], 'it says when the order was placed');
    if (map.kind === 'orders') need(map, ['total', 'revenue'], 'it is the money of the order');
    else need(map, ['price', 'total', 'revenue'], 'it is the money of the line');
    if (map.orderId === undefined || (map.kind === 'orderLines' && map.orderId === 'line')) {
      const line = map.kind === 'orders' ? ', or "line" if the file has none' : '';
      throw new ImportError(`The map needs "orderId": the name of the column with the order number${line}.`);
    }
  }
  if (map.kind === 'events') need(map, ['event'], 'it is the name of the event');
  const twice = Object.keys(map.columns).filter((target) => target in map.constants);
  if (twice.length > 0)
    throw new ImportError(`${quote(twice[0])} stands under columns and under constants of the map; keep one of them.`);
};

/** Reads the text of a map. Throws one sentence that says what to change. */
export const parseMap = (text: string): ImportMap => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new ImportError(`The map is not valid JSON: ${reason}.`, { cause });
  }
  const parsed = mapSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path.map(String).join('.');
    throw new ImportError(`The map is wrong${path ? ` at "${path}"` : ''}: ${issue?.message ?? 'not an import map'}.`);
  }
  const { kind, ...rest } = parsed.data;
  if (kind === 'experiment')
    throw new ImportError('The kind "experiment" is not supported yet; use orders, orderLines, customers or events.');
  const map = { kind, ...rest };
  checkTargets(map);
  return map;
};

/** Column index of each target. Throws if the file lacks a column that the map names, or has it twice. */
export const bindColumns = (map: ImportMap, header: readonly string[]): Map<string, number> => {
  const wanted = { ...map.columns, ...orderColumn(map) };
  const missing = [...new Set(Object.values(wanted))].filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new ImportError(
      `The file has no column ${missing.map(quote).join(', ')}, which the map names. Its columns are: ${header.map(quote).join(', ')}.`,
    );
  }
  const twice = Object.values(wanted).find((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice !== undefined)
    throw new ImportError(
      `The column ${quote(twice)} stands twice in the header; rename one, so that the map is clear.`,
    );
  return new Map(Object.entries(wanted).map(([target, column]) => [target, header.indexOf(column)]));
};

/** Name under which the order's own column is bound; no user target can have it. */
export const ORDER_COLUMN = '\u0000order';

const orderColumn = (map: ImportMap): Record<string, string> =>
  map.orderId === undefined || map.orderId === 'line' ? {} : { [ORDER_COLUMN]: map.orderId };
