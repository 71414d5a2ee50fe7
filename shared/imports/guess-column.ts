import { readAnswer } from '../consent/read-statements.ts';
import { CellError, readMoney } from './cell.ts';
import { readCellTime } from './cell-time.ts';
import { plainName } from './header-name.ts';
import { OTHERS, ROLES, type Role, WORDS } from './header-words.ts';

/** Why a column is taken for something; the console has a sentence for each. */
export type GuessReason = 'name' | 'similarName' | 'values' | 'masked' | 'noChannel';

export interface ColumnGuess {
  readonly column: string;
  /** Up to three different values. */
  readonly samples: readonly string[];
  readonly role?: Role;
  /** 0 … 1; from 0.5 on it is proposed. */
  readonly confidence: number;
  readonly reason?: GuessReason;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;
const PHONE = /^(?:\+?82|0)?[-. ]?1[016789][-. ]?\d{3,4}[-. ]?\d{4}$/u;

const reads = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof CellError) return false;
    throw error;
  }
};

const isTime = (cell: string): boolean =>
  reads(() => readCellTime(cell, 'UTC', 'DMY')) || reads(() => readCellTime(cell, 'UTC', 'MDY'));
const isMoney = (cell: string): boolean => reads(() => readMoney(cell));

/** What the values of a role must look like; a role that is not named takes any. */
const SHAPES: Readonly<Partial<Record<Role, (cell: string) => boolean>>> = {
  timestamp: isTime,
  'consent.at': isTime,
  joinedAt: isTime,
  email: (cell) => EMAIL.test(cell),
  phone: (cell) => /^[\d\s+().\-*]{7,}$/u.test(cell),
  lineTotal: isMoney,
  orderTotal: isMoney,
  refunded: isMoney,
  price: isMoney,
  quantity: isMoney,
  currency: (cell) => /^[A-Za-z]{3}$/u.test(cell),
  consent: (cell) => readAnswer(cell) !== undefined,
  'consent.sms.ad': (cell) => readAnswer(cell) !== undefined,
  'consent.sms.ad.night': (cell) => readAnswer(cell) !== undefined,
  'consent.email.ad': (cell) => readAnswer(cell) !== undefined,
};

const nameScore = (plain: string, role: Role): number => {
  const words = WORDS[role];
  const at = words.indexOf(plain);
  if (at >= 0) return 0.98 - Math.min(at, 20) * 0.01;
  // "주문자 휴대폰번호(필수)" ends or begins with a known name; a short word within a long one says little.
  const near = words.filter(
    (word) => word.length >= 3 && (plain.endsWith(word) || plain.startsWith(word)) && word.length * 2 >= plain.length,
  );
  return near.length > 0 ? 0.65 : 0;
};

const shareOf = (values: readonly string[], test: (cell: string) => boolean): number =>
  values.length === 0 ? 1 : values.filter(test).length / values.length;

/** By the values alone: only what can hardly be anything else. */
const byValues = (values: readonly string[]): Role | undefined => {
  if (values.length < 2) return undefined;
  if (shareOf(values, (cell) => EMAIL.test(cell)) >= 0.9) return 'email';
  if (shareOf(values, (cell) => PHONE.test(cell)) >= 0.9) return 'phone';
  return undefined;
};

const differing = (values: readonly string[]): string[] => [...new Set(values)].slice(0, 3);

/** What a column most likely is, by its name and by whether its values look so. */
export const guessColumn = (column: string, cells: readonly string[]): ColumnGuess => {
  const values = cells.filter((cell) => cell !== '').slice(0, 50);
  const samples = differing(values);
  const plain = plainName(column);
  const isOther = OTHERS.test(column.normalize('NFKC').toLowerCase());
  let best: { role: Role; confidence: number; reason: GuessReason } | undefined;
  for (const role of ROLES) {
    const byName = nameScore(plain, role);
    if (byName === 0 || (isOther && (role === 'phone' || role === 'email' || role === 'name'))) continue;
    const shape = SHAPES[role];
    // Some bad cells are what the rejected lines are for; a column of nothing else is something else.
    const confidence = byName * (shape ? 0.4 + 0.6 * shareOf(values, shape) : 1);
    if (!best || confidence > best.confidence)
      best = { role, confidence, reason: byName > 0.7 ? 'name' : 'similarName' };
  }
  const valued = best && best.confidence >= 0.5 ? undefined : isOther ? undefined : byValues(values);
  if (valued) best = { role: valued, confidence: 0.6, reason: 'values' };
  if (
    best &&
    (best.role === 'userId' || best.role === 'phone' || best.role === 'email') &&
    shareOf(values, (cell) => cell.includes('*')) > 0.2
  )
    best = { role: best.role, confidence: 0.1, reason: 'masked' };
  if (best?.role === 'consent') best = { ...best, confidence: Math.min(best.confidence, 0.6), reason: 'noChannel' };
  if (!best) return { column, samples, confidence: 0 };
  return { column, samples, role: best.role, confidence: Number(best.confidence.toFixed(2)), reason: best.reason };
};
