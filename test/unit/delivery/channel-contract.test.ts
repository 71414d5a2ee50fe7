import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESClient } from '@aws-sdk/client-ses';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFcm } from '../../../infra/local/fcm/fcm.ts';
import { startSes } from '../../../infra/local/ses/ses.ts';
import { startSms } from '../../../infra/local/sms/sms.ts';
import { startSolapi } from '../../../infra/local/solapi/solapi.ts';
import type { StandInOptions } from '../../../infra/local/stand-in/options.ts';
import { startWebPush } from '../../../infra/local/web-push/web-push.ts';
import { createBrandMessageChannel } from '../../../shared/delivery/brand-message.ts';
import type { ChannelAdapter, Outgoing } from '../../../shared/delivery/channel.ts';
import { createEmailChannel } from '../../../shared/delivery/email.ts';
import { createPushChannel } from '../../../shared/delivery/push.ts';
import { createSmsChannel } from '../../../shared/delivery/sms.ts';
import { createSolapiText } from '../../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../../shared/delivery/text-channel.ts';
import { createFcm, type Fcm } from '../../../shared/fcm/client.ts';
import { koreanDigits } from '../../../shared/law/korean-number.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { createSolapi } from '../../../shared/solapi/client.ts';
import { koreanSize } from '../../../shared/templates/korean-text.ts';
import { smsSize } from '../../../shared/templates/sms-text.ts';
import { createWebPush } from '../../../shared/webpush/client.ts';
import { keyMark, makeVapidKey, publicKeyOf } from '../../../shared/webpush/vapid.ts';
import { NO_PICTURES } from '../../support/image-memory.ts';
import { credentials, surroundings } from '../stand-ins/stand-in-bench.ts';
import { noBrowsers } from './no-browsers.ts';

type ProviderFaults = ReturnType<StandInOptions['faults']>;

const { brand } = DEFAULT_SETTINGS;
const topic = 'arn:aws:sns:ap-northeast-2:000000000000:feedback';
const region = 'ap-northeast-2';
const ref = 'winback_03_0_17';
const client = (endpoint: string) => ({ endpoint, region, credentials, maxAttempts: 1 });

interface Bench {
  readonly adapter: ChannelAdapter;
  readonly outgoing: Outgoing;
  readonly accepted: () => number;
  readonly published: readonly { message: Record<string, unknown> }[];
}

const outgoing = (to: string, message: Outgoing['message']): Outgoing => ({
  to,
  ref,
  campaignId: 'winback',
  purpose: 'ad',
  message,
  brand,
  settings: DEFAULT_SETTINGS,
  unsubscribeUrl: 'https://crm.example.com/u/token',
});

const email = async (faults: Partial<ProviderFaults>, isUp = true): Promise<Bench> => {
  const around = surroundings({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0, ...faults }),
  });
  const standIn = await startSes(around.options);
  standIn.configure({
    configurationSets: [{ name: 'campaigns', destinations: [{ topicArn: topic, eventTypes: ['SEND', 'DELIVERY'] }] }],
  });
  const ses = new SESClient(client(standIn.endpoint));
  onTestFinished(() => ses.destroy());
  if (isUp) onTestFinished(() => standIn.stop());
  else await standIn.stop();
  const message = { channel: 'email', subject: '(광고) 안녕', html: '<p>안녕</p>', text: '안녕' } as const;
  return {
    adapter: createEmailChannel(ses, 'campaigns'),
    outgoing: outgoing('kim@example.com', message),
    accepted: () => around.inbox.list().length,
    published: around.published,
  };
};

const sms = async (faults: Partial<ProviderFaults>, isUp = true): Promise<Bench> => {
  const around = surroundings({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0, ...faults }),
  });
  const standIn = await startSms(around.options);
  standIn.configure({
    configurationSets: [{ name: 'campaigns', destinations: [{ topicArn: topic, eventTypes: ['TEXT_ALL'] }] }],
    numbers: [{ phoneNumber: brand.smsSender }],
  });
  const voice = new PinpointSMSVoiceV2Client(client(standIn.endpoint));
  onTestFinished(() => voice.destroy());
  if (isUp) onTestFinished(() => standIn.stop());
  else await standIn.stop();
  const text = '(광고)단골상점 02-1234-5678\n다시 오세요\n무료수신거부 080-123-4567';
  return {
    adapter: createTextChannel({
      aws: createSmsChannel(voice, 'campaigns'),
      solapi: { prepare: () => Promise.reject(new Error('Solapi')) },
    }),
    outgoing: outgoing('+821012345678', { channel: 'sms', text, size: smsSize(text), carrier: 'aws' }),
    accepted: () => around.inbox.list().length,
    published: around.published,
  };
};

