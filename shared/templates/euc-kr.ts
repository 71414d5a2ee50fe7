/**
 * Signs that Korean carriers take: ASCII, and the 8,224 of KS C 5601-1987 in EUC-KR (986 marks, 2,350 syllables, 4,888 Hanja).
 * Whatever is outside is refused by the provider (Solapi status 1029) or arrives as a gap.
 */

const FIRST = 0xa1;
const LAST = 0xfe;
const LINE = 0x0a;

/** Rows 41 and 94 of the table are left to whoever wants them; decoders fill them with private signs. */
const isPrivate = (sign: string): boolean => sign >= '\ue000' && sign <= '\uf8ff';
/** Added to the standard in 1998 and 2002; some decoders know them, the carriers' tables do not. */
const LATER = new Set(['€', '®', '〶', '\ufffd']);

let table: ReadonlySet<string> | undefined;

/** Read from the decoder that every runtime brings, so that no table of 8,224 signs is shipped. */
const twoByteSigns = (): ReadonlySet<string> => {
  if (table) return table;
  const bytes: number[] = [];
  for (let lead = FIRST; lead <= LAST; lead += 1)
    for (let trail = FIRST; trail <= LAST; trail += 1) bytes.push(lead, trail, LINE);
  const signs = new TextDecoder('euc-kr').decode(Uint8Array.from(bytes)).split('\n');
  table = new Set(signs.filter((sign) => sign.length === 1 && !LATER.has(sign) && !isPrivate(sign)));
  return table;
};

/** Bytes of one sign, or nothing if it cannot be encoded. Of the control signs only the line break can be sent. */
const bytesOf = (sign: string): 1 | 2 | undefined => {
  if (sign === '\n' || (sign >= ' ' && sign <= '~')) return 1;
  return twoByteSigns().has(sign) ? 2 : undefined;
};

/** The signs of a text that cannot be sent, each once, in order. Hangul in pieces (NFD) counts as composed. */
export const unencodable = (text: string): string[] => {
  const parts = new Intl.Segmenter('ko', { granularity: 'grapheme' }).segment(plain(text));
  const whole = [...parts].map(({ segment }) => segment);
  return [...new Set(whole.filter((part) => [...part].some((sign) => bytesOf(sign) === undefined)))];
};

/** Bytes in EUC-KR; a sign that cannot be encoded counts as the one byte of the `?` it becomes. */
export const eucKrBytes = (text: string): number =>
  [...text.normalize('NFC')].reduce((sum, sign) => sum + (bytesOf(sign) ?? 1), 0);

/** What a reader takes for the same sign. */
const FOLDS: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
  '•': '·',
  '〜': '~',
  '₩': '￦',
  '€': 'EUR',
  '®': '(R)',
  '©': '(C)',
};

const plain = (text: string): string =>
  [...text.normalize('NFC')].map((sign) => (bytesOf(sign) === undefined ? (FOLDS[sign] ?? sign) : sign)).join('');

/** Pictures and what joins or colours them: a text without them still says the same. */
const PICTURE =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\p{Default_Ignorable_Code_Point}|\u20e3/u;

/**
 * The text as it can be sent. What people wrote into their profile must not cost them the message: pictures are left out, any
 * other sign becomes `?`. A template of ours is checked with `unencodable` before it comes to that.
 */
export const asEucKr = (text: string): string =>
  [...plain(text)].map((sign) => (bytesOf(sign) !== undefined ? sign : PICTURE.test(sign) ? '' : '?')).join('');
