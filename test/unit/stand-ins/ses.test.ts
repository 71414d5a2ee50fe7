import { GetSendQuotaCommand, ListIdentitiesCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { expect, onTestFinished, test } from 'vitest';
import { type SesConfiguration, startSes } from '../../../infra/local/ses/ses.ts';
import type { StandInOptions } from '../../../infra/local/stand-in/options.ts';
import { credentials, folder, noon, sequence, surroundings } from './stand-in-bench.ts';

const topic = 'arn:aws:sns:ap-northeast-2:000000000000:feedback';
const campaigns: SesConfiguration = {
  configurationSets: [
    {
      name: 'campaigns',
      destinations: [{ topicArn: topic, eventTypes: ['SEND', 'delivery', 'BOUNCE', 'Complaint', 'REJECT'] }],
    },
  ],
};

async function ses(given: Partial<StandInOptions> & { configuration?: SesConfiguration } = {}) {
  const { configuration = campaigns, ...rest } = given;
  const around = surroundings(rest);
  const standIn = await startSes(around.options);
  standIn.configure(configuration);
  const client = new SESClient({ endpoint: standIn.endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await standIn.stop();
  });
  return { ...around, standIn, client };
}

async function korean(to = 'kim@example.com', headers: Record<string, string> = {}): Promise<Buffer> {
  return new MailComposer({
    from: { name: '단골 상점', address: 'shop@example.kr' },
    to: { name: '김단골', address: to },
    subject: '(광고) 다시 만나서 반가워요, 김단골님 🎁',
    text: '안녕하세요.\n무료 수신거부',
    html: '<p>안녕하세요, <b>김단골</b>님</p>',
    headers: {
      'List-Unsubscribe': '<https://shop.example/u/abc>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      ...headers,
    },
  })
    .compile()
    .build();
}

function plain(lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}

function send(Data: Uint8Array, to: string[] = ['kim@example.com']) {
  return new SendRawEmailCommand({
    RawMessage: { Data },
    Destinations: to,
    ConfigurationSetName: 'campaigns',
    Tags: [{ Name: 'ref', Value: 'winback_07_0001_12' }],
  });
}

test('a Korean mail arrives in the inbox as it was written, with its tags, set and SES message id', async () => {
  const { client, inbox } = await ses();
  const { MessageId } = await client.send(send(await korean()));
  const [message] = inbox.list({ channel: 'email', to: 'KIM@example.com' });
  expect(MessageId).toMatch(/^[0-9a-f]{16}-[0-9a-f-]{36}-000000$/);
  expect(message).toMatchObject({
    channel: 'email',
    to: 'kim@example.com',
    from: '단골 상점 <shop@example.kr>',
    subject: '(광고) 다시 만나서 반가워요, 김단골님 🎁',
    html: '<p>안녕하세요, <b>김단골</b>님</p>',
    sentAt: '2026-11-23T03:00:00.000Z',
    messageId: MessageId,
    configurationSet: 'campaigns',
    tags: { ref: 'winback_07_0001_12' },
    outcome: 'delivered',
  });
  expect(message?.text).toContain('무료 수신거부');
  expect(message?.headers['list-unsubscribe']).toBe('<https://shop.example/u/abc>');
  expect(message?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
});

test('SES puts its own Message-ID and Date and takes its instructions and Bcc out of the mail', async () => {
  const { client, inbox } = await ses();
  const instructions = { 'X-SES-CONFIGURATION-SET': 'ignored', 'X-SES-MESSAGE-TAGS': 'ref=ignored, other=ignored' };
  const { MessageId } = await client.send(
    send(await korean('kim@example.com', { ...instructions, Bcc: 'x@example.com' })),
  );
  const raw = String(inbox.handle({ method: 'GET', path: '/inbox/messages/1/raw', query: {} })?.body);
  expect(raw).toContain(`Message-ID: <${MessageId}@ap-northeast-2.amazonses.com>\r\n`);
  expect(raw).toContain('Date: Mon, 23 Nov 2026 03:00:00 +0000\r\n');
  expect(raw.match(/^(Message-ID|Date):/gim)).toHaveLength(2);
  expect(raw).not.toMatch(/X-SES-|^Bcc:/im);
  expect(inbox.list()[0]?.tags).toEqual({ ref: 'winback_07_0001_12' });
});

test('header tags and configuration set count when the call names none', async () => {
  const { client, inbox, published } = await ses();
  const headers = { 'X-SES-CONFIGURATION-SET': 'campaigns', 'X-SES-MESSAGE-TAGS': 'ref=a_1, arm=b' };
  await client.send(new SendRawEmailCommand({ RawMessage: { Data: await korean('lee@example.com', headers) } }));
  expect(inbox.list()[0]).toMatchObject({
    to: 'lee@example.com',
    tags: { ref: 'a_1', arm: 'b' },
    configurationSet: 'campaigns',
  });
  expect(published.map(({ message }) => message.eventType)).toEqual(['Send', 'Delivery']);
});

test('Send and Delivery carry the documented record', async () => {
  const { client, published } = await ses();
  const { MessageId } = await client.send(
    send(await korean('kim@example.com', { 'Message-ID': '<mine@shop.example>' })),
  );
  const at = new Date(noon).toISOString();
  const mail = {
    timestamp: at,
    source: expect.stringContaining('<shop@example.kr>'),
    sourceArn: 'arn:aws:ses:ap-northeast-2:000000000000:identity/example.kr',
    sendingAccountId: '000000000000',
    messageId: MessageId,
    destination: ['kim@example.com'],
    headersTruncated: false,
    headers: expect.arrayContaining([{ name: 'Message-ID', value: '<mine@shop.example>' }]),
    commonHeaders: {
      from: ['단골 상점 <shop@example.kr>'],
      to: ['김단골 <kim@example.com>'],
      messageId: MessageId,
      subject: '(광고) 다시 만나서 반가워요, 김단골님 🎁',
    },
    tags: expect.objectContaining({
      'ses:configuration-set': ['campaigns'],
      'ses:from-domain': ['example.kr'],
      ref: ['winback_07_0001_12'],
    }),
  };
  expect(published).toEqual([
    { topicArn: topic, message: { eventType: 'Send', mail, send: {} } },
    {
      topicArn: topic,
      message: {
        eventType: 'Delivery',
        mail,
        delivery: {
          timestamp: at,
          processingTimeMillis: expect.any(Number),
          recipients: ['kim@example.com'],
          smtpResponse: '250 2.6.0 Message received',
          remoteMtaIp: expect.any(String),
          reportingMTA: expect.any(String),
        },
      },
    },
  ]);
});

test.each([
  ['success@simulator.amazonses.com', ['Send', 'Delivery'], 'delivered'],
  ['ooto@simulator.amazonses.com', ['Send', 'Delivery'], 'delivered'],
  ['bounce+lane-1@simulator.amazonses.com', ['Send', 'Bounce'], 'bounced'],
  ['Complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint'], 'complained'],
  ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce'], 'suppressed'],
])('mail to %s answers with %j', async (to, eventTypes, outcome) => {
  const { client, published, inbox } = await ses();
  await client.send(send(await korean(to), [to]));
  expect(published.map(({ message }) => message.eventType)).toEqual(eventTypes);
  expect(inbox.list()[0]?.outcome).toBe(outcome);
});

test('a simulated bounce is permanent, a suppressed one says so, a complaint is abuse', async () => {
  const { client, published } = await ses();
  for (const name of ['bounce', 'suppressionlist', 'complaint']) {
    const to = `${name}@simulator.amazonses.com`;
    await client.send(send(await korean(to), [to]));
  }
  const [unknownUser, suppressed] = published.filter(({ message }) => message.eventType === 'Bounce');
  expect(unknownUser?.message.bounce).toEqual({
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'bounce@simulator.amazonses.com',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ],
    timestamp: new Date(noon).toISOString(),
    feedbackId: expect.any(String),
    reportingMTA: expect.any(String),
  });
  expect(suppressed?.message.bounce).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'Suppressed' });
  expect(published.at(-1)?.message.complaint).toMatchObject({
    complainedRecipients: [{ emailAddress: 'complaint@simulator.amazonses.com' }],
    complaintSubType: null,
    complaintFeedbackType: 'abuse',
  });
});

