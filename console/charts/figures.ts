export interface Column {
  readonly name: string;
  /** One per row; what is not known is a gap. */
  readonly values: readonly (number | null)[];
  /** As people read it, with its unit. */
  readonly show: (value: number) => string;
  /** As the CSV has it, where that differs from what is drawn, such as won and cents. */
  readonly plain?: (value: number) => number;
}

/** What a chart is drawn from: the same figures stand in its table and in its CSV. */
export interface Figures {
  /** What a row is, such as a day. */
  readonly head: string;
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
}

/** Largest known value of all columns, at least `least`. */
export const topOf = ({ columns }: Figures, least: number): number =>
  Math.max(least, ...columns.flatMap(({ values }) => values.filter((value) => value !== null)));
