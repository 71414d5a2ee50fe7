import type { Receipt } from './receipt.ts';
import type { ReceiptLine } from './receipt-lines.ts';
import { centre, padStart, widthOf, wrap } from './text-width.ts';

/** Columns of the paper; a terminal of 80 shows it with room to spare. */
const WIDTH = 50;
const MARGIN = '  ';

interface TextOptions {
  readonly shop: string;
  /** Line under the title, such as the date. */
  readonly when: string;
}

// Only signs that every terminal draws one column wide: box drawing is two wide in many Korean fonts.
const THIN = '-'.repeat(WIDTH);
const THICK = '='.repeat(WIDTH);
const TORN = '/\\'.repeat((WIDTH + 2 * MARGIN.length) / 2);

/** Label left, figure right; a figure that finds no room goes onto a line of its own. */
const row = (label: string, value: string, indent = ''): string[] => {
  const room = WIDTH - widthOf(value) - 1;
  const [first = '', ...rest] = wrap(label, Math.max(12, WIDTH - indent.length - (room < 12 ? 0 : widthOf(value) + 1)));
  const start = `${indent}${first}`;
  if (widthOf(start) > room) return [start, padStart(value, WIDTH)];
  return [`${start}${padStart(value, WIDTH - widthOf(start))}`, ...rest.map((line) => `${indent}${line}`)];
};

const lineOf = (line: ReceiptLine): string[] => {
  const rule = line.rule ? [line.weight === 'total' ? THICK : THIN] : [];
  const note = line.note;
  if (line.weight === 'part')
    return [...rule, ...row(line.label, note ? `${note}  ${padStart(line.value, 7)}` : line.value, '  ')];
  return [...rule, ...row(line.label, line.value), ...(note ? [padStart(note, WIDTH)] : [])];
};

const centred = (text: string): string[] => wrap(text, WIDTH - 4).map((line) => centre(line, WIDTH));

/** Bars that follow from the name, as a slip carries them; decoration only. */
const bars = (text: string): string => {
  let state = 7;
  let drawn = '';
  for (let at = 0; at < 34; at++) {
    state = (state * 31 + (text.codePointAt(at % Math.max(1, text.length)) ?? 1) + at) % 1_009;
    drawn += state % 3 === 0 ? ' ' : '|';
  }
  return drawn;
};

/** The receipt as plain text for a terminal, drawn like a shop's slip; Korean signs count two columns. */
export const receiptText = (receipt: Receipt, { shop, when }: TextOptions): string => {
  const body: string[] = [
    '',
    ...centred([...shop].join(' ')),
    ...centred(receipt.title),
    THIN,
    ...centred(receipt.name),
    ...centred(when),
    THICK,
    ...receipt.lines.flatMap(lineOf),
    THICK,
    ...centred(`[ ${receipt.stamp.word} ]`),
    ...centred(receipt.stamp.text),
    ...(receipt.planted.length === 0 ? [] : [THIN, receipt.plantedTitle, ...receipt.planted.flatMap(lineOf)]),
    THIN,
    ...centred(receipt.foot),
    centre(bars(receipt.name), WIDTH),
    '',
  ];
  const paper = body.map((line) => `${MARGIN}${line}`.trimEnd());
  return [TORN, ...paper, TORN].join('\n');
};
