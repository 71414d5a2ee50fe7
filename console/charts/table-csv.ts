import { type CsvCell, csvOf } from '../../shared/api/csv.ts';

/** A figure as the machine has it, where the cell names one; else the words. */
const cellOf = (cell: HTMLTableCellElement): CsvCell => {
  const figure = cell.querySelector('data')?.value;
  if (figure === undefined) return cell.textContent;
  return figure === '' ? null : Number(figure);
};

/** A table of the page as CSV, row by row as it stands there; figures without their units. */
export const csvOfTable = (table: HTMLTableElement): string => {
  const [head = [], ...rows] = [...table.rows].map((row) => [...row.cells].map(cellOf));
  return csvOf(
    head.map((name) => String(name ?? '')),
    rows,
  );
};
