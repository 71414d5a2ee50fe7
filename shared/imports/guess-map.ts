import type { DateOrder } from './cell-time.ts';
import { type ColumnGuess, guessColumn } from './guess-column.ts';
import type { Role } from './header-words.ts';
import { ImportError } from './import-error.ts';
import type { Kind } from './import-map.ts';
import { detectReadyMap, mapFor } from './ready-map.ts';
import type { Row } from './row.ts';

/** A map before it is checked: what the console's page edits and what the command prints. */
export interface MapDraft {
  readonly kind: Kind;
  readonly columns: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, string | number | boolean>>;
  readonly timezone: string;
  readonly orderId?: string | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly sheet?: string | undefined;
  readonly guests?: readonly ('phone' | 'email')[] | undefined;
}

export interface Proposal {
  readonly map: MapDraft;
  readonly columns: readonly ColumnGuess[];
  /** The ready map that the header belongs to. */
  readonly ready?: string;
}

const PROPOSED = 0.5;

/** Roles that mean the same target in every kind. */
const PERSON: Readonly<Partial<Record<Role, string>>> = {
  phone: 'phone',
  email: 'email',
  name: 'name',
  birthday: 'birthday',
  gender: 'gender',
  grade: 'grade',
  joinedAt: 'joinedAt',
};
const CONSENT: readonly Role[] = ['consent.sms.ad', 'consent.sms.ad.night', 'consent.email.ad', 'consent.at'];
const LINE: Readonly<Partial<Record<Role, string>>> = {
  productName: 'name',
  productId: 'product_id',
  sku: 'sku',
  variant: 'variant',
  category: 'category',
  brand: 'brand',
  price: 'price',
  quantity: 'quantity',
  lineId: 'product.line_id',
};
const ORDER: Readonly<Partial<Record<Role, string>>> = {
  currency: 'currency',
  coupon: 'coupon',
  status: 'status',
  refunded: 'refunded',
};

/** The best column of each role. */
const bestOf = (guesses: readonly ColumnGuess[]): Map<Role, string> => {
  const best = new Map<Role, ColumnGuess>();
  for (const guess of guesses) {
    if (guess.role === undefined || guess.confidence < PROPOSED) continue;
    const known = best.get(guess.role);
    if (!known || guess.confidence > known.confidence) best.set(guess.role, guess);
  }
  return new Map([...best].map(([role, { column }]) => [role, column]));
};

const kindOf = (roles: ReadonlyMap<Role, string>, repeats: boolean): Kind => {
  const has = (...names: readonly Role[]): boolean => names.some((name) => roles.has(name));
  if (has('event') && !has('orderId')) return 'events';
  if (has('orderId') && (repeats || has('lineId') || (has('price') && has('quantity') && !has('orderTotal'))))
    return 'orderLines';
  if (has('timestamp') && has('orderTotal', 'lineTotal')) return 'orders';
  return has('timestamp', 'orderId') && has('price', 'quantity') ? 'orderLines' : 'customers';
};

const dateOrderOf = (samples: readonly string[]): DateOrder | undefined => {
  for (const sample of samples) {
    const [, first, second] = /^(\d{1,2})[-./](\d{1,2})[-./]\d{4}/u.exec(sample) ?? [];
    if (Number(first) > 12) return 'DMY';
    if (Number(second) > 12) return 'MDY';
  }
  return undefined;
};

const isKorean = (header: readonly string[]): boolean => header.some((column) => /\p{Script=Hangul}/u.test(column));

const peopleColumns = (roles: ReadonlyMap<Role, string>, kind: Kind): Record<string, string> => {
  const columns: Record<string, string> = {};
  if (kind === 'events') return columns;
  const prefix = kind === 'customers' ? '' : 'traits.';
  for (const [role, target] of Object.entries(PERSON)) {
    const column = [...roles].find(([name]) => name === role)?.[1];
    if (column !== undefined) columns[`${prefix}${target}`] = column;
  }
  for (const role of CONSENT) {
    const column = roles.get(role);
    if (column !== undefined) columns[role] = column;
  }
  const general = roles.get('consent');
  if (general !== undefined) {
    // One answer for every way in which the file can reach the person, unless a column of its own says it.
    if (roles.has('phone')) columns['consent.sms.ad'] ??= general;
    if (roles.has('email')) columns['consent.email.ad'] ??= general;
  }
  return columns;
};

