import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import PostalMime, { decodeWords } from 'postal-mime';
import { type ConfigurationSet, losesAnswer, refusal, type StandInOptions, topicsFor } from '../stand-in/options.ts';
import { createOutbox } from '../stand-in/outbox.ts';
import { errorReply, listOf, resultReply, tagsOf } from '../stand-in/query-api.ts';
import { createQuota } from '../stand-in/quota.ts';
import {
  addressesIn,
  addressFault,
  faultOf,
  headerOf,
  headerTags,
  rewrite,
  splitRawMail,
} from '../stand-in/raw-mail.ts';
import { type HttpReply, serve } from '../stand-in/server.ts';
import { eventsOf, outcomeFor, REGION } from './ses-events.ts';

export type SesConfiguration = {
  configurationSets?: readonly ConfigurationSet[];
  /** Recipients per second and per 24 hours; both default to far above what one machine can send. */
  maxSendRate?: number;
  max24HourSend?: number;
  /** Standing of sender domains; one that is not named is verified. */
  identities?: Readonly<Record<string, 'verified' | 'unverified' | 'mailFromPending'>>;
  sendingEnabled?: boolean;
};

const ACTIONS = ['SendRawEmail', 'GetSendQuota', 'GetAccountSendingEnabled', 'UpdateAccountSendingEnabled'];
const MOST_RECIPIENTS = 50;
/** SES v1: 10 MB after base64. */
const LARGEST_MESSAGE = 10_485_760;

/**
 * Amazon SES v1 (Query API): SendRawEmail, GetSendQuota and the account's switch as the SDK speaks them; every accepted mail
 * goes to the inbox, its events to the topics of its configuration set. Sources: SES developer guide.
 */
