import type { ImpactReceipt } from '../../shared/insights/impact-lines.ts';
import type { Receipt, ReceiptLine } from '../../shared/insights/receipt.ts';

const WIDTH = 420;
const EDGE = 28;
const LINE = 24;
/** Twice the size, so that it is sharp where it is shown. */
const SCALE = 2;
const FONT = 'Pretendard, "Apple SD Gothic Neo", "Noto Sans KR", sans-serif';

const PAPER = '#ffffff';
const INK = '#22201c';
const SOFT = '#6f6a61';
const RULE = '#d8cfc1';
const TONES = { gain: '#2f6b3a', loss: '#a8321f', open: SOFT } as const;

interface Written {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: CanvasTextAlign;
  readonly font: string;
  readonly colour: string;
}

/** Breaks a text where it no longer fits; Korean may break between any two letters. */
const wrapped = (pen: CanvasRenderingContext2D, text: string, room: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const letter of text) {
    if (line !== '' && pen.measureText(line + letter).width > room) {
      lines.push(line.trim());
      line = '';
    }
    line += letter;
  }
  return line.trim() === '' ? lines : [...lines, line.trim()];
};

const fontOf = (weight: number, size: number): string => `${weight} ${size}px ${FONT}`;

/** A receipt, with a verdict's stamp where there is one. */
export type Drawn = ImpactReceipt & Partial<Pick<Receipt, 'stamp'>>;

/** The receipt as a picture: drawn here, so that no server has to hold fonts. Nothing if the browser cannot draw. */
export const receiptPng = async (receipt: Drawn, shop: string, when: string): Promise<Blob | null> => {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const written: Written[] = [];
  const rules: number[] = [];
  let y = EDGE;
  const centre = (text: string, font: string, colour: string): void => {
    pen.font = font;
    for (const line of wrapped(pen, text, WIDTH - 2 * EDGE)) {
      y += LINE;
      written.push({ text: line, x: WIDTH / 2, y, align: 'center', font, colour });
    }
  };
  const row = ({ label, value, note, weight, tone, rule }: ReceiptLine): void => {
    if (rule) {
      y += 10;
      rules.push(y);
    }
    const font = weight === 'total' ? fontOf(700, 17) : fontOf(400, 14);
    const colour = tone ? TONES[tone] : weight === 'part' ? SOFT : INK;
    const indent = weight === 'part' ? 14 : 0;
    pen.font = font;
    const room = WIDTH - 2 * EDGE - indent - pen.measureText(value).width - 12;
    const [first = '', ...rest] = wrapped(pen, label, room);
    y += LINE;
    written.push({ text: first, x: EDGE + indent, y, align: 'left', font, colour });
    written.push({ text: value, x: WIDTH - EDGE, y, align: 'right', font, colour });
    for (const text of rest) {
      y += LINE;
      written.push({ text, x: EDGE + indent, y, align: 'left', font, colour });
    }
    if (note === undefined) return;
    y += 18;
    written.push({ text: note, x: WIDTH - EDGE, y, align: 'right', font: fontOf(400, 12), colour: SOFT });
  };
  centre(shop, fontOf(400, 13), SOFT);
  centre(receipt.title, fontOf(700, 18), INK);
  centre(receipt.name, fontOf(400, 14), INK);
  centre(when, fontOf(400, 12), SOFT);
  for (const line of receipt.lines) row(line);
  y += 10;
  rules.push(y);
  if (receipt.stamp) {
    centre(receipt.stamp.word, fontOf(700, 18), TONES[receipt.stamp.tone]);
    centre(receipt.stamp.text, fontOf(400, 13), INK);
  }
  centre(receipt.foot, fontOf(400, 11), SOFT);

  canvas.width = WIDTH * SCALE;
  canvas.height = (y + EDGE) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, WIDTH, y + EDGE);
  pen.strokeStyle = RULE;
  pen.setLineDash([4, 3]);
  for (const at of rules) {
    pen.beginPath();
    pen.moveTo(EDGE, at);
    pen.lineTo(WIDTH - EDGE, at);
    pen.stroke();
  }
  for (const { text, x, y: at, align, font, colour } of written) {
    pen.font = font;
    pen.fillStyle = colour;
    pen.textAlign = align;
    pen.fillText(text, x, at);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
};
