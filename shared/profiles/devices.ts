import * as z from 'zod';
import type { Contacts } from '../consent/address.ts';
import type { StoredEvent } from '../events/event.ts';
import { shortDigest } from '../platform/digest.ts';
import { isWebToken, subscriptionOf } from '../webpush/subscription.ts';
import { newer, type Register } from './register.ts';

export const PLATFORMS = ['android', 'ios', 'web', 'other'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** One device of a person, as the profile keeps it. */
export const deviceSchema = z.object({
  /** Registration token of Firebase Cloud Messaging, or a browser's subscription (webpush/subscription.ts). */
  token: z.string(),
  platform: z.enum(PLATFORMS),
  /** When it was last heard of. */
  at: z.string(),
  /** Since when it takes no messages: unregistered, uninstalled, or notifications switched off. */
  offAt: z.string().optional(),
});
export type Device = z.infer<typeof deviceSchema>;

/**
 * What events say of a person's devices, by token. Two bounded sets of maxima: an event that merely shows a token keeps it in
 * `seen`; only one that speaks about it (registered, unregistered, notifications granted or denied) is in `said`, so that a
 * view after a denial does not switch a device on again.
 */
export interface DeviceStates {
  readonly seen: ReadonlyMap<string, Register<Platform>>;
  /** True: takes messages. */
  readonly said: ReadonlyMap<string, Register<boolean>>;
}

export const MAX_DEVICES = 10;
/** What was said of a device outlives many others that came and went, or it would be written to again. */
const MAX_SAID = 30;
/** Anybody can add these to a member's profile, and one browser or app has one token, so there are few. */
export const MAX_GUESTS = 3;
export const MAX_GUESTS_SAID = 10;

const NOTHING_SEEN: DeviceStates['seen'] = new Map();
const NOTHING_SAID: DeviceStates['said'] = new Map();
// One empty value for all: most events show no device.
export const NO_DEVICES: DeviceStates = { seen: NOTHING_SEEN, said: NOTHING_SAID };

/** Events that speak about the device they name; `Application …` ones only where they say `notifications`. */
export const DEVICE_REGISTERED = 'Device Registered';
export const DEVICE_UNREGISTERED = 'Device Unregistered';
const UNINSTALLED = 'Application Uninstalled';

/** Longer than any token that Firebase gives out (about 160 signs). */
const MAX_TOKEN = 512;
/** A token of Apple's own push service, which Firebase does not know. */
const APPLE = /^(?:[0-9a-f]{64}|[0-9A-F]{64})$/;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const tokenOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (isWebToken(value)) return subscriptionOf(value) ? value : undefined;
  return value.length <= MAX_TOKEN && /^[\x21-\x3e\x40-\x7e][\x21-\x7e]{19,}$/.test(value) && !APPLE.test(value)
    ? value
    : undefined;
};

const platformOf = (value: unknown): Platform => {
  const said = typeof value === 'string' ? value.toLowerCase() : '';
  return PLATFORMS.find((platform) => platform === said) ?? 'other';
};

/** Whether the event says of its device that it takes messages, or does not; nothing if it only shows it. */
const standingIn = (name: string | undefined, notifications: unknown): boolean | undefined => {
  if (name === DEVICE_UNREGISTERED || name === UNINSTALLED) return false;
  if (name !== DEVICE_REGISTERED && name?.startsWith('Application ') !== true) return undefined;
  if (notifications === 'denied') return false;
  return notifications === 'granted' || name === DEVICE_REGISTERED ? true : undefined;
};

/** Whether an event of this name is about the device that its properties name. */
export const isAboutDevice = (type: string, name: string | undefined): boolean =>
  type === 'track' && (name === DEVICE_REGISTERED || name === DEVICE_UNREGISTERED || name === UNINSTALLED);

/**
 * A device that a browser or an app showed by its own id alone. Anybody can say that such an id is a member's (links.ts), so it stands apart:
 * among a member's devices it counts for nothing, and cannot crowd out those that were shown under the member's own id.
 */
const GUEST = '?';
const isGuest = (token: string): boolean => token.startsWith(GUEST);

/** Where `said` keeps what a guest said of a device: told by token, and a browser's token is long. */
const guestSaid = (token: string): string => GUEST + shortDigest(token);

/** The device that an event names: `context.device.token`; of events about a device also `properties.token`. */
export const deviceTokenIn = ({
  type,
  name,
  body,
}: Pick<StoredEvent, 'type' | 'name' | 'body'>): string | undefined => {
  const device = isRecord(body.context?.device) ? body.context.device : {};
  return tokenOf(device.token) ?? (isAboutDevice(type, name) ? tokenOf(body.properties?.token) : undefined);
};

