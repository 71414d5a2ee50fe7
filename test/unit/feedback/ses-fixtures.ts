/**
 * Events as SES publishes them for a configuration set, written from the shapes in the SES developer guide ("Contents of
 * event data that Amazon SES publishes", "Examples of event data"); addresses and ids are made up.
 */
const mail = {
  timestamp: '2026-11-22T01:00:00.000Z',
  messageId: '010c0-1',
  source: '=?UTF-8?B?64uo6rOo7IOB7KCQ?= <hello@dangol.example>',
  sourceArn: 'arn:aws:ses:ap-northeast-2:123456789012:identity/dangol.example',
  sendingAccountId: '123456789012',
  destination: ['kim@example.com'],
  headersTruncated: false,
  headers: [{ name: 'From', value: 'hello@dangol.example' }],
  commonHeaders: {
    from: ['hello@dangol.example'],
    to: ['kim@example.com'],
    subject: '(광고) 안녕하세요',
    messageId: '010c0-1',
  },
  tags: {
    'ses:configuration-set': ['dangol'],
    'ses:source-ip': ['192.0.2.0'],
    'ses:from-domain': ['dangol.example'],
    'ses:caller-identity': ['send-email'],
    ref: ['winback_03_0_7'],
    campaign: ['winback'],
  },
};
const at = '2026-11-22T01:00:05.123Z';

export const SES_EVENTS = {
  send: { eventType: 'Send', mail, send: {} },
  delivery: {
    eventType: 'Delivery',
    mail: { ...mail, tags: { ...mail.tags, 'ses:outgoing-ip': ['192.0.2.9'] } },
    delivery: {
      timestamp: at,
      processingTimeMillis: 1234,
      recipients: ['kim@example.com'],
      smtpResponse: '250 2.0.0 OK',
      reportingMTA: 'a27-1.smtp-out.ap-northeast-2.amazonses.com',
      remoteMtaIp: '198.51.100.7',
    },
  },
  bounce: {
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: '"Kim" <Kim@Example.com>',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      timestamp: at,
      feedbackId: 'feedback-1',
      reportingMTA: 'dsn; a27-1.smtp-out.ap-northeast-2.amazonses.com',
    },
    mail,
  },
  softBounce: {
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Transient',
      bounceSubType: 'MailboxFull',
      bouncedRecipients: [{ emailAddress: 'kim@example.com' }],
      timestamp: at,
      feedbackId: 'feedback-2',
    },
    mail,
  },
  listedBounce: {
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: [{ emailAddress: 'kim@example.com' }],
      timestamp: at,
      feedbackId: 'feedback-3',
    },
    mail,
  },
  complaint: {
    eventType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: 'kim@example.com' }],
      timestamp: at,
      feedbackId: 'feedback-4',
      complaintSubType: null,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: at,
    },
    mail,
  },
  notSpam: {
    eventType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: 'kim@example.com' }],
      timestamp: at,
      feedbackId: 'feedback-5',
      complaintFeedbackType: 'not-spam',
    },
    mail,
  },
  reject: { eventType: 'Reject', mail, reject: { reason: 'Bad content' } },
  renderingFailure: {
    eventType: 'Rendering Failure',
    mail,
    failure: { errorMessage: "Attribute 'name' is not present in the rendering data.", templateName: 'MyTemplate' },
  },
  deliveryDelay: {
    eventType: 'DeliveryDelay',
    mail: {
      timestamp: mail.timestamp,
      source: 'hello@dangol.example',
      sendingAccountId: '123456789012',
      messageId: '010c0-1',
      destination: ['kim@example.com'],
      headersTruncated: false,
      tags: mail.tags,
    },
    deliveryDelay: {
      timestamp: at,
      delayType: 'TransientCommunicationFailure',
      expirationTime: '2026-11-22T15:00:00.000Z',
      delayedRecipients: [
        { emailAddress: 'kim@example.com', status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 Unable to connect' },
      ],
    },
  },
  open: { eventType: 'Open', mail, open: { ipAddress: '192.0.2.1', timestamp: at, userAgent: 'Mozilla/5.0' } },
  click: {
    eventType: 'Click',
    mail,
    click: {
      ipAddress: '192.0.2.1',
      timestamp: at,
      link: 'https://shop.example.com/coupon',
      linkTags: { slot: ['hero'] },
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    },
  },
  subscription: {
    eventType: 'Subscription',
    mail,
    subscription: {
      contactList: 'list',
      timestamp: at,
      source: 'UnsubscribeHeader',
      newTopicPreferences: { unsubscribeAll: true, topicSubscriptionStatus: [] },
      oldTopicPreferences: { unsubscribeAll: false, topicSubscriptionStatus: [] },
    },
  },
} as const;

/** End User Messaging SMS, "Event types for SMS", with the fields of its event data format. */
export const smsEvent = (eventType: string, isFinal = true) => ({
  eventType,
  eventVersion: '1.0',
  eventTimestamp: Date.parse(at),
  isFinal,
  originationPhoneNumber: '+827000000000',
  destinationPhoneNumber: '+821012345678',
  isInternationalSend: false,
  isoCountryCode: 'KR',
  messageId: 'sms-1',
  messageRequestTimestamp: Date.parse(mail.timestamp),
  messageEncoding: 'Unicode',
  messageType: 'PROMOTIONAL',
  messageStatus: eventType.slice(5),
  messageStatusDescription: 'Message has been accepted by phone',
  context: { ref: 'winback_03_0_7', campaign: 'winback' },
  totalMessageParts: 2,
  totalMessagePrice: 0.07,
  totalCarrierFee: 0.01,
});

export const inboundText = (messageBody: string) => ({
  originationNumber: '+821012345678',
  destinationNumber: '+827000000000',
  messageKeyword: 'keyword_1',
  messageBody,
  inboundMessageId: 'in-1',
  previousPublishedMessageId: 'sms-1',
});
