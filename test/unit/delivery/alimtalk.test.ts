import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSolapi } from '../../../infra/local/solapi/solapi.ts';
import { alimtalkFindings } from '../../../shared/campaigns/alimtalk-findings.ts';
import { createSolapiText } from '../../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../../shared/delivery/text-channel.ts';
import { HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { createSolapi } from '../../../shared/solapi/client.ts';
import { createPictureStore } from '../../../shared/templates/picture-store.ts';
import type { Registration } from '../../../shared/templates/registration.ts';
import { createRegistrationStore } from '../../../shared/templates/registration-store.ts';
import { syncRegistrations } from '../../../shared/templates/sync-registrations.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';
import { createShop } from './shop.ts';

const CHANNEL = 'KA01PF2411220000';
const TEMPLATE = {
  ...{ name: '배송', channel: 'sms', purpose: 'info', language: 'ko' },
  text: '{{ customer.traits.name }}님, 주문하신 상품이 출발했습니다.',
  alimtalk: {
    templateId: 'KA01TP2411220000',
    variables: { '#{이름}': '{{ customer.traits.name }}', '#{링크}': 'https://shop.example.com/orders' },
  },
};
const REGISTERED = {
  ...{ templateId: 'KA01TP2411220000', channelId: CHANNEL, name: '배송 출발' },
  content: '#{이름}님, 주문하신 상품이 출발했습니다. #{링크}',
};

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const bench = async (sms: object = { kakaoChannel: CHANNEL }) => {
  const shop = createShop(test, '2026-11-23T14:00:00.000Z');
  await shop.settings.change({
    sms: { provider: { KR: 'solapi' }, awsSender: null, certificate: null, kakaoChannel: null, ...sms },
  });
  const around = surroundings({ clock: shop.clock });
  const standIn = await startSolapi(around.options);
  onTestFinished(() => standIn.stop());
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(40) });
  const solapi = createSolapi({ url: standIn.endpoint, secret, clock: shop.clock });
  const registrations = createRegistrationStore(test.dynamo, test.tables.insights);
  const sync = () => syncRegistrations({ solapi, registrations, definitions: shop.definitions, clock: shop.clock });
  const adapter = createTextChannel({
    aws: { prepare: () => Promise.reject(new Error('AWS')) },
    solapi: createSolapiText(solapi, createPictureStore(test.dynamo, test.tables.insights)),
  });
  const send = async (id: string) => {
    for (const key of shop.queued.splice(0)) await shop.sender(adapter)(key, Number.POSITIVE_INFINITY);
    return (await shop.ledger(id)).rows[0];
  };
  return { shop, standIn, registrations, sync, send, inbox: around.inbox };
};

