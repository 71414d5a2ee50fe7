import type { Pieces } from './read-csv.ts';
import type { Row } from './row.ts';
import { createSheetReader } from './xlsx-sheet.ts';
import { readWorkbook } from './xlsx-workbook.ts';
import { openZip } from './zip-folder.ts';

/** A sheet of 1,048,576 rows, Excel's most, with wide cells. */
const SHEET_BYTES = 4 * 1024 ** 3;

/**
 * The rows of one sheet of an XLSX file. Held are the texts that its cells share; rows pass. Throws an `ImportError` for
 * a formula, a password, a file that is damaged or unpacks to far more than a sheet can hold.
 */
export const readXlsx = async (blob: Blob, sheet: string | undefined): Promise<Pieces> => {
  const zip = await openZip(blob);
  const workbook = await readWorkbook(zip, sheet);
  const reader = createSheetReader(workbook);
  const pieces = async function* (): AsyncGenerator<readonly Row[]> {
    for await (const chunk of zip.read(workbook.path, SHEET_BYTES)) yield reader.push(chunk);
    yield reader.end();
  };
  return { about: () => ({ format: 'xlsx', sheet: workbook.sheet, sheets: workbook.sheets }), pieces: pieces() };
};
