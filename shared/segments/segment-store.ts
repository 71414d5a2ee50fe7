import type { ComputedStore } from '../computed/computed-store.ts';
import { DangolError, quote } from '../platform/errors.ts';
import type { Definition, DefinitionStore, SeenMark } from '../settings/definition-store.ts';
import { BUILT_IN_SEGMENTS, type BuiltInSegment, builtInSegment } from './built-in.ts';
import { FIGURES } from './leaf.ts';
import { computedIn, type Rule, segmentsIn } from './rule.ts';
import { SEGMENT_KIND, type SegmentBody, segmentBodySchema } from './segment.ts';
import { longestChain, MAX_CHAIN, wayBack } from './segment-graph.ts';

/** A segment as the API knows it; built-in ones have version 0 and cannot be changed. */
export interface Segment extends SegmentBody {
  readonly id: string;
  readonly version: number;
  readonly builtIn: boolean;
  readonly archived: boolean;
  readonly updatedAt?: string;
}

/** Saves that lost against others before it is told so. */
const MOST_TRIES = 8;

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

  /** Rules of the segments that a rule leads to, by strong reads: the list of all may be a moment old. */
  const rulesBelow = async (rule: Rule, id: string | undefined): Promise<Map<string, Rule>> => {
    const rules = new Map<string, Rule>();
    const asked = new Set(segmentsIn(rule));
    for (const other of asked) {
      const segment = other === id ? undefined : await find(other);
      if (!segment || segment.archived) continue;
      rules.set(other, segment.rule);
      for (const next of segmentsIn(segment.rule)) asked.add(next);
    }
    return rules;
  };

  /**
   * Refuses a rule that names a segment which does not exist, or that would come back to itself. `id` is absent for a
   * rule that is not saved.
   */
  const checkReferences = async (rule: Rule, id?: string): Promise<void> => {
    await checkComputed(rule);
    const asked = segmentsIn(rule);
    if (asked.size === 0) return;
    const refuse = (message: string): never => {
      throw new DangolError('invalid', message, { details: [{ path: 'rule', message }] });
    };
    const below = await rulesBelow(rule, id);
    for (const other of asked) {
      if (other !== id && !below.has(other)) refuse(`rule: the segment ${quote(other)} does not exist or is archived.`);
    }
    if (id === undefined) return;
    const listed = (await customs()).map((segment) => [segment.id, segment.rule] as const);
    const rules = new Map([...listed, ...below]);
    rules.set(id, rule);
    const way = wayBack(id, rules);
    if (way) refuse(`rule: the segment would depend on itself: ${way.join(' → ')}.`);
    const chain = longestChain(id, rules);
    if (chain.length > MAX_CHAIN) {
      const shown = `${chain.slice(0, 3).join(' → ')} → … → ${chain.at(-1)}`;
      refuse(
        `rule: ${chain.length} segments would depend on each other in a row (${shown}); at most ${MAX_CHAIN} may.`,
      );
    }
  };

  /**
   * Checks and saves as one: a save of another segment in between makes it check again, so that two that would depend on
   * each other cannot slip past each other.
   */
  const checked = async (save: (seen: SeenMark) => Promise<Definition>): Promise<Segment> => {
    for (let tries = 1; ; tries++) {
      const number = await definitions.mark(SEGMENT_KIND);
      try {
        return fromDefinition(await save({ mark: SEGMENT_KIND, number }));
      } catch (error) {
        if (!(error instanceof DangolError) || error.code !== 'unavailable' || tries === MOST_TRIES) throw error;
      }
    }
  };

  const create = (id: string, body: SegmentBody, by?: string): Promise<Segment> =>
    checked(async (seen) => {
      await checkReferences(body.rule, id);
      const old = await definitions.get(SEGMENT_KIND, id);
      // An archived id may be taken again: its versions go on, so that old runs still find theirs.
      const expected = old?.archived ? old.version : 0;
      return definitions.save(SEGMENT_KIND, id, body, { expected, by, seen });
    });

  const update = async (id: string, body: SegmentBody, expected: number | undefined, by?: string): Promise<Segment> => {
    const current = await mustBeCustom(id);
    return checked(async (seen) => {
      await checkReferences(body.rule, id);
      return definitions.save(SEGMENT_KIND, id, body, { expected: expected ?? current.version, by, seen });
    });
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

  /** Throws `conflict`, which names them, while segments or others use it. */
  const archive = async (
    id: string,
    others: (id: string) => Promise<readonly string[]>,
    by?: string,
  ): Promise<void> => {
    const { name, description, rule, version } = await mustBeCustom(id);
    const body = { name, ...(description === undefined ? {} : { description }), rule };
    await checked(async (seen) => {
      const users = [...(await usedBy(id)), ...(await others(id))];
      if (users.length > 0) {
        throw new DangolError('conflict', `The segment "${id}" is used by ${users.join(', ')}; change those first.`);
      }
      return definitions.save(SEGMENT_KIND, id, body, { expected: version, archived: true, by, seen });
    });
  };

  return { find, get, builtIns, customs, checkReferences, create, update, usingComputed, archive };
};

export type SegmentStore = ReturnType<typeof createSegmentStore>;
