import * as z from 'zod';
import { quote } from '../platform/errors.ts';
import { isTimeZone } from '../platform/time.ts';
import { experimentSchema, type ImportedExperiment } from './experiment-call.ts';
import { ImportError } from './import-error.ts';
import { type SkipRule, skipRuleSchema } from './skip.ts';

export const KINDS = ['orders', 'orderLines', 'customers', 'events'] as const;
export type Kind = (typeof KINDS)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What may name a person whose row has no userId. */
const GUESTS = ['phone', 'email'] as const;
type GuestName = (typeof GUESTS)[number];

const mapSchema = z.strictObject({
  kind: z.enum([...KINDS, 'experiment'], {
    error: ({ input }) => `must be one of ${KINDS.join(', ')}, experiment, not ${quote(input)}`,
  }),
  /** Target → name of the column. */
  columns: z.record(z.string().min(1), z.string().min(1)),
  /** Target → value that every row gets. */
  constants: z.record(z.string().min(1), scalar).default({}),
  /** Zone of dates and times that carry none. */
  timezone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Seoul or UTC').default('Asia/Seoul'),
  /** A column, or `line`: base file name and line number. */
  orderId: z.string().min(1).optional(),
  /** Order of dates such as 22/11/2026; without it they are refused. */
  dateOrder: z.enum(['DMY', 'MDY']).optional(),
  /** Sheet of an XLSX file; the first one without it. */
  sheet: z.string().min(1).optional(),
  /** Rows without userId belong to the anonymous person of their number or address, tried in this order. */
  guests: z.array(z.enum(GUESTS)).optional(),
  /** Rows that are left out on purpose, counted by reason. */
  skip: z.array(skipRuleSchema).optional(),
  /** Lines that are money of the order but no goods, such as postage, by the text of a column. */
  charges: z.strictObject({ column: z.string().min(1), in: z.array(z.string()).min(1) }).optional(),
  /** Order numbers that begin so are cancellations: their lines become refunds of the orders they match. */
  cancellations: z.strictObject({ startsWith: z.string().min(1) }).optional(),
  /** What the experiment is called and was for; only with the kind of that name. */
  experiment: experimentSchema.partial().optional(),
});

export interface ImportMap {
  readonly kind: Kind | 'experiment';
  readonly columns: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, string | number | boolean>>;
  readonly timezone: string;
  readonly orderId?: string | undefined;
  readonly dateOrder?: 'DMY' | 'MDY' | undefined;
  readonly sheet?: string | undefined;
  readonly guests?: readonly GuestName[] | undefined;
  readonly skip?: readonly SkipRule[] | undefined;
  readonly charges?: { readonly column: string; readonly in: readonly string[] } | undefined;
  readonly cancellations?: { readonly startsWith: string } | undefined;
  readonly experiment?: Partial<ImportedExperiment> | undefined;
}

const has = (map: ImportMap, target: string): boolean => target in map.columns || target in map.constants;

const need = (map: ImportMap, targets: readonly string[], why: string): void => {
  if (targets.some((target) => has(map, target))) return;
  throw new ImportError(
    `The map needs ${targets.map((target) => `"${target}"`).join(' or ')} under columns (or constants): ${why}.`,
  );
};

const checkPerson = (map: ImportMap): void => {
  for (const name of map.guests ?? []) need(map, [name, `traits.${name}`], `guests are known by it`);
  if ((map.guests ?? []).length === 0) need(map, ['userId', 'anonymousId'], 'it says whose row it is');
};

const checkExperiment = (map: ImportMap): void => {
  need(map, ['arm'], 'it says in which group a person was');
  need(map, ['sentAt'], 'it says when the person got the message, or would have; a constant will do');
  if (map.orderId !== 'line')
    need(map, ['userId'], 'it says whose row it is; "orderId": "line" where the file has no ids');
  if (Object.keys(map.columns).every((target) => ['userId', 'arm', 'sentAt'].includes(target)))
    throw new ImportError(
      'The map needs outcomes under columns, such as "converted": "conversion": what became of each person.',
    );
};

const checkTargets = (map: ImportMap): void => {
  if (map.kind === 'experiment') {
    checkExperiment(map);
    return;
  }
  if (map.experiment) throw new ImportError('"experiment" stands only in a map of the kind "experiment".');
  checkPerson(map);
  if (map.kind === 'orders' || map.kind === 'orderLines') {
    need(map, ['timestamp'], 'it says when the order was placed');
    if (map.kind === 'orders') need(map, ['total', 'revenue'], 'it is the money of the order');
    else need(map, ['price', 'total', 'revenue', 'orderTotal'], 'it is the money of the line');
    if (map.orderId === undefined || (map.kind === 'orderLines' && map.orderId === 'line')) {
      const line = map.kind === 'orders' ? ', or "line" if the file has none' : '';
      throw new ImportError(`The map needs "orderId": the name of the column with the order number${line}.`);
    }
  }
  if (map.kind === 'events') need(map, ['event'], 'it is the name of the event');
  if (map.cancellations) {
    if (map.kind !== 'orderLines')
      throw new ImportError(
        '"cancellations" stands only in a map of the kind "orderLines", whose lines can be matched.',
      );
    need(map, ['product_id', 'sku'], 'a cancelled line is matched by it');
    need(map, ['quantity'], 'a cancelled line is matched by it');
    need(map, ['price'], 'a cancelled line is matched by it');
  }
  const twice = Object.keys(map.columns).filter((target) => target in map.constants);
  if (twice.length > 0)
    throw new ImportError(`${quote(twice[0])} stands under columns and under constants of the map; keep one of them.`);
};

/** Checks a map that was read or put together. Throws one sentence that says what to change. */
export const checkMap = (value: unknown): ImportMap => {
  const parsed = mapSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path.map(String).join('.');
    throw new ImportError(`The map is wrong${path ? ` at "${path}"` : ''}: ${issue?.message ?? 'not an import map'}.`);
  }
  const { kind, ...rest } = parsed.data;
  const map = { kind, ...rest };
  checkTargets(map);
  return map;
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
  return checkMap(value);
};

/** Column index of each target. Throws if the file lacks a column that the map names, or has it twice. */
export const bindColumns = (map: ImportMap, header: readonly string[]): Map<string, number> => {
  const wanted = { ...map.columns, ...orderColumn(map) };
  const others = [...(map.skip ?? []).map(({ column }) => column), ...(map.charges ? [map.charges.column] : [])];
  const named = [...new Set([...Object.values(wanted), ...others])];
  const missing = named.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new ImportError(
      `The file has no column ${missing.map(quote).join(', ')}, which the map names. Its columns are: ${header.map(quote).join(', ')}.`,
    );
  }
  const twice = named.find((column) => header.indexOf(column) !== header.lastIndexOf(column));
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
