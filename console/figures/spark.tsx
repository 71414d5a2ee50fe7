const WIDTH = 160;
const HEIGHT = 36;
const EDGE = 3;

interface SparkProps {
  /** Oldest first; what is not known leaves a gap. */
  readonly values: readonly (number | null)[];
  /** A second line to hold it against, on the same scale. */
  readonly against?: readonly (number | null)[];
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** Lines through the known values; a gap begins a new one. */
const pathOf = (values: readonly (number | null)[], low: number, high: number): string => {
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  const span = high - low || 1;
  let text = '';
  let pen = 'M';
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const y = HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE);
    text += `${pen}${(EDGE + index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  }
  return text;
};

/** A trend without axes, drawn beside its figures; the figures themselves stand in words or in a table. */
export const Spark = ({ values, against = [] }: SparkProps) => {
  const all = known([...values, ...against]);
  if (known(values).length < 2) return null;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" preserveAspectRatio="none">
      {against.length > 0 ? <path class="spark-against" d={pathOf(against, low, high)} /> : null}
      <path class="spark-line" d={pathOf(values, low, high)} />
    </svg>
  );
};
