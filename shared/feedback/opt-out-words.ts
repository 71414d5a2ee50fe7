/**
 * Words that end a sender's right to write. The list of AWS End User Messaging and of CTIA, the FCC's words of 2025
 * (47 CFR 64.1200(a)(10)), and the forms that people in Korea type. Any doubt is a refusal (P5).
 */
const EXACT = new Set([
  'stop',
  'stopall',
  'end',
  'quit',
  'cancel',
  'unsubscribe',
  'optout',
  'revoke',
  'remove',
  'arret',
  'td',
  '수신거부',
  '거부',
  '수신거절',
  '거절',
  '차단',
  '해지',
  '수신해지',
  '수신중지',
  '중지',
  '그만',
  '그만보내세요',
  '보내지마세요',
  '보내지마',
  '문자거부',
  '광고거부',
  '무료수신거부',
  '무료거부',
]);

/** Words that refuse wherever they stand in a sentence. */
const INSIDE =
  /수신\s*거[부절]|광고\s*거부|문자\s*거부|보내지\s*(?:마|말)|\bunsubscribe\b|\bopt(?:ed)?[\s-]?out\b|\bstop\s?all\b/u;
/** English refusals that AWS honours at the beginning of a text, whatever follows ("Stop texting me"). */
const FIRST = /^(?:stop|quit|cancel|revoke|unsubscribe|end|remove)\b/u;

/** True if a text message says: write to me no more. */
export const isRefusal = (text: string): boolean => {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '');
  return EXACT.has(letters) || FIRST.test(plain) || INSIDE.test(plain);
};