const solapi = async (faults: Partial<ProviderFaults>, isUp = true): Promise<Bench> => {
  const around = surroundings({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0, ...faults }),
  });
  const standIn = await startSolapi(around.options);
  standIn.configure({ senders: [koreanDigits(brand.smsSender)] });
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(32) });
  const client_ = createSolapi({ url: standIn.endpoint, secret, clock: around.options.clock });
  if (isUp) onTestFinished(() => standIn.stop());
  else await standIn.stop();
  const text = '(광고)단골상점 02-1234-5678\n다시 오세요\n무료수신거부 080-123-4567';
  const size = koreanSize(text);
  if (!size) throw new Error('too long');
  return {
    adapter: createTextChannel({
      aws: { prepare: () => Promise.reject(new Error('AWS')) },
      solapi: createSolapiText(client_, NO_PICTURES),
    }),
    outgoing: outgoing('+821012345678', { channel: 'sms', text, size, carrier: 'solapi' }),
    accepted: () => around.inbox.list().length,
    get published() {
      return standIn.accepted().map((message) => ({ message: { ...message } }));
    },
  };
};

const brandMessage = async (faults: Partial<ProviderFaults>, isUp = true): Promise<Bench> => {
  const around = surroundings({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0, ...faults }),
  });
  const standIn = await startSolapi(around.options);
  standIn.configure({ senders: [koreanDigits(brand.smsSender)] });
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(32) });
  const client_ = createSolapi({ url: standIn.endpoint, secret, clock: around.options.clock });
  if (isUp) onTestFinished(() => standIn.stop());
  else await standIn.stop();
  return {
    adapter: createBrandMessageChannel(client_, NO_PICTURES),
    outgoing: outgoing('+821012345678', {
      ...{ channel: 'kakao', channelId: 'KA01PF', bubble: 'text', targeting: 'I', text: '다시 오세요' },
      ...{ buttons: [], cards: [], adult: false },
    }),
    accepted: () => around.inbox.list().length,
    get published() {
      return standIn.accepted().map((message) => ({ message: { ...message } }));
    },
  };
};

const TOKEN = 'fcm-token-of-a-phone:APA91b';

const notification: Outgoing['message'] = {
  ...{ title: '(광고)단골상점 다시 오세요', text: '쿠폰이 있습니다\n수신거부: 설정 > 알림' },
  channel: 'push',
  ...{ data: {}, opens: ref, bytes: 100 },
};

const push = async (faults: Partial<ProviderFaults>, isUp = true): Promise<Bench> => {
  const around = surroundings({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0, ...faults }),
  });
  const standIn = await startFcm(around.options);
  const { clock } = around.options;
  const fcm = createFcm({
    ...{ url: standIn.endpoint, tokenUrl: standIn.tokenUrl, account: async () => standIn.account, clock },
  });
  if (isUp) onTestFinished(() => standIn.stop());
  else await standIn.stop();
  return {
    adapter: createPushChannel({ fcm, web: noBrowsers, clock }),
    outgoing: outgoing(TOKEN, notification),
    accepted: () => around.inbox.list().length,
    get published() {
      return standIn.sent().map((sent) => ({ message: { ...sent } }));
    },
  };
};

/** What is no subscription of a browser is no token of a phone either. */
const noPhones: Fcm = {
  send: async () => ({ meaning: { kind: 'gone', code: 'INVALID_ARGUMENT' }, retryAfter: undefined }),
};

const webPush = async (faults: Partial<ProviderFaults>, isUp = true): Promise<Bench> => {
  const around = surroundings({
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0, ...faults }),
  });
  const service = await startWebPush(around.options);
  const key = makeVapidKey();
  const publicKey = publicKeyOf(key) ?? '';
  const { endpoint, p256dh, auth } = await service.subscribe(publicKey);
  if (isUp) onTestFinished(() => service.stop());
  else await service.stop();
  const { clock } = around.options;
  const web = createWebPush({ key: async () => key, services: [service.endpoint], clock });
  return {
    adapter: createPushChannel({ fcm: noPhones, web, clock }),
    outgoing: outgoing(`web:${endpoint}#${p256dh}#${auth}#${keyMark(publicKey)}`, notification),
    accepted: () => around.inbox.list().length,
    get published() {
      return service.delivered().map(({ payload }) => ({ message: { payload } }));
    },
  };
};

