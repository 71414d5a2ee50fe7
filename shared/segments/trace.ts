import * as z from 'zod';
import type { Language } from '../scoring/churn-flag.ts';
import { statement } from './describe.ts';
import { type Bar, barredBy } from './evaluate.ts';
import { LEAVES, type Leaf } from './leaf.ts';
import { createFinder, type History, type RuleContext, type Subject } from './leaf-value.ts';
import type { Rule } from './rule.ts';
import { isCircular } from './rule-reach.ts';
import { sentencesSchema } from './segment-names.ts';
import type { Names } from './topic.ts';

const KINDS = [
  ...(['all', 'any', 'not'] as const),
  ...(['trait', 'computed', 'score', 'event', 'message', 'date', 'consent', 'reachable', 'segment', 'bucket'] as const),
] as const;

const nodeShape = {
  kind: z.enum(KINDS),
  holds: z.boolean(),
  /** Of a leaf: what it says. */
  sentence: sentencesSchema.optional(),
  /** Of a leaf: what was found, `null` if nothing. A figure, a count, days, a state of consent, a share. */
  value: z.unknown().optional(),
};

/** A rule as a tree of what was found of one person: groups have parts, and so has a segment that was asked for. */
export interface TraceNode {
  readonly kind: (typeof KINDS)[number];
  readonly holds: boolean;
  readonly sentence?: z.infer<typeof sentencesSchema> | undefined;
  readonly value?: unknown;
  readonly parts?: readonly TraceNode[] | undefined;
}

export const traceNodeSchema: z.ZodType<TraceNode> = z.lazy(() =>
  z.object({ ...nodeShape, parts: z.array(traceNodeSchema).optional() }),
);

export interface Trace {
  readonly holds: boolean;
  /** Why the rule holds for nobody like this person, whatever its parts say. */
  readonly bar: Bar | null;
  readonly tree: TraceNode;
}

/** How a trace is shown. */
interface Showing {
  readonly names: Readonly<Record<Language, Names>>;
  readonly mask: (name: string, value: unknown) => unknown;
}

const nameOf = (leaf: Leaf): string | undefined => {
  if ('trait' in leaf) return leaf.trait;
  return 'computed' in leaf ? leaf.computed : undefined;
};

/** Why a person is in a segment or not: every part of the rule with what was found. A segment that is asked for twice is opened once. */
export const traceRule = (
  rule: Rule,
  subject: Subject,
  context: RuleContext,
  history: History,
  { names, mask }: Showing,
): Trace => {
  const find = createFinder(subject, context, history);
  const segments = new Map<string, boolean>();

  const group = (
    kind: 'all' | 'any' | 'not',
    rules: readonly Rule[],
    holds: (outcomes: boolean[]) => boolean,
  ): TraceNode => {
    const parts = rules.map(visit);
    return { kind, holds: holds(parts.map((part) => part.holds)), parts };
  };

  const visit = (part: Rule): TraceNode => {
    if ('all' in part) return group('all', part.all, (outcomes) => outcomes.every(Boolean));
    if ('any' in part) return group('any', part.any, (outcomes) => outcomes.some(Boolean));
    if ('not' in part) return group('not', [part.not], ([outcome]) => !outcome);
    const sentence = { ko: statement(part, 'ko', names.ko), en: statement(part, 'en', names.en) };
    if ('segment' in part) {
      const known = segments.get(part.segment);
      const other =
        known === undefined && !isCircular(part.segment, context) ? context.segmentRule(part.segment) : undefined;
      const inside = other && visit(other);
      const holds = inside?.holds ?? known ?? false;
      segments.set(part.segment, holds);
      return { kind: 'segment', holds, sentence, value: holds, ...(inside ? { parts: [inside] } : {}) };
    }
    const { value, holds } = find(part);
    const kind = KINDS.find((name) => Object.hasOwn(LEAVES, name) && Object.hasOwn(part, name)) ?? 'all';
    const name = nameOf(part);
    const shown = name === undefined ? value : mask(name, value);
    return { kind, holds: holds === true, sentence, value: shown ?? null };
  };

  const tree = visit(rule);
  const bar = barredBy(rule, subject, context) ?? null;
  return { holds: tree.holds && bar === null, bar, tree };
};