const taken = (
  roles: ReadonlyMap<Role, string>,
  targets: Readonly<Partial<Record<Role, string>>>,
): Record<string, string> =>
  Object.fromEntries(
    [...roles].flatMap(([role, column]) => {
      const target = targets[role];
      return target === undefined ? [] : [[target, column]];
    }),
  );

const orderColumns = (roles: ReadonlyMap<Role, string>, kind: Kind): Record<string, string> => {
  if (kind !== 'orders' && kind !== 'orderLines') return {};
  const columns = taken(roles, ORDER);
  const [lineTotal, orderTotal] = [roles.get('lineTotal'), roles.get('orderTotal')];
  if (kind === 'orders') {
    const total = orderTotal ?? lineTotal;
    return { ...columns, ...(total === undefined ? {} : { total }) };
  }
  const hasLine = lineTotal !== undefined || roles.has('price');
  return {
    ...columns,
    ...taken(roles, LINE),
    ...(lineTotal === undefined ? {} : { total: lineTotal }),
    // Beside the amounts of the lines the order's own would count twice.
    ...(orderTotal !== undefined && !hasLine ? { orderTotal } : {}),
  };
};

const draftOf = (header: readonly string[], rows: readonly Row[], guesses: readonly ColumnGuess[]): MapDraft => {
  const roles = bestOf(guesses);
  const orderColumn = roles.get('orderId');
  const at = orderColumn === undefined ? -1 : header.indexOf(orderColumn);
  const ids = at < 0 ? [] : rows.map(({ cells }) => cells[at] ?? '').filter((cell) => cell !== '');
  const kind = kindOf(roles, new Set(ids).size < ids.length);
  const timeColumn = roles.get('timestamp');
  const timestamp = kind === 'customers' ? undefined : timeColumn;
  const userId = roles.get('userId');
  const isOrder = kind === 'orders' || kind === 'orderLines';
  const guests = (['phone', 'email'] as const).filter((name) => roles.has(name) && (kind === 'customers' || isOrder));
  const event = kind === 'events' ? roles.get('event') : undefined;
  const dateOrder = dateOrderOf(guesses.find(({ column }) => column === timeColumn)?.samples ?? []);
  const columns = {
    ...(userId === undefined ? {} : { userId }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(event === undefined ? {} : { event }),
    ...orderColumns(roles, kind),
    ...peopleColumns(roles, kind),
  };
  const consents = Object.keys(columns).some((target) => target.startsWith('consent.'));
  return {
    kind,
    columns,
    constants: {
      ...(isOrder && !roles.has('currency') && isKorean(header) ? { currency: 'KRW' } : {}),
      ...(consents ? { 'consent.source': 'import' } : {}),
    },
    timezone: 'Asia/Seoul',
    ...(isOrder ? { orderId: orderColumn ?? (kind === 'orders' ? 'line' : undefined) } : {}),
    ...(dateOrder === undefined ? {} : { dateOrder }),
    ...(guests.length === 0 ? {} : { guests }),
  };
};

/** Proposes what each column is, by a ready map if the header is one's, else by names and values of the first rows. */
export const guessMap = (header: readonly string[], rows: readonly Row[]): Proposal => {
  const guesses = header.map((column, at) =>
    guessColumn(
      column,
      rows.map(({ cells }) => cells[at] ?? ''),
    ),
  );
  const ready = detectReadyMap(header);
  try {
    if (ready) return { map: mapFor(ready, header), columns: guesses, ready: ready.name };
  } catch (error) {
    // A vendor's file without a column that its map needs: the names of the others still say what they are.
    if (!(error instanceof ImportError)) throw error;
  }
  return { map: draftOf(header, rows, guesses), columns: guesses };
};
