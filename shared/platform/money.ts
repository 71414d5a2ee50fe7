import * as z from 'zod';
import { DangolError, quote } from './errors.ts';

/** Amount in the currency's ISO 4217 minor unit: won has none, so 1,000 won is 1000; 10.50 USD is 1050. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export const currencySchema = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'must be a three-letter ISO 4217 code such as KRW or USD')
  .transform((code) => code.toUpperCase());

/** Currencies whose minor unit is not a hundredth (ISO 4217, 2026). */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

export const minorDigits = (currency: string): number => MINOR_DIGITS[currency] ?? 2;

/**
 * A plain number of the Segment spec (10.5 USD) as an integer of minor units (1050), rounded half away from zero.
 * Throws when the amount is not finite or leaves the range of exact integers.
 */
export const toMinor = (amount: number, currency: string): number => {
  const digits = minorDigits(currency);
  // Shifting the decimal text avoids 1.005 * 100 = 100.49999.
  const shifted = Number(`${Math.abs(amount)}e${digits}`);
  const scaled = Number.isNaN(shifted) ? Math.abs(amount) * 10 ** digits : shifted;
  const minor = Math.sign(amount) * Math.round(scaled);
  if (!Number.isSafeInteger(minor)) {
    throw new DangolError(
      'invalid',
      `Amount ${quote(amount)} ${currency} is out of range; send a finite number below 9e15 minor units.`,
    );
  }
  return minor === 0 ? 0 : minor;
};

export const toMajor = (minor: number, currency: string): number => minor / 10 ** minorDigits(currency);
