/** Basic character set of GSM 03.38, section 6.2.1: one septet each. */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Extension table: two septets each. */
const GSM_EXTENDED = new Set('^{}\\[~]|€\f');

export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets or UTF-16 units. */
  readonly length: number;
  readonly parts: number;
}

/**
 * Parts that a text is billed as: 160 septets or 70 UTF-16 units alone, 153 or 67 in each part of several (3GPP TS 23.038,
 * 23.040). A two-septet sign or a surrogate pair never spans two parts.
 */
export const smsSize = (text: string): SmsSize => {
  const signs = [...text];
  const isGsm = signs.every((sign) => GSM_BASIC.has(sign) || GSM_EXTENDED.has(sign));
  const sizes = signs.map((sign) => (isGsm ? (GSM_EXTENDED.has(sign) ? 2 : 1) : sign.length));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  if (length <= (isGsm ? 160 : 70)) return { encoding, length, parts: length === 0 ? 0 : 1 };
  const room = isGsm ? 153 : 67;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, length, parts };
};

/** Web addresses in a text; a full stop or bracket behind one is not part of it. */
const URL_IN_TEXT = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,!?;:)\]}]/gi;

/** Replaces web addresses that `click` knows a tracked address for; own ones are left as they are. */
export const rewriteUrls = (
  text: string,
  own: readonly string[],
  click: (target: string) => string | undefined,
): string => text.replace(URL_IN_TEXT, (url) => (own.includes(url) ? url : (click(url) ?? url)));
