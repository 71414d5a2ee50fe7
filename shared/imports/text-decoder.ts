import { ImportError } from './import-error.ts';
import type { About } from './row.ts';

type Encoding = NonNullable<About['encoding']>;

/** The web's name `euc-kr` is windows-949 (WHATWG Encoding, section 4.2): CP949 with all 11,172 syllables. */
const LABELS = { 'utf-8': 'utf-8', cp949: 'euc-kr' } as const;

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);

const tryDecode = (bytes: Uint8Array, label: string): string | undefined => {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
};

const NOT_ASCII = /[^\p{ASCII}]/u;
/** A few Hangul in CP949 are valid UTF-8 by chance. They read as letters with accents then, but touch no plain one. */
const BY_CHANCE = /^[\p{ASCII}\u0080-\u07ff]*$/u;
const WITHIN_A_WORD = /[A-Za-z][\u0080-\u07ff]|[\u0080-\u07ff][A-Za-z]/u;
const HANGUL = /^[\p{ASCII}\p{Script=Hangul}]*$/u;

/** UTF-8 or CP949 by the first bytes that differ between them; nothing while they do not tell. */
const detect = (bytes: Uint8Array): Encoding | undefined => {
  const utf8 = tryDecode(bytes, LABELS['utf-8']);
  const cp949 = tryDecode(bytes, LABELS.cp949);
  if (utf8 === undefined) return cp949 === undefined ? 'utf-8' : 'cp949';
  if (!NOT_ASCII.test(utf8)) return undefined;
  const isByChance = BY_CHANCE.test(utf8) && !WITHIN_A_WORD.test(utf8);
  return isByChance && cp949 !== undefined && HANGUL.test(cp949) ? 'cp949' : 'utf-8';
};

const joined = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
};

const countLines = (bytes: Uint8Array): number => {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
};

/**
 * Bytes → text in UTF-8, CP949 (detected) or UTF-16 (by its byte order mark), without the mark. Anything else stops the
 * import rather than garble names.
 */
export const createTextDecoder = () => {
  let encoding: Encoding | undefined;
  let decoder = new TextDecoder('utf-8', { fatal: true });
  let held = new Uint8Array();
  let lines = 1;
  let started = false;

  const start = (bytes: Uint8Array): void => {
    if (started || bytes.length < 3) return;
    started = true;
    const [first, second, third] = bytes;
    const is16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    if (is16) {
      encoding = 'utf-16';
      decoder = new TextDecoder(first === 0xff ? 'utf-16le' : 'utf-16be', { fatal: true });
    } else if (first === 0xef && second === 0xbb && third === 0xbf) encoding = 'utf-8';
  };

  const decode = (bytes: Uint8Array, last: boolean): string => {
    try {
      const text = decoder.decode(bytes, { stream: !last });
      lines += countLines(bytes);
      return text;
    } catch (cause) {
      const names = encoding === 'cp949' ? 'CP949, as the text before it is' : 'neither UTF-8 nor CP949';
      throw new ImportError(
        `The text near line ${lines} is ${encoding === 'cp949' ? `not ${names}` : names}. In Excel: save the file as "CSV UTF-8".`,
        { cause },
      );
    }
  };

  /** Takes bytes in and answers their text; bytes that do not yet tell their encoding are held back. */
  const push = (chunk: Uint8Array): string => {
    const bytes = held.length === 0 ? chunk : joined(held, chunk);
    held = new Uint8Array();
    start(bytes);
    if (!started || (encoding === undefined && !isAscii(bytes))) {
      const found = started ? detect(bytes) : undefined;
      if (found === undefined) {
        held = Uint8Array.from(bytes);
        return '';
      }
      encoding = found;
      if (found === 'cp949') decoder = new TextDecoder(LABELS.cp949, { fatal: true });
    }
    return decode(bytes, false);
  };

  const end = (): string => {
    const bytes = held;
    held = new Uint8Array();
    if (encoding === undefined && detect(bytes) === 'cp949') {
      encoding = 'cp949';
      decoder = new TextDecoder(LABELS.cp949, { fatal: true });
    }
    return decode(bytes, true);
  };

  return { push, end, encoding: (): Encoding => encoding ?? 'utf-8' };
};
