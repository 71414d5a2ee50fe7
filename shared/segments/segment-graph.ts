import { type Rule, segmentsIn } from './rule.ts';

/** Segments that may depend on each other in a row: a bound on how deep an evaluation goes. */
export const MAX_CHAIN = 20;

type Rules = ReadonlyMap<string, Rule>;

const askedBy = (id: string, rules: Rules): string[] => {
  const rule = rules.get(id);
  return rule ? [...segmentsIn(rule)] : [];
};

/** The shortest way from a segment back to itself, both ends included; nothing if there is none. */
export const wayBack = (id: string, rules: Rules): string[] | undefined => {
  const cameFrom = new Map<string, string>();
  const waiting = [id];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const other of askedBy(next, rules)) {
      if (other === id) return [...wayTo(next, cameFrom), id];
      if (cameFrom.has(other)) continue;
      cameFrom.set(other, next);
      waiting.push(other);
    }
  }
  return undefined;
};

const wayTo = (id: string, cameFrom: ReadonlyMap<string, string>): string[] => {
  const way = [id];
  for (let from = cameFrom.get(id); from !== undefined; from = cameFrom.get(from)) way.unshift(from);
  return way;
};

/** The longest row of segments through one of them, each asking for the next. The rules must have no cycle through it. */
export const longestChain = (id: string, rules: Rules): string[] => {
  const users = new Map<string, string[]>();
  for (const one of rules.keys()) {
    for (const other of askedBy(one, rules)) users.set(other, [...(users.get(other) ?? []), one]);
  }
  const longest = (from: string, next: (id: string) => readonly string[], known: Map<string, string[]>): string[] => {
    const found = known.get(from);
    if (found) return found;
    // Until it is known, a segment of another cycle counts once.
    known.set(from, [from]);
    const ways = next(from).map((other) => longest(other, next, known));
    const best = ways.reduce<string[]>((most, way) => (way.length > most.length ? way : most), []);
    known.set(from, [from, ...best]);
    return [from, ...best];
  };
  const above = longest(id, (one) => users.get(one) ?? [], new Map());
  const below = longest(id, (one) => askedBy(one, rules), new Map());
  return [...above.slice(1).reverse(), ...below];
};
