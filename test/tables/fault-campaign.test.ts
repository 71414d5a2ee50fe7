import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESClient } from '@aws-sdk/client-ses';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHandler as createRecorder } from '../../functions/record-feedback/handler.ts';
import { createInbox } from '../../infra/local/inbox/inbox.ts';
import { startSes } from '../../infra/local/ses/ses.ts';
import { startSms } from '../../infra/local/sms/sms.ts';
import { startSolapi } from '../../infra/local/solapi/solapi.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../shared/campaigns/change-send.ts';
import type { ChunkKey } from '../../shared/campaigns/chunk.ts';
import { createBrandMessageChannel } from '../../shared/delivery/brand-message.ts';
import type { ChannelAdapter } from '../../shared/delivery/channel.ts';
import { createEmailChannel } from '../../shared/delivery/email.ts';
import { createSmsChannel } from '../../shared/delivery/sms.ts';
import { createSolapiText } from '../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../shared/delivery/text-channel.ts';
import { createFeedbackDeps } from '../../shared/feedback/feedback-deps.ts';
import { pollSolapi } from '../../shared/feedback/poll-solapi.ts';
import { createSolapiCursorStore } from '../../shared/feedback/solapi-cursor-store.ts';
import { createUnmatchedStore } from '../../shared/feedback/unmatched-store.ts';
import { DAY, MINUTE } from '../../shared/platform/clock.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { createSolapi } from '../../shared/solapi/client.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { FAULT_CHANNELS, type FaultChannel, SHARES } from '../support/fault-channels.ts';
import { addFaultPeople } from '../support/fault-people.ts';
import { lambdaContext } from '../support/http-event.ts';
import { NO_PICTURES } from '../support/image-memory.ts';
import { seeded } from '../support/random.ts';
import { createMortal } from '../unit/delivery/mortal.ts';
import { createShop, SECRET, type Shop } from '../unit/delivery/shop.ts';
import { credentials } from '../unit/stand-ins/stand-in-bench.ts';

/** The campaign under faults of test:faults without the stack around the sender core, so that it can be part of every run. */
const RECIPIENTS = 1_200;
const PER_CAMPAIGN = Math.floor(RECIPIENTS / FAULT_CHANNELS.length / 2);
/** More than in test:faults, because invocations are few. */
const KILLED = 0.12;
/** Awaits of one invocation are about so many; a death falls somewhere among them. */
const AWAITS = 80;
const TOPIC = 'arn:aws:sns:ap-northeast-2:000000000000:feedback';
const random = seeded(20_261_123);
const chance = (share: number): boolean => random() < share;

let database: TestDynamo;
let shop: Shop;
let stop: () => Promise<void>;
let adapters: Readonly<Record<FaultChannel['channel'], ChannelAdapter>>;
let inbox: ReturnType<typeof createInbox>;
let pollReports: () => Promise<void>;
const receipts: object[] = [];
let deaths = 0;
let unanswered = 0;

beforeAll(async () => {
  database = await startDynamo();
  shop = createShop(database, '2026-11-23T01:00:00.000Z');
  const { clock } = shop;
  inbox = createInbox({ clock });
  const { failProvider, loseProviderAnswer } = SHARES;
  const faults = () => ({ failProvider, loseProviderAnswer, random });
  const options = { clock, inbox, faults, sns: async (_topic: string, message: object) => void receipts.push(message) };
  const [ses, sms, texts] = await Promise.all([startSes(options), startSms(options), startSolapi(options)]);
  const sets = (eventTypes: readonly string[]) => ({
    configurationSets: [{ name: 'campaigns', destinations: [{ topicArn: TOPIC, eventTypes }] }],
  });
  ses.configure(sets(['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT']));
  sms.configure(sets(['TEXT_ALL']));
  const aws = (endpoint: string) => ({ endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 1 });
  const mails = new SESClient(aws(ses.endpoint));
  const voice = new PinpointSMSVoiceV2Client(aws(sms.endpoint));
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(32) });
  const solapi = createSolapi({ url: texts.endpoint, secret, clock });
  adapters = {
    kakao: createBrandMessageChannel(solapi, NO_PICTURES),
    email: createEmailChannel(mails, 'campaigns'),
    sms: createTextChannel({
      aws: createSmsChannel(voice, 'campaigns'),
      solapi: createSolapiText(solapi, NO_PICTURES),
    }),
  };
  const cursors = createSolapiCursorStore(database.dynamo, database.tables.insights);
  const queue = async (bodies: readonly object[]) => void receipts.push(...bodies);
  pollReports = async () => void (await pollSolapi({ solapi, cursors, queue, clock }, Number.POSITIVE_INFINITY));
  stop = async () => {
    mails.destroy();
    voice.destroy();
    await Promise.all([ses.stop(), sms.stop(), texts.stop()]);
    inbox.close();
    await database.stop();
  };
});
afterAll(() => stop());