/** What one event says. */
export const devicesOf = (event: StoredEvent): DeviceStates => {
  const { person, type, name, at, messageId: id, body } = event;
  const token = deviceTokenIn(event);
  if (token === undefined) return NO_DEVICES;
  const device = isRecord(body.context?.device) ? body.context.device : {};
  const about = type === 'track' ? name : undefined;
  const properties = about === undefined ? {} : (body.properties ?? {});
  const isByGuest = person.startsWith('a:');
  const takes = standingIn(about, properties.notifications);
  const kind = device.type ?? (isAboutDevice(type, name) ? properties.type : undefined);
  const platform = isWebToken(token) ? 'web' : platformOf(kind);
  return {
    // Our own word that a token is dead is no sign of life.
    seen:
      about === DEVICE_UNREGISTERED
        ? NOTHING_SEEN
        : new Map([[isByGuest ? GUEST + token : token, { at, id, value: platform }]]),
    said:
      takes === undefined ? NOTHING_SAID : new Map([[isByGuest ? guestSaid(token) : token, { at, id, value: takes }]]),
  };
};

type Entry<Value> = readonly [string, Register<Value>];

/** Newest first; a total order, so that a cut does not depend on arrival. */
const byClock = ([leftToken, left]: Entry<unknown>, [rightToken, right]: Entry<unknown>): number => {
  if (left.at !== right.at) return left.at > right.at ? -1 : 1;
  if (left.id !== right.id) return left.id > right.id ? -1 : 1;
  return leftToken < rightToken ? -1 : leftToken > rightToken ? 1 : 0;
};

/** A token among the newest of all is among the newest of the part that holds its newest event, so no order of merges loses it. */
const newest = <Value>(
  left: ReadonlyMap<string, Register<Value>>,
  right: ReadonlyMap<string, Register<Value>>,
  most: { readonly own: number; readonly guests: number },
): ReadonlyMap<string, Register<Value>> => {
  if (right.size === 0) return left;
  if (left.size === 0) return right;
  const all = new Map(left);
  for (const [token, register] of right) {
    const kept = newer(all.get(token), register);
    if (kept) all.set(token, kept);
  }
  if (all.size <= Math.min(most.own, most.guests)) return all;
  const sorted = [...all].sort(byClock);
  const own = sorted.filter(([token]) => !isGuest(token)).slice(0, most.own);
  const guests = sorted.filter(([token]) => isGuest(token)).slice(0, most.guests);
  return new Map([...own, ...guests]);
};

/** Of two sets of events together. Commutative, associative, idempotent. */
export const mergeDevices = (left: DeviceStates, right: DeviceStates): DeviceStates => {
  const seen = newest(left.seen, right.seen, { own: MAX_DEVICES, guests: MAX_GUESTS });
  const said = newest(left.said, right.said, { own: MAX_SAID, guests: MAX_GUESTS_SAID });
  return seen.size === 0 && said.size === 0 ? NO_DEVICES : { seen, said };
};

/** In one order, for a text that is equal for equal states. */
export const deviceEntries = <Value>(map: ReadonlyMap<string, Register<Value>>): Entry<Value>[] =>
  [...map].sort(byClock);

/**
 * What counts of a device. A guest may switch a member's device off, for who signs out and denies is no less heard, and can never switch it on; a
 * guest's own device goes by both, because profiles of before kept a guest's word like a member's.
 */
const lastSaid = (said: DeviceStates['said'], token: string, isMember: boolean): Register<boolean> | undefined => {
  const own = said.get(token);
  const guest = said.size === 0 ? undefined : said.get(guestSaid(token));
  return isMember && guest?.value === true ? own : newer(own, guest);
};

/** Devices of a person, newest first: of a member (`u:`) those shown as the member's, of anybody else those that the browser or app showed. */
export const deviceList = ({ seen, said }: DeviceStates, isMember = true): Device[] =>
  deviceEntries(seen)
    .filter(([token]) => isGuest(token) !== isMember)
    .map(([shown, { at, value: platform }]) => {
      const token = isMember ? shown : shown.slice(GUEST.length);
      const last = lastSaid(said, token, isMember);
      return { token, platform, at, ...(last?.value === false ? { offAt: last.at } : {}) };
    });

/** Tokens that take messages, the one last heard of first. */
export const liveTokens = (devices: readonly Device[] | undefined): string[] =>
  (devices ?? []).flatMap(({ token, offAt }) => (offAt === undefined ? [token] : []));

/** Every address of a profile; of the devices the one last heard of. */
export const allContacts = ({
  contacts,
  devices,
}: {
  readonly contacts: Contacts;
  readonly devices?: readonly Device[] | undefined;
}): Contacts => {
  const [device] = liveTokens(devices);
  return device === undefined ? contacts : { ...contacts, device };
};
