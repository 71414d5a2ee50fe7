import { describe, expect, it, onTestFinished } from 'vitest';
import { startFcm } from '../../../infra/local/fcm/fcm.ts';
import type { HandOver, Outgoing } from '../../../shared/delivery/channel.ts';
import { createPushChannel } from '../../../shared/delivery/push.ts';
import { meaningOf, retryAfterOf } from '../../../shared/fcm/answer.ts';
import { createFcm } from '../../../shared/fcm/client.ts';
import type { ServiceAccount } from '../../../shared/fcm/credentials.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';
import { noBrowsers } from './no-browsers.ts';

const phone = (word: string): string => `fcm-token-${word}-phone:APA91b`;

const outgoing = (...devices: readonly [string, ...string[]]): Outgoing => ({
  ...{ to: devices[0], devices, keepFor: 3_600_000, ref: 'winback_03_0_17', campaignId: 'winback', purpose: 'ad' },
  message: {
    channel: 'push',
    title: '안녕',
    text: '반가워요',
    data: { sale: '7' },
    link: 'shop:cart',
    opens: 'x',
    bytes: 99,
  },
  ...{ brand: DEFAULT_SETTINGS.brand, settings: DEFAULT_SETTINGS, unsubscribeUrl: 'https://crm.example.com/u/t' },
});

const bench = async (given: { account?: Partial<ServiceAccount>; loseProviderAnswer?: number } = {}) => {
  const { loseProviderAnswer = 0 } = given;
  const around = surroundings({ faults: () => ({ failProvider: 0, loseProviderAnswer, random: () => 0 }) });
  const standIn = await startFcm(around.options);
  onTestFinished(() => standIn.stop());
  const { clock } = around.options;
  const account = async () => ({ ...standIn.account, ...given.account });
  const fcm = createFcm({ url: standIn.endpoint, tokenUrl: standIn.tokenUrl, account, clock });
  const adapter = createPushChannel({ fcm, web: noBrowsers, clock });
  const send = async (...devices: readonly [string, ...string[]]): Promise<HandOver> =>
    (await adapter.prepare(outgoing(...devices)))();
  return { standIn, send };
};

describe('a notification', () => {
  it('is shown, names its message on both systems, and is held for no longer than it may arrive', async () => {
    const { standIn, send } = await bench();
    expect(await send(phone('my'))).toMatchObject({
      kind: 'accepted',
      delivered: true,
      providerId: expect.stringMatching(/messages/),
    });
    expect(standIn.sent()).toMatchObject([
      {
        token: phone('my'),
        notification: { title: '안녕', body: '반가워요' },
        data: { sale: '7', link: 'shop:cart', dangol: 'x' },
        android: { ttl: '3600s', notification: { tag: 'winback_03_0_17' } },
        apns: { headers: { 'apns-collapse-id': 'winback_03_0_17' } },
      },
    ]);
  });

  it('asks Google for access once, and again when that has ended', async () => {
    const { standIn, send } = await bench();
    await send(phone('my'), phone('other'));
    await send(phone('my'));
    expect(standIn.granted()).toBe(1);
    standIn.revoke();
    expect(await send(phone('my'))).toMatchObject({ kind: 'refused', code: 'UNAUTHENTICATED', retry: 'unreachable' });
    expect(await send(phone('my'))).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['gone', 'UNREGISTERED'],
    ['stranger', 'SENDER_ID_MISMATCH'],
    ['broken', 'INVALID_ARGUMENT'],
  ])('ends for good where the device is %s', async (word, code) => {
    const { send } = await bench();
    expect(await send(phone(word))).toEqual({ kind: 'refused', code, gone: [{ token: phone(word), code }] });
  });

  it.each([
    ['quota', 'QUOTA_EXCEEDED', { retry: 'throttled', after: 60_000 }],
    ['busy', 'UNAVAILABLE', { retry: 'unreachable', after: 30_000 }],
    ['internal', 'INTERNAL', { retry: 'unreachable' }],
    ['apnskey', 'THIRD_PARTY_AUTH_ERROR', { retry: 'paused' }],
  ])('is tried again, and not before Firebase says, when it answers %s', async (word, code, how) => {
    const { standIn, send } = await bench();
    expect(await send(phone(word))).toEqual({ kind: 'refused', code, ...how, gone: [] });
    expect(standIn.sent()).toEqual([]);
  });

  it('is accepted if any device took it, and names those that are gone', async () => {
    const { standIn, send } = await bench();
    const answer = await send(phone('gone'), phone('busy'), phone('my'), phone('stranger'));
    expect(answer).toMatchObject({ kind: 'accepted' });
    expect(answer.gone?.map(({ token }) => token)).toEqual([phone('gone'), phone('stranger')]);
    expect(standIn.sent().map(({ token }) => token)).toEqual([phone('my')]);
  });

  it('is of unknown outcome if one device may have it and none surely has', async () => {
    const { send } = await bench({ loseProviderAnswer: 1 });
    expect(await send(phone('my'), phone('busy'))).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['missing', { private_key: '' }, 'not set up'],
    ['broken', { private_key: 'no key' }, 'unusable private_key'],
    ['of somebody else', { client_email: 'else@where.iam.gserviceaccount.com' }, 'token 400'],
  ])('waits while the service account is %s', async (_what, account, code) => {
    const { send } = await bench({ account });
    expect(await send(phone('my'))).toEqual({ kind: 'refused', code, retry: 'paused', gone: [] });
  });
});

describe('an answer of Firebase', () => {
  const error = (status: string, details: readonly object[] = []) => ({ error: { status, details } });
  const fcmError = (errorCode: string) => ({
    '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
    errorCode,
  });
  const violation = (field: string) => ({
    '@type': 'type.googleapis.com/google.rpc.BadRequest',
    fieldViolations: [{ field, description: 'Invalid value' }],
  });

  it.each([
    [400, error('INVALID_ARGUMENT', [violation('message.data[0].value')]), 'bad'],
    [400, error('INVALID_ARGUMENT', [fcmError('INVALID_ARGUMENT'), violation('message.android.ttl')]), 'bad'],
    [400, error('INVALID_ARGUMENT', [violation('message.token'), fcmError('INVALID_ARGUMENT')]), 'gone'],
    [403, error('PERMISSION_DENIED'), 'account'],
    [404, error('NOT_FOUND'), 'account'],
    [429, '<html>', 'throttled'],
    [413, '<html>', 'bad'],
    [502, '<html>Bad Gateway</html>', 'unknown'],
    [200, { unexpected: true }, 'unknown'],
  ])('%i %j is %s', (status, body, kind) => {
    expect(meaningOf(status, body).kind).toBe(kind);
  });

  it('is waited for in seconds or until a date, a day at most', () => {
    const now = Date.parse('2026-11-23T00:00:00.000Z');
    const waits = ['30', 'Mon, 23 Nov 2026 00:02:00 GMT', 'Sun, 22 Nov 2026 00:00:00 GMT', 'soon', '999999', null];
    expect(waits.map((header) => retryAfterOf(header, now))).toEqual([
      ...[30_000, 120_000, undefined, undefined, 86_400_000, undefined],
    ]);
  });
});