export async function startSes(options: StandInOptions) {
  let settings: Required<SesConfiguration> = {
    configurationSets: [],
    maxSendRate: 100_000,
    max24HourSend: 50_000_000,
    identities: {},
    sendingEnabled: true,
  };
  const quota = createQuota(options.clock);
  const file = options.dataDir ? { file: join(options.dataDir, 'ses-outbox.jsonl') } : {};
  const outbox = createOutbox({ sns: options.sns, ...file });

  const sendRawEmail = async (query: URLSearchParams): Promise<HttpReply> => {
    const faults = options.faults();
    const refused = refusal(faults);
    if (refused === 'throttled') return errorReply('Throttling', 'Maximum sending rate exceeded.');
    if (refused === 'unavailable')
      return errorReply('ServiceUnavailable', 'Service is unavailable. Try again.', {}, 503);

    const data = query.get('RawMessage.Data') ?? '';
    if (data.length > LARGEST_MESSAGE)
      return errorReply(
        'InvalidParameterValue',
        `Message length is more than ${LARGEST_MESSAGE} bytes long: '${data.length}'.`,
      );
    const raw = Buffer.from(data, 'base64');
    const mail = splitRawMail(raw);
    const source = query.get('Source') ?? headerOf(mail, 'from') ?? '';
    const [sender = source] = addressesIn(source);
    const named = listOf(query, 'Destinations.member').flatMap(addressesIn);
    const recipients =
      named.length > 0 ? named : ['to', 'cc', 'bcc'].flatMap((name) => addressesIn(headerOf(mail, name)));
    const apiTags = tagsOf(query);
    const tags = Object.keys(apiTags).length > 0 ? apiTags : headerTags(mail);
    const setName = query.get('ConfigurationSetName') ?? headerOf(mail, 'x-ses-configuration-set') ?? '';
    const set = settings.configurationSets.find((candidate) => candidate.name === setName);

    const domain = sender.slice(sender.lastIndexOf('@') + 1).toLowerCase();
    const standing = settings.identities[domain] ?? 'verified';
    const sourceFault = faultOf(raw, mail);
    const badAddress = [sender, ...recipients].map(addressFault).find((fault) => fault !== undefined);
    const badTag = Object.entries(tags).find((tag) => tag.some((part) => !/^[A-Za-z0-9_-]{1,256}$/.test(part)));
    const overQuota = quota.faultOf(recipients.length, settings);
    const refusals: [code: string, message: string | false | undefined][] = [
      ['AccountSendingPausedException', !settings.sendingEnabled && 'Email sending is paused for this account.'],
      ['ConfigurationSetDoesNotExist', setName !== '' && !set && `Configuration set <${setName}> does not exist.`],
      [
        'ConfigurationSetSendingPausedException',
        set?.sendingEnabled === false && `Sending is paused for <${setName}>.`,
      ],
      ['ValidationError', data === '' && "Value null at 'rawMessage.data' failed: it must not be null."],
      [sourceFault?.code ?? '', sourceFault?.message],
      ['InvalidParameterValue', recipients.length === 0 && 'No recipient in Destinations, To, Cc or Bcc.'],
      ['InvalidParameterValue', recipients.length > MOST_RECIPIENTS && 'Recipient count exceeds 50.'],
      ['InvalidParameterValue', badAddress],
      ['InvalidParameterValue', badTag && `Tag <${badTag.join('=')}>: 1 to 256 of A-Z a-z 0-9 _ - are allowed.`],
      ['MessageRejected', standing === 'unverified' && `Email address is not verified: ${sender} in ${REGION}.`],
      [
        'MailFromDomainNotVerifiedException',
        standing === 'mailFromPending' && `MAIL FROM of ${domain} is not verified.`,
      ],
      ['Throttling', overQuota],
    ];
    for (const [code, message] of refusals)
      if (message) return errorReply(code, message, code.startsWith('Config') ? { ConfigurationSetName: setName } : {});

    quota.count(recipients.length);
    const now = new Date(options.clock());
    const at = now.toISOString();
    const messageId = `010c0${now.getTime().toString(16).padStart(11, '0')}-${randomUUID()}-000000`;
    const outgoing = rewrite(mail, messageId, now, REGION);
    // Parsed before anything is kept: from here to the outbox there is no await, so a mail and its events stand together.
    const parsed = await PostalMime.parse(outgoing);
    const headers = splitRawMail(outgoing).fields.map(({ name, value }) => [name.toLowerCase(), decodeWords(value)]);
    for (const to of recipients)
      options.inbox.add({
        channel: 'email',
        to,
        from: decodeWords(headerOf(mail, 'from') ?? source),
        ...(parsed.subject === undefined ? {} : { subject: parsed.subject }),
        text: parsed.text ?? '',
        ...(parsed.html === undefined ? {} : { html: parsed.html }),
        headers: Object.fromEntries(headers),
        sentAt: at,
        messageId,
        configurationSet: setName,
        tags,
        outcome: outcomeFor(to, mail.body),
        raw: outgoing,
      });
    const events = eventsOf({ messageId, at, source, recipients, mail, tags, configurationSet: setName });
    await outbox.publish(
      events.flatMap((message) => topicsFor(set, message.eventType).map((topicArn) => ({ topicArn, message }))),
    );
    return { ...resultReply('SendRawEmail', { MessageId: messageId }), drop: losesAnswer(faults) };
  };

  const server = await serve(async (request) => {
    const query = new URLSearchParams(request.body.toString('latin1'));
    const action = query.get('Action') ?? '';
    if (action === 'SendRawEmail') return sendRawEmail(query);
    if (action === 'GetSendQuota')
      return resultReply('GetSendQuota', {
        Max24HourSend: settings.max24HourSend,
        MaxSendRate: settings.maxSendRate,
        SentLast24Hours: quota.sentLast24Hours(),
      });
    if (action === 'GetAccountSendingEnabled')
      return resultReply('GetAccountSendingEnabled', { Enabled: String(settings.sendingEnabled) });
    if (action === 'UpdateAccountSendingEnabled') {
      settings = { ...settings, sendingEnabled: query.get('Enabled') === 'true' };
      return resultReply('UpdateAccountSendingEnabled', {});
    }
    return errorReply('InvalidAction', `The local SES has no action '${action}': it has ${ACTIONS.join(', ')}.`);
  });

  return {
    endpoint: server.endpoint,
    /** Replaces what is given, keeps the rest. */
    configure: (given: SesConfiguration) => {
      settings = { ...settings, ...given };
    },
    /** Messages whose events no topic has taken yet; 0 when drained. */
    pending: () => outbox.pending(),
    stop: async () => {
      await server.stop();
      await outbox.stop();
    },
  };
}
