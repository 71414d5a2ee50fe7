import { describe, expect, it } from 'vitest';
import { createDeviceClaims } from '../../../functions/ingest/device-claims.ts';
import { readBatch } from '../../../functions/ingest/read-request.ts';
import { userHashOf } from '../../../shared/onsite/visitor.ts';
import {
  deviceList,
  devicesOf,
  MAX_DEVICES,
  MAX_GUESTS,
  mergeDevices,
  NO_DEVICES,
} from '../../../shared/profiles/devices.ts';
import type { ApiKey } from '../../../shared/settings/api-key.ts';
import type { Scope } from '../../../shared/settings/roles.ts';

const SECRET = 'ab'.repeat(32);
const TOKEN = 'fcm-token-of-a-phone:APA91b';
const keyWith = (...scopes: Scope[]): ApiKey => ({ id: 'k', name: 'k', scopes, source: 'web' });

let asked = 0;
const claims = createDeviceClaims(async () => {
  asked += 1;
  return SECRET;
});

const judge = async (call: object, key = keyWith('write')) => {
  const receipt = {
    receivedAt: Date.parse('2026-11-23T01:00:00.000Z'),
    source: 'web',
    imported: false,
    ip: '192.0.2.1',
  };
  const { events, errors } = readBatch({ batch: [call] }, receipt);
  expect(errors).toEqual([]);
  const [event] = events;
  if (!event) throw new Error('no event');
  const claim = await claims(event, key);
  const stored = { key: '', imported: false, ...claim.event };
  return { ...claim, stored, text: JSON.stringify(claim.event), devices: devicesOf(stored) };
};

const viewed = (fields: object, context: object = {}) => ({
  ...{ type: 'track', event: 'Product Viewed', messageId: 'm1', timestamp: '2026-11-23T00:59:00.000Z', ...fields },
  context: { locale: 'ko-KR', device: { token: TOKEN, type: 'ios', model: 'phone' }, ...context },
});
const signed = (userId: string) => ({ userHash: userHashOf(SECRET, userId) });

describe('a device under a member’s id', () => {
  it('is left out where a public key alone says so: the event is kept, and the sender hears why', async () => {
    const { text, devices, warning, event } = await judge(viewed({ userId: 'kim' }));
    expect(devices).toBe(NO_DEVICES);
    expect(text).not.toContain(TOKEN);
    expect(warning).toMatchObject({ code: 'unproven_device', path: 'context.userHash' });
    expect(event.body.context).toMatchObject({ locale: 'ko-KR', device: { type: 'ios', model: 'phone' } });
  });

  it.each([
    ['of another member', signed('lee')],
    ['made up', { userHash: 'ab'.repeat(32) }],
    ['no text', { userHash: 7 }],
    ['empty', { userHash: '' }],
    ['null', { userHash: null }],
  ])('is left out with a hash that is %s', async (_what, context) => {
    expect((await judge(viewed({ userId: 'kim' }, context))).devices).toBe(NO_DEVICES);
  });

  it('is left out wherever it is named', async () => {
    const registered = { type: 'track', event: 'Device Registered', userId: 'kim', properties: { token: TOKEN } };
    expect((await judge(registered)).text).not.toContain(TOKEN);
    expect((await judge({ ...registered, event: 'Device Unregistered' })).text).not.toContain(TOKEN);
    expect((await judge(viewed({ userId: 'kim', anonymousId: 'browser-1' }))).text).not.toContain(TOKEN);
    expect((await judge({ ...viewed({ userId: 'kim' }), type: 'identify' })).text).not.toContain(TOKEN);
  });

  it('is taken with the member’s hash, which is not stored', async () => {
    const { text, devices, warning } = await judge(viewed({ userId: 'kim' }, signed('kim')));
    expect(deviceList(devices)).toMatchObject([{ token: TOKEN, platform: 'ios' }]);
    expect(text).not.toContain(signed('kim').userHash);
    expect(warning).toBeUndefined();
  });

  it('is taken from a key that no page holds', async () => {
    for (const key of [keyWith('write', 'send'), keyWith('admin')])
      expect(deviceList((await judge(viewed({ userId: 'kim' }), key)).devices)).toHaveLength(1);
  });

  it('costs a call without a device nothing, and asks for no secret where no hash came', async () => {
    asked = 0;
    const { text } = await judge({ type: 'track', event: 'Product Viewed', userId: 'kim', context: signed('kim') });
    expect(text).not.toContain('userHash');
    await judge(viewed({ userId: 'kim' }));
    await judge(viewed({ anonymousId: 'browser-1' }));
    expect(asked).toBe(0);
  });
});

describe('a device of an anonymous id', () => {
  const shown = async (fields: object, token: string, minute: number) => {
    const at = new Date(Date.UTC(2026, 10, 22, 0, minute)).toISOString();
    const context = { device: { token, type: 'ios' }, ...('userId' in fields ? signed('kim') : {}) };
    return (await judge(viewed({ ...fields, messageId: `${token} ${minute}`, timestamp: at }, context))).devices;
  };

  it('is its own, and is not a member’s because a stranger says that both are one', async () => {
    const devices = await shown({ anonymousId: 'stranger' }, TOKEN, 1);
    expect(deviceList(devices, false)).toMatchObject([{ token: TOKEN }]);
    expect(deviceList(devices, true)).toEqual([]);
  });

  it('crowds out none of the member’s, however many there are and whatever comes first', async () => {
    const own = await Promise.all(
      Array.from({ length: MAX_DEVICES }, (_, at) => shown({ userId: 'kim' }, `${TOKEN}-own-${at}`, at)),
    );
    const strange = await Promise.all(
      Array.from({ length: 25 }, (_, at) => shown({ anonymousId: 'stranger' }, `${TOKEN}-strange-${at}`, 30 + at)),
    );
    for (const all of [
      [...own, ...strange],
      [...strange, ...own],
    ]) {
      const merged = all.reduce(mergeDevices, NO_DEVICES);
      expect(deviceList(merged, true)).toHaveLength(MAX_DEVICES);
      expect(deviceList(merged, true).every(({ token }) => token.includes('-own-'))).toBe(true);
      expect(merged.seen.size).toBe(MAX_DEVICES + MAX_GUESTS);
    }
  });
});
