import type { StoredEvent } from '../events/event.ts';
import { countOf, isRecord, numberOf, textOf } from '../events/property.ts';
import { satisfies, valueAt } from '../events/values.ts';
import { type ComputedDefinition, TIMESTAMP } from './definition.ts';

export type Scalar = string | number | boolean;

/** One value that an event says, and how often it counts. */
export interface Reading {
  readonly value: Scalar;
  readonly weight: number;
}

/** Lines of one event that are read; a cart with more is a catalogue. */
const MAX_LINES = 500;
/** UTF-8 bytes of a value that is counted by itself; longer ones are no names. */
const MAX_VALUE_BYTES = 64;
/** UTF-8 bytes of a first or last value. */
const MAX_TEXT_BYTES = 200;
/** Beyond it ten-thousandths are no longer exact. */
const MAX_NUMBER = 9e11;

/** Whether the event fulfils the definition's conditions. */
export const fits = ({ where }: ComputedDefinition, { body }: StoredEvent, zone: string): boolean =>
  (where ?? []).every((condition) => satisfies(valueAt(body.properties, condition.property), condition, zone));

const withinBytes = (text: string, most: number): string | undefined =>
  text.length <= most && Buffer.byteLength(text) <= most ? text : undefined;

const scalarOf = (operation: ComputedDefinition['operation'], value: unknown): Scalar | undefined => {
  switch (operation) {
    case 'count':
      return true;
    case 'sum':
    case 'avg':
    case 'min':
    case 'max': {
      const number = numberOf(value);
      return number !== undefined && Math.abs(number) <= MAX_NUMBER ? number : undefined;
    }
    case 'first':
    case 'last': {
      if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
      const text = textOf(value);
      return text === undefined ? undefined : withinBytes(text, MAX_TEXT_BYTES);
    }
    case 'mostFrequent':
    case 'distinct': {
      const text = typeof value === 'boolean' ? String(value) : textOf(value);
      return text === undefined ? undefined : withinBytes(text, MAX_VALUE_BYTES);
    }
  }
};

const split = (path: string): [string, string] => {
  const dot = path.indexOf('.');
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
};

interface Raw {
  readonly value: unknown;
  readonly weight: unknown;
}

/** Values at a path; a list on the way, or at its end, gives one for each of its entries. */
const rawOf = (properties: Readonly<Record<string, unknown>>, path: string, weight: string | undefined): Raw[] => {
  const [head, rest] = split(path);
  const list = Object.hasOwn(properties, head) ? properties[head] : undefined;
  const weightAll = weight === undefined ? undefined : valueAt(properties, weight);
  if (!Array.isArray(list)) {
    const value = valueAt(properties, path);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.slice(0, MAX_LINES).map((one) => ({ value: one, weight: weightAll }));
  }
  const [weightHead, weightRest] = split(weight ?? '');
  return list.slice(0, MAX_LINES).map((line: unknown) => ({
    value: rest === '' ? line : isRecord(line) ? valueAt(line, rest) : undefined,
    weight: weightHead === head && weightRest !== '' ? valueAt(line, weightRest) : weightAll,
  }));
};

/** What an event says for a definition whose conditions it fulfils; what cannot be read says nothing. */
export const readingsOf = (definition: ComputedDefinition, event: StoredEvent): Reading[] => {
  const { operation, property, weight } = definition;
  if (operation === 'count' || property === undefined) return [{ value: true, weight: 1 }];
  if (property === TIMESTAMP) return [{ value: event.at, weight: 1 }];
  const readings: Reading[] = [];
  for (const raw of rawOf(event.body.properties ?? {}, property, weight)) {
    const value = scalarOf(operation, raw.value);
    if (value !== undefined) readings.push({ value, weight: countOf(raw.weight) ?? 1 });
  }
  return readings;
};
