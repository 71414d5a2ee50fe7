type AcceptedText = {
  messageId: string;
  at: number;
  from: string;
  to: string;
  country: string | undefined;
  encoding: 'GSM' | 'Unicode';
  parts: number;
  price: number;
  messageType: string;
  context: Readonly<Record<string, string>>;
};
type SmsEvent = { eventType: string; isFinal: boolean } & Record<string, unknown>;

/** What becomes of a text to 010-0000-000x, x in this order; no final event follows a pending one. */
const failures = [
  ['TEXT_PENDING', 'Message is still in progress'],
  ['TEXT_INVALID', 'The destination phone number is invalid'],
  ['TEXT_BLOCKED', 'Phone has blocked SMS'],
  ['TEXT_CARRIER_BLOCKED', 'Message blocked by phone carrier'],
  ['TEXT_CARRIER_UNREACHABLE', 'Phone carrier is currently unreachable/unavailable'],
  ['TEXT_UNREACHABLE', 'Phone is currently unreachable/unavailable'],
  ['TEXT_SPAM', 'Blocked as spam by phone carrier'],
  ['TEXT_UNKNOWN', 'Unknown error attempting to reach phone'],
  ['TEXT_TTL_EXPIRED', 'Message was not handed off before its time to live ended'],
  ['TEXT_INVALID_MESSAGE', 'The message body is invalid'],
] as const;
const descriptions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(failures),
  TEXT_QUEUED: 'Message has been queued',
  TEXT_DELIVERED: 'Message has been accepted by phone',
};

/** `+821000000000` to `+821000000009` fail, each in its way; no subscriber has them. All others deliver. */
export const simulatedNumbers: Readonly<Record<string, string>> = Object.fromEntries(
  failures.map(([outcome], digit) => [`+82100000000${digit}`, outcome]),
);

export function outcomeFor(number: string): string {
  return simulatedNumbers[number] ?? 'TEXT_DELIVERED';
}

/** Queued, then the outcome. Source: End User Messaging SMS user guide, event data format. */
export function eventsOf(text: AcceptedText): SmsEvent[] {
  return ['TEXT_QUEUED', outcomeFor(text.to)].map((eventType) => ({
    eventType,
    eventVersion: '1.0',
    eventTimestamp: text.at,
    isFinal: eventType !== 'TEXT_QUEUED' && eventType !== 'TEXT_PENDING',
    originationPhoneNumber: text.from,
    destinationPhoneNumber: text.to,
    isInternationalSend: text.country !== 'KR',
    ...(text.country ? { isoCountryCode: text.country } : {}),
    messageId: text.messageId,
    messageRequestTimestamp: text.at,
    messageEncoding: text.encoding,
    messageType: text.messageType,
    messageStatus: eventType.slice('TEXT_'.length),
    messageStatusDescription: descriptions[eventType] ?? eventType,
    context: text.context,
    totalMessageParts: text.parts,
    totalMessagePrice: text.price,
    totalCarrierFee: 0,
  }));
}
