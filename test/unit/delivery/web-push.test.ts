import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decrypt, makeBrowserKeys } from '../../../infra/local/web-push/decrypt.ts';
import { startWebPush } from '../../../infra/local/web-push/web-push.ts';
import type { HandOver, Outgoing } from '../../../shared/delivery/channel.ts';
import { createPushChannel } from '../../../shared/delivery/push.ts';
import { createFcm } from '../../../shared/fcm/client.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { createWebPush } from '../../../shared/webpush/client.ts';
import { encrypt, MAX_PLAIN } from '../../../shared/webpush/encrypt.ts';
import { isKnownService, subscriptionOf } from '../../../shared/webpush/subscription.ts';
import { keyMark, makeVapidKey, publicKeyOf } from '../../../shared/webpush/vapid.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';

const outgoing = (devices: readonly string[], fields: Partial<Outgoing> = {}): Outgoing => ({
  ...{
    to: devices[0] ?? '',
    devices,
    keepFor: 3_600_000,
    ref: 'winback_03_0_17',
    campaignId: 'winback',
    purpose: 'ad',
  },
  message: {
    ...{
      channel: 'push',
      title: '(광고)단골상점 안녕',
      text: '반가워요 ☕\n수신거부: 설정 > 알림',
      data: { sale: '7' },
    },
    ...{ link: 'https://m.shop.example/cart', opens: 'signed', bytes: 99 },
  },
  ...{ brand: DEFAULT_SETTINGS.brand, settings: DEFAULT_SETTINGS, unsubscribeUrl: 'https://crm.example.com/u/t' },
  ...fields,
});

const bench = async (given: { key?: { privateKey: string }; loseProviderAnswer?: number } = {}) => {
  const { loseProviderAnswer = 0, key = makeVapidKey() } = given;
  const around = surroundings({ faults: () => ({ failProvider: 0, loseProviderAnswer, random: () => 0 }) });
  const service = await startWebPush(around.options);
  onTestFinished(() => service.stop());
  const { clock } = around.options;
  const account = async () => ({ project_id: '', client_email: '', private_key: '' });
  const fcm = createFcm({ url: 'http://127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1', account, clock });
  const web = createWebPush({ key: async () => key, services: [service.endpoint], clock });
  const adapter = createPushChannel({ fcm, web, clock });
  const publicKey = publicKeyOf(key) ?? '';
  const browser = async (serverKey = publicKey) => {
    const { endpoint, p256dh, auth } = await service.subscribe(serverKey);
    return { endpoint, token: `web:${endpoint}#${p256dh}#${auth}#${keyMark(publicKey)}` };
  };
  const send = async (devices: readonly string[], fields?: Partial<Outgoing>): Promise<HandOver> =>
    (await adapter.prepare(outgoing(devices, fields)))();
  return { service, browser, send };
};

