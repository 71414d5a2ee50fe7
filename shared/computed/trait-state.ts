import * as z from 'zod';
import type { StoredEvent } from '../events/event.ts';
import { localEpochDay } from '../platform/time.ts';
import type { ComputedBasis } from './basis.ts';
import { type ComputedDefinition, type Layout, layoutOf } from './definition.ts';
import { fits, type Reading, readingsOf } from './readings.ts';

const momentSchema = z.object({
  at: z.string(),
  id: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
});
/** A value with its clock; ties in time break by messageId, within one event by the order of its lines. */
export type Moment = z.infer<typeof momentSchema>;

export const cellSchema = z.object({
  /** How many values, or the sum of their weights. */
  n: z.number().int(),
  /** Sum in ten-thousandths as decimal text: whole numbers of any size, because sums of fractions depend on their order. */
  sum: z.string().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  first: momentSchema.optional(),
  last: momentSchema.optional(),
});
export type Cell = z.infer<typeof cellSchema>;

/** What a set of events amounts to for one definition. Of two disjoint sets it is `mergeTrait` of both, in any order. */
export interface TraitState {
  readonly layout: Layout;
  /** By '', day, value, or day and value. */
  readonly cells: ReadonlyMap<string, Cell>;
  /**
   * Set once cells had to be given up, or were never counted: the latest day of those, or `*` if their days are not known.
   * Sticky; what can no longer be told is never guessed.
   */
  readonly dropped?: string | undefined;
}

/** Cells of one trait: `days` fit 100 active days into a profile, the others carry texts. */
export const MAX_CELLS: Readonly<Record<Layout, number>> = { all: 1, days: 100, values: 64, dayValues: 40 };

const DAY_DIGITS = 6;
export const dayKey = (day: number): string => String(day).padStart(DAY_DIGITS, '0');
export const dayOfKey = (key: string): number => Number(key.slice(0, DAY_DIGITS));
export const valueOfKey = (key: string, layout: Layout): string =>
  layout === 'dayValues' ? key.slice(DAY_DIGITS + 1) : key;

const keyOf = (layout: Layout, day: number, value: unknown): string => {
  switch (layout) {
    case 'all':
      return '';
    case 'days':
      return dayKey(day);
    case 'values':
      return String(value);
    case 'dayValues':
      return `${dayKey(day)} ${String(value)}`;
  }
};

const cellOf = (definition: ComputedDefinition, reading: Reading, moment: Omit<Moment, 'value'>): Cell => {
  const { value, weight } = reading;
  const at = { ...moment, value };
  const number = typeof value === 'number' ? value : 0;
  switch (definition.operation) {
    case 'count':
      return { n: 1 };
    case 'sum':
    case 'avg':
      return { n: 1, sum: String(BigInt(Math.round(number * 10_000))) };
    case 'min':
      return { n: 1, low: number };
    case 'max':
      return { n: 1, high: number };
    case 'first':
      return { n: 1, first: at };
    case 'last':
      return { n: 1, last: at };
    case 'mostFrequent':
      // The moment decides between equals.
      return { n: weight, last: { ...at, value: '' } };
    case 'distinct':
      return { n: 1 };
  }
};

const isLater = (left: Moment, right: Moment): boolean =>
  left.at === right.at ? left.id >= right.id : left.at > right.at;

const earliest = (left: Moment | undefined, right: Moment | undefined): Moment | undefined =>
  left && right ? (isLater(left, right) ? right : left) : (left ?? right);
const latest = (left: Moment | undefined, right: Moment | undefined): Moment | undefined =>
  left && right ? (isLater(left, right) ? left : right) : (left ?? right);

const added = (left: string | undefined, right: string | undefined): string | undefined =>
  left !== undefined && right !== undefined ? String(BigInt(left) + BigInt(right)) : (left ?? right);

const least = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
const most = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? (left ?? right) : Math.max(left, right);

