import { scaleBand, scaleLinear } from 'd3-scale';
import { type Column, type Figures, topOf } from './figures.ts';

const HEAD = 6;
const FOOT = 20;

interface BarsProps {
  /** The first column is drawn. */
  readonly figures: Figures;
  readonly width: number;
  readonly height: number;
  /** Places on the axis when there are fewer rows: the last row takes the last. */
  readonly slots?: number;
  /** What stands below the ends of the axis, or below each bar. */
  readonly axis: readonly string[];
  /** Class of a bar; the last is marked by default. */
  readonly kind?: (index: number) => string;
}

const told = (columns: readonly Column[], index: number): string =>
  columns
    .flatMap(({ name, values, show }) => {
      const value = values[index] ?? null;
      return value === null ? [] : [`${name} ${show(value)}`];
    })
    .join(' · ');

/** A bar per row, as high as its value. */
export const Bars = ({ figures, width, height, slots = 0, axis, kind }: BarsProps) => {
  const { labels, columns } = figures;
  const [column] = columns;
  const places = Math.max(slots, labels.length);
  const skipped = places - labels.length;
  const x = scaleBand<number>()
    .domain([...Array(places).keys()])
    .range([0, width])
    .paddingInner(0.22);
  const y = scaleLinear()
    .domain([0, topOf({ ...figures, columns: columns.slice(0, 1) }, 1)])
    .range([height - FOOT, HEAD]);
  const middle = (place: number): number => (x(place) ?? 0) + x.bandwidth() / 2;
  const each = axis.length === labels.length && axis.length > 2;
  return (
    <>
      {labels.map((label, index) => {
        const value = column?.values[index] ?? null;
        if (value === null) return null;
        // What is nought still shows where it stands.
        const top = Math.min(y(value), height - FOOT - 2);
        return (
          <rect
            key={index}
            class={kind?.(index) ?? (index === labels.length - 1 ? 'bar last' : 'bar')}
            x={x(index + skipped)}
            y={top}
            width={x.bandwidth()}
            height={height - FOOT - top}
            rx="2"
          >
            <title>{`${label} · ${told(columns, index)}`}</title>
          </rect>
        );
      })}
      <path class="axis" d={`M0 ${height - FOOT}H${width}`} />
      {axis.map((text, index) => {
        const last = index === axis.length - 1;
        const [place, anchor] = each
          ? [middle(index), 'middle']
          : last && axis.length > 1
            ? [width, 'end']
            : [0, 'start'];
        return (
          <text key={index} class={`chart-text ${anchor}`} x={place} y={height - 5}>
            {text}
          </text>
        );
      })}
    </>
  );
};
