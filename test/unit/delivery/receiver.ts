import type { Receiver } from '../../../shared/delivery/gates.ts';
import { profile } from './shop.ts';

export const customer = (fields = {}) => ({ customerId: 'u:kim', version: 1, fold: profile(fields) });

/** Somebody in Seoul who may get an ad by text at ten in the morning. */
export const receiver = (fields: Partial<Receiver> = {}): Receiver => ({
  now: Date.parse('2026-11-23T01:00:00.000Z'),
  channel: 'sms',
  purpose: 'ad',
  customer: customer(),
  kinds: ['consumer'],
  isMerged: false,
  hasUnderOtherId: false,
  address: '+821012345678',
  devices: [],
  isSendable: true,
  consent: { ad: { state: 'granted', at: '2026-01-01T00:00:00.000Z', basis: 'explicit', dated: true } },
  suppression: undefined,
  country: 'KR',
  goalSince: undefined,
  goalAt: undefined,
  stillMatches: undefined,
  lastMessageAt: undefined,
  notMessagedInDays: undefined,
  topic: undefined,
  pausedUntil: undefined,
  caps: [],
  contacts: [],
  startedAt: Date.parse('2026-11-23T01:00:00.000Z'),
  plan: undefined,
  windows: undefined,
  expiresAt: undefined,
  ...fields,
});