test('only the event types a destination asked for are published to it', async () => {
  const destinations = [{ topicArn: topic, eventTypes: ['bounce'] }];
  const { client, published } = await ses({
    configuration: { configurationSets: [{ name: 'campaigns', destinations }] },
  });
  await client.send(send(await korean()));
  expect(published).toEqual([]);
});

const head = ['From: shop@example.kr', 'To: kim@example.com', 'Subject: hello'];
const refused: [string, string, RegExp, SendRawEmailCommand][] = [
  [
    'an unknown configuration set',
    'ConfigurationSetDoesNotExistException',
    /<absent> does not exist/,
    new SendRawEmailCommand({ RawMessage: { Data: plain([...head, '', 'x']) }, ConfigurationSetName: 'absent' }),
  ],
  [
    '51 recipients',
    'InvalidParameterValue',
    /exceeds 50/,
    send(
      plain([...head, '', 'x']),
      Array.from({ length: 51 }, (_, n) => `p${n}@example.com`),
    ),
  ],
  ['a line of 999 bytes', 'MessageRejected', /999 bytes is too long/, send(plain([...head, '', 'x'.repeat(999)]))],
  [
    'more than 10 MB after base64',
    'InvalidParameterValue',
    /10485760/,
    send(plain([...head, '', 'x\r\n'.repeat(2_700_000)])),
  ],
  [
    'a Korean local part',
    'InvalidParameterValue',
    /7-bit ASCII/,
    send(plain([...head, '', 'x']), ['김단골@example.com']),
  ],
  ['a domain without a dot', 'InvalidParameterValue', /dotted/, send(plain([...head, '', 'x']), ['kim@localhost'])],
  [
    'a doubled Subject',
    'InvalidParameterValue',
    /Duplicate header 'subject'/,
    send(plain([...head, 'Subject: twice', '', 'x'])),
  ],
  [
    'no From',
    'InvalidParameterValue',
    /Missing required header 'From'/,
    send(plain(['To: kim@example.com', 'Subject: x', '', 'x'])),
  ],
  [
    'a tag outside [A-Za-z0-9_-]',
    'InvalidParameterValue',
    /ref=단골/,
    new SendRawEmailCommand({
      RawMessage: { Data: plain([...head, '', 'x']) },
      Tags: [{ Name: 'ref', Value: '단골' }],
    }),
  ],
];
test.each(refused)('%s is refused with %s', async (_, name, message, command) => {
  const { client, inbox, published } = await ses();
  await expect(client.send(command)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(inbox.count()).toBe(0);
  expect(published).toEqual([]);
});

test('50 recipients, a line of 998 bytes and exactly 10 MB after base64 are accepted', async () => {
  const { client, inbox } = await ses();
  const many = Array.from({ length: 50 }, (_, n) => `p${n}@example.com`);
  await client.send(send(plain([...head, '', 'x'.repeat(998)]), many));
  expect(inbox.count()).toBe(50);
  const start = plain([...head, '', '']);
  const body = Buffer.alloc((10_485_760 / 4) * 3 - start.length, `${'x'.repeat(900)}\r\n`);
  await client.send(send(Buffer.concat([start, body])));
  expect(inbox.count()).toBe(51);
});

test('senders and sets that may not send are refused by name', async () => {
  const sets = [{ name: 'paused', destinations: [], sendingEnabled: false }];
  const { client, standIn } = await ses({
    configuration: { configurationSets: sets, identities: { 'new.kr': 'unverified', 'half.kr': 'mailFromPending' } },
  });
  const from = (domain: string) =>
    new SendRawEmailCommand({ RawMessage: { Data: plain([`From: a@${domain}`, 'To: b@example.com', '', 'x']) } });
  await expect(client.send(from('new.kr'))).rejects.toMatchObject({ name: 'MessageRejected' });
  await expect(client.send(from('half.kr'))).rejects.toMatchObject({ name: 'MailFromDomainNotVerifiedException' });
  const paused = new SendRawEmailCommand({
    RawMessage: { Data: plain([...head, '', 'x']) },
    ConfigurationSetName: 'paused',
  });
  await expect(client.send(paused)).rejects.toMatchObject({
    name: 'ConfigurationSetSendingPausedException',
    ConfigurationSetName: 'paused',
  });
  standIn.configure({ sendingEnabled: false });
  await expect(client.send(from('example.kr'))).rejects.toMatchObject({ name: 'AccountSendingPausedException' });
});

test('the send rate holds per second of the product clock, the quota per 24 hours', async () => {
  let now = noon;
  const { client, standIn } = await ses({ clock: () => now });
  standIn.configure({ maxSendRate: 2, max24HourSend: 3 });
  const attempt = async () => client.send(send(await korean()));
  await attempt();
  await attempt();
  await expect(attempt()).rejects.toMatchObject({ name: 'Throttling', message: 'Maximum sending rate exceeded.' });
  now += 1000;
  await attempt();
  await expect(attempt()).rejects.toMatchObject({ name: 'Throttling', message: 'Daily message quota exceeded.' });
  expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({
    Max24HourSend: 3,
    MaxSendRate: 2,
    SentLast24Hours: 3,
  });
  now += 86_400_000;
  await attempt();
  expect((await client.send(new GetSendQuotaCommand({}))).SentLast24Hours).toBe(1);
});

test('an action it does not speak is named', async () => {
  const { client } = await ses();
  await expect(client.send(new ListIdentitiesCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
    message: expect.stringContaining("'ListIdentities'"),
  });
});

test('a provider fault refuses before anything is accepted, as throttling or as 503', async () => {
  const random = sequence(0.1, 0.2, 0.1, 0.8);
  const { client, inbox, published } = await ses({
    faults: () => ({ failProvider: 0.5, loseProviderAnswer: 0, random }),
  });
  await expect(client.send(send(await korean()))).rejects.toMatchObject({ name: 'Throttling' });
  await expect(client.send(send(await korean()))).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    $metadata: expect.objectContaining({ httpStatusCode: 503 }),
  });
  expect(inbox.count()).toBe(0);
  expect(published).toEqual([]);
});

test('a lost answer breaks the connection although the mail went out and its events were published', async () => {
  const { client, inbox, published } = await ses({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 1, random: () => 0.5 }),
  });
  await expect(client.send(send(await korean()))).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(inbox.count()).toBe(1);
  expect(published).toHaveLength(2);
});

test('events that a topic refused are published after a restart on the same folder', async () => {
  const dataDir = folder();
  const down = await ses({ dataDir, sns: () => Promise.reject(new Error('no such topic')) });
  const { MessageId } = await down.client.send(send(await korean()));
  expect(down.standIn.pending()).toBe(1);
  await down.standIn.stop();
  const { published, inbox, standIn } = await ses({ dataDir });
  await expect.poll(() => standIn.pending()).toBe(0);
  expect(published.map(({ message }) => message.eventType)).toEqual(['Send', 'Delivery']);
  expect(inbox.list().map(({ messageId }) => messageId)).toEqual([MessageId]);
});
