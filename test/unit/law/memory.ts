import { createHmac } from 'node:crypto';
import type { Evidence } from '../../../shared/consent/evidence.ts';
import type { ConsentStore } from '../../../shared/consent/evidence-store.ts';
import type { Preference } from '../../../shared/consent/preference.ts';
import { type Suppression, strengthOf } from '../../../shared/consent/suppression.ts';
import type { SuppressionStore } from '../../../shared/consent/suppression-store.ts';
import type { Message } from '../../../shared/delivery/message.ts';
import type { Settlement } from '../../../shared/delivery/message-store.ts';
import type { EngagedMessage } from '../../../shared/feedback/engagement.ts';
import type { FeedbackStore } from '../../../shared/feedback/feedback-store.ts';
import { toIso } from '../../../shared/platform/clock.ts';

/** Stores of the hand-over in memory: maps with the conditions of the tables, for histories by the thousand. */

export const memoryConsents = (): ConsentStore => {
  const rows: Evidence[] = [];
  const wishes: Preference[] = [];
  const saidBy = async (asked: string | readonly string[]) => {
    const ids = typeof asked === 'string' ? [asked] : asked;
    return {
      evidence: rows.filter((row) => ids.includes(row.customerId)),
      preferences: wishes.filter((row) => ids.includes(row.customerId)),
    };
  };
  const same = (left: Evidence, right: Evidence): boolean =>
    left.customerId === right.customerId && left.id === right.id && left.receivedAt === right.receivedAt;
  return {
    saidBy,
    evidenceOf: async (ids) => (await saidBy(ids)).evidence,
    append: async (row) => {
      if (rows.some((other) => same(other, row))) return 'duplicate';
      rows.push(row);
      return 'stored';
    },
    appendPreference: async (row) => {
      wishes.push(row);
      return 'stored';
    },
    remove: async (row) => {
      const index = rows.findIndex((other) => same(other, row));
      if (index >= 0) rows.splice(index, 1);
    },
  };
};

export const memorySuppressions = (): SuppressionStore => {
  const marks = new Map<string, Suppression>();
  const hashOf = (channel: string, address: string): string =>
    createHmac('sha256', 'test').update(`${channel} ${address}`).digest('hex');
  const suppressHash: SuppressionStore['suppressHash'] = async (hash, channel, scope, mark) => {
    const known = marks.get(hash) ?? { address: hash, channel };
    const standing = known[scope];
    if (standing && strengthOf(standing) >= strengthOf(mark)) return;
    marks.set(hash, { ...known, [scope]: mark });
  };
  return {
    hashOf,
    suppressHash,
    find: async (channel, address) => marks.get(hashOf(channel, address)),
    findHash: async (hash) => marks.get(hash),
    suppress: (channel, address, scope, mark) => suppressHash(hashOf(channel, address), channel, scope, mark),
  };
};

export const memoryMessages = (clock: () => number) => {
  const rows = new Map<string, Message>();
  const guards = new Map<string, string>();
  const nameOf = (customerId: string, key: string): string => `${customerId} ${key}`;
  const change = (row: Message, set: Partial<Message>): void => {
    rows.set(nameOf(row.customerId, row.key), { ...row, ...set, at: toIso(clock()) });
  };
  return {
    all: () => [...rows.values()],
    find: async (customerId: string, key: string) => rows.get(nameOf(customerId, key)),
    findMany: async (ids: readonly string[], key: string) =>
      new Map(
        ids.flatMap((id) => {
          const row = rows.get(nameOf(id, key));
          return row ? [[id, row] as const] : [];
        }),
      ),
    ofCustomer: async (id: string) => [...rows.values()].filter(({ customerId }) => customerId === id),
    put: async (row: Message, before: Message | undefined) => {
      const known = rows.get(nameOf(row.customerId, row.key));
      if (before ? known?.status !== 'deferred' || known.at !== before.at : known !== undefined) return false;
      rows.set(nameOf(row.customerId, row.key), row);
      return true;
    },
    settle: async (row: Message, claimId: string, result: Settlement) => {
      const known = rows.get(nameOf(row.customerId, row.key));
      if (known?.claimId === claimId) change(known, result);
    },
    giveUp: async (row: Message) => {
      change(row, { status: 'unknown', reason: 'noAnswer' });
      return true;
    },
    guardAddress: async (address: string, key: string, owner: string) => {
      const known = guards.get(`${address} ${key}`);
      if (known !== undefined && known !== owner) return false;
      guards.set(`${address} ${key}`, owner);
      return true;
    },
    guards,
  };
};

export const memoryFeedback = (messages: ReturnType<typeof memoryMessages>): FeedbackStore => ({
  find: async (customerId, key): Promise<EngagedMessage | undefined> => messages.find(customerId, key),
  update: async () => true,
  ownersOf: async (address) =>
    [...messages.guards].flatMap(([name, customerId]) => {
      const [hash, key = ''] = name.split(' ');
      return hash === address ? [{ customerId, key }] : [];
    }),
});
