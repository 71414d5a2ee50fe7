import { BlobWriter, configure, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';

configure({ useWebWorkers: false });

/** A cell as a test writes it: text, number, yes or no, nothing, or the inner XML of a `<c>` with its attributes. */
export type SheetCell = string | number | boolean | undefined | { readonly attributes?: string; readonly xml: string };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const columnName = (index: number): string =>
  (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** Style 1 is a date, 2 a date with time, 3 a time, 4 a Korean date pattern; 0 is a plain number. */
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;년&quot; m&quot;월&quot; d&quot;일&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="170"/></cellXfs></styleSheet>`;

interface SheetOptions {
  /** Sheets in their order; `hidden` ones stand in the file, too. */
  readonly sheets: readonly {
    readonly name: string;
    readonly hidden?: boolean;
    readonly rows: readonly (readonly SheetCell[])[];
  }[];
  readonly is1904?: boolean;
  /** Texts in the table of shared ones, as Excel writes them, or in the cells, as other programs do. */
  readonly shared?: boolean;
  readonly password?: string;
}

/** An XLSX file as Excel lays it out, made of rows. */
export const xlsxOf = async ({ sheets, is1904, shared = true, password }: SheetOptions): Promise<Blob> => {
  const strings: string[] = [];
  const textXml = (text: string, reference: string): string => {
    if (!shared) return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
    strings.push(text);
    return `<c r="${reference}" t="s"><v>${strings.length - 1}</v></c>`;
  };
  const cellXml = (cell: SheetCell, reference: string): string => {
    if (cell === undefined) return '';
    if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
    if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
    if (typeof cell === 'string') return textXml(cell, reference);
    return `<c r="${reference}" ${cell.attributes ?? ''}>${cell.xml}</c>`;
  };
  const sheetXml = (rows: readonly (readonly SheetCell[])[]): string =>
    `<worksheet xmlns="${MAIN}"><sheetData>${rows
      .map((cells, row) => {
        const inner = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${row + 1}`)).join('');
        return inner === '' ? '' : `<row r="${row + 1}">${inner}</row>`;
      })
      .join('')}</sheetData></worksheet>`;
  const files: Record<string, string> = {};
  for (const [index, { rows }] of sheets.entries()) files[`xl/worksheets/sheet${index + 1}.xml`] = sheetXml(rows);
  files['xl/workbook.xml'] =
    `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(
        ({ name, hidden }, index) =>
          `<sheet name="${escaped(name)}" sheetId="${index + 7}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`;
  files['xl/_rels/workbook.xml.rels'] = `<Relationships>${sheets
    .map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`)
    .join('')}</Relationships>`;
  files['xl/styles.xml'] = STYLES;
  files['xl/sharedStrings.xml'] = `<sst xmlns="${MAIN}">${strings
    .map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
    .join('')}</sst>`;
  const writer = new ZipWriter(new BlobWriter(), password === undefined ? {} : { password, zipCrypto: true });
  for (const [path, text] of Object.entries(files)) await writer.add(path, new TextReader(text));
  return writer.close();
};
