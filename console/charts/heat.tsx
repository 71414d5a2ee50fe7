import { scaleBand } from 'd3-scale';

/** Shades from nothing to as dark as it gets. */
const SHADES = 10;
const SIDE = 62;
const HEAD = 18;
const TEXT_FITS = 34;

interface HeatProps {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** From nought to one, or nothing where nobody could have been. */
  readonly shareAt: (row: number, column: number) => number | null;
  /** The cell in words. */
  readonly told: (row: number, column: number) => string;
  /** Stands in the cell if it fits. */
  readonly written?: (row: number, column: number) => string;
  readonly width: number;
  readonly height: number;
}

/** A cell per row and column, the darker the more. */
export const Heat = ({ rows, columns, shareAt, told, written, width, height }: HeatProps) => {
  const x = scaleBand<number>()
    .domain([...columns.keys()])
    .range([SIDE, width])
    .paddingInner(0.08);
  const y = scaleBand<number>()
    .domain([...rows.keys()])
    .range([HEAD, height])
    .paddingInner(0.08);
  const fits = x.bandwidth() >= TEXT_FITS;
  return (
    <>
      {columns.map((name, column) => (
        <text key={column} class="chart-text middle" x={(x(column) ?? 0) + x.bandwidth() / 2} y={HEAD - 6}>
          {name}
        </text>
      ))}
      {rows.map((name, row) => (
        <g key={row}>
          <text class="chart-text" x={0} y={(y(row) ?? 0) + y.bandwidth() / 2 + 4}>
            {name}
          </text>
          {columns.map((_, column) => {
            const share = shareAt(row, column);
            if (share === null) return null;
            const shade = Math.max(0, Math.min(SHADES, Math.ceil(share * SHADES)));
            return (
              <g key={column}>
                <rect
                  class={`heat shade-${shade}`}
                  x={x(column)}
                  y={y(row)}
                  width={x.bandwidth()}
                  height={y.bandwidth()}
                  rx="2"
                >
                  <title>{told(row, column)}</title>
                </rect>
                {written && fits ? (
                  <text
                    class="heat-text"
                    x={(x(column) ?? 0) + x.bandwidth() / 2}
                    y={(y(row) ?? 0) + y.bandwidth() / 2 + 4}
                  >
                    {written(row, column)}
                  </text>
                ) : null}
              </g>
            );
          })}
        </g>
      ))}
    </>
  );
};
