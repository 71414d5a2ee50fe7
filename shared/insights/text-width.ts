/** Code points that terminals draw two columns wide: Hangul, CJK, full-width forms, emoji (Unicode TR 11, W and F). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const IGNORED = /[\p{Mn}\p{Me}\p{Cf}]/u;

const widthOfSign = (sign: string): number => {
  const code = sign.codePointAt(0) ?? 0;
  if (IGNORED.test(sign)) return 0;
  return WIDE.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
};

/** Columns of a text in a terminal. */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const sign of text.normalize('NFC')) width += widthOfSign(sign);
  return width;
};

/** Cuts a text into lines of at most `columns`, at spaces where there are any. */
export const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.normalize('NFC').split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const sign of word) {
      if (widthOf(line + sign) > columns) {
        lines.push(line);
        line = '';
      }
      line += sign;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
};

export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text;

export const centre = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, Math.floor((columns - widthOf(text)) / 2))) + text;