describe('AlimTalk', () => {
  it('goes out with its variables filled, its links counted, at its price, and never as a text instead', async () => {
    const { shop, standIn, sync, send, inbox } = await bench();
    standIn.register({ ...REGISTERED, status: 'APPROVED' });
    await shop.addCustomer('u:talk', { traits: { name: '민지🌸' }, contacts: { phone: '+821055551001' } });
    await shop.addCampaign('talk', { audience: { list: ['talk'] }, channel: 'sms' }, TEMPLATE);
    expect(await sync()).toBe(1);
    await shop.launch('talk');
    expect(await send('talk')).toMatchObject({ status: 'sent', costMilli: 19_000 });
    const [message] = standIn.accepted();
    expect(message).toMatchObject({
      type: 'ATA',
      to: '01055551001',
      kakaoOptions: { pfId: CHANNEL, disableSms: true },
    });
    expect(message).not.toHaveProperty('text', expect.anything());
    const [shown] = inbox.list();
    expect(shown).toMatchObject({ channel: 'alimtalk', subject: '배송 출발' });
    expect(shown?.text).toMatch(/^민지🌸님, 주문하신 상품이 출발했습니다\. https:\/\/dgl\.kr\/s\/[0-9A-Za-z]{10}$/);
  });

  it('is asked for until it is approved, and stops a launch until then', async () => {
    const { shop, standIn, registrations, sync } = await bench();
    const templateId = 'KA01TP0000000002';
    const alimtalk = { ...TEMPLATE.alimtalk, templateId };
    await shop.addCampaign('review', { audience: { list: ['talk'] }, channel: 'sms' }, { ...TEMPLATE, alimtalk });
    const codes = async () =>
      (await shop.preflight('review')).findings.filter(({ level }) => level === 'block').map(({ code }) => code);
    expect(await codes()).toEqual(['alimtalkUnapproved']);
    // As saving the template does.
    await registrations.want(templateId);
    await sync();
    expect((await registrations.find(templateId))?.state).toBe('unknown');
    standIn.register({ ...REGISTERED, templateId, status: 'INSPECTING' });
    await sync();
    expect(await codes()).toEqual(['alimtalkUnapproved']);
    const comments = [{ isAdmin: true, content: '광고성 문구', dateCreated: '2026-11-23T00:00:00.000Z' }];
    standIn.register({ ...REGISTERED, templateId, status: 'REJECTED', comments });
    await sync();
    expect(
      (await shop.preflight('review')).findings.find(({ code }) => code === 'alimtalkUnapproved')?.says.ko,
    ).toContain('반려됨 (광고성 문구)');
    standIn.register({ ...REGISTERED, templateId, status: 'APPROVED' });
    await sync();
    expect(await codes()).toEqual([]);
    const asked = await sync();
    shop.advance(31 * MINUTE);
    expect(await sync()).toBeGreaterThan(asked);
  });

  it('is looked for among all templates once in six hours; in between, saving one is enough', async () => {
    const { shop, standIn, registrations, sync } = await bench();
    shop.advance(7 * HOUR);
    const listed = vi.spyOn(shop.definitions, 'listAll');
    const templateId = 'KA01TP0000000003';
    standIn.register({ ...REGISTERED, templateId, status: 'APPROVED' });
    await sync();
    await registrations.want(templateId);
    await sync();
    expect(await registrations.find(templateId)).toMatchObject({ state: 'approved', content: REGISTERED.content });
    // What is known stays, however often the template is saved.
    await registrations.want(templateId);
    expect((await registrations.find(templateId))?.state).toBe('approved');
    for (let minute = 0; minute < 60; minute += 2) {
      shop.advance(2 * MINUTE);
      await sync();
    }
    expect(listed).toHaveBeenCalledTimes(1);
    shop.advance(6 * HOUR);
    await sync();
    expect(listed).toHaveBeenCalledTimes(2);
    // No template names it: nobody asks for it any more.
    expect(await registrations.find(templateId)).toBeUndefined();
  });

  it('waits for nobody’s variable and no channel', () => {
    const settings = { sms: { ...DEFAULT_SETTINGS.sms, provider: { KR: 'solapi' as const }, kakaoChannel: CHANNEL } };
    const registration: Registration = {
      state: 'approved',
      content: `${REGISTERED.content} #{번호}`,
      ...{ buttons: [], isAd: false },
      at: '2026-11-23T00:00:00.000Z',
    };
    const codes = (given: typeof settings | typeof DEFAULT_SETTINGS, known?: Registration) =>
      alimtalkFindings({ template: templateSchema.parse(TEMPLATE) }, given, known).map(({ code }) => code);
    expect(codes(settings, registration)).toEqual(['alimtalkVariables']);
    expect(codes(settings, { ...registration, content: REGISTERED.content })).toEqual([]);
    expect(codes(settings)).toEqual(['alimtalkUnapproved']);
    expect(codes(DEFAULT_SETTINGS, registration)).toEqual(['noKakaoChannel']);
  });

  it('takes its buttons from Kakao: their variables are asked for, unsafe links and ads beside the words stop the launch', async () => {
    const { shop, standIn, registrations, sync } = await bench();
    const settings = await shop.settings.current();
    // Ids that no template names are forgotten when all are looked through; here they are only wanted.
    await sync();
    const codesOf = async (templateId: string, more: object) => {
      standIn.register({ ...REGISTERED, templateId, status: 'APPROVED', ...more });
      await registrations.want(templateId);
      await sync();
      const { alimtalk, ...rest } = TEMPLATE;
      const template = templateSchema.parse({ ...rest, alimtalk: { ...alimtalk, templateId } });
      const found = alimtalkFindings({ template }, settings, await registrations.find(templateId));
      return found.map(({ code, message }) => [code, message]);
    };
    const web = (linkMo: string) => ({ buttons: [{ buttonName: '배송 조회', buttonType: 'WL', linkMo }] });
    const app = (linkAnd: string) => ({
      buttons: [{ buttonName: '앱', buttonType: 'AL', linkAnd, linkIos: 'shop://order' }],
    });
    expect(await codesOf('KA01BUTTON01', web('https://shop.example.com/#{이름}'))).toEqual([]);
    expect(await codesOf('KA01BUTTON02', web('https://shop.example.com/#{송장}'))).toEqual([
      ['alimtalkVariables', expect.stringContaining('#{송장}')],
    ]);
    for (const link of ['http://shop.example.com', 'javascript:alert(1)', '#{링크}'])
      expect((await codesOf(`KA01BUTTON1${link.length}`, web(link)))[0]?.[0], link).toBe('alimtalkButton');
    expect(await codesOf('KA01BUTTON03', app('shop://order'))).toEqual([]);
    expect((await codesOf('KA01BUTTON04', app('javascript://x')))[0]?.[0]).toBe('alimtalkButton');
    expect(await codesOf('KA01BUTTON05', { buttons: [{ buttonName: '채널', buttonType: 'BK' }] })).toEqual([]);
    expect((await codesOf('KA01BUTTON06', { messageType: 'AD' }))[0]?.[0]).toBe('alimtalkAd');
  });

  it('is no ad: not when it is saved, and not when it is handed over', async () => {
    expect(templateSchema.safeParse({ ...TEMPLATE, purpose: 'ad' }).error?.issues[0]).toMatchObject({
      path: ['alimtalk'],
    });
    const { brand } = DEFAULT_SETTINGS;
    const solapi = createSolapi({
      url: 'http://127.0.0.1:1',
      secret: () => Promise.reject(new Error('asked')),
      clock: Date.now,
    });
    const alimtalk = { channelId: CHANNEL, templateId: 'KA01TP2411220000', variables: {} };
    const size = { encoding: 'AlimTalk', length: 0, parts: 1 } as const;
    const message = { channel: 'sms', text: 'x', size, carrier: 'solapi', alimtalk } as const;
    const outgoing = {
      to: '+821012345678',
      ref: 'r',
      campaignId: 'c',
      purpose: 'ad',
      message,
      brand,
      settings: DEFAULT_SETTINGS,
    } as const;
    await expect(
      createSolapiText(solapi, { find: async () => undefined }).prepare({ ...outgoing, unsubscribeUrl: 'x' }),
    ).rejects.toThrow(/carries no ads/);
  });
});
