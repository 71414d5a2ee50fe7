import { SPEC_EVENTS, specEvent } from '../events/ecommerce.ts';

const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const KNOWN: readonly (readonly [name: string, plain: string])[] = Object.keys(SPEC_EVENTS).map((name) => [
  name,
  plain(name),
]);
const BY_PLAIN = new Map(KNOWN.map(([name, letters]) => [letters, name]));

/** Shorter names are too easily meant as they are. */
const SHORTEST = 8;
const MOST_ERRORS = 2;

/** Insertions, deletions and replacements from one text to the other (Levenshtein 1966); stops counting above `most`. */
const distance = (left: string, right: string, most: number): number => {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const same = left[at - 1] === right[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};

/** The event that a name without a meaning was probably meant to be: `order completed`, `OrderCompleted`, `Order Complete`. */
export const meantBy = (name: string): string | undefined => {
  if (name.startsWith('$') || specEvent(name) !== undefined) return undefined;
  const letters = plain(name);
  const same = BY_PLAIN.get(letters);
  if (same !== undefined) return same;
  if (letters.length < SHORTEST || letters.length > 64) return undefined;
  let best: { name: string; errors: number } | undefined;
  for (const [known, knownLetters] of KNOWN) {
    const errors = distance(letters, knownLetters, MOST_ERRORS);
    if (errors <= MOST_ERRORS && (best === undefined || errors < best.errors)) best = { name: known, errors };
  }
  return best?.name;
};
