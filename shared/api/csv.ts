export type CsvCell = string | number | null;

/** What a spreadsheet would run as a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n]|^[\s\uFF1D\uFF0B\uFF0D\uFF20]+[=+\-@]|^[\uFF1D\uFF0B\uFF0D\uFF20]/;

const cell = (value: CsvCell): string => {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * RFC 4180 with the mark by which Excel reads UTF-8. Text that a spreadsheet would take for a formula gets an apostrophe in front;
 * numbers are numbers.
 */
export const csvOf = (columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  `\uFEFF${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