/** The database as a worker meets it: one call in twenty is throttled, and the client tries once more. */
const throttled = (dynamo: Dynamo): Dynamo =>
  new Proxy(dynamo, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'send' || typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (chance(SHARES.throttleDynamo) && chance(SHARES.throttleDynamo))
          throw Object.assign(new Error('throttled'), { name: 'ThrottlingException' });
        return Reflect.apply(value, target, args);
      };
    },
  });

const invoke = async (key: ChunkKey, channel: FaultChannel['channel']): Promise<void> => {
  const step = chance(KILLED) ? 1 + Math.floor(random() * AWAITS) : Number.POSITIVE_INFINITY;
  const mortal = createMortal(step, chance(0.5));
  const plain = adapters[channel];
  const adapter: ChannelAdapter = {
    ...plain,
    prepare: async (outgoing) => {
      const call = await plain.prepare(outgoing);
      return () =>
        mortal.live(async () => {
          const answer = await call();
          if (answer.kind === 'unknown') unanswered += 1;
          return answer;
        });
    },
  };
  try {
    await shop.sender(adapter, mortal.wrap(throttled(database.dynamo)))(key, Number.POSITIVE_INFINITY);
  } catch (error) {
    // What went wrong for one person is thrown after all others had their turn; the tick brings the chunk back.
    if (!mortal.isDead() && !(error instanceof Error && error.name === 'ThrottlingException')) throw error;
  }
  if (mortal.isDead()) deaths += 1;
};

const recordReceipts = async (): Promise<void> => {
  await pollReports();
  const { dynamo, tables } = database;
  const { clock } = shop;
  const record = createFeedbackDeps({
    ...{ dynamo, clock, signingKey: async () => SECRET, tables: { ...tables, chunks: tables.sends } },
  });
  const recorder = createRecorder({ record, unmatched: createUnmatchedStore(dynamo, tables.insights) });
  const Records = receipts.splice(0).map(
    (message, index): SQSRecord => ({
      ...{ messageId: `receipt-${index}`, receiptHandle: 'r', body: JSON.stringify(message), md5OfBody: '' },
      attributes: {
        ...{ ApproximateReceiveCount: '3', SenderId: 's', SentTimestamp: String(clock()) },
        ApproximateFirstReceiveTimestamp: String(clock()),
      },
      ...{ messageAttributes: {}, eventSource: 'aws:sqs', awsRegion: 'ap-northeast-2', eventSourceARN: TOPIC },
    }),
  );
  for (let at = 0; at < Records.length; at += 10) {
    const batch = Records.slice(at, at + 10);
    for (let times = chance(SHARES.duplicateBatches) ? 2 : 1; times > 0; times--)
      expect(await recorder({ Records: batch }, lambdaContext())).toEqual({ batchItemFailures: [] });
  }
};

const logOf = (id: string) =>
  (['email', 'sms', 'kakao'] as const)
    .flatMap((channel) => inbox.list({ channel }))
    .filter(({ tags }) => tags?.campaign === id);

/** Everybody of the audience in one of the six states, nobody twice, nobody in the log who is not known as handed over. */
const expectWhole = async (id: string) => {
  const { rows } = await shop.ledger(id);
  const { audience } = await shop.buckets.totals(id);
  const treated = rows.filter(({ arm }) => arm !== 'control');
  const count = (status: string) => treated.filter((row) => row.status === status).length;
  const [sent, unknown, deferred, skipped, failed] = ['sent', 'unknown', 'deferred', 'skipped', 'failed'].map(count);
  const pending = audience - treated.length + count('claimed');
  expect(pending, id).toBeGreaterThanOrEqual(0);
  const states = { pending, deferred, sent, skipped, failed, unknown };
  expect(
    Object.values(states).reduce((sum: number, one = 0) => sum + one, 0),
    id,
  ).toBe(audience);
  const log = logOf(id);
  expect(new Set(log.map(({ to }) => to)).size, `${id}: people twice`).toBe(log.length);
  const handedOver = new Set(
    treated.filter(({ status }) => ['claimed', 'sent', 'unknown'].includes(status)).map(({ ref }) => ref),
  );
  expect(
    log.filter(({ tags }) => !handedOver.has(tags?.ref ?? '')),
    id,
  ).toEqual([]);
  return { states, rows: treated, log, audience };
};

