export interface JsonFlaw {
  readonly code: 'too_deep' | 'unusable_number' | 'unusable_key';
  readonly path: string;
  readonly message: string;
}

const MAX_DEPTH = 32;

const flaw = (code: JsonFlaw['code'], path: readonly string[], message: string): JsonFlaw => ({
  code,
  path: path.length === 0 ? '$' : path.slice(0, 8).join('.'),
  message,
});

const find = (value: unknown, path: string[]): JsonFlaw | undefined => {
  if (typeof value === 'number') {
    // JSON turns Infinity into null when it is stored: a number that was sent would silently be lost.
    return Number.isFinite(value) ? undefined : flaw('unusable_number', path, 'is a number beyond 1.8e308');
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= MAX_DEPTH) return flaw('too_deep', path, `is nested deeper than ${MAX_DEPTH} levels`);
  for (const [key, child] of Object.entries(value)) {
    path.push(key);
    const found =
      key === '__proto__'
        ? flaw('unusable_key', path, 'is not allowed as a name; rename the property')
        : find(child, path);
    if (found) return found;
    path.pop();
  }
  return undefined;
};

/** What parsed JSON must not hold so that it can be stored and read back without loss or surprise. */
export const jsonFlaw = (value: unknown): JsonFlaw | undefined => find(value, []);
