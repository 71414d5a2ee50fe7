/** Final consonant of the way each digit is read (영 일 이 삼 사 오 육 칠 팔 구); `ㄹ` matters for 으로/로. */
const DIGIT_FINALS = ['other', 'rieul', 'none', 'other', 'none', 'none', 'other', 'rieul', 'rieul', 'none'] as const;
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS = 28;
/** Position of ㄹ among the 28 finals of Unicode's Hangul syllables. */
const RIEUL = 8;

type Final = 'none' | 'rieul' | 'other' | 'unknown';

/** Capitals alone are read letter by letter: LG is 엘지, SK 에스케이, SR 에스알. */
const ACRONYM = /(?:^|[^A-Za-z])[A-Z]{1,5}$/;
const letterFinal = (letter: string): Final => (/[LR]/.test(letter) ? 'rieul' : /[MN]/.test(letter) ? 'other' : 'none');

const finalOf = (word: string): Final => {
  const bare = word.normalize('NFC').replace(/[\s\p{P}\p{S}]+$/u, '');
  const last = bare.at(-1);
  if (last === undefined) return 'unknown';
  const code = last.charCodeAt(0);
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
    const final = (code - HANGUL_FIRST) % FINALS;
    if (final === 0) return 'none';
    return final === RIEUL ? 'rieul' : 'other';
  }
  if (/\d/.test(last)) return DIGIT_FINALS[Number(last)] ?? 'unknown';
  if (ACRONYM.test(bare)) return letterFinal(last);
  if (/l/i.test(last)) return 'rieul';
  if (/[mn]/i.test(last) || /ng$/i.test(bare)) return 'other';
  // Read with a vowel behind them: -ed is 드, -s is 스. Others (t, k, p …) go both ways.
  return /[aeiouydfhjrsvxz]/i.test(last) ? 'none' : 'unknown';
};

/** Pairs that people also write with the form after a vowel first. */
const TURNED = new Set(['는/은', '가/이', '를/을', '와/과', '로/으로', '랑/이랑', '야/아', '나/이나']);

/**
 * The word with the particle that fits its last sound: `josa('단골', '은/는')` is `단골은`. The form after a consonant stands
 * first, or second as in `와/과`; a word whose sound is not known gets both, `은(는)`.
 */
export const josa = (word: string, pair: string): string => {
  const [first = '', second = ''] = pair.split('/');
  const [consonant, vowel] = TURNED.has(pair) ? [second, first] : [first, second];
  const final = finalOf(word);
  if (final === 'unknown') return `${word}${consonant}(${vowel})`;
  const usesVowelForm = final === 'none' || (final === 'rieul' && consonant === '으로');
  return `${word}${usesVowelForm ? vowel : consonant}`;
};
