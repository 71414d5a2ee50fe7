import type { EngagedMessage } from '../../../shared/feedback/engagement.ts';
import { inboundText, SES_EVENTS, smsEvent } from './ses-fixtures.ts';

/**
 * One payload of every documented type and subtype of the providers, with what it must make of a message that was handed over and not
 * heard of since. SES: developer guide, "Contents of event data that Amazon SES publishes", bounce types, complaint object, delivery delay types; texts: End User
 * Messaging guide, "Event types for SMS" and "Two-way messaging"; Solapi: message status codes of its API reference. Written by ourselves, with made-up people.
 */
export interface Payload {
  readonly name: string;
  readonly channel: 'email' | 'sms';
  readonly body: object;
  /** Attributes of the ledger row after it; `undefined` means that there must be none. */
  readonly row: Partial<EngagedMessage>;
  /** The address may not be written to again for any purpose. */
  readonly silences?: 'bounce' | 'complaint';
  /** The person's consent to ads on the channel ends. */
  readonly withdraws?: true;
}

export const AT = '2026-11-22T01:00:05.123Z';
export const REF = 'winback_03_0_7';
export const EMAIL = 'kim@example.com';

const { mail } = SES_EVENTS.bounce;
const recipient = { emailAddress: EMAIL, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 unknown' };

const BOUNCES = {
  Permanent: [
    'General',
    'NoEmail',
    'Suppressed',
    'OnAccountSuppressionList',
    'OnTenantSuppressionList',
    'EmailValidationSuppressed',
  ],
  Transient: [
    'General',
    'MailboxFull',
    'MessageTooLarge',
    'CustomTimeoutExceeded',
    'ContentRejected',
    'AttachmentRejected',
  ],
  Undetermined: ['Undetermined'],
} as const;

const bounce = (bounceType: keyof typeof BOUNCES, bounceSubType: string): Payload => ({
  name: `SES Bounce ${bounceType}/${bounceSubType}`,
  channel: 'email',
  body: {
    eventType: 'Bounce',
    mail,
    bounce: {
      ...{ bounceType, bounceSubType, bouncedRecipients: [recipient], timestamp: AT, feedbackId: 'f-1' },
      reportingMTA: 'dsn; a27-1.smtp-out.ap-northeast-2.amazonses.com',
    },
  },
  row: { status: 'sent', bouncedAt: AT, bounceType, bounceSubType, deliveredAt: undefined },
  ...(bounceType === 'Permanent' ? { silences: 'bounce' } : {}),
});

const complaint = (complaintFeedbackType: string | undefined, complaintSubType: string | null): Payload => {
  const listed = complaintSubType !== null;
  const harmless = complaintFeedbackType === 'not-spam';
  return {
    name: `SES Complaint ${complaintFeedbackType ?? 'without a report'}/${complaintSubType}`,
    channel: 'email',
    body: {
      eventType: 'Complaint',
      mail,
      complaint: {
        ...{ complainedRecipients: [{ emailAddress: EMAIL }], timestamp: AT, feedbackId: 'f-2', complaintSubType },
        ...(complaintFeedbackType === undefined
          ? {}
          : { userAgent: 'AnyCompany Feedback Loop', complaintFeedbackType, arrivalDate: AT }),
      },
    },
    row: listed
      ? { bouncedAt: AT, bounceType: 'Permanent', bounceSubType: complaintSubType, complainedAt: undefined }
      : { complainedAt: harmless ? undefined : AT, bouncedAt: undefined },
    ...(harmless ? {} : { silences: 'complaint', withdraws: true }),
  };
};

const DELAYS = [
  'InternalFailure',
  'General',
  'MailboxFull',
  'SpamDetected',
  'RecipientServerError',
  'IPFailure',
  'TransientCommunicationFailure',
  'BYOIPHostNameLookupUnavailable',
  'Undetermined',
  'SendingDeferral',
];

const delay = (delayType: string): Payload => ({
  name: `SES DeliveryDelay ${delayType}`,
  channel: 'email',
  body: {
    ...SES_EVENTS.deliveryDelay,
    deliveryDelay: { ...SES_EVENTS.deliveryDelay.deliveryDelay, timestamp: AT, delayType },
  },
  row: { status: 'sent', deliveredAt: undefined, bouncedAt: undefined },
});

const simple = (name: string, body: object, row: Partial<EngagedMessage>): Payload => ({
  name: `SES ${name}`,
  channel: 'email',
  body,
  row,
});

const { subscription } = SES_EVENTS;
const SES: readonly Payload[] = [
  simple('Send', SES_EVENTS.send, { status: 'sent', deliveredAt: undefined }),
  simple('Delivery', SES_EVENTS.delivery, { status: 'sent', deliveredAt: AT }),
  ...Object.keys(BOUNCES).flatMap((type) =>
    type === 'Permanent' || type === 'Transient' || type === 'Undetermined'
      ? BOUNCES[type].map((subType) => bounce(type, subType))
      : [],
  ),
  ...[undefined, 'abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus'].map((type) => complaint(type, null)),
  complaint(undefined, 'OnAccountSuppressionList'),
  simple('Reject', SES_EVENTS.reject, { status: 'failed', reason: 'rejected' }),
  simple('Rendering Failure', SES_EVENTS.renderingFailure, { status: 'failed', reason: 'rejected' }),
  simple('Open', SES_EVENTS.open, { openedAt: AT, openedHumanAt: undefined, opens: { mpp: AT } }),
  simple('Click', SES_EVENTS.click, { clickedAt: AT, clickedHumanAt: AT }),
  ...DELAYS.map(delay),
  { ...simple('Subscription, all topics', subscription, { unsubscribedAt: AT }), withdraws: true },
];

const text = (type: string, row: Partial<EngagedMessage>, { final = true, dead = false } = {}): Payload => ({
  name: `text ${type}`,
  channel: 'sms',
  body: smsEvent(type, final),
  row: { parts: 2, priceMicroUsd: 80_000, ...row },
  ...(dead ? { silences: 'bounce' } : {}),
});
const failedText = (type: string, bounceType: EngagedMessage['bounceType'], dead = false): Payload =>
  text(type, { bouncedAt: AT, bounceType, bounceSubType: type.slice('TEXT_'.length) }, { dead });
const onItsWay = { deliveredAt: undefined, bouncedAt: undefined, status: 'sent' } as const;

const TEXTS: readonly Payload[] = [
  text('TEXT_DELIVERED', { deliveredAt: AT }),
  text('TEXT_SUCCESSFUL', { deliveredAt: AT }),
  text('TEXT_QUEUED', onItsWay, { final: false }),
  text('TEXT_PENDING', onItsWay, { final: false }),
  text('TEXT_SENT', onItsWay, { final: false }),
  failedText('TEXT_BLOCKED', 'Permanent'),
  failedText('TEXT_CARRIER_BLOCKED', 'Permanent'),
  failedText('TEXT_CARRIER_UNREACHABLE', 'Transient'),
  failedText('TEXT_INVALID', 'Permanent', true),
  failedText('TEXT_INVALID_MESSAGE', 'Permanent'),
  failedText('TEXT_PROTECT_BLOCKED', 'Permanent'),
  failedText('TEXT_SPAM', 'Permanent'),
  failedText('TEXT_TTL_EXPIRED', 'Transient'),
  failedText('TEXT_UNKNOWN', 'Undetermined'),
  failedText('TEXT_UNREACHABLE', 'Transient'),
];

const solapi = (statusCode: string, row: Partial<EngagedMessage>, dead = false): Payload => ({
  name: `Solapi ${statusCode}`,
  channel: 'sms',
  body: {
    source: 'solapi',
    message: {
      ...{ messageId: 'M4V20261122100005ABCDEFGHIJKLMN', type: 'SMS', to: '01012345678', from: '021234567' },
      ...{ statusCode, country: '82', customFields: { ref: REF }, groupId: 'G4V20261122100005ABCDEFGHIJKLMN' },
      ...{ dateUpdated: '2026-11-22T01:00:06.000Z', dateReported: AT, dateReceived: AT },
    },
  },
  row,
  ...(dead ? { silences: 'bounce' } : {}),
});
const bouncedBy = (code: string, bounceType: EngagedMessage['bounceType'], dead = false): Payload =>
  solapi(code, { bouncedAt: AT, bounceType, bounceSubType: code }, dead);

const REFUSED_BY_SOLAPI = { status: 'failed', reason: 'rejected', deliveredAt: undefined } as const;

const SOLAPI: readonly Payload[] = [
  solapi('2000', onItsWay),
  solapi('3000', onItsWay),
  solapi('4000', { deliveredAt: AT }),
  ...['1061', '2061'].map((code) =>
    solapi(code, { bouncedAt: AT, bounceType: 'Permanent', bounceSubType: code, optedOutAt: AT }),
  ),
  ...['3010', '3032'].map((code) => bouncedBy(code, 'Permanent', true)),
  ...['1060', '2064', '3047', '3054', '3055'].map((code) => bouncedBy(code, 'Permanent')),
  ...['3012', '3024', '3040', '3045', '3051', '3104', '3107', '3108'].map((code) => bouncedBy(code, 'Transient')),
  // Input, balance, sender number, template of another text, a code of next year.
  ...['1014', '1026', '1029', '1030', '1062', '2230', '3059', '3102', '3103', '9999'].map((code) =>
    solapi(code, REFUSED_BY_SOLAPI),
  ),
];

export const PAYLOADS: readonly Payload[] = [...SES, ...TEXTS, ...SOLAPI];

/** Payloads that speak of no message: nothing may come of them but an entry, a refusal by number, or nothing. */
export const WITHOUT_MESSAGE: Readonly<Record<string, object>> = {
  'inbound text': inboundText('영업시간이 어떻게 되나요?'),
  'inbound STOP': inboundText('STOP'),
  'subscription to one topic': {
    ...subscription,
    subscription: {
      ...{ contactList: 'list', timestamp: AT, source: 'API' },
      newTopicPreferences: {
        unsubscribeAll: false,
        topicSubscriptionStatus: [{ topicName: 'Sports', subscriptionStatus: 'OptOut' }],
      },
      oldTopicPreferences: {
        unsubscribeAll: false,
        topicSubscriptionStatus: [{ topicName: 'Sports', subscriptionStatus: 'OptIn' }],
      },
    },
  },
  'Solapi 080 refusal': {
    source: 'solapi',
    refusal: {
      ...{ handleKey: 'BL-1', type: 'DENIAL', senderNumber: '021234567', recipientNumber: '01012345678' },
      dateCreated: AT,
    },
  },
  'Solapi message without a status': { source: 'solapi', message: { messageId: 'M4V2', customFields: null } },
};
