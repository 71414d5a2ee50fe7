/** A number as it is dialled in Korea: digits only, without the country code. */
export const koreanDigits = (number: string): string =>
  number.replace(/\D/g, '').replace(/^82/, '0').replace(/^00/, '0');
