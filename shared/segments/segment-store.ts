import type { ComputedStore } from '../computed/computed-store.ts';
import { DangolError, quote } from '../platform/errors.ts';
import type { Definition, DefinitionStore } from '../settings/definition-store.ts';
import { BUILT_IN_SEGMENTS, type BuiltInSegment, builtInSegment } from './built-in.ts';
import { FIGURES } from './leaf.ts';
import { computedIn, type Rule, segmentsIn } from './rule.ts';
import { SEGMENT_KIND, type SegmentBody, segmentBodySchema } from './segment.ts';

/** A segment as the API knows it; built-in ones have version 0 and cannot be changed. */
export interface Segment extends SegmentBody {
  readonly id: string;
  readonly version: number;
  readonly builtIn: boolean;
  readonly archived: boolean;
  readonly updatedAt?: string;
}

const fromDefinition = ({ id, version, body, archived, updatedAt }: Definition): Segment => ({
  ...segmentBodySchema.parse(body),
  id,
  version,
  builtIn: false,
  archived,
  updatedAt,
});

const fromBuiltIn = ({ id, name, rule }: BuiltInSegment, language: 'ko' | 'en'): Segment => ({
  id,
  name: name[language],
  rule,
  version: 0,
  builtIn: true,
  archived: false,
});

/** Segments by id: the built-in ones and those that people define. */
export const createSegmentStore = (definitions: DefinitionStore, computed: Pick<ComputedStore, 'list'>) => {
  const find = async (id: string, language: 'ko' | 'en' = 'ko'): Promise<Segment | undefined> => {
    const builtIn = builtInSegment(id);
    if (builtIn) return fromBuiltIn(builtIn, language);
    const definition = await definitions.get(SEGMENT_KIND, id);
    return definition && fromDefinition(definition);
  };

  /** Throws `not_found`; archived segments are found. */
  const get = async (id: string, language: 'ko' | 'en' = 'ko'): Promise<Segment> => {
    const segment = await find(id, language);
    if (!segment) {
      throw new DangolError('not_found', `There is no segment ${quote(id)}; GET /v1/segments lists all of them.`);
    }
    return segment;
  };

  const builtIns = (language: 'ko' | 'en'): Segment[] =>
    BUILT_IN_SEGMENTS.map((segment) => fromBuiltIn(segment, language));

  /** Custom segments that are not archived, in id order. */
  const customs = async (): Promise<Segment[]> =>
    (await definitions.listAll(SEGMENT_KIND)).filter(({ archived }) => !archived).map(fromDefinition);

  const checkComputed = async (rule: Rule): Promise<void> => {
    const asked = [...computedIn(rule)].filter((name) => !FIGURES.some((figure) => figure === name));
    if (asked.length === 0) return;
    const known = new Set((await computed.list()).map(({ name }) => name));
    const unknown = asked.find((name) => !known.has(name));
    if (unknown === undefined) return;
    const message = `rule: there is no computed trait ${quote(unknown)}; the figures are ${FIGURES.join(', ')}, and GET /v1/computed lists the computed traits.`;
    throw new DangolError('invalid', message, { details: [{ path: 'rule', message }] });
  };

  /** Ids of segments whose rule asks for a computed trait. */
  const usingComputed = async (name: string): Promise<string[]> =>
    (await customs()).filter((segment) => computedIn(segment.rule).has(name)).map(({ id }) => id);

  /**
   * Refuses a rule that names a segment which does not exist, or that would come back to itself. `id` is absent for a
   * rule that is not saved.
   */
  const checkReferences = async (rule: Rule, id?: string): Promise<void> => {
    await checkComputed(rule);
    const rules = new Map<string, Rule>([...BUILT_IN_SEGMENTS].map((segment) => [segment.id, segment.rule]));
    const asked = segmentsIn(rule);
    if (asked.size === 0) return;
    for (const segment of await customs()) rules.set(segment.id, segment.rule);
    const refuse = (message: string): never => {
      throw new DangolError('invalid', message, { details: [{ path: 'rule', message }] });
    };
    for (const other of asked) {
      if (other !== id && !rules.has(other)) refuse(`rule: the segment ${quote(other)} does not exist or is archived.`);
    }
    if (id === undefined) return;
    rules.set(id, rule);
    const seen = new Set<string>();
    const visit = (name: string, way: readonly string[]): void => {
      if (name === id) refuse(`rule: the segment would depend on itself: ${[id, ...way, id].join(' → ')}.`);
      if (seen.has(name)) return;
      seen.add(name);
      const next = rules.get(name);
      if (next) for (const other of segmentsIn(next)) visit(other, [...way, name]);
    };
    for (const other of asked) visit(other, []);
  };

  const create = async (id: string, body: SegmentBody, by?: string): Promise<Segment> => {
    await checkReferences(body.rule, id);
    const old = await definitions.get(SEGMENT_KIND, id);
    // An archived id may be taken again: its versions go on, so that old runs still find theirs.
    const expected = old?.archived ? old.version : 0;
    return fromDefinition(await definitions.save(SEGMENT_KIND, id, body, { expected, by }));
  };

  const update = async (id: string, body: SegmentBody, expected: number | undefined, by?: string): Promise<Segment> => {
    const current = await mustBeCustom(id);
    await checkReferences(body.rule, id);
    return fromDefinition(
      await definitions.save(SEGMENT_KIND, id, body, { expected: expected ?? current.version, by }),
    );
  };

  const mustBeCustom = async (id: string): Promise<Segment> => {
    const segment = await get(id);
    if (segment.builtIn) {
      throw new DangolError('conflict', `The segment "${id}" is built in and cannot be changed; make one of your own.`);
    }
    if (segment.archived) throw new DangolError('not_found', `The segment "${id}" is archived.`);
    return segment;
  };

  /** Ids of segments whose rule asks for this one. */
  const usedBy = async (id: string): Promise<string[]> =>
    (await customs()).filter((segment) => segment.id !== id && segmentsIn(segment.rule).has(id)).map((one) => one.id);

  const archive = async (id: string, by?: string): Promise<void> => {
    const { name, description, rule, version } = await mustBeCustom(id);
    const body = { name, ...(description === undefined ? {} : { description }), rule };
    await definitions.save(SEGMENT_KIND, id, body, { expected: version, archived: true, by });
  };

  return { find, get, builtIns, customs, checkReferences, create, update, usedBy, usingComputed, archive };
};

export type SegmentStore = ReturnType<typeof createSegmentStore>;
