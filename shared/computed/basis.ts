import { sha256Hex } from '../platform/hash.ts';
import type { ComputedDefinition } from './definition.ts';

/** The definitions under which states were made. States of another basis cannot be merged with these: fold anew. */
export interface ComputedBasis {
  /** Equal for equal definitions in the same zone; empty without definitions. */
  readonly key: string;
  /** Zone in which days are cut. */
  readonly zone: string;
  readonly definitions: readonly ComputedDefinition[];
  readonly byEvent: ReadonlyMap<string, readonly ComputedDefinition[]>;
}

export const NO_BASIS: ComputedBasis = { key: '', zone: 'UTC', definitions: [], byEvent: new Map() };

/**
 * Equal for two definitions that read the same figures out of the same events: what people call them has no part in it, nor
 * has the zone where no day is cut and no date compared.
 */
export const signatureOf = ({ title: _title, ...told }: ComputedDefinition, zone: string): string => {
  const isZoned = told.window !== undefined || told.where !== undefined;
  return sha256Hex(JSON.stringify([isZoned ? zone : '', told])).slice(0, 12);
};

export const basisOf = (definitions: readonly ComputedDefinition[], zone: string): ComputedBasis => {
  if (definitions.length === 0) return NO_BASIS;
  const sorted = [...definitions].sort((left, right) => (left.name < right.name ? -1 : 1));
  const byEvent = new Map<string, ComputedDefinition[]>();
  for (const definition of sorted) {
    byEvent.set(definition.event, [...(byEvent.get(definition.event) ?? []), definition]);
  }
  const signatures = sorted.map((definition) => signatureOf(definition, zone));
  return { key: sha256Hex(signatures.join(' ')).slice(0, 16), zone, definitions: sorted, byEvent };
};
