import type { Campaign } from '../campaigns/campaign.ts';
import type { Wishes } from '../consent/preference.ts';
import { DAY } from '../platform/clock.ts';
import { respondedAt } from '../segments/ignored.ts';
import type { Settings } from '../settings/settings.ts';
import { firstHandOver, triedOf } from './chain.ts';
import type { Message } from './message.ts';

/** At most so many ads, on all channels together, within so many days that end now. */
export interface Cap {
  readonly messages: number;
  readonly days: number;
}

/** An ad that reached a person, or may have. */
export interface Contacted {
  readonly key: string;
  /** ms */
  readonly at: number;
}

/** The shop's caps, of which some messages may be kept for campaigns that matter most, and the person's own. */
export const capsOf = (caps: Settings['caps'], priority: Campaign['priority'], most: Wishes['most']): Cap[] => [
  ...caps.map(({ messages, days, keptForHigh }) => ({
    days,
    messages: priority === 'high' ? messages : messages - keptForHigh,
  })),
  ...(most ? [most] : []),
];

type Ledgered = Parameters<typeof firstHandOver>[0] & Pick<Message, 'key' | 'purpose' | 'imported'>;

/** When a message reached a person, or may have, by whichever way; nothing if it cannot have. */
const reachedAt = (row: Ledgered): string | undefined => (row.imported ? undefined : firstHandOver(row)?.handedOverAt);

/** A row as it counts for whether the person still answers; nothing if it cannot have arrived. */
export const sentOf = (row: Message) => {
  const at = reachedAt(row);
  if (at === undefined) return undefined;
  const answers = [...triedOf(row).values()].flatMap((way) => respondedAt(way) ?? []);
  return { at, purpose: row.purpose, respondedAt: [respondedAt(row) ?? [], answers].flat().sort().at(-1) };
};

/** The ads of a ledger that count, the message in question not among them. */
export const contactsIn = (ledger: readonly Ledgered[], ownKey: string): Contacted[] =>
  ledger.flatMap((row) => {
    const at = row.key === ownKey || row.purpose !== 'ad' ? undefined : reachedAt(row);
    return at === undefined ? [] : [{ key: row.key, at: Date.parse(at) }];
  });

/** The first moment, from now on, at which one more ad is within every cap; ms. */
export const nextFree = (contacts: readonly Contacted[], caps: readonly Cap[], now: number): number =>
  caps.reduce((free, { messages, days }) => {
    const times = contacts
      .map(({ at }) => at)
      .filter((at) => at > now - days * DAY)
      .sort((left, right) => left - right);
    // It is this one that has to grow old.
    const blocking = times.at(-messages);
    return times.length < messages || blocking === undefined ? free : Math.max(free, blocking + days * DAY);
  }, now);
