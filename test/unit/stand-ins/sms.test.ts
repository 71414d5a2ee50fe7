import {
  DescribePhoneNumbersCommand,
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { expect, onTestFinished, test } from 'vitest';
import { type SmsConfiguration, startSms } from '../../../infra/local/sms/sms.ts';
import { simulatedNumbers } from '../../../infra/local/sms/sms-events.ts';
import type { StandInOptions } from '../../../infra/local/stand-in/options.ts';
import { textParts } from '../../../infra/local/stand-in/text-parts.ts';
import { credentials, folder, noon, sequence, surroundings } from './stand-in-bench.ts';

const topic = 'arn:aws:sns:ap-northeast-2:000000000000:feedback';
const inbound = 'arn:aws:sns:ap-northeast-2:000000000000:inbound';
const shop = '+827012345678';
const campaigns: SmsConfiguration = {
  configurationSets: [{ name: 'campaigns', destinations: [{ topicArn: topic, eventTypes: ['TEXT_ALL'] }] }],
  numbers: [{ phoneNumber: shop, twoWayTopicArn: inbound }],
};

async function sms(given: Partial<StandInOptions> & { configuration?: SmsConfiguration } = {}) {
  const { configuration = campaigns, ...rest } = given;
  const around = surroundings(rest);
  const standIn = await startSms(around.options);
  standIn.configure(configuration);
  const client = new PinpointSMSVoiceV2Client({
    endpoint: standIn.endpoint,
    region: 'ap-northeast-2',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await standIn.stop();
  });
  const send = (change: Partial<SendTextMessageCommandInput> = {}) =>
    client.send(
      new SendTextMessageCommand({
        DestinationPhoneNumber: '+821012345678',
        OriginationIdentity: shop,
        MessageBody: '(광고)단골 상점 다시 오세요\n무료수신거부 080-000-0000',
        MessageType: 'PROMOTIONAL',
        ConfigurationSetName: 'campaigns',
        Context: { ref: 'winback_07_0001_12' },
        ...change,
      }),
    );
  return { ...around, standIn, client, send };
}

test('a text arrives in the inbox with its context, and its events carry the documented record', async () => {
  const { send, inbox, published } = await sms();
  const { MessageId } = await send();
  expect(inbox.list({ channel: 'sms', to: '010-1234-5678' })).toMatchObject([
    {
      to: '+821012345678',
      from: shop,
      messageId: MessageId,
      tags: { ref: 'winback_07_0001_12' },
      outcome: 'TEXT_DELIVERED',
    },
  ]);
  const shared = {
    eventVersion: '1.0',
    eventTimestamp: noon,
    originationPhoneNumber: shop,
    destinationPhoneNumber: '+821012345678',
    isInternationalSend: false,
    isoCountryCode: 'KR',
    messageId: MessageId,
    messageRequestTimestamp: noon,
    messageEncoding: 'Unicode',
    messageType: 'PROMOTIONAL',
    messageStatusDescription: expect.any(String),
    context: { ref: 'winback_07_0001_12' },
    totalMessageParts: 1,
    totalMessagePrice: 0.035,
    totalCarrierFee: 0,
  };
  expect(published).toEqual([
    { topicArn: topic, message: { ...shared, eventType: 'TEXT_QUEUED', messageStatus: 'QUEUED', isFinal: false } },
    { topicArn: topic, message: { ...shared, eventType: 'TEXT_DELIVERED', messageStatus: 'DELIVERED', isFinal: true } },
  ]);
});

test.each(Object.entries(simulatedNumbers))('a text to %s ends as %s', async (number, outcome) => {
  const { send, published } = await sms();
  await send({ DestinationPhoneNumber: number });
  expect(published.map(({ message }) => message.eventType)).toEqual(['TEXT_QUEUED', outcome]);
  expect(published.at(-1)?.message.isFinal).toBe(outcome !== 'TEXT_PENDING');
});

test.each([
  ['a', 'GSM', 1],
  ['a'.repeat(160), 'GSM', 1],
  ['a'.repeat(161), 'GSM', 2],
  ['€'.repeat(80), 'GSM', 1],
  ['€'.repeat(81), 'GSM', 2],
  ['가'.repeat(70), 'Unicode', 1],
  ['가'.repeat(71), 'Unicode', 2],
  ['가'.repeat(135), 'Unicode', 3],
  ['🎁'.repeat(35), 'Unicode', 1],
  ['🎁'.repeat(36), 'Unicode', 2],
])('%.6s… counts as %s in %i parts', (text, encoding, parts) => {
  expect(textParts(text)).toEqual({ encoding, parts });
});

const refused: [string, Partial<SendTextMessageCommandInput>, object][] = [
  [
    'a number that is not E.164',
    { DestinationPhoneNumber: '010-1234-5678' },
    {
      name: 'ValidationException',
      Reason: 'FIELD_VALIDATION_FAILED',
      Fields: [{ Name: 'DestinationPhoneNumber', Message: expect.stringContaining('E.164') }],
    },
  ],
  ['an empty body', { MessageBody: '' }, { name: 'ValidationException', Reason: 'FIELD_VALIDATION_FAILED' }],
  [
    'six context entries',
    { Context: { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' } },
    { name: 'ValidationException' },
  ],
  ['a price above MaxPrice', { MaxPrice: '0.03' }, { name: 'ValidationException', Reason: 'PRICE_OVER_THRESHOLD' }],
  [
    'an unknown configuration set',
    { ConfigurationSetName: 'absent' },
    { name: 'ResourceNotFoundException', ResourceType: 'configuration-set', ResourceId: 'absent' },
  ],
  [
    'a number the account does not own',
    { OriginationIdentity: '+15550100' },
    { name: 'ResourceNotFoundException', ResourceType: 'phone-number' },
  ],
];
test.each(refused)('%s is refused', async (_, change, error) => {
  const { send, inbox, published } = await sms();
  await expect(send(change)).rejects.toMatchObject(error);
  expect(inbox.count()).toBe(0);
  expect(published).toEqual([]);
});

test('a dry run answers but sends nothing', async () => {
  const { send, inbox, published } = await sms();
  expect(await send({ DryRun: true })).toMatchObject({ MessageId: expect.any(String) });
  expect(inbox.count()).toBe(0);
  expect(published).toEqual([]);
});

test('an answer is published as documented, seen on the phone, and is no sent message', async () => {
  const { send, standIn, inbox, published } = await sms();
  const { MessageId } = await send();
  const { inboundMessageId } = await standIn.receiveText({ from: '+821012345678', body: '수신거부' });
  expect(published.at(-1)).toEqual({
    topicArn: inbound,
    message: {
      originationNumber: '+821012345678',
      destinationNumber: shop,
      messageKeyword: 'KEYWORD_827012345678',
      messageBody: '수신거부',
      inboundMessageId,
      previousPublishedMessageId: MessageId,
    },
  });
  expect(inbox.count()).toBe(1);
  const page = inbox.handle({ method: 'GET', path: '/inbox', query: { channel: 'sms' } });
  expect(String(page?.body)).toContain('수신거부');
});

test('STOP puts a number on the opt-out list, also after a restart', async () => {
  const dataDir = folder();
  const before = await sms({ dataDir });
  await before.send();
  await before.standIn.receiveText({ from: '+821012345678', body: 'Stop please' });
  const optedOut = { name: 'ConflictException', Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' };
  await expect(before.send()).rejects.toMatchObject(optedOut);
  const after = await sms({ dataDir });
  await expect(after.send()).rejects.toMatchObject(optedOut);
  await expect(after.send({ DestinationPhoneNumber: '+821087654321' })).resolves.toBeDefined();
});

test('an account that manages opt-outs itself gets the STOP but keeps sending', async () => {
  const numbers = [{ phoneNumber: shop, twoWayTopicArn: inbound, selfManagedOptOuts: true }];
  const { send, standIn } = await sms({ configuration: { ...campaigns, numbers } });
  await standIn.receiveText({ from: '+821012345678', to: shop, body: 'STOP' });
  await expect(send()).resolves.toBeDefined();
});

test('an answer to a number without a two-way topic says what to configure', async () => {
  const { standIn } = await sms({ configuration: {} });
  await expect(standIn.receiveText({ from: '+821012345678', to: shop, body: 'hi' })).rejects.toThrow(/twoWayTopicArn/);
});

test('more parts per second than allowed are throttled', async () => {
  const { send, standIn } = await sms();
  standIn.configure({ maxSendRate: 1 });
  await send();
  await expect(send()).rejects.toMatchObject({ name: 'ThrottlingException' });
});

test('faults refuse before acceptance or lose the answer after it', async () => {
  const random = sequence(0.1, 0.2, 0.1, 0.8);
  const failing = await sms({ faults: () => ({ failProvider: 0.5, loseProviderAnswer: 0, random }) });
  await expect(failing.send()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(failing.send()).rejects.toMatchObject({ name: 'InternalServerException' });
  expect(failing.inbox.count()).toBe(0);
  const losing = await sms({ faults: () => ({ failProvider: 0, loseProviderAnswer: 1, random: () => 0.5 }) });
  await expect(losing.send()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(losing.inbox.count()).toBe(1);
  expect(losing.published).toHaveLength(2);
});

test('a call it does not speak is named', async () => {
  const { client } = await sms();
  await expect(client.send(new DescribePhoneNumbersCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining("'DescribePhoneNumbers'"),
  });
});
