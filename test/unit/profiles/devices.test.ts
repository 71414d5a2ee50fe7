import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../shared/events/event.ts';
import {
  allContacts,
  type DeviceStates,
  deviceEntries,
  deviceList,
  devicesOf,
  liveTokens,
  MAX_DEVICES,
  mergeDevices,
  NO_DEVICES,
} from '../../../shared/profiles/devices.ts';
import { stateOf } from '../../../shared/profiles/fold.ts';
import { stateFromText, stateText } from '../../../shared/profiles/fold-codec.ts';

const TOKEN = 'fcm-token-of-a-phone:APA91b';

const event = (minute: number, name: string, fields: Partial<StoredEvent['body']> = {}): StoredEvent => {
  const at = new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString();
  const messageId = `m${minute}`;
  return {
    ...{ person: 'u:kim', key: `${at}#${messageId}`, messageId, type: 'track', name, at, receivedAt: at },
    body: { context: { device: { token: TOKEN, type: 'ios' } }, ...fields },
    imported: false,
  };
};

const devicesAfter = (...events: readonly StoredEvent[]) =>
  deviceList(events.map(devicesOf).reduce(mergeDevices, NO_DEVICES));
const takesMessages = (...events: readonly StoredEvent[]): boolean =>
  liveTokens(devicesAfter(...events)).includes(TOKEN);

describe('a device', () => {
  it('takes messages from the first call that shows it', () => {
    expect(devicesAfter(event(1, 'Product Viewed'))).toEqual([{ token: TOKEN, platform: 'ios', at: event(1, '').at }]);
  });

  it('takes none once notifications were denied, whatever else it does, until they are granted', () => {
    const denied = event(2, 'Application Opened', { properties: { notifications: 'denied' } });
    const granted = event(9, 'Application Opened', { properties: { notifications: 'granted' } });
    expect(takesMessages(event(1, 'Device Registered'), denied, event(3, 'Product Viewed'))).toBe(false);
    expect(takesMessages(denied, event(4, 'Application Opened'))).toBe(false);
    expect(takesMessages(denied, granted, event(1, 'Device Registered'))).toBe(true);
  });

  it('takes none after it was unregistered or the app was removed, until it is registered again', () => {
    expect(takesMessages(event(1, 'Device Registered'), event(2, 'Application Uninstalled'))).toBe(false);
    const gone = event(2, 'Device Unregistered', { context: {}, properties: { token: TOKEN } });
    expect(takesMessages(event(1, 'Device Registered'), gone, event(3, 'Product Viewed'))).toBe(false);
    expect(takesMessages(gone, event(3, 'Device Registered'))).toBe(true);
  });

  it('is not last heard of by word that it is gone', () => {
    const gone = event(7, 'Device Unregistered', { context: {}, properties: { token: TOKEN } });
    expect(devicesAfter(event(1, 'Product Viewed'), gone)).toMatchObject([
      { at: event(1, '').at, offAt: event(7, '').at },
    ]);
  });

  it.each([
    ['of Apple’s own service', 'ab'.repeat(32)],
    ['too long', 'x'.repeat(513)],
    ['too short', 'x'],
    ['no text', 7],
  ])('is none with a token that is %s', (_what, token) => {
    expect(devicesOf(event(1, 'Device Registered', { context: { device: { token } } }))).toBe(NO_DEVICES);
  });

  it('is the address of the channel: of several the one last heard of that takes messages', () => {
    const other = { context: { device: { token: `${TOKEN}2`, type: 'android' } } };
    const devices = devicesAfter(event(1, 'Device Registered', other), event(2, 'Device Registered'));
    expect(allContacts({ contacts: {}, devices })).toEqual({ device: TOKEN });
    const off = devicesAfter(
      event(1, 'Device Registered', other),
      event(2, 'Device Registered'),
      event(3, 'Device Unregistered'),
    );
    expect(allContacts({ contacts: { email: 'a@b.kr' }, devices: off })).toEqual({
      email: 'a@b.kr',
      device: `${TOKEN}2`,
    });
  });
});

const text = ({ seen, said }: DeviceStates): string => JSON.stringify([deviceEntries(seen), deviceEntries(said)]);

describe('what events say of devices', () => {
  const happened = fc
    .record({
      minute: fc.nat({ max: 40 }),
      token: fc.nat({ max: 14 }),
      name: fc.constantFrom('Device Registered', 'Device Unregistered', 'Application Opened', 'Product Viewed'),
      notifications: fc.constantFrom('granted', 'denied', undefined),
    })
    .map(({ minute, token, name, notifications }) =>
      devicesOf({
        ...event(minute, name, { properties: { notifications }, context: { device: { token: `${TOKEN}${token}` } } }),
        // One event, one name: what happens in one minute differs by it.
        messageId: `m${minute}-${token}-${name}-${notifications}`,
      }),
    );
  const state = fc.array(happened, { maxLength: 25 }).map((all) => all.reduce(mergeDevices, NO_DEVICES));

  it('joins in any order, in any parts and any number of times to the same', async () => {
    await fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        expect(text(mergeDevices(a, b))).toBe(text(mergeDevices(b, a)));
        expect(text(mergeDevices(mergeDevices(a, b), c))).toBe(text(mergeDevices(a, mergeDevices(b, c))));
        expect(text(mergeDevices(a, a))).toBe(text(a));
        expect(text(mergeDevices(a, NO_DEVICES))).toBe(text(a));
        expect(mergeDevices(a, b).seen.size).toBeLessThanOrEqual(MAX_DEVICES);
      }),
      { numRuns: 300 },
    );
  });

  it('is not added to where it was stored before devices were folded', () => {
    const { devices: _devices, ...old } = JSON.parse(stateText(stateOf(event(1, 'Product Viewed'))));
    expect(stateFromText(JSON.stringify(old)).basis).not.toBe('');
  });
});
