import type { Customer } from '../profiles/profile.ts';
import { isReachable } from '../segments/leaf-value.ts';
import type { Settings } from '../settings/settings.ts';
import { priceFor, type WrittenAt } from './people-findings.ts';
import { forLink, type Snapshot } from './snapshot.ts';

/** Thousandths of the minor unit for one person, on average. */
export interface WayCosts {
  /** Every way is taken, one after the other; of a campaign that picks, the dearest that is allowed. */
  readonly worstMilli: number;
  /** The first way by which the person can be reached does. */
  readonly expectedMilli: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a message with several ways costs people like these; nothing if it has one way, or nobody was looked at. */
export const wayCosts = (
  snapshot: Snapshot,
  people: readonly Customer[],
  settings: Settings,
  at: WrittenAt,
): WayCosts | undefined => {
  const { fallback, pick } = snapshot.campaign;
  if (!fallback || people.length === 0) return undefined;
  const ways = [0, ...fallback.map((_, index) => index + 1)].map((link) => forLink(snapshot, link));
  const each = people.map((customer) => {
    const prices = ways.flatMap((way) => {
      const milli = priceFor(way, customer, settings, at);
      const isAllowed = milli !== undefined && (pick === undefined || milli <= pick.underMilli);
      return isAllowed ? [{ milli, reached: isReachable(customer, way.campaign.channel, at.now) }] : [];
    });
    const all = prices.map(({ milli }) => milli);
    // Of ways to choose from, who is known for nothing gets the cheapest.
    const inOrder = pick ? [...prices].sort((left, right) => left.milli - right.milli) : prices;
    return {
      worst: pick ? Math.max(0, ...all) : all.reduce((sum, milli) => sum + milli, 0),
      expected: inOrder.find(({ reached }) => reached)?.milli ?? 0,
    };
  });
  return {
    worstMilli: mean(each.map(({ worst }) => worst)),
    expectedMilli: mean(each.map(({ expected }) => expected)),
  };
};