describe.each([
  ['email', 'email', email],
  ['sms', 'sms', sms],
  ['Korean sms', 'sms', solapi],
  ['Brand Message', 'kakao', brandMessage],
  ['push', 'push', push],
  ['web push', 'push', webPush],
] as const)('the %s channel', (_title, name, start) => {
  const handOver = async ({ adapter, outgoing: message }: Bench) => (await adapter.prepare(message))();

  it('hands one message over and gets the provider’s id', async () => {
    const bench = await start({});
    expect(bench.adapter.channel).toBe(name);
    expect(await handOver(bench)).toMatchObject({ kind: 'accepted', providerId: expect.stringMatching(/./) });
    expect(bench.accepted()).toBe(1);
  });

  it('sends nothing before it is asked to', async () => {
    const bench = await start({});
    await bench.adapter.prepare(bench.outgoing);
    expect(bench.accepted()).toBe(0);
  });

  it('puts the reference where receipts bring it back', async () => {
    const bench = await start({});
    await handOver(bench);
    await expect.poll(() => bench.published.length).toBeGreaterThan(0);
    for (const { message } of bench.published) expect(JSON.stringify(message)).toContain(ref);
  });

  it('knows a throttle as not accepted, to be tried again', async () => {
    const bench = await start({ failProvider: 1, random: () => 0 });
    expect(await handOver(bench)).toMatchObject({ kind: 'refused', retry: 'throttled' });
    expect(bench.accepted()).toBe(0);
  });

  it('does not claim to know what a lost answer said, and does not try again by itself', async () => {
    const bench = await start({ loseProviderAnswer: 1 });
    expect(await handOver(bench)).toMatchObject({ kind: 'unknown' });
    expect(bench.accepted()).toBe(1);
  });

  it('knows that a provider it never reached has accepted nothing', async () => {
    const bench = await start({}, false);
    expect(await handOver(bench)).toMatchObject({ kind: 'refused', retry: 'unreachable' });
  });

  it('takes a refusal of this one message as final', async () => {
    const bench = await start({});
    const to = name === 'email' ? 'kim@@example..com' : '+82';
    const answer = await handOver({ ...bench, outgoing: { ...bench.outgoing, to } });
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer).not.toHaveProperty('retry');
    expect(bench.accepted()).toBe(0);
  });

  it('has a price', async () => {
    const { adapter, outgoing: message } = await start({});
    const { milli } = adapter.price(message.message, DEFAULT_SETTINGS);
    // Firebase takes nothing.
    if (name === 'push') expect(milli).toBe(0);
    else expect(milli).toBeGreaterThan(0);
  });
});

describe('an address', () => {
  it('is written as the provider takes it, or not at all', async () => {
    const mail = (await email({})).adapter;
    expect(mail.sendable('kim@example.com')).toBe('kim@example.com');
    expect(mail.sendable('kim@단골.kr')).toBe('kim@xn--bb0bu7i.kr');
    expect(mail.sendable('단골@example.com')).toBeUndefined();
    const text = (await sms({})).adapter;
    expect(text.sendable('+821012345678')).toBe('+821012345678');
    expect(text.sendable('01012345678')).toBeUndefined();
    const kakao = (await brandMessage({})).adapter;
    expect(kakao.sendable('+821012345678')).toBe('+821012345678');
    // Nobody has KakaoTalk on a number that is no Korean mobile one.
    expect(kakao.sendable('+8221234567')).toBeUndefined();
    expect(kakao.sendable('+819012345678')).toBeUndefined();
  });
});

it('sends one-click headers and the reference as a tag, and nothing that SES would refuse', async () => {
  const bench = await email({});
  await (await bench.adapter.prepare(bench.outgoing))();
  await expect.poll(() => bench.published.length).toBeGreaterThan(0);
  const event = JSON.stringify(bench.published[0]?.message);
  expect(event).toContain('List-Unsubscribe=One-Click');
  expect(event).toContain('"campaign":["winback"]');
});
