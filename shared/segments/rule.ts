import * as z from 'zod';
import { quote } from '../platform/errors.ts';
import { LEAVES, type Leaf, type LeafKind } from './leaf.ts';

export type Rule =
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule }
  | Leaf;

/** Enough for any rule written by hand; a bound on the work per customer. */
export const MAX_NODES = 1_000;
export const MAX_DEPTH = 32;

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

interface Reading {
  nodes: number;
  readonly problems: Problem[];
}

const isLeafKind = (name: string): name is LeafKind => Object.hasOwn(LEAVES, name);
const KINDS = ['all', 'any', 'not', ...Object.keys(LEAVES)];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const say = (reading: Reading, path: readonly PropertyKey[], message: string): undefined => {
  reading.problems.push({ path, message });
  return undefined;
};

const readMany = (value: unknown, path: PropertyKey[], depth: number, reading: Reading): Rule[] | undefined => {
  if (!Array.isArray(value) || value.length === 0) {
    return say(reading, path, `must be a list of at least one rule; it is ${quote(value)}`);
  }
  const rules: Rule[] = [];
  for (const [index, entry] of value.entries()) {
    const rule = read(entry, [...path, index], depth, reading);
    if (rule) rules.push(rule);
  }
  return rules;
};

const readLeaf = (kind: LeafKind, value: unknown, path: PropertyKey[], reading: Reading): Leaf | undefined => {
  const result = LEAVES[kind].safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) say(reading, [...path, ...issue.path], issue.message);
  return undefined;
};

const read = (value: unknown, path: PropertyKey[], depth: number, reading: Reading): Rule | undefined => {
  reading.nodes += 1;
  if (reading.nodes > MAX_NODES) return undefined;
  if (depth > MAX_DEPTH) return say(reading, path, `is nested deeper than ${MAX_DEPTH} levels; flatten the rule`);
  if (!isObject(value)) return say(reading, path, `must be an object such as {"trait": "city", "is": "Seoul"}`);
  const named = KINDS.filter((kind) => Object.hasOwn(value, kind));
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    const found = kind === undefined ? `has ${quote(Object.keys(value))}` : `has ${named.join(' and ')}`;
    return say(reading, path, `must have exactly one of ${KINDS.join(', ')}; it ${found}`);
  }
  if (isLeafKind(kind)) return readLeaf(kind, value, path, reading);
  const others = Object.keys(value).filter((key) => key !== kind);
  if (others.length > 0) return say(reading, path, `"${kind}" takes no other field; remove ${others.join(', ')}`);
  const below = [...path, kind];
  if (kind === 'not') {
    const rule = read(value.not, below, depth + 1, reading);
    return rule && { not: rule };
  }
  const rules = readMany(value[kind], below, depth + 1, reading);
  if (!rules) return undefined;
  return kind === 'all' ? { all: rules } : { any: rules };
};

/** Reads a rule. Problems name the path; at most 20 of them are told. */
const checkedRule = z.unknown().transform((value, context): Rule => {
  const reading: Reading = { nodes: 0, problems: [] };
  const rule = read(value, [], 1, reading);
  if (reading.nodes > MAX_NODES) {
    context.addIssue({ code: 'custom', message: `has more than ${MAX_NODES} parts; use "in" lists or segments` });
    return z.NEVER;
  }
  for (const { path, message } of reading.problems.slice(0, 20)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
  return rule ?? z.NEVER;
});

/** How a date leaf names a figure instead of a trait. */
export const COMPUTED_PATH = 'computed.';

export const RULE_COMPONENT = 'Rule';
export const ruleSchema = checkedRule.meta({ $ref: `#/components/schemas/${RULE_COMPONENT}` });

/** Every part of a rule, the rule itself first. */
export function* partsOf(rule: Rule): Generator<Rule> {
  yield rule;
  if ('all' in rule) for (const part of rule.all) yield* partsOf(part);
  else if ('any' in rule) for (const part of rule.any) yield* partsOf(part);
  else if ('not' in rule) yield* partsOf(rule.not);
}

/** Ids of the segments that a rule asks for. */
export const segmentsIn = (rule: Rule): Set<string> => {
  const ids = new Set<string>();
  for (const part of partsOf(rule)) if ('segment' in part) ids.add(part.segment);
  return ids;
};

/** Ids of the campaigns that a rule asks for. */
export const campaignsIn = (rule: Rule): Set<string> => {
  const ids = new Set<string>();
  for (const part of partsOf(rule)) {
    if ('message' in part && part.message.campaign !== undefined) ids.add(part.message.campaign);
  }
  return ids;
};

/** Names of the figures and computed traits that a rule asks for. */
export const computedIn = (rule: Rule): Set<string> => {
  const names = new Set<string>();
  for (const part of partsOf(rule)) {
    if ('computed' in part) names.add(part.computed);
    if ('date' in part && part.date.startsWith(COMPUTED_PATH)) names.add(part.date.slice(COMPUTED_PATH.length));
  }
  return names;
};

/** Shape for the OpenAPI document; reading is done by `ruleSchema`, whose messages name the part that is wrong. */
export const ruleShape: z.ZodType = z
  .lazy(() =>
    z.union([
      z.object({ all: z.array(ruleShape) }),
      z.object({ any: z.array(ruleShape) }),
      z.object({ not: ruleShape }),
      ...Object.values(LEAVES),
    ]),
  )
  .meta({ examples: [{ all: [{ computed: 'orders', is: 1 }, { reachable: 'email' }] }] });
