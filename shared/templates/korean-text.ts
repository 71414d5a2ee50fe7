import { eucKrBytes } from './euc-kr.ts';

/** Bytes of EUC-KR that the carriers take (Solapi status codes 1031 and 1014). */
const SMS_BYTES = 90;
export const LMS_BYTES = 2_000;
export const SUBJECT_BYTES = 40;

/** Kinds in which Korean carriers bill a text, whole and never in parts. */
export type KoreanKind = 'SMS' | 'LMS' | 'MMS';

export interface KoreanSize {
  readonly encoding: 'EUC-KR';
  readonly kind: KoreanKind;
  /** Bytes. */
  readonly length: number;
  readonly parts: 1;
}

/** The kind that a finished text goes out as, label, footer and links included; nothing if it is too long for any. */
export const koreanSize = (text: string, hasImage = false): KoreanSize | undefined => {
  const length = eucKrBytes(text);
  if (length > LMS_BYTES) return undefined;
  const kind = hasImage ? 'MMS' : length > SMS_BYTES ? 'LMS' : 'SMS';
  return { encoding: 'EUC-KR', kind, length, parts: 1 };
};
