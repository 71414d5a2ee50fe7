/** What differs between two nights without meaning anything. */
const PASSING = ['startedAt', 'endedAt', 'tookMs', 'exportLeaseUntil', 'exportedAt', 'leaseUntil'];

/** An item without what passes, names in order; a text that is JSON counts as what it says. */
export const plain = (value: unknown): unknown => {
  if (typeof value === 'string' && value.startsWith('{')) return plain(JSON.parse(value));
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !PASSING.includes(key));
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, part]) => [key, plain(part)]),
  );
};
