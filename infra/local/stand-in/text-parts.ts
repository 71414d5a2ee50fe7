/** GSM 03.38 default alphabet, and the extension table whose characters count twice. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION = new Set('^{}\\[~]|€\f');

/** Parts as carriers count them: 160 / 153 GSM septets or 70 / 67 UTF-16 units; one Hangul syllable makes all of it Unicode. */
export function textParts(text: string): { encoding: 'GSM' | 'Unicode'; parts: number } {
  const signs = [...text];
  const gsm = signs.every((sign) => BASIC.has(sign) || EXTENSION.has(sign));
  const units = gsm ? signs.length + signs.filter((sign) => EXTENSION.has(sign)).length : text.length;
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  return { encoding: gsm ? 'GSM' : 'Unicode', parts: units <= single ? 1 : Math.ceil(units / joined) };
}
