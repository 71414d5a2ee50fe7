/**
 * Status codes of a message at Solapi (documents/api-reference/message-status-codes.md): 2000 taken, 3000 with the carrier, 4000 done;
 * 1xxx refused on input, 2xxx by the platform, 3xxx by the carrier or by Kakao.
 */

/** What a code says of one message. `account`: the sender is at fault, and so will the next message be. */
export type StatusMeaning =
  | 'taken'
  | 'delivered'
  | 'deadNumber'
  | 'refusedByPerson'
  | 'blocked'
  | 'account'
  | 'busy'
  | 'unreachable'
  | 'failed';

const MEANINGS: Readonly<Record<string, StatusMeaning>> = {
  '2000': 'taken',
  '3000': 'taken',
  '4000': 'delivered',
  // No balance, no such account, caller number not registered, account blocked, number forged, sender profile unknown.
  '1020': 'account',
  '1030': 'account',
  '1058': 'account',
  '1062': 'account',
  '2062': 'account',
  '2063': 'account',
  '2230': 'account',
  '3059': 'account',
  '3101': 'account',
  '3106': 'account',
  '1041': 'account',
  // The platform's own faults.
  '1024': 'busy',
  '2024': 'busy',
  // 080, and lists of blocked numbers.
  '1061': 'refusedByPerson',
  '2061': 'refusedByPerson',
  '1060': 'blocked',
  '1064': 'blocked',
  '2060': 'blocked',
  '2064': 'blocked',
  '2254': 'blocked',
  '3047': 'blocked',
  '3054': 'blocked',
  '3055': 'blocked',
  // Nobody has the number.
  '3010': 'deadNumber',
  '3032': 'deadNumber',
  // The phone is off, full, out of reach, or the carrier is.
  '3012': 'unreachable',
  '3024': 'unreachable',
  '3040': 'unreachable',
  '3041': 'unreachable',
  '3042': 'unreachable',
  '3043': 'unreachable',
  '3044': 'unreachable',
  '3045': 'unreachable',
  '3051': 'unreachable',
  '3053': 'unreachable',
  '3056': 'unreachable',
  '3057': 'unreachable',
  // No KakaoTalk, or AlimTalk switched off: the number lives.
  '3104': 'unreachable',
  '3107': 'unreachable',
  '3108': 'unreachable',
};

/** An unknown code of the future means that this message failed, and says nothing of the number. */
export const meaningOf = (statusCode: string): StatusMeaning => MEANINGS[statusCode] ?? 'failed';
