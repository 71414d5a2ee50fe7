/** One line of the benchmark: a figure, what it is measured against, and how far it scatters. */
export interface Figure {
  readonly section: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What a ratio is a ratio to, or how a count was made. */
  readonly basis: string;
  /** Lower and upper quartile over the rounds. */
  readonly quartiles?: readonly [number, number];
  /** Parts of the figure, such as units by table and operation. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** A section that could not run says why; it is never silently missing. */
export interface Skipped {
  readonly section: string;
  readonly reason: string;
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const quartilesOf = (values: readonly number[]): readonly [number, number] => [
  quantile(values, 0.25),
  quantile(values, 0.75),
];

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

const lineOf = (figure: Figure): string => {
  const spread = figure.quartiles ? ` (${figure.quartiles.map(rounded).join(' … ')})` : '';
  return `  ${figure.name.padEnd(58)} ${String(rounded(figure.value)).padStart(8)} ${figure.unit}${spread}`;
};

/** The table that people read: sections, then figures with their quartiles, then what each stands on. */
export const tableOf = (figures: readonly Figure[], skipped: readonly Skipped[]): string => {
  const lines: string[] = [];
  for (const section of new Set(figures.map((figure) => figure.section))) {
    lines.push('', section);
    const inSection = figures.filter((figure) => figure.section === section);
    for (const figure of inSection) {
      lines.push(lineOf(figure));
      for (const [part, value] of Object.entries(figure.parts ?? {})) {
        lines.push(`      ${part.padEnd(54)} ${String(rounded(value)).padStart(8)}`);
      }
    }
    for (const basis of new Set(inSection.map((figure) => figure.basis))) lines.push(`  · ${basis}`);
  }
  for (const { section, reason } of skipped) lines.push('', section, `  no figure: ${reason}`);
  return `${lines.join('\n')}\n`;
};
