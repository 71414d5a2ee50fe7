/** Personal data as it is shown to somebody who need not know it all: enough to recognise, too little to use. */

/** `kim@example.com` → `k***@example.com`; the domain says who runs the mailbox, not who reads it. */
export const maskEmail = (address: string): string => {
  const at = address.lastIndexOf('@');
  if (at < 1) return '***';
  const [first = ''] = address;
  return `${first}***${address.slice(at)}`;
};

/** `+821012345678` and `010-1234-5678` → `010-****-5678`; other countries keep their code and the last four digits. */
export const maskPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '');
  const last = digits.slice(-4);
  if (digits.length < 8) return '****';
  const national = digits.startsWith('82') ? `0${digits.slice(2)}` : digits;
  if (phone.trim().startsWith('+') && !digits.startsWith('82')) return `+${digits.slice(0, 1)}-****-${last}`;
  return `${national.slice(0, 3)}-****-${last}`;
};

/** First and last sign stay: `김다은` → `김*은`, `이준` → `이*`, `Minji Kim` → `M*******m`. */
export const maskName = (name: string): string => {
  const signs = [...name.trim()];
  const [first = '', ...rest] = signs;
  if (rest.length === 0) return '*';
  if (rest.length === 1) return `${first}*`;
  return `${first}${'*'.repeat(rest.length - 1)}${rest.at(-1)}`;
};

/** Enough to tell the codes of one person apart, and none that a till would take. */
export const maskCode = (code: string): string => `***${code.slice(-3)}`;

/** An address of a device: whoever has it whole can write to it. Its end is enough to tell it from others. */
export const maskToken = (token: string): string => (token.length < 20 ? '…' : `…${token.slice(-6)}`);

const EMAIL = /[^\s@<>()",;:]{1,64}@[^\s@<>()",;:]+\.[^\s@<>()",;:.]+/gu;
/** Eight digits or more, however grouped, that begin as numbers do: `+`, a trunk 0, Korea's code, or a mobile prefix whose 0 was lost. */
const PHONE = /(?<![\w+])(?:\+\d|0\d|82|1[016789])(?:[\s().-]{0,2}\d){6,13}(?!\w)/gu;

/** Addresses and numbers inside any text. */
export const maskText = (text: string): string => text.replace(EMAIL, maskEmail).replace(PHONE, maskPhone);

/** A text without given words of two signs or more, whatever their case. */
export const withoutWords = (text: string, words: readonly string[]): string => {
  const escaped = words
    .map((word) => word.normalize('NFC').trim())
    .filter((word) => word.length > 1)
    .sort((left, right) => right.length - left.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return escaped.length === 0 ? text : text.normalize('NFC').replace(new RegExp(escaped.join('|'), 'giu'), '***');
};
