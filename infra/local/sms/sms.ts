import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import * as z from 'zod';
import { bodyOf, jsonError, jsonReply, operationOf } from '../stand-in/json-api.ts';
import { type ConfigurationSet, losesAnswer, refusal, type StandInOptions, topicsFor } from '../stand-in/options.ts';
import { createOutbox } from '../stand-in/outbox.ts';
import { createQuota } from '../stand-in/quota.ts';
import { type HttpReply, type HttpRequest, serve } from '../stand-in/server.ts';
import { textParts } from '../stand-in/text-parts.ts';
import { isOptOut, openOptOuts } from './opt-outs.ts';
import { eventsOf, outcomeFor } from './sms-events.ts';

/** A number of the account; texts to it go to `twoWayTopicArn`, STOP is listed unless the account manages that itself. */
type SmsNumber = { phoneNumber: string; twoWayTopicArn?: string; selfManagedOptOuts?: boolean };
export type SmsConfiguration = {
  configurationSets?: readonly ConfigurationSet[];
  /** Empty: any origination identity is accepted, and the default number sends. */
  numbers?: readonly SmsNumber[];
  /** USD per part; the local default is an example, not a price list. */
  pricePerPart?: number;
  /** Message parts per second. */
  maxSendRate?: number;
  optedOut?: readonly string[];
};

const DEFAULT_NUMBER = '+827000000000';
const requestSchema = z.object({
  DestinationPhoneNumber: z
    .string()
    .regex(/^\+[1-9][0-9]{6,14}$/, 'must be a phone number in E.164 format, such as +821012345678'),
  OriginationIdentity: z.string().min(1).max(256).optional(),
  MessageBody: z.string().min(1).max(1600),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).default('TRANSACTIONAL'),
  ConfigurationSetName: z.string().min(1).max(256).optional(),
  MaxPrice: z
    .string()
    .regex(/^[0-9]{0,2}\.[0-9]{1,5}$/)
    .optional(),
  TimeToLive: z.int().min(5).max(259_200).optional(),
  Context: z
    .record(z.string().regex(/^\S{1,100}$/), z.string().min(1).max(800))
    .refine((context) => Object.keys(context).length <= 5, 'has at most 5 entries')
    .default({}),
  DryRun: z.boolean().default(false),
});

/**
 * AWS End User Messaging SMS (pinpoint-sms-voice-v2, AWS JSON 1.0): SendTextMessage with its checks, errors
 * and events, the numbers of `simulatedNumbers` that fail, and a person's answers through `receiveText`.
 */
