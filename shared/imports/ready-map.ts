import * as z from 'zod';
import { quote } from '../platform/errors.ts';
import { columnNamed } from './header-name.ts';
import { ImportError } from './import-error.ts';
import { checkMap, type ImportMap, KINDS } from './import-map.ts';
import cafe24 from './maps/cafe24-orders.json' with { type: 'json' };
import godomall from './maps/godomall-orders.json' with { type: 'json' };
import onlineRetail from './maps/online-retail.json' with { type: 'json' };
import shopify from './maps/shopify-orders.json' with { type: 'json' };
import smartstore from './maps/smartstore-orders.json' with { type: 'json' };

const names = z.array(z.string().min(1)).min(1);

/** A map of a vendor's file: every column under all the names that it is known by. */
const readyMapSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.strictObject({ ko: z.string(), en: z.string() }),
  /** What the file is, where its columns are documented, what could not be confirmed. */
  description: z.string(),
  sources: z.array(z.url()),
  /** The file is this vendor's if its header has all columns of one of these sets. */
  detect: z.array(names).min(1),
  kind: z.enum(KINDS),
  orderId: names.optional(),
  columns: z.record(z.string(), names),
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  timezone: z.string(),
  guests: z.array(z.enum(['phone', 'email'])).optional(),
  skip: z.array(z.looseObject({ column: names, reason: z.string() })).optional(),
  charges: z.strictObject({ column: names, in: z.array(z.string()) }).optional(),
  cancellations: z.strictObject({ startsWith: z.string() }).optional(),
});
export type ReadyMap = z.infer<typeof readyMapSchema>;

/** In the order in which they are tried: the one that asks for more columns first. */
export const READY_MAPS: readonly ReadyMap[] = [onlineRetail, shopify, smartstore, godomall, cafe24].map((value) =>
  readyMapSchema.parse(value),
);

/** The ready map whose columns the file has, if any. */
export const detectReadyMap = (header: readonly string[]): ReadyMap | undefined => {
  const has = (name: string): boolean => columnNamed(header, [name]) !== undefined;
  return READY_MAPS.find(({ detect }) => detect.some((set) => set.every(has)));
};

/** A ready map made for the columns that this file has. Throws an `ImportError` if one that is needed is missing. */
export const mapFor = (ready: ReadyMap, header: readonly string[]): ImportMap & Pick<ReadyMap, 'kind'> => {
  const { kind, constants, timezone, guests, cancellations } = ready;
  const columns: Record<string, string> = {};
  for (const [target, candidates] of Object.entries(ready.columns)) {
    const column = columnNamed(header, candidates);
    if (column !== undefined) columns[target] = column;
  }
  // The amounts of lines add up to what the order's own amount says once; only one of them may count.
  if (columns.total !== undefined) delete columns.orderTotal;
  const orderId = ready.orderId ? columnNamed(header, ready.orderId) : undefined;
  if (ready.orderId && orderId === undefined)
    throw new ImportError(
      `The file has no column ${quote(ready.orderId[0])}, which the map ${ready.name} needs. Its columns are: ${header.map(quote).join(', ')}.`,
    );
  const skip = (ready.skip ?? []).flatMap((rule) => {
    const column = columnNamed(header, rule.column);
    return column === undefined ? [] : [{ ...rule, column }];
  });
  const chargeColumn = ready.charges ? columnNamed(header, ready.charges.column) : undefined;
  const known = (guests ?? []).filter((name) => `traits.${name}` in columns || name in columns);
  const map = checkMap({
    kind,
    columns,
    constants: Object.fromEntries(Object.entries(constants).filter(([target]) => !(target in columns))),
    timezone,
    ...(orderId === undefined ? {} : { orderId }),
    ...(known.length === 0 ? {} : { guests: known }),
    ...(skip.length === 0 ? {} : { skip }),
    ...(ready.charges && chargeColumn !== undefined ? { charges: { ...ready.charges, column: chargeColumn } } : {}),
    ...(cancellations ? { cancellations } : {}),
  });
  return { ...map, kind };
};
