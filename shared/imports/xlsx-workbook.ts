import { quote } from '../platform/errors.ts';
import { ImportError } from './import-error.ts';
import { readXml } from './read-xml.ts';
import { kindOfFormat, type NumberKind } from './xlsx-dates.ts';
import type { ZipFolder } from './zip-folder.ts';

const MB = 1024 * 1024;
/** The parts of a workbook beside its sheets are small. */
const SMALL_PART = 64 * MB;
/** Texts of all cells; they are held while a sheet is read. */
const SHARED_TEXT = 512 * MB;
const WORKBOOK = 'xl/workbook.xml';

export interface Workbook {
  readonly sheet: string;
  readonly sheets: readonly string[];
  /** Path of the sheet's part. */
  readonly path: string;
  readonly is1904: boolean;
  readonly strings: readonly string[];
  /** What numbers mean, by the style of their cell. */
  readonly kinds: readonly NumberKind[];
}

interface SheetEntry {
  readonly name: string;
  readonly relation: string;
  readonly hidden: boolean;
}

const attribute = (attributes: Readonly<Record<string, string>>, name: string): string =>
  attributes[name] ?? Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`))?.[1] ?? '';

const readSheets = async (zip: ZipFolder): Promise<{ sheets: SheetEntry[]; is1904: boolean }> => {
  const sheets: SheetEntry[] = [];
  let is1904 = false;
  await readXml(zip.read(WORKBOOK, SMALL_PART), {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const state = attributes.state ?? 'visible';
      sheets.push({ name: attributes.name ?? '', relation: attribute(attributes, 'id'), hidden: state !== 'visible' });
    },
  });
  return { sheets, is1904 };
};

const readRelations = async (zip: ZipFolder): Promise<Map<string, string>> => {
  const targets = new Map<string, string>();
  await readXml(zip.read('xl/_rels/workbook.xml.rels', SMALL_PART), {
    open: (name, { Id, Target, TargetMode }) => {
      if (name !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  return targets;
};

const readKinds = async (zip: ZipFolder): Promise<NumberKind[]> => {
  const kinds: NumberKind[] = [];
  if (!zip.has('xl/styles.xml')) return kinds;
  const codes = new Map<number, string>();
  let inCells = false;
  await readXml(zip.read('xl/styles.xml', SMALL_PART), {
    open: (name, attributes) => {
      const id = Number(attributes.numFmtId ?? 0);
      if (name === 'numFmt') codes.set(id, attributes.formatCode ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) kinds.push(kindOfFormat(id, codes.get(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return kinds;
};

/** `_x000D_` is how a control character is written in a sheet (ECMA-376 part 1, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/gu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

const readStrings = async (zip: ZipFolder): Promise<string[]> => {
  const strings: string[] = [];
  if (!zip.has('xl/sharedStrings.xml')) return strings;
  let text = '';
  let inText = false;
  let phonetic = 0;
  await readXml(zip.read('xl/sharedStrings.xml', SHARED_TEXT), {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic += 1;
      inText = name === 't' && phonetic === 0;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic -= 1;
      if (name === 'si') strings.push(unescaped(text));
    },
  });
  return strings;
};

/** Everything of a workbook but the rows of its sheet: the one named, else the first that is not hidden. */
export const readWorkbook = async (zip: ZipFolder, wanted: string | undefined): Promise<Workbook> => {
  if (!zip.has(WORKBOOK))
    throw new ImportError(
      'This ZIP file is no Excel sheet. Unpack it and import the file within; accepted are CSV, TSV and XLSX.',
    );
  const { sheets, is1904 } = await readSheets(zip);
  const sheet =
    wanted === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : sheets.find(({ name }) => name === wanted);
  const names = sheets.map(({ name }) => name);
  if (sheet === undefined)
    throw new ImportError(
      wanted === undefined
        ? 'The XLSX file has no sheet.'
        : `The file has no sheet ${quote(wanted)}. Its sheets are: ${names.map(quote).join(', ')}.`,
    );
  const path = (await readRelations(zip)).get(sheet.relation);
  if (path === undefined || !zip.has(path))
    throw new ImportError(`The sheet ${quote(sheet.name)} is missing in the file; save it again in Excel.`);
  const kinds = await readKinds(zip);
  const strings = await readStrings(zip);
  return { sheet: sheet.name, sheets: names, path, is1904, strings, kinds };
};