export async function startSms(options: StandInOptions) {
  let settings: Required<SmsConfiguration> = {
    configurationSets: [],
    numbers: [],
    pricePerPart: 0.035,
    maxSendRate: 100_000,
    optedOut: [],
  };
  const optOuts = openOptOuts(options.dataDir);
  const quota = createQuota(options.clock);
  const file = options.dataDir ? { file: join(options.dataDir, 'sms-outbox.jsonl') } : {};
  const outbox = createOutbox({ sns: options.sns, ...file });
  /** The last text to each number, which an answer names as the one it follows. */
  const lastTo = new Map<string, { messageId: string; from: string }>();

  const sendTextMessage = async (request: HttpRequest): Promise<HttpReply> => {
    const faults = options.faults();
    const refused = refusal(faults);
    if (refused === 'throttled') return jsonError('1.0', 'ThrottlingException', 'Rate exceeded');
    if (refused === 'unavailable')
      return jsonError('1.0', 'InternalServerException', 'Internal error.', { RequestId: randomUUID() }, 500);

    const parsed = requestSchema.safeParse(bodyOf(request));
    if (!parsed.success) {
      const Fields = parsed.error.issues.map((issue) => ({ Name: issue.path.join('.'), Message: issue.message }));
      const members = { Reason: 'FIELD_VALIDATION_FAILED', Fields };
      return jsonError('1.0', 'ValidationException', `Invalid request: ${z.prettifyError(parsed.error)}`, members);
    }
    const { DestinationPhoneNumber: to, MessageBody: text, Context: context, ...rest } = parsed.data;
    const setName = rest.ConfigurationSetName?.replace(/^arn:.*\//, '');
    const set = settings.configurationSets.find(({ name }) => name === setName);
    const identity = rest.OriginationIdentity;
    const number = settings.numbers.find(({ phoneNumber }) => identity === undefined || phoneNumber === identity);
    const { encoding, parts } = textParts(text);
    const price = Math.round(parts * settings.pricePerPart * 100_000) / 100_000;
    const missing = (ResourceType: string, ResourceId: string) => {
      const message = `Resource ${ResourceType}/${ResourceId} not found`;
      return jsonError('1.0', 'ResourceNotFoundException', message, { ResourceType, ResourceId });
    };

    if (setName !== undefined && !set) return missing('configuration-set', setName);
    if (settings.numbers.length > 0 && !number) return missing('phone-number', identity ?? '');
    if (optOuts.has(to) || settings.optedOut.includes(to)) {
      const members = { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT', ResourceId: to };
      return jsonError('1.0', 'ConflictException', 'Destination phone number is opted out.', members);
    }
    if (rest.MaxPrice !== undefined && price > Number(rest.MaxPrice)) {
      const message = `Price ${price} USD is above MaxPrice ${rest.MaxPrice}.`;
      return jsonError('1.0', 'ValidationException', message, { Reason: 'PRICE_OVER_THRESHOLD' });
    }
    if (quota.faultOf(parts, { maxSendRate: settings.maxSendRate, max24HourSend: Number.POSITIVE_INFINITY }))
      return jsonError('1.0', 'ThrottlingException', 'Rate exceeded');
    const messageId = randomUUID();
    if (rest.DryRun) return jsonReply('1.0', { MessageId: messageId });

    quota.count(parts);
    const at = options.clock();
    const from = number?.phoneNumber ?? identity ?? DEFAULT_NUMBER;
    lastTo.set(to, { messageId, from });
    options.inbox.add({
      channel: 'sms',
      to,
      from,
      text,
      headers: {},
      sentAt: new Date(at).toISOString(),
      messageId,
      ...(set ? { configurationSet: set.name } : {}),
      tags: context,
      outcome: outcomeFor(to),
    });
    const country = parsePhoneNumberFromString(to)?.country;
    const events = eventsOf({
      messageId,
      at,
      from,
      to,
      country,
      encoding,
      parts,
      price,
      messageType: rest.MessageType,
      context,
    });
    await outbox.publish(
      events.flatMap((message) =>
        topicsFor(set, message.eventType, 'TEXT_ALL', 'ALL').map((topicArn) => ({ topicArn, message })),
      ),
    );
    return { ...jsonReply('1.0', { MessageId: messageId }), drop: losesAnswer(faults) };
  };

  const server = await serve((request) => {
    const operation = operationOf(request);
    if (operation === 'SendTextMessage') return sendTextMessage(request);
    const message = `The local End User Messaging has SendTextMessage, not '${operation}'.`;
    return jsonError('1.0', 'UnknownOperationException', message);
  });

  return {
    endpoint: server.endpoint,
    /** Replaces what is given, keeps the rest. */
    configure: (given: SmsConfiguration) => {
      settings = { ...settings, ...given };
    },
    /** A person texts back; `to` defaults to the number that last wrote to them. Throws if no topic takes it. */
    async receiveText({
      from,
      to,
      body,
    }: {
      from: string;
      to?: string;
      body: string;
    }): Promise<{ inboundMessageId: string }> {
      const previous = lastTo.get(from);
      const destination = to ?? previous?.from ?? settings.numbers[0]?.phoneNumber ?? DEFAULT_NUMBER;
      const number = settings.numbers.find(({ phoneNumber }) => phoneNumber === destination);
      if (number?.twoWayTopicArn === undefined)
        throw new Error(
          `No two-way topic for ${destination}: give it one with configure({ numbers: [{ phoneNumber, twoWayTopicArn }] }).`,
        );
      const inboundMessageId = randomUUID();
      options.inbox.add({
        channel: 'sms',
        direction: 'in',
        to: destination,
        from,
        text: body,
        headers: {},
        messageId: inboundMessageId,
      });
      if (isOptOut(body) && !number.selfManagedOptOuts) optOuts.add(from);
      const [keyword = ''] = body.trim().split(/\s+/);
      const message = {
        originationNumber: from,
        destinationNumber: destination,
        messageKeyword: isOptOut(body) ? keyword.toUpperCase() : `KEYWORD_${destination.slice(1)}`,
        messageBody: body,
        inboundMessageId,
        ...(previous ? { previousPublishedMessageId: previous.messageId } : {}),
      };
      await outbox.publish([{ topicArn: number.twoWayTopicArn, message }]);
      return { inboundMessageId };
    },
    /** Messages whose events no topic has taken yet; 0 when drained. */
    pending: () => outbox.pending(),
    stop: async () => {
      await server.stop();
      await outbox.stop();
    },
  };
}
