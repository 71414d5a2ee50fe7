import { quote } from '../platform/errors.ts';

/** A cell that cannot be used; the message follows the name of its column. */
export class CellError extends Error {}

const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const DECIMAL = /^[+-]?\d+(\.\d+)?$/;
const CURRENCY_SIGN = /^([+-]?)\s*(?:₩|￦|\$|€|£|¥|KRW|USD)\s*|\s*(?:원|KRW|USD)$/giu;
const IN_BRACKETS = /^\((.+)\)$/;

/**
 * 12000, "12,000", "₩12,000", "-₩500", "12,000원", "-3.50", full-width digits, and "(1,000)" as accountants write −1,000.
 * Throws for anything else: money is never guessed.
 */
export const readMoney = (cell: string): number => {
  const written = cell.normalize('NFKC').replace(/−/gu, '-').trim();
  const inside = IN_BRACKETS.exec(written)?.[1];
  const text = (inside ?? written).replace(CURRENCY_SIGN, '$1').trim();
  const plain = THOUSANDS.test(text) ? text.replaceAll(',', '') : text;
  const value = DECIMAL.test(plain) ? Number(plain) : Number.NaN;
  if (!Number.isFinite(value) || (inside !== undefined && value < 0))
    throw new CellError(`${quote(cell)} is not a number; write it as 12000 or 12,000.50`);
  return inside === undefined ? value : -value;
};

const CANONICAL_NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/;
/** Digits that are a name, not an amount: a leading zero or a comparison by size would mean nothing. */
const TEXT_TARGET =
  /(^|[._])(id|code|sku|zip|postal|phone|tel|mobile|email|name|version)$|Id$|Code$|Phone$|Name$|^consent\./i;
const PHONE_TARGET = /(^|[._])(phone|tel|mobile)$|Phone$/i;

/** A Korean mobile number that a sheet took for a number and so lost its 0: 1012345678, 10-1234-5678. */
const LOST_ZERO = /^(1[016789])[-. ]?(\d{3,4})[-. ]?(\d{4})$/;

/** Gives a mobile number its leading 0 back: `1012345678` → `010-1234-5678`. Every other notation stays as it is. */
export const readPhone = (cell: string): string => {
  const text = cell.normalize('NFKC').trim();
  const parts = LOST_ZERO.exec(text);
  return parts ? `0${parts[1]}-${parts[2]}-${parts[3]}` : text;
};

/** A cell of an extra column: numbers and true/false become such, unless the target is plainly a text. */
export const readValue = (target: string, cell: string): string | number | boolean => {
  if (PHONE_TARGET.test(target)) return readPhone(cell);
  if (TEXT_TARGET.test(target)) return cell;
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return CANONICAL_NUMBER.test(cell) ? Number(cell) : cell;
};

const SHEET_ERROR = /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/;

/** What a sheet shows where it could not compute: no value, and not a text that somebody wrote. */
export const isSheetError = (cell: string): boolean => SHEET_ERROR.test(cell);