it(`${RECIPIENTS} messages by four channels, with faults of every kind, reach nobody twice and are all accounted for`, async () => {
  await shop.settings.change({
    sms: { provider: { KR: 'solapi' }, kakaoChannel: 'local-channel' },
    rates: { email: 2_000, sms: 2_000, kakao: 2_000 },
  });
  const people = {
    korean: await addFaultPeople(shop, 'korean', 2 * PER_CAMPAIGN),
    japanese: await addFaultPeople(shop, 'japanese', 2 * PER_CAMPAIGN),
    // Of the chain, which test/unit/delivery/chains.test.ts has at this size.
    bouncing: [],
    talkless: [],
  };
  const campaigns: { id: string; channel: FaultChannel['channel']; ends: 'done' | 'cancelled' }[] = [];
  for (const { name, channel, template, to } of FAULT_CHANNELS) {
    for (const [half, ends] of (['done', 'cancelled'] as const).entries()) {
      const id = `${name}-${ends}`;
      const list = people[to].slice(half * PER_CAMPAIGN, (half + 1) * PER_CAMPAIGN);
      const body = { name, channel, purpose: 'ad', language: 'ko', ...template };
      await shop.addCampaign(
        id,
        { channel, audience: { list }, control: 0.05, goal: { event: 'Order Completed' } },
        body,
      );
      await shop.launch(id);
      campaigns.push({ id, channel, ends });
    }
  }
  const channelOf = new Map(campaigns.map(({ id, channel }) => [id, channel]));
  const work = async (most = Number.POSITIVE_INFINITY): Promise<void> => {
    for (const key of shop.queued.splice(0, Math.min(most, shop.queued.length))) {
      const channel = channelOf.get(key.campaignId) ?? 'email';
      // At least once: now and then two workers get one key.
      const times = chance(SHARES.duplicateBatches) ? 2 : 1;
      await Promise.all(Array.from({ length: times }, () => invoke(key, channel)));
    }
  };
  const look = async () => {
    await recordReceipts();
    for (const { id } of campaigns) await expectWhole(id);
  };

  // Chunks of all campaigns in turn, so that each is met in its middle.
  shop.queued.sort((left, right) => left.bucket.localeCompare(right.bucket));
  await work(Math.floor(shop.queued.length / 2));
  for (const { id, ends } of campaigns) {
    if (ends === 'cancelled') await cancelCampaign(shop.common, id);
    else await pauseCampaign(shop.common, id);
  }
  await work();
  await look();
  for (const { id, ends } of campaigns) {
    if (ends === 'cancelled') continue;
    expect((await expectWhole(id)).states.pending, id).toBeGreaterThan(0);
    await resumeCampaign(shop.common, id);
  }
  for (let minute = 0; minute < 20; minute++) {
    shop.advance(MINUTE);
    await shop.tick();
    await work();
    if (minute % 5 === 4) await look();
  }

  let sent = 0;
  for (const { id, ends } of campaigns) {
    const { states, rows, log, audience } = await expectWhole(id);
    expect(rows.length, id).toBe(audience);
    expect(states, id).toMatchObject({ pending: 0, deferred: 0 });
    expect((await shop.sends.state(id))?.status, id).toBe(ends);
    // Whatever the stand-ins have accepted is known as sent, by its answer or by its receipt.
    const accepted = rows.filter(({ status }) => status === 'sent').map(({ ref }) => ref);
    expect(accepted.sort(), id).toEqual(log.map(({ tags }) => tags?.ref ?? '').sort());
    sent += states.sent ?? 0;
  }
  // Or nothing was tried.
  expect(sent).toBeGreaterThan(RECIPIENTS / 3);
  expect(unanswered).toBeGreaterThan(5);
  expect(deaths).toBeGreaterThan(3);

  shop.advance(4 * DAY);
  await shop.tick();
  for (const { id } of campaigns) {
    const { rows } = await expectWhole(id);
    const open = rows.filter(({ status }) => status === 'unknown');
    expect(new Set(open.map(({ reason }) => reason)), id).toEqual(new Set(open.length === 0 ? [] : ['noReceipt']));
  }
});
