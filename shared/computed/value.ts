import * as z from 'zod';
import type { ComputedBasis } from './basis.ts';
import type { ComputedDefinition } from './definition.ts';
import type { Scalar } from './readings.ts';
import { type Cell, dayOfKey, type Moment, type TraitState, type TraitStates, valueOfKey } from './trait-state.ts';

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

/** Cells of a trait with a window, oldest first: local epoch day, value, and what belongs to it. */
const windowedSchema = z.object({
  op: z.enum(['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'mostFrequent', 'distinct']),
  days: z.number().int(),
  cells: z.array(z.array(scalarSchema)),
  /** Days up to this one are no longer all known. */
  known: z.number().int().optional(),
});
type Windowed = z.infer<typeof windowedSchema>;

/**
 * A computed trait in a profile: its value, `null` if it cannot be told (too many different values, or events that expired
 * before the definition was made), or what a window is cut from when somebody asks. Absent: no event says anything, or the definition is newer than this fold.
 */
export const storedComputedSchema = z.union([scalarSchema, z.null(), windowedSchema]);
export type StoredComputed = z.infer<typeof storedComputedSchema>;

const unscaled = (sum: string | undefined): number => Number(BigInt(sum ?? '0')) / 10_000;

const byLast = (left: Moment | undefined, right: Moment | undefined): number => {
  const [one, other] = [`${left?.at} ${left?.id}`, `${right?.at} ${right?.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** The value with the greatest count; of equals the one that came last. */
const mostFrequentOf = (cells: TraitState['cells']): string | undefined => {
  let best: [string, Cell] | undefined;
  for (const entry of cells) {
    const ahead = best ? entry[1].n - best[1].n || byLast(entry[1].last, best[1].last) : 1;
    if (ahead > 0) best = entry;
  }
  return best?.[0];
};

const allTime = (definition: ComputedDefinition, state: TraitState | undefined): StoredComputed | undefined => {
  if (state?.dropped !== undefined) return null;
  const cell = state?.cells.get('');
  switch (definition.operation) {
    case 'count':
      return cell?.n ?? 0;
    case 'sum':
      return unscaled(cell?.sum);
    case 'avg':
      return cell && unscaled(cell.sum) / cell.n;
    case 'min':
      return cell?.low;
    case 'max':
      return cell?.high;
    case 'first':
      return cell?.first?.value;
    case 'last':
      return cell?.last?.value;
    case 'mostFrequent':
      return state && mostFrequentOf(state.cells);
    case 'distinct':
      return state?.cells.size ?? 0;
  }
};

const packedCell = (definition: ComputedDefinition, key: string, cell: Cell): Scalar[] => {
  const day = dayOfKey(key);
  switch (definition.operation) {
    case 'count':
      return [day, cell.n];
    case 'sum':
    case 'avg':
      return [day, unscaled(cell.sum), cell.n];
    case 'min':
      return [day, cell.low ?? 0];
    case 'max':
      return [day, cell.high ?? 0];
    case 'first':
      return [day, cell.first?.value ?? ''];
    case 'last':
      return [day, cell.last?.value ?? ''];
    case 'mostFrequent':
    case 'distinct':
      return [day, valueOfKey(key, 'dayValues'), cell.n];
  }
};

const windowed = (definition: ComputedDefinition, days: number, state: TraitState | undefined): StoredComputed => {
  const cells = [...(state?.cells ?? [])].sort(
    ([left, one], [right, other]) =>
      dayOfKey(left) - dayOfKey(right) || byLast(one.last, other.last) || (left < right ? -1 : 1),
  );
  return {
    op: definition.operation,
    days,
    cells: cells.map(([key, cell]) => packedCell(definition, key, cell)),
    ...(state?.dropped === undefined ? {} : { known: dayOfKey(state.dropped) }),
  };
};

/** The computed part of a profile; no clock enters it. */
export const storedComputed = (states: TraitStates, basis: ComputedBasis): Record<string, StoredComputed> => {
  const stored: Record<string, StoredComputed> = {};
  for (const definition of basis.definitions) {
    const state = states.get(definition.name);
    const value = definition.window ? windowed(definition, definition.window.days, state) : allTime(definition, state);
    if (value !== undefined) stored[definition.name] = value;
  }
  return stored;
};

const numbers = (cells: readonly (readonly Scalar[])[], at: number): number[] => cells.map((cell) => Number(cell[at]));
const sumOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + Math.round(value * 10_000), 0) / 10_000;

const inWindow = (op: Windowed['op'], cells: Windowed['cells']): Scalar | undefined => {
  switch (op) {
    case 'count':
      return sumOf(numbers(cells, 1));
    case 'sum':
      return sumOf(numbers(cells, 1));
    case 'avg':
      return cells.length === 0 ? undefined : sumOf(numbers(cells, 1)) / sumOf(numbers(cells, 2));
    case 'min':
      return cells.length === 0 ? undefined : Math.min(...numbers(cells, 1));
    case 'max':
      return cells.length === 0 ? undefined : Math.max(...numbers(cells, 1));
    case 'first':
      return cells[0]?.[1];
    case 'last':
      return cells.at(-1)?.[1];
    case 'distinct':
      return new Set(cells.map((cell) => cell[1])).size;
    case 'mostFrequent': {
      const counts = new Map<string, number>();
      for (const [, value, n] of cells) {
        const known = counts.get(String(value)) ?? 0;
        // Taken out and put back: of equals the one that came last stands last.
        counts.delete(String(value));
        counts.set(String(value), known + Number(n));
      }
      return [...counts].reduce<[string, number] | undefined>(
        (best, entry) => (best && best[1] > entry[1] ? best : entry),
        undefined,
      )?.[0];
    }
  }
};

/**
 * The value on a local day; later events do not exist. `undefined`: nothing says; `null`: too many days or values to tell.
 * A trait of all time answers as of its newest event.
 */
export const computedValue = (stored: StoredComputed | undefined, today: number): Scalar | null | undefined => {
  if (typeof stored !== 'object' || stored === null) return stored;
  const from = today - stored.days + 1;
  if (stored.known !== undefined && stored.known >= from) return null;
  const cells = stored.cells.filter(([day]) => Number(day) >= from && Number(day) <= today);
  return inWindow(stored.op, cells);
};
