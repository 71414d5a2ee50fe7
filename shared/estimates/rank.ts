const ranksOf = (values: readonly number[]): Float64Array => {
  const order = [...values.keys()].sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let index = start; index < end; index++) ranks[order[index] ?? 0] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
};

/** Spearman's rank correlation, equal values sharing their middle rank; 0 where one side does not vary. */
export const rankCorrelation = (left: readonly number[], right: readonly number[]): number => {
  const [a, b] = [ranksOf(left), ranksOf(right)];
  const middle = (left.length - 1) / 2;
  let both = 0;
  let one = 0;
  let other = 0;
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [(a[index] ?? 0) - middle, (b[index] ?? 0) - middle];
    both += x * y;
    one += x * x;
    other += y * y;
  }
  return one === 0 || other === 0 ? 0 : both / Math.sqrt(one * other);
};
