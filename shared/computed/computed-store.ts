import { type Clock, SECOND } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import type { Definition, DefinitionStore } from '../settings/definition-store.ts';
import { basisOf, type ComputedBasis } from './basis.ts';
import { BUILT_IN, BUILT_IN_DEFINITIONS } from './built-in.ts';
import {
  COMPUTED_KIND,
  type ComputedBody,
  type ComputedDefinition,
  computedBodySchema,
  MAX_COMPUTED,
} from './definition.ts';

/** A computed trait as the API knows it; ready-made ones have version 0 and cannot be changed. */
export interface Computed extends ComputedDefinition {
  readonly version: number;
  readonly builtIn: boolean;
  readonly archived: boolean;
  readonly updatedAt?: string;
}

const fromDefinition = ({ id, version, body, archived, updatedAt }: Definition): Computed => ({
  ...computedBodySchema.parse(body),
  name: id,
  version,
  builtIn: false,
  archived,
  updatedAt,
});

const builtIns = (language: 'ko' | 'en'): Computed[] =>
  BUILT_IN.map(({ titles, code: _code, ...rest }) => ({
    ...rest,
    title: titles[language],
    version: 0,
    builtIn: true,
    archived: false,
  }));

/** Computed traits by name: the ready-made ones and those that people define. `reserved` names belong to other figures. */
export const createComputedStore = (
  definitions: DefinitionStore,
  clock: Clock,
  reserved: ReadonlySet<string> = new Set(),
) => {
  let cached: { value: readonly ComputedDefinition[]; until: number } | undefined;

  /** The shop's own ones that are not archived, in order of name. */
  const customs = async (): Promise<Computed[]> =>
    (await definitions.listAll(COMPUTED_KIND)).filter(({ archived }) => !archived).map(fromDefinition);

  /** What folds go by; ten seconds old at most, so that a stream batch does not read it for each person. */
  const current = async (): Promise<readonly ComputedDefinition[]> => {
    if (cached && clock() < cached.until && cached.until - clock() <= 10 * SECOND) return cached.value;
    const own = (await customs()).map(
      ({ version: _version, builtIn: _builtIn, archived: _archived, updatedAt: _updatedAt, ...definition }) =>
        definition,
    );
    const value = [...BUILT_IN_DEFINITIONS, ...own];
    cached = { value, until: clock() + 10 * SECOND };
    return value;
  };

  let latest: { definitions: readonly ComputedDefinition[]; basis: ComputedBasis } | undefined;

  /** `current` as folds take it. */
  const basis = async (zone: string): Promise<ComputedBasis> => {
    const definitions = await current();
    if (latest?.definitions === definitions && latest.basis.zone === zone) return latest.basis;
    latest = { definitions, basis: basisOf(definitions, zone) };
    return latest.basis;
  };

  const list = async (language: 'ko' | 'en' = 'ko'): Promise<Computed[]> => [
    ...(await customs()),
    ...builtIns(language),
  ];

  /** Throws `not_found`; an archived one is not found either. */
  const get = async (name: string, language: 'ko' | 'en' = 'ko'): Promise<Computed> => {
    const ready = builtIns(language).find((one) => one.name === name);
    if (ready) return ready;
    const definition = await definitions.get(COMPUTED_KIND, name);
    if (!definition || definition.archived) {
      const message = `There is no computed trait ${quote(name)}; GET /v1/computed lists all of them.`;
      throw new DangolError('not_found', message);
    }
    return fromDefinition(definition);
  };

  const create = async (name: string, body: ComputedBody, by?: string): Promise<Computed> => {
    if (reserved.has(name) || BUILT_IN.some((one) => one.name === name)) {
      const message = `${quote(name)} is the name of a ready-made figure; choose another one.`;
      throw new DangolError('invalid', message, { details: [{ path: 'name', message }] });
    }
    const own = await customs();
    if (own.length >= MAX_COMPUTED && !own.some((one) => one.name === name)) {
      const message = `There are ${own.length} computed traits; at most ${MAX_COMPUTED} are allowed. Delete one that is not used.`;
      throw new DangolError('conflict', message);
    }
    const old = await definitions.get(COMPUTED_KIND, name);
    const saved = await definitions.save(COMPUTED_KIND, name, body, { expected: old?.archived ? old.version : 0, by });
    cached = undefined;
    return fromDefinition(saved);
  };

  const mustBeCustom = async (name: string): Promise<Computed> => {
    const found = await get(name);
    if (!found.builtIn) return found;
    const message = `The computed trait "${name}" is ready-made and cannot be changed; define one of your own.`;
    throw new DangolError('conflict', message);
  };

  const update = async (
    name: string,
    body: ComputedBody,
    expected: number | undefined,
    by?: string,
  ): Promise<Computed> => {
    const found = await mustBeCustom(name);
    const saved = await definitions.save(COMPUTED_KIND, name, body, { expected: expected ?? found.version, by });
    cached = undefined;
    return fromDefinition(saved);
  };

  const archive = async (name: string, by?: string): Promise<void> => {
    const { version, ...found } = await mustBeCustom(name);
    const { name: _name, builtIn: _builtIn, archived: _archived, updatedAt: _updatedAt, ...body } = found;
    await definitions.save(COMPUTED_KIND, name, body, { expected: version, archived: true, by });
    cached = undefined;
  };

  return { basis, customs, list, get, create, update, archive };
};

export type ComputedStore = ReturnType<typeof createComputedStore>;
