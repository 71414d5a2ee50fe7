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
  MAX_GUESTS,
  MAX_GUESTS_SAID,
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

describe('a guest, whose link to a member anybody can claim', () => {
  const asGuest = (said: StoredEvent, token = TOKEN): StoredEvent => ({
    ...{ ...said, person: 'a:stranger', messageId: `${said.messageId} guest` },
    body: { ...said.body, context: { device: { token, type: 'ios' } } },
  });
  const off = event(2, 'Application Opened', { properties: { notifications: 'denied' } });
  const own = [event(1, 'Device Registered'), off];

  it('drowns no word of the member’s, however much there is of it, and adds little to the profile', () => {
    const web = (nth: number) =>
      `web:https://push.example.com/${'e'.repeat(750)}${nth}#${'p'.repeat(87)}#${'a'.repeat(22)}#${'k'.repeat(8)}`;
    const junk = Array.from({ length: 40 }, (_, nth) => asGuest(event(3 + nth, 'Device Registered'), web(nth)));
    for (const all of [
      [...own, ...junk],
      [...junk, ...own],
    ]) {
      const states = all.map(devicesOf).reduce(mergeDevices, NO_DEVICES);
      expect(deviceList(states)).toMatchObject([{ token: TOKEN, offAt: off.at }]);
      expect(states.seen.size).toBe(1 + MAX_GUESTS);
      expect(states.said.size).toBe(1 + MAX_GUESTS_SAID);
      expect(text(states).length).toBeLessThan(5_500);
    }
  });

  it('switches a member’s device off until the member registers it again, and never on', () => {
    expect(takesMessages(...own, asGuest(event(3, 'Device Registered')))).toBe(false);
    const [registered] = own;
    if (!registered) throw new Error('no event');
    const gone = asGuest(event(3, 'Device Unregistered'));
    expect(takesMessages(registered, gone)).toBe(false);
    expect(takesMessages(registered, gone, event(4, 'Device Registered'))).toBe(true);
  });

  it('has a device of its own that goes by its last word, also in a profile that kept it like a member’s', () => {
    const shown = devicesOf(asGuest(event(1, 'Device Registered')));
    const before = { seen: NO_DEVICES.seen, said: devicesOf(off).said };
    const isOn = (states: DeviceStates) => liveTokens(deviceList(states, false)).includes(TOKEN);
    expect(isOn(mergeDevices(shown, devicesOf(asGuest(off))))).toBe(false);
    expect(isOn(mergeDevices(shown, before))).toBe(false);
    expect(isOn([shown, before, devicesOf(asGuest(event(5, 'Device Registered')))].reduce(mergeDevices))).toBe(true);
  });
});

const text = ({ seen, said }: DeviceStates): string => JSON.stringify([deviceEntries(seen), deviceEntries(said)]);

describe('what events say of devices', () => {
  const happened = fc
    .record({
      minute: fc.nat({ max: 40 }),
      token: fc.nat({ max: 14 }),
      person: fc.constantFrom('u:kim', 'a:browser'),
      name: fc.constantFrom('Device Registered', 'Device Unregistered', 'Application Opened', 'Product Viewed'),
      notifications: fc.constantFrom('granted', 'denied', undefined),
    })
    .map(({ minute, token, person, name, notifications }) =>
      devicesOf({
        ...event(minute, name, { properties: { notifications }, context: { device: { token: `${TOKEN}${token}` } } }),
        // One event, one name: what happens in one minute differs by it.
        ...{ person, messageId: `m${minute}-${token}-${person}-${name}-${notifications}` },
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
        expect(mergeDevices(a, b).seen.size).toBeLessThanOrEqual(MAX_DEVICES + MAX_GUESTS);
      }),
      { numRuns: 300 },
    );
  });

  it('is not added to where it was stored before devices were folded', () => {
    const { devices: _devices, ...old } = JSON.parse(stateText(stateOf(event(1, 'Product Viewed'))));
    expect(stateFromText(JSON.stringify(old)).basis).not.toBe('');
  });
});
