import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { type Figures, topOf } from './figures.ts';

const EDGE = 4;
const FOOT = 18;

interface AxisWords {
  /** Below the first and the last row. */
  readonly ends: readonly [string, string];
  /** Beside a value of the scale. */
  readonly value: (value: number) => string;
}

interface LinesProps {
  readonly figures: Figures;
  /** Where each row stands on the axis; one after the other without it. */
  readonly at?: readonly number[];
  readonly width: number;
  readonly height: number;
  /** Without it a trend is drawn, whose lowest value is at the foot. */
  readonly axis?: AxisWords;
  /** From there to there lies a wash. */
  readonly band?: readonly [number, number] | undefined;
}

/** A line per column; what is not known is a gap, and the second line is the one to hold the first against. */
export const Lines = ({ figures, at, width, height, axis, band }: LinesProps) => {
  const { labels, columns } = figures;
  const known = columns.flatMap(({ values }) => values.filter((value) => value !== null));
  if (known.length < 2) return null;
  const place = (index: number): number => at?.[index] ?? index;
  const foot = axis ? FOOT : EDGE;
  const x = scaleLinear()
    .domain([Math.min(0, place(0)), Math.max(1, place(labels.length - 1))])
    .range([EDGE, width - EDGE]);
  const y = scaleLinear()
    .domain([axis ? 0 : Math.min(...known), axis ? topOf(figures, 0.05) : Math.max(...known)])
    .range([height - foot, EDGE + (axis ? 8 : 0)]);
  if (axis) y.nice(3);
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(place(index)))
    .y((value) => y(value ?? 0))
    .digits(1);
  return (
    <>
      {band ? (
        <rect
          class="chart-band"
          x={x(band[0])}
          y={0}
          width={Math.max(3, x(band[1]) - x(band[0]))}
          height={height - foot}
        />
      ) : null}
      {axis
        ? y.ticks(3).map((value) => (
            <g key={value}>
              <path class="axis" d={`M0 ${y(value)}H${width}`} />
              {value === 0 ? null : (
                <text class="chart-text" x={2} y={y(value) - 3}>
                  {axis.value(value)}
                </text>
              )}
            </g>
          ))
        : null}
      {columns
        .map(({ name, values }, index) => (
          <path key={name} class={index === 0 ? 'chart-line' : 'chart-against'} d={path(values) ?? ''} />
        ))
        .reverse()}
      {axis ? (
        <>
          <text class="chart-text" x={2} y={height - 4}>
            {axis.ends[0]}
          </text>
          <text class="chart-text end" x={width - 2} y={height - 4}>
            {axis.ends[1]}
          </text>
        </>
      ) : null}
    </>
  );
};
