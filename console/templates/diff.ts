export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

/** Above this many pairs of lines the middle is shown as taken out and put in, so that a page never stands still. */
const MOST_PAIRS = 1_000_000;

/** Lines of two texts: kept, taken out of `before`, put into `after` (longest common subsequence). */
export const diffLines = (before: string, after: string): DiffLine[] => {
  const left = before.split('\n');
  const right = after.split('\n');
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < left.length - head && tail < right.length - head && left.at(-1 - tail) === right.at(-1 - tail))
    tail += 1;
  const kept = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: ' ', text }));
  const middle = between(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  return [...kept(left.slice(0, head)), ...middle, ...kept(left.slice(left.length - tail))];
};

const between = (left: readonly string[], right: readonly string[]): DiffLine[] => {
  const out = left.map((text): DiffLine => ({ sign: '-', text }));
  const into = right.map((text): DiffLine => ({ sign: '+', text }));
  if (left.length * right.length > MOST_PAIRS) return [...out, ...into];
  const width = right.length + 1;
  const common = new Uint32Array((left.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1)
    for (let column = right.length - 1; column >= 0; column -= 1)
      common[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length && column < right.length) {
    if (left[row] === right[column]) {
      lines.push({ sign: ' ', text: left[row] ?? '' });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      lines.push({ sign: '-', text: left[row] ?? '' });
      row += 1;
    } else {
      lines.push({ sign: '+', text: right[column] ?? '' });
      column += 1;
    }
  }
  return [...lines, ...out.slice(row), ...into.slice(column)];
};
