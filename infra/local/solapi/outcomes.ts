/** What becomes of a text to 010-0000-000x, x in this order; nobody has these numbers. All others are delivered. */
const failures = ['3000', '3032', '3047', '3041', '3043', '3054', '3040', '3107', '3104', '3045'] as const;

export const simulatedOutcomes: Readonly<Record<string, string>> = Object.fromEntries(
  failures.map((statusCode, digit) => [`0100000000${digit}`, statusCode]),
);

/** Numbers that begin so have no KakaoTalk; nobody has these either. */
export const TALKLESS_NUMBERS = '0100001';

/** Final status code of a message to this number, in digits as dialled in Korea. */
export const outcomeFor = (to: string, isKakao: boolean): string =>
  simulatedOutcomes[to] ?? (isKakao && to.startsWith(TALKLESS_NUMBERS) ? '3104' : '4000');
