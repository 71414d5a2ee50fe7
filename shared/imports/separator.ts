import { createCsvParser } from './csv-parser.ts';

const SEPARATORS = [',', '\t', ';', '|'] as const;
const LOOKED_AT = 20;

interface Shape {
  readonly width: number;
  /** Part of the records that are of that width. */
  readonly share: number;
}

const shapeWith = (text: string, separator: string): Shape => {
  try {
    const rows = createCsvParser(separator).push(text.endsWith('\n') ? text : `${text}\n`);
    const widths = rows.slice(0, LOOKED_AT).map(({ cells }) => cells.length);
    const counts = new Map<number, number>();
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [width, count] = [...counts].sort((left, right) => right[1] - left[1] || right[0] - left[0])[0] ?? [0, 0];
    return { width, share: count / Math.max(1, widths.length) };
  } catch {
    // Quoting that makes no sense with this separator; with the right one the file itself says what is broken.
    return { width: 0, share: 0 };
  }
};

/**
 * The separator on which the first records agree best, and of those the one that makes the widest table; a tab wins a tie
 * in a file that calls itself TSV.
 */
export const detectSeparator = (text: string, fileName: string): string => {
  const isTsv = /\.(tsv|tab|txt)(\.gz)?$/i.test(fileName);
  const order = isTsv ? ['\t', ',', ';', '|'] : SEPARATORS;
  let best: Shape & { readonly separator: string } = { separator: order[0] ?? ',', width: 1, share: 0 };
  for (const separator of order) {
    const shape = shapeWith(text, separator);
    const isBetter = shape.share > best.share || (shape.share === best.share && shape.width > best.width);
    if (shape.width > 1 && isBetter) best = { separator, ...shape };
  }
  return best.separator;
};