describe('a message to a browser', () => {
  it('is what RFC 8291 says it is, to the byte (section 5)', () => {
    const body = encrypt(
      Buffer.from('When I grow up, I want to be a watermelon'),
      {
        ...{
          endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
          auth: 'BTBZMqHH6r4Tts7J_aSIgg',
        },
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        key: '',
      },
      {
        salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
        privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
      },
    );
    expect(body.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  it('is read by the browser alone, whatever it says', async () => {
    const property = fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 600 }), async (text) => {
      const [mine, other] = await Promise.all([makeBrowserKeys(), makeBrowserKeys()]);
      const [p256dh, auth] = [mine.p256dh, mine.auth].map((key) => Buffer.from(key).toString('base64url'));
      const body = encrypt(Buffer.from(text), { endpoint: '', p256dh: p256dh ?? '', auth: auth ?? '', key: '' });
      expect(await decrypt(body, mine)).toBe(Buffer.from(text).toString());
      await expect(decrypt(body, other)).rejects.toThrow();
      const spoilt = Buffer.from(body);
      spoilt[body.length - 1] = (spoilt[body.length - 1] ?? 0) ^ 1;
      await expect(decrypt(spoilt, mine)).rejects.toThrow();
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('carries words, link, the name of the message and the way out of ads, for no longer than it may arrive', async () => {
    const { service, browser, send } = await bench();
    const { token } = await browser();
    expect(await send([token])).toMatchObject({ kind: 'accepted', delivered: true, gone: [] });
    const [sent, ...more] = service.delivered();
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ ttl: 3_600, urgency: 'normal', topic: expect.stringMatching(/^[\w-]{32}$/) });
    expect(JSON.parse(sent?.payload ?? '')).toEqual({
      ...{ title: '(광고)단골상점 안녕', body: '반가워요 ☕\n수신거부: 설정 > 알림', tag: 'winback_03_0_17' },
      ...{
        link: 'https://m.shop.example/cart',
        dangol: 'signed',
        data: { sale: '7' },
        off: 'https://crm.example.com/u/t',
      },
    });
  });

  it('wakes a saving device only for what is no ad, which needs no way out of ads', async () => {
    const { service, browser, send } = await bench();
    await send([(await browser()).token], { purpose: 'info' });
    expect(service.delivered()).toMatchObject([{ urgency: 'high' }]);
    expect(service.delivered()[0]?.payload).not.toContain('"off"');
  });

  it.each([
    [404, 'ends', {}],
    [410, 'ends', {}],
    [400, 'is refused', {}],
    [413, 'is refused', {}],
    [401, 'waits', { retry: 'paused' }],
    [403, 'ends', {}],
    [429, 'waits', { retry: 'throttled', after: 60_000 }],
    [503, 'waits', { retry: 'unreachable', after: 30_000 }],
    [500, 'is unknown', {}],
    [502, 'is unknown', {}],
  ] as const)('answered with %i %s %j', async (status, what, rest) => {
    const { service, browser, send } = await bench();
    const { endpoint, token } = await browser();
    service.refuse(endpoint, status);
    const code = `HTTP ${status}`;
    const kind = what === 'is unknown' ? 'unknown' : 'refused';
    expect(await send([token])).toEqual({ kind, code, ...rest, gone: what === 'ends' ? [{ token, code }] : [] });
    expect(service.delivered()).toEqual([]);
  });

  it('goes to every browser of the person, and those that are gone are named', async () => {
    const { service, browser, send } = await bench();
    const [home, work, old] = await Promise.all([browser(), browser(), browser()]);
    service.unsubscribe(old.endpoint);
    const answer = await send([old.token, home.token, work.token]);
    expect(answer).toMatchObject({ kind: 'accepted', gone: [{ token: old.token, code: 'HTTP 410' }] });
    expect(
      service
        .delivered()
        .map(({ endpoint }) => endpoint)
        .sort(),
    ).toEqual([home.endpoint, work.endpoint].sort());
  });

  it('is of unknown outcome if its answer was lost, and is not sent again', async () => {
    const { service, browser, send } = await bench({ loseProviderAnswer: 1 });
    expect(await send([(await browser()).token])).toMatchObject({ kind: 'unknown' });
    expect(service.delivered()).toHaveLength(1);
  });

  it('waits while the shop has no key, and lets go of browsers that subscribed with another', async () => {
    const without = await bench({ key: { privateKey: '' } });
    const { token } = await without.browser();
    expect(await without.send([token])).toMatchObject({ kind: 'refused', code: 'no VAPID key', retry: 'paused' });
    const { browser, send, service } = await bench();
    const known = await browser();
    const other = known.token.replace(/.{8}$/, 'AAAAAAAA');
    expect(await send([other])).toMatchObject({
      kind: 'refused',
      gone: [{ token: other, code: 'made for another key' }],
    });
    const stranger = await browser(publicKeyOf(makeVapidKey()));
    expect(await send([stranger.token])).toMatchObject({
      kind: 'refused',
      gone: [{ token: stranger.token, code: 'HTTP 403' }],
    });
    expect(service.delivered()).toEqual([]);
  });

  it('never goes where no push service is, and no bent key stops the others', async () => {
    const { service, browser, send } = await bench();
    const { token } = await browser();
    const away = token.replace(/^web:http:\/\/127\.0\.0\.1/, 'web:http://169.254.169.254');
    const bent = token.replace(/#[\w-]{87}#/, `#B${'A'.repeat(86)}#`);
    expect(await send([away, bent, token])).toMatchObject({
      kind: 'accepted',
      gone: [
        { token: away, code: 'unknown push service' },
        { token: bent, code: 'unusable keys' },
      ],
    });
    expect(service.delivered()).toHaveLength(1);
  });

  it('that is too long is refused before it leaves, and one that just fits arrives', async () => {
    const { service, browser, send } = await bench();
    const { token } = await browser();
    const long = (bytes: number) => ({
      message: { ...outgoing([token]).message, channel: 'push', text: 'a'.repeat(bytes) } as const,
    });
    const push = (bytes: number) => {
      const { message } = long(bytes);
      return send([token], { message: { ...message, title: '안녕', data: {}, bytes } });
    };
    const empty = Buffer.byteLength(
      JSON.stringify({
        ...{ title: '안녕', body: '', tag: 'winback_03_0_17', data: {} },
        ...{ link: 'https://m.shop.example/cart', dangol: 'signed', off: 'https://crm.example.com/u/t' },
      }),
    );
    expect(await push(MAX_PLAIN - empty)).toMatchObject({ kind: 'accepted' });
    expect(await push(MAX_PLAIN - empty + 1)).toMatchObject({ kind: 'refused', code: `${MAX_PLAIN + 1} bytes` });
    expect(service.delivered()).toHaveLength(1);
  });
});

describe('a push service', () => {
  const services = ['https://fcm.googleapis.com', 'https://*.push.services.mozilla.com'];
  it.each([
    ['https://fcm.googleapis.com/fcm/send/x', true],
    ['https://updates.push.services.mozilla.com/wpush/v2/x', true],
    ['https://push.services.mozilla.com/x', false],
    ['https://evilpush.services.mozilla.com.attacker.example/x', false],
    ['https://evil-push.services.mozilla.com/x', false],
    ['http://fcm.googleapis.com/x', false],
    ['https://fcm.googleapis.com:8443/x', false],
    ['https://fcm.googleapis.com@169.254.169.254/x', false],
    ['https://user@fcm.googleapis.com/x', false],
    ['https://a.push.services.mozilla.com:22/x', false],
    ['https://127.0.0.1/x', false],
  ])('%s is known: %s', (endpoint, known) => expect(isKnownService(endpoint, services)).toBe(known));

  it('is named by a subscription of the right shape only', () => {
    const keys = `${'B'.repeat(87)}#${'a'.repeat(22)}#${'k'.repeat(8)}`;
    expect(subscriptionOf(`web:https://fcm.googleapis.com/x#${keys}`)).toMatchObject({
      endpoint: 'https://fcm.googleapis.com/x',
    });
    for (const token of [
      `https://fcm.googleapis.com/x#${keys}`,
      `web:ftp://fcm.googleapis.com/x#${keys}`,
      `web:https://fcm.googleapis.com/${'x'.repeat(900)}#${keys}`,
      `web:https://fcm.googleapis.com/x#${keys}#more`,
      `web:https://#${keys}`,
      `web:https://fcm.googleapis.com/한#${keys}`,
      'web:',
    ])
      expect(subscriptionOf(token)).toBeUndefined();
  });
});

it('a key has a public half of 65 bytes, and its private one is usable however it begins', () => {
  for (const { privateKey } of Array.from({ length: 300 }, makeVapidKey)) {
    expect(privateKey).toHaveLength(43);
    const point = Buffer.from(publicKeyOf({ privateKey }) ?? '', 'base64url');
    expect([point.length, point[0]]).toEqual([65, 4]);
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: privateKey, x, y }, format: 'jwk' });
  }
  expect(['', 'A'.repeat(43), '_'.repeat(43), 'no'].map((privateKey) => publicKeyOf({ privateKey }))).toEqual([
    ...[undefined, undefined, undefined, undefined],
  ]);
});
