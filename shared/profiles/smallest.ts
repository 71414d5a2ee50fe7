/** Names that matter come first, the others in code unit order; a total order, so that a cut does not depend on arrival. */
export const ranking =
  (first: ReadonlySet<string>) =>
  (left: string, right: string): number => {
    const rank = Number(first.has(right)) - Number(first.has(left));
    if (rank !== 0) return rank;
    return left < right ? -1 : left > right ? 1 : 0;
  };

/**
 * Cuts a map to its `most` smallest names and answers what was cut. A name among the smallest of all is among the smallest
 * of every part, so a kept entry was never cut before and is complete, in whatever order the parts are merged.
 */
export const keepSmallest = <Value>(
  map: Map<string, Value>,
  most: number,
  compare: (left: string, right: string) => number,
): Value[] => {
  if (map.size <= most) return [];
  const cut: Value[] = [];
  for (const name of [...map.keys()].sort(compare).slice(most)) {
    const value = map.get(name);
    if (value !== undefined) cut.push(value);
    map.delete(name);
  }
  return cut;
};
