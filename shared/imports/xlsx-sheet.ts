import { ImportError } from './import-error.ts';
import { createXmlReader } from './read-xml.ts';
import { MAX_RECORD, type Row, tidy } from './row.ts';
import { serialToText } from './xlsx-dates.ts';
import { unescaped, type Workbook } from './xlsx-workbook.ts';

/** A row of a single cell far to the right would otherwise cost sixteen thousand empty ones. */
const MAX_COLUMNS = 1_000;

/** 0 for `A1`, 27 for `AB7`; -1 if it names no cell. */
const columnOf = (reference: string): number => {
  let column = 0;
  let at = 0;
  for (; at < reference.length && at < 4; at++) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return at === 0 ? -1 : column - 1;
};

/** 15 digits are what a sheet shows and keeps: 0.1 + 0.2 is written as 0.30000000000000004 and means 0.3. */
const numberText = (raw: string): string => {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  const short = Number(value.toPrecision(15));
  return Math.abs(short) < 1e21 && (short === 0 || Math.abs(short) >= 1e-6) ? String(short) : raw;
};

/** Turns the XML of a sheet, in pieces as they come, into rows of texts as a person reads them. */
export const createSheetReader = (workbook: Workbook) => {
  let rows: Row[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = -1;
  let reference = '';
  let type = 'n';
  let style = 0;
  let text = '';
  let inValue = false;
  let phonetic = 0;

  const shownText = (raw: string): string => {
    switch (type) {
      case 's':
        return workbook.strings[Number(raw)] ?? '';
      case 'b':
        return raw === '1' ? 'true' : 'false';
      case 'n': {
        const kind = workbook.kinds[style] ?? 'number';
        const shown = kind === 'number' || raw === '' ? undefined : serialToText(Number(raw), kind, workbook.is1904);
        return shown ?? numberText(raw);
      }
      case 'd':
        return raw.replace('T', ' ');
      default:
        return unescaped(raw);
    }
  };

  const put = (): void => {
    const value = tidy(shownText(text));
    if (value === '' || column < 0) return;
    if (column >= MAX_COLUMNS)
      throw new ImportError(
        `Cell ${reference.slice(0, 12)} lies beyond column ${MAX_COLUMNS}; delete the columns that are not needed.`,
      );
    while (cells.length < column) cells.push('');
    cells[column] = value;
  };

  const reader = createXmlReader({
    open: (name, attributes) => {
      if (name === 'row') {
        line = Number(attributes.r ?? line + 1);
        cells = [];
        column = -1;
      } else if (name === 'c') {
        reference = attributes.r ?? '';
        column = reference === '' ? column + 1 : columnOf(reference);
        type = attributes.t ?? 'n';
        style = Number(attributes.s ?? 0);
        text = '';
      } else if (name === 'f') {
        throw new ImportError(
          `Cell ${reference.slice(0, 12)} of the sheet ${JSON.stringify(workbook.sheet)} holds a formula, whose stored result may be old. In Excel: copy everything, paste it as values, save.`,
        );
      } else if (name === 'rPh') phonetic += 1;
      inValue = phonetic === 0 && (name === 'v' || name === 't');
    },
    text: (piece) => {
      if (!inValue) return;
      text += piece;
      if (text.length > MAX_RECORD)
        throw new ImportError(`Cell ${reference.slice(0, 12)} holds more than 1 MB of text; shorten it.`);
    },
    close: (name) => {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'c') put();
      else if (name === 'row' && cells.length > 0) rows.push({ line, cells });
    },
  });

  const taken = (): Row[] => {
    const done = rows;
    rows = [];
    return done;
  };
  return {
    push: (bytes: Uint8Array): Row[] => {
      reader.push(bytes);
      return taken();
    },
    end: (): Row[] => {
      reader.end();
      return taken();
    },
  };
};
