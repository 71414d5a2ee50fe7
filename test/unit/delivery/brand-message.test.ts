import { describe, expect, it, onTestFinished } from 'vitest';
import { startSolapi } from '../../../infra/local/solapi/solapi.ts';
import { kakaoFindings } from '../../../shared/campaigns/kakao-findings.ts';
import { createBrandMessageChannel } from '../../../shared/delivery/brand-message.ts';
import { judge } from '../../../shared/delivery/gates.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../shared/settings/settings.ts';
import { createSolapi } from '../../../shared/solapi/client.ts';
import { pictureFault } from '../../../shared/templates/brand-message.ts';
import { writingTerms } from '../../../shared/templates/carrier.ts';
import type { Picture } from '../../../shared/templates/picture.ts';
import { renderMessage } from '../../../shared/templates/render.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';
import { receiver } from './receiver.ts';

const { brand } = DEFAULT_SETTINGS;
const HOSTED = `${'a'.repeat(32)}.jpg`;
const base = { name: '가을 신상', channel: 'kakao', purpose: 'ad', language: 'ko' } as const;
const button = { name: '보러 가기', link: 'https://shop.example.com/{{ customer.traits.path }}' };
const card = (n: number) => ({ title: `카드 ${n}`, text: '새로 나왔습니다', imageId: HOSTED, buttons: [button] });

const settings = settingsSchema.parse({ sms: { kakaoChannel: 'KA01PF' } });
const approved = settingsSchema.parse({
  sms: { kakaoChannel: 'KA01PF' },
  kakao: { friends: 61_000, approval: '2026-10-02 카카오비즈니스 승인' },
});

const rendered = (fields: object, all = settings) => {
  const click = (url: string) => `https://s.example.com/${url.length}`;
  const links = { unsubscribe: 'https://s.example.com/u', preferences: 'https://s.example.com/p', click };
  return renderMessage(templateSchema.parse({ ...base, ...fields }), {
    ...{ context: { customer: { traits: { path: 'sale', name: '김단골' } } }, brand, law: KOREA },
    links: { ...links, open: undefined },
    ...writingTerms(all, '+821012345678'),
  });
};
const messageOf = (fields: object, all = settings) => {
  const result = rendered(fields, all);
  if (result.kind !== 'ok') throw new Error(JSON.stringify(result));
  return result.message;
};