const mergeCell = (left: Cell, right: Cell): Cell => ({
  n: left.n + right.n,
  sum: added(left.sum, right.sum),
  low: least(left.low, right.low),
  high: most(left.high, right.high),
  first: earliest(left.first, right.first),
  last: latest(left.last, right.last),
});

const hasDays = (layout: Layout): boolean => layout === 'days' || layout === 'dayValues';

const laterText = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined || right === undefined ? (left ?? right) : left > right ? left : right;

/**
 * Keeps the newest days, or the smallest values: what is among the first of all is among the first of each part, so a
 * cell that is kept is complete in whatever order the parts were merged.
 */
const bounded = (state: TraitState): TraitState => {
  const { layout, cells } = state;
  if (cells.size <= MAX_CELLS[layout]) return state;
  const keys = [...cells.keys()].sort();
  if (hasDays(layout)) keys.reverse();
  const kept = new Map<string, Cell>();
  for (const key of keys.slice(0, MAX_CELLS[layout])) {
    const cell = cells.get(key);
    if (cell) kept.set(key, cell);
  }
  const [newest = ''] = keys.slice(MAX_CELLS[layout]);
  const dropped = hasDays(layout) ? dayKey(dayOfKey(newest)) : '*';
  return { layout, cells: kept, dropped: laterText(state.dropped, dropped) };
};

/** State of the union of two disjoint sets of events under one definition. */
export const mergeTrait = (left: TraitState, right: TraitState): TraitState => {
  const cells = new Map(left.cells);
  for (const [key, cell] of right.cells) {
    const known = cells.get(key);
    cells.set(key, known ? mergeCell(known, cell) : cell);
  }
  return bounded({ layout: left.layout, cells, dropped: laterText(left.dropped, right.dropped) });
};

/** A state that says nothing but that events up to this local day were not counted under the definition. */
export const uncounted = (definition: ComputedDefinition, lastDay: number): TraitState => {
  const layout = layoutOf(definition);
  return { layout, cells: new Map(), dropped: hasDays(layout) ? dayKey(lastDay) : '*' };
};

export type TraitStates = ReadonlyMap<string, TraitState>;

// One empty map for all: most events concern no definition.
export const NO_TRAIT_STATES: TraitStates = new Map();

const stateOf = (definition: ComputedDefinition, event: StoredEvent, zone: string): TraitState | undefined => {
  const readings = readingsOf(definition, event);
  if (readings.length === 0) return undefined;
  const layout = layoutOf(definition);
  const day = localEpochDay(Date.parse(event.at), zone);
  let state: TraitState = { layout, cells: new Map() };
  for (const [index, reading] of readings.entries()) {
    // Lines of one event happen at once; their place in it decides.
    const moment = { at: event.at, id: `${event.messageId}#${String(index).padStart(4, '0')}` };
    const cell = cellOf(definition, reading, moment);
    state = mergeTrait(state, { layout, cells: new Map([[keyOf(layout, day, reading.value), cell]]) });
  }
  return state;
};

/** What one event says for each definition that it concerns. */
export const traitStatesOf = (event: StoredEvent, basis: ComputedBasis): TraitStates => {
  if (event.type !== 'track' || event.name === undefined) return NO_TRAIT_STATES;
  const concerned = basis.byEvent.get(event.name);
  if (!concerned) return NO_TRAIT_STATES;
  const states = new Map<string, TraitState>();
  for (const definition of concerned) {
    if (!fits(definition, event, basis.zone)) continue;
    const state = stateOf(definition, event, basis.zone);
    if (state) states.set(definition.name, state);
  }
  return states.size === 0 ? NO_TRAIT_STATES : states;
};

export const mergeTraitStates = (left: TraitStates, right: TraitStates): TraitStates => {
  if (right.size === 0) return left;
  if (left.size === 0) return right;
  const merged = new Map(left);
  for (const [name, state] of right) {
    const known = merged.get(name);
    merged.set(name, known ? mergeTrait(known, state) : state);
  }
  return merged;
};
