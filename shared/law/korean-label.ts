/** Label of an advertisement in Korea: these four signs, nothing between, nothing before (시행령 제61조 ③ 별표 6). */
export const AD_LABEL = '(광고)';

/** Signs that are not seen: zero-width, joiners, soft hyphen, byte order mark, Hangul fillers, directional marks. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Brackets of any kind around 광고 with anything between its two syllables or up to four signs before them. */
const VARIANT =
  /[([{<〈《「『【〔｢]\s*['"“”‘’`]?[^\s()[\]{}<>]{0,4}?광[\s./·ㆍ・,_*~|\-–—]{0,3}고\s*['"“”‘’`]?\s*[)\]}>〉》」』】〕｣]/gu;

const folded = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '').normalize('NFC');

/** The forbidden look-alikes of the label in a text: `(광 고)`, `[광고]`, `（광고）`, `(대출광고)` and their kin. */
export const labelVariants = (text: string): string[] => {
  // A label that is right as it stands is taken out first; what still reads like one is a trick.
  const rest = text.replaceAll(AD_LABEL, '\n');
  return [...folded(rest).matchAll(VARIANT)].map(([variant]) => variant);
};

/** Subject with the label in front, added once. */
export const labelledSubject = (subject: string): string =>
  subject.startsWith(AD_LABEL) ? subject : `${AD_LABEL} ${subject}`;
