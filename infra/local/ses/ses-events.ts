import { decodeWords } from 'postal-mime';
import { addressesIn, headerOf, mailboxes, type RawMail } from '../stand-in/raw-mail.ts';

export const REGION = 'ap-northeast-2';
const ACCOUNT = '000000000000';
/** Headers above this are cut from an event and `headersTruncated` says so. */
const HEADERS_BYTES = 10 * 1024;
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

type AcceptedMail = {
  messageId: string;
  at: string;
  source: string;
  recipients: readonly string[];
  mail: RawMail;
  tags: Readonly<Record<string, string>>;
  configurationSet: string;
};
type SesEvent = { eventType: string; mail: object } & Record<string, unknown>;
type MailOutcome = 'delivered' | 'bounced' | 'complained' | 'suppressed' | 'rejected';

/** The mailbox simulator: `bounce+any-label@simulator.amazonses.com` and its siblings; the rest is delivered. */
export function outcomeFor(recipient: string, body: Buffer): MailOutcome {
  if (body.includes(EICAR)) return 'rejected';
  const kind = /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(recipient)?.[1]?.toLowerCase();
  if (kind === 'bounce') return 'bounced';
  if (kind === 'complaint') return 'complained';
  if (kind === 'suppressionlist') return 'suppressed';
  return 'delivered'; // also `success`, and `ooto`, whose automatic reply makes no event
}

/** The events of one accepted message in the order SES publishes them: Send, then what the mailbox said. */
export function eventsOf(accepted: AcceptedMail): SesEvent[] {
  const send: SesEvent = { eventType: 'Send', mail: mailOf(accepted, accepted.recipients, false), send: {} };
  return [send, ...accepted.recipients.flatMap((recipient) => mailboxEvents(accepted, recipient))];
}

function mailboxEvents(accepted: AcceptedMail, recipient: string): SesEvent[] {
  const { at, messageId } = accepted;
  const feedback = { timestamp: at, feedbackId: messageId };
  const bounce = (bounceSubType: string, status: string, diagnosticCode: string): SesEvent => ({
    eventType: 'Bounce',
    bounce: {
      ...feedback,
      bounceType: 'Permanent',
      bounceSubType,
      bouncedRecipients: [{ emailAddress: recipient, action: 'failed', status, diagnosticCode }],
      reportingMTA: `dns; a27-1.smtp-out.${REGION}.amazonses.com`,
    },
    mail: mailOf(accepted, [recipient], true),
  });
  const delivery = (): SesEvent => ({
    eventType: 'Delivery',
    mail: mailOf(accepted, [recipient], true),
    delivery: {
      timestamp: at,
      processingTimeMillis: 1,
      recipients: [recipient],
      smtpResponse: '250 2.6.0 Message received',
      remoteMtaIp: '127.0.0.1',
      reportingMTA: `a27-1.smtp-out.${REGION}.amazonses.com`,
    },
  });
  const outcome = outcomeFor(recipient, accepted.mail.body);
  switch (outcome) {
    case 'delivered':
      return [delivery()];
    case 'bounced':
      return [bounce('General', '5.1.1', 'smtp; 550 5.1.1 user unknown')];
    case 'suppressed':
      return [bounce('Suppressed', '5.1.1', 'Amazon SES has suppressed sending to this address')];
    case 'rejected':
      return [{ eventType: 'Reject', mail: mailOf(accepted, [recipient], false), reject: { reason: 'Bad content' } }];
    case 'complained':
      return [
        delivery(),
        {
          eventType: 'Complaint',
          complaint: {
            ...feedback,
            complainedRecipients: [{ emailAddress: recipient }],
            complaintSubType: null,
            userAgent: 'Amazon SES Mailbox Simulator',
            complaintFeedbackType: 'abuse',
            arrivalDate: at,
          },
          mail: mailOf(accepted, [recipient], true),
        },
      ];
    default:
      return outcome satisfies never;
  }
}

function mailOf(accepted: AcceptedMail, destination: readonly string[], handedOver: boolean): object {
  const { mail, source } = accepted;
  const [address = source] = addressesIn(source);
  let bytes = 0;
  const headers = mail.fields
    .map(({ name, value }) => ({ name, value }))
    .filter(({ name, value }) => {
      bytes += name.length + Buffer.byteLength(value) + 4;
      return bytes <= HEADERS_BYTES;
    });
  const subject = headerOf(mail, 'subject');
  const list = (name: string) => {
    const value = headerOf(mail, name);
    return value === undefined ? {} : { [name]: mailboxes(value) };
  };
  return {
    timestamp: accepted.at,
    source,
    sourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${address.slice(address.lastIndexOf('@') + 1)}`,
    sendingAccountId: ACCOUNT,
    messageId: accepted.messageId,
    destination,
    headersTruncated: headers.length < mail.fields.length,
    headers,
    commonHeaders: {
      ...list('from'),
      ...list('to'),
      messageId: accepted.messageId,
      ...(subject === undefined ? {} : { subject: decodeWords(subject) }),
    },
    tags: {
      'ses:configuration-set': [accepted.configurationSet],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [address.slice(address.lastIndexOf('@') + 1)],
      'ses:caller-identity': ['local'],
      ...(handedOver ? { 'ses:outgoing-ip': ['127.0.0.1'] } : {}),
      ...Object.fromEntries(Object.entries(accepted.tags).map(([name, value]) => [name, [value]])),
    },
  };
}