describe('a Brand Message is written', () => {
  it('with words of one person, and buttons that lead through our links', () => {
    const message = messageOf({ text: '{{ customer.traits.name }}님, 다시 오세요', buttons: [button] });
    expect(message).toMatchObject({
      ...{ channel: 'kakao', channelId: 'KA01PF', bubble: 'text', targeting: 'I', text: '김단골님, 다시 오세요' },
      buttons: [{ kind: 'link', name: '보러 가기', link: expect.stringMatching(/^https:\/\/s\.example\.com\//) }],
    });
  });

  it('without a label of its own, because KakaoTalk draws it, and with none that looks like it', () => {
    expect(messageOf({ text: '(광고)단골상점 다시 오세요' })).toMatchObject({ text: '다시 오세요' });
    expect(rendered({ text: '[광고] 다시 오세요' })).toMatchObject({ kind: 'unlawful' });
  });

  it('within what its form holds', () => {
    expect(rendered({ text: '가'.repeat(1_301) })).toMatchObject({
      kind: 'failed',
      reason: /1301 signs, text takes 1300/,
    });
    expect(rendered({ bubble: 'wide', imageId: HOSTED, text: '가\n나\n다' })).toMatchObject({ kind: 'failed' });
    const long = { ...card(1), title: '{{ customer.traits.name }}님께 드리는 아주 긴 제목입니다 참으로 깁니다' };
    expect(rendered({ bubble: 'carousel', cards: [long, card(2)] })).toMatchObject({ kind: 'failed' });
  });

  it('to people who are no friends only where Kakao allows it', () => {
    expect(rendered({ text: '안녕', targeting: 'N' })).toMatchObject({ kind: 'unlawful' });
    expect(messageOf({ text: '안녕', targeting: 'N' }, approved)).toMatchObject({ targeting: 'N' });
    const snapshot = { template: templateSchema.parse({ ...base, text: '안녕', targeting: 'M' }), brand };
    expect(kakaoFindings(snapshot, settings)).toMatchObject([{ code: 'kakaoStrangers', level: 'block' }]);
    expect(kakaoFindings(snapshot, approved)).toEqual([]);
    expect(kakaoFindings(snapshot, DEFAULT_SETTINGS)).toMatchObject([
      { code: 'noKakaoChannel' },
      { code: 'kakaoStrangers' },
    ]);
  });
});

it.each([
  ['no words', { text: '' }],
  ['a picture under plain text', { text: '가', imageId: HOSTED }],
  ['a picture bubble without a picture', { bubble: 'image', text: '가' }],
  ['one card', { bubble: 'carousel', cards: [card(1)] }],
  ['words beside cards', { bubble: 'carousel', text: '가', cards: [card(1), card(2)] }],
  [
    'a long name of a button under a wide picture',
    { bubble: 'wide', text: '가', imageId: HOSTED, buttons: [{ ...button, name: '아홉 글자 이름이다' }] },
  ],
  [
    'three buttons under a wide picture',
    { bubble: 'wide', text: '가', imageId: HOSTED, buttons: [button, button, button] },
  ],
  ['a name that differs by person', { text: '가', buttons: [{ ...button, name: '{{ customer.traits.name }}' }] }],
  ['information', { text: '가', purpose: 'info' }],
  ['a second language', { text: '가', languages: { en: { text: 'a' } } }],
])('a template with %s is refused as it is saved', (_what, fields) => {
  expect(templateSchema.safeParse({ ...base, ...fields }).success).toBe(false);
});

it('takes pictures in the proportions that each form shows', () => {
  expect(pictureFault('image', { width: 800, height: 400 })).toBeUndefined();
  expect(pictureFault('image', { width: 600, height: 800 })).toBeUndefined();
  expect(pictureFault('wide', { width: 600, height: 800 })).toMatch('1 to 1');
  expect(pictureFault('carousel', { width: 800, height: 401 })).toBeUndefined();
  expect(pictureFault('carousel', { width: 800, height: 600 })).toMatch('2 to 1');
  expect(pictureFault('image', { width: 480, height: 240 })).toMatch('500');
});

describe('hours and friends', () => {
  const granted = { state: 'granted', at: '2026-01-01T00:00:00.000Z', basis: 'explicit', dated: true } as const;
  const ask = (at: string, fields: object = {}) =>
    judge(
      receiver({
        ...{ now: Date.parse(at), channel: 'kakao', country: 'KR', address: '+821012345678' },
        ...{ consent: { ad: granted, night: granted }, targeting: 'I', ...fields },
      }),
      DEFAULT_SETTINGS,
    );

  it('go out in the day of Korea alone, even to whom has agreed to the night', () => {
    expect(ask('2026-11-23T20:44:00+09:00')).toBeUndefined();
    const morning = { kind: 'defer', reason: 'quietHours', until: '2026-11-23T23:00:00.000Z' };
    // Five minutes early, so that nothing is on its way when Kakao closes.
    for (const at of ['20:45', '20:50', '21:00', '23:59'])
      expect(ask(`2026-11-23T${at}:00+09:00`), at).toEqual(morning);
    for (const at of ['00:00', '07:59']) expect(ask(`2026-11-24T${at}:00+09:00`), at).toEqual(morning);
    expect(ask('2026-11-24T08:00:00+09:00')).toBeUndefined();
  });

  it('goes to friends or to others as it means to, and leaves it to Kakao where nobody knows', () => {
    const day = '2026-11-23T11:00:00+09:00';
    expect(ask(day, { isFriend: false })).toEqual({ kind: 'skip', reason: 'notFriend' });
    expect(ask(day, { isFriend: false, targeting: 'M' })).toBeUndefined();
    expect(ask(day, { isFriend: true, targeting: 'N' })).toEqual({ kind: 'skip', reason: 'isFriend' });
    expect(ask(day, { isFriend: undefined, targeting: 'N' })).toBeUndefined();
  });

  it('asks for the consent that names KakaoTalk', () => {
    expect(ask('2026-11-23T11:00:00+09:00', { consent: undefined })).toEqual({ kind: 'skip', reason: 'noConsent' });
  });
});

describe('at the provider', () => {
  const bench = async (pictures: Readonly<Record<string, Picture>> = {}, at = '2026-11-23T02:00:00.000Z') => {
    const around = surroundings({ clock: () => Date.parse(at) });
    const standIn = await startSolapi(around.options);
    onTestFinished(() => standIn.stop());
    const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(32) });
    const client = createSolapi({ url: standIn.endpoint, secret, clock: around.options.clock });
    const find = async (use: string, name: string) => pictures[`${use}#${name}`];
    const adapter = createBrandMessageChannel(client, { find });
    const send = async (fields: object, all = settings) => {
      const message = messageOf(fields, all);
      const call = await adapter.prepare({
        ...{ to: '+821012345678', ref: 'winback_03_0_17', campaignId: 'winback', purpose: 'ad', message, brand },
        ...{ settings: all, unsubscribeUrl: 'https://crm.example.com/u/token' },
      });
      return call();
    };
    return { standIn, send, inbox: around.inbox, adapter };
  };
  const kept = { state: 'kept', fileId: 'ST01FZ1', at: '2026-11-23T00:00:00.000Z' } as const;

  it.each([
    ['text', { text: '다시 오세요', buttons: [button, { kind: 'channel' }] }, {}],
    [
      'image',
      { bubble: 'image', text: '다시 오세요', imageId: HOSTED, imageLink: 'https://shop.example.com' },
      { [`BMS#${HOSTED}`]: kept },
    ],
    [
      'wide',
      { bubble: 'wide', text: '다시 오세요', imageId: HOSTED, buttons: [button] },
      { [`BMS_WIDE#${HOSTED}`]: kept },
    ],
    [
      'carousel',
      { bubble: 'carousel', cards: [card(1), card(2)], moreLink: 'https://shop.example.com/all' },
      { [`BMS_CAROUSEL_FEED_LIST#${HOSTED}`]: kept },
    ],
  ])(
    'the form %s is taken as it is handed over, with its ad flag and no text in its place',
    async (_form, fields, pictures) => {
      const { standIn, send, inbox } = await bench(pictures);
      expect(await send(fields)).toMatchObject({ kind: 'accepted' });
      expect(standIn.accepted()).toMatchObject([
        { type: 'BMS_FREE', kakaoOptions: { pfId: 'KA01PF', adFlag: true, disableSms: true, bms: { targeting: 'I' } } },
      ]);
      expect(inbox.list()).toMatchObject([{ channel: 'kakao', to: '+821012345678' }]);
    },
  );

  it('waits for its pictures, and fails where one was refused', async () => {
    const fields = { bubble: 'image', text: '가', imageId: HOSTED };
    expect(await (await bench()).send(fields)).toMatchObject({ kind: 'refused', retry: 'unreachable' });
    const refused = { state: 'refused', at: kept.at } as const;
    const answer = await (await bench({ [`BMS#${HOSTED}`]: refused })).send(fields);
    expect(answer).toEqual({ kind: 'refused', code: 'pictureRefused' });
  });

  it('holds all of them while Kakao does not let the channel write to others', async () => {
    const { standIn, send } = await bench();
    standIn.configure({ strangers: [] });
    expect(await send({ text: '가', targeting: 'M' }, approved)).toEqual({
      kind: 'refused',
      code: '1041',
      retry: 'paused',
    });
  });

  it('is reported as not sent to whom is no friend, and outside of the hours', async () => {
    const { standIn, send } = await bench();
    standIn.configure({ friends: ['01099999999'] });
    await send({ text: '가' });
    expect(standIn.accepted()[0]?.statusCode).toBe('3102');
    const night = await bench({}, '2026-11-23T11:51:00.000Z');
    await night.send({ text: '가' });
    expect(night.standIn.accepted()[0]?.statusCode).toBe('3108');
  });

  it('costs more where people are no friends', async () => {
    const { adapter } = await bench();
    expect(adapter.price(messageOf({ text: '가' }), settings)).toEqual({ milli: 25_000 });
    expect(adapter.price(messageOf({ text: '가', targeting: 'M' }, approved), approved)).toEqual({ milli: 35_000 });
  });
});
