import { quote } from '../../shared/platform/errors.ts';
import { CellError, readCellTime, readMoney, readValue } from './cell.ts';
import { bindColumns, type ImportMap } from './import-map.ts';
import type { Row } from './read-rows.ts';

/** A row that cannot be imported; the import goes on without it. */
export class RowError extends Error {}

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
    return cell === undefined ? undefined : naming(target, () => readCellTime(cell, map.timezone));
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

  const who = (row: Row): { userId?: string; anonymousId?: string } => {
    const userId = text(row, 'userId');
    const anonymousId = text(row, 'anonymousId');
    if (userId === undefined && anonymousId === undefined) {
      const columns = ['userId', 'anonymousId']
        .map((target) => map.columns[target])
        .filter((name) => name !== undefined);
      throw new RowError(`${columns.join(' and ')}: is empty, so it is unknown whose row this is`);
    }
    return { ...(userId === undefined ? {} : { userId }), ...(anonymousId === undefined ? {} : { anonymousId }) };
  };

  const needed = <T>(value: T | undefined, target: string): T => {
    if (value === undefined) throw new RowError(`${map.columns[target] ?? target}: is empty`);
    return value;
  };

  return { text, money, time, currency, extras, check, who, needed };
};

export type RowReader = ReturnType<typeof createRowReader>;
