import { quote } from '../platform/errors.ts';
import { CellError, isSheetError, readMoney, readValue } from './cell.ts';
import { readCellTime } from './cell-time.ts';
import { guestId } from './guest.ts';
import { bindColumns, type ImportMap } from './import-map.ts';
import type { Row } from './row.ts';

/** A row that cannot be imported; the import goes on without it. */
export class RowError extends Error {}

export interface Who {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** Looks at rows through the map: by target, whatever the column is called. An empty cell is absent. */
export const createRowReader = (map: ImportMap, header: readonly string[]) => {
  const bound = bindColumns(map, header);

  const naming = <T>(target: string, read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof CellError)) throw cause;
      throw new RowError(`${map.columns[target] ?? target}: ${cause.message}`, { cause });
    }
  };

  const text = (row: Row, target: string): string | undefined => {
    const index = bound.get(target);
    if (index !== undefined) {
      const cell = row.cells[index];
      if (cell !== undefined && isSheetError(cell))
        throw new RowError(
          `${map.columns[target] ?? map.orderId ?? target}: ${cell} is an error of the sheet, no value`,
        );
      return cell === undefined || cell === '' ? undefined : cell;
    }
    const constant = map.constants[target];
    return constant === undefined ? undefined : String(constant);
  };

  const money = (row: Row, target: string): number | undefined => {
    const cell = text(row, target);
    return cell === undefined ? undefined : naming(target, () => readMoney(cell));
  };

  const time = (row: Row, target: string): string | undefined => {
    const cell = text(row, target);
    return cell === undefined ? undefined : naming(target, () => readCellTime(cell, map.timezone, map.dateOrder));
  };

  const currency = (row: Row): string | undefined => {
    const cell = text(row, 'currency');
    if (cell !== undefined && !/^[A-Za-z]{3}$/.test(cell))
      throw new RowError(`currency: ${quote(cell)} is not a three-letter ISO 4217 code such as KRW`);
    return cell?.toUpperCase();
  };

  /** Every target that the kind does not use itself, under its own name. */
  const extras = (row: Row, used: (target: string) => boolean): Record<string, string | number | boolean> => {
    const found: Record<string, string | number | boolean> = {};
    for (const target of Object.keys(map.columns)) {
      const cell = used(target) ? undefined : text(row, target);
      if (cell !== undefined) found[target] = readValue(target, cell);
    }
    for (const [target, value] of Object.entries(map.constants)) if (!used(target)) found[target] = value;
    return found;
  };

  /** A row with more or fewer fields than the header has moved its values under wrong names. */
  const check = (row: Row): void => {
    if (row.cells.length !== header.length)
      throw new RowError(`has ${row.cells.length} fields where the header has ${header.length}`);
  };

  /** The anonymous person of the first number or address that the row has. */
  const guest = (row: Row): string | undefined => {
    for (const name of map.guests ?? []) {
      const cell = text(row, `traits.${name}`) ?? text(row, name);
      const id = cell === undefined ? undefined : guestId(name, cell);
      if (id !== undefined) return id;
    }
    return undefined;
  };

  /** Whose row it is, if it says. */
  const someone = (row: Row): Who | undefined => {
    const userId = text(row, 'userId');
    const anonymousId = text(row, 'anonymousId') ?? (userId === undefined ? guest(row) : undefined);
    if (userId === undefined && anonymousId === undefined) return undefined;
    return { ...(userId === undefined ? {} : { userId }), ...(anonymousId === undefined ? {} : { anonymousId }) };
  };

  const who = (row: Row): Who => {
    const found = someone(row);
    if (found) return found;
    const targets = ['userId', 'anonymousId', ...(map.guests ?? []).flatMap((name) => [`traits.${name}`, name])];
    const columns = targets.map((target) => map.columns[target]).filter((name) => name !== undefined);
    const verb = columns.length > 1 ? 'are' : 'is';
    throw new RowError(`${columns.join(' and ')}: ${verb} empty, so it is unknown whose row this is`);
  };

  const needed = <T>(value: T | undefined, target: string): T => {
    if (value === undefined) throw new RowError(`${map.columns[target] ?? target}: is empty`);
    return value;
  };

  return { text, money, time, currency, extras, check, who, someone, needed };
};

export type RowReader = ReturnType<typeof createRowReader>;
