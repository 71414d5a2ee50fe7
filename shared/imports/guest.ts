import { shortDigest } from '../platform/digest.ts';
import { readPhone } from './cell.ts';

/** Digits of a number without its notation; a Korean one in its national form, as most files have it. */
const digitsOf = (cell: string): string =>
  readPhone(cell)
    .replace(/^\(?(?:\+|00)\)?\s*82[-. ]?0?/u, '0')
    .replace(/\D/gu, '');

/** What clerks type where they have no number: 010-0000-0000, 1111-1111, all zeros. It would make strangers one (rule 17). */
const PLACEHOLDER = /^(?:01\d)?([019])\1+$/u;

/**
 * The anonymous id of somebody who bought without signing in: the same number or address in any notation gives the same
 * id. Undefined for a text that can be neither.
 */
export const guestId = (name: 'phone' | 'email', cell: string): string | undefined => {
  // A number masked for safety, 010-****-5678, stands for many people.
  if (/[*×●]/u.test(cell)) return undefined;
  const plain = name === 'phone' ? digitsOf(cell) : cell.normalize('NFKC').trim().toLowerCase();
  const isUsable =
    name === 'phone'
      ? plain.length >= 8 && plain.length <= 15 && !PLACEHOLDER.test(plain)
      : /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(plain);
  return isUsable ? `guest-${shortDigest(`${name} ${plain}`)}` : undefined;
};
