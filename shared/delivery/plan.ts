import * as z from 'zod';
import type { Campaign } from '../campaigns/campaign.ts';
import { isLocal, usualHourOf, type Visit } from '../campaigns/timing.ts';
import { minutesOf } from '../law/quiet-hours.ts';
import { MINUTE, toIso } from '../platform/clock.ts';
import { atLocalTime, nextLocalTime, zoneOffset } from '../platform/time.ts';
import { type ReceiverZone, ZONE_GROUNDS } from '../profiles/receiver-zone.ts';

/** When a person is to be written to, and why then. Kept on the ledger row: another look must not change it. */
export const planSchema = z.object({
  /** ISO 8601 UTC. */
  at: z.string(),
  /** Zone in which the campaign's hours are read for this person, and what says so. */
  zone: z.string(),
  zoneBy: z.enum(ZONE_GROUNDS),
  /**
   * `start`: with the campaign; `localTime`: its local time; `usualHour`: `near` of `visits` were around `hour`; `otherwise`:
   * too little is known of the person's hours; `usualHourTooLate`: it would come after the message is of use.
   */
  by: z.enum(['start', 'localTime', 'usualHour', 'otherwise', 'usualHourTooLate']),
  hour: z.number().int().optional(),
  near: z.number().int().optional(),
  visits: z.number().int().optional(),
});
export type Plan = z.infer<typeof planSchema>;

/**
 * The one zone in which a campaign's hours are read for a person. Of several in which they may live the one whose clock is
 * last: its hour has come in all of them. The shop's where nothing is known.
 */
export const planZone = ({ zones }: ReceiverZone, shopZone: string, at: number): string =>
  [...zones].sort((left, right) => zoneOffset(at, left) - zoneOffset(at, right) || (left < right ? -1 : 1))[0] ??
  shopZone;

/** Whether the campaign's hours differ from person to person. */
export const isTimed = ({ at, timing }: Pick<Campaign, 'at' | 'timing'>): boolean =>
  (at !== undefined && isLocal(at)) || timing?.usualHour !== undefined || timing?.windows !== undefined;

interface PlanInput {
  readonly campaign: Pick<Campaign, 'at' | 'timing' | 'expiresAfter'>;
  /** When the campaign began, ms. */
  readonly startedAt: number;
  readonly zone: string;
  readonly zoneBy: ReceiverZone['by'];
  /** What the person did; asked for only where the campaign goes by usual hours. */
  readonly visits: readonly Visit[];
}

/** From when the age of a message counts, ms: its local time, else the start. */
const baseOf = ({ at }: Pick<Campaign, 'at'>, startedAt: number, zone: string): number =>
  at !== undefined && isLocal(at) ? Math.max(startedAt, atLocalTime(at, zone)) : startedAt;

/** Beyond it (ms) the message is of no use any more; nothing if it always is. */
export const expiryOf = (
  campaign: Pick<Campaign, 'at' | 'expiresAfter'>,
  startedAt: number,
  zone: string,
): number | undefined =>
  campaign.expiresAfter === undefined ? undefined : baseOf(campaign, startedAt, zone) + campaign.expiresAfter * MINUTE;

/** When to write to a person. Pure: the same person and campaign give the same plan. */
export const planOf = ({ campaign, startedAt, zone, zoneBy, visits }: PlanInput): Plan => {
  const base = baseOf(campaign, startedAt, zone);
  const { usualHour } = campaign.timing ?? {};
  const byStart = base > startedAt ? 'localTime' : 'start';
  if (!usualHour) return { at: toIso(base), zone, zoneBy, by: byStart };
  const { hour, near, visits: seen } = usualHourOf(visits, zone, startedAt);
  const habit = { near, visits: seen };
  const expiry = expiryOf(campaign, startedAt, zone) ?? Number.POSITIVE_INFINITY;
  if (hour === undefined) {
    const at = usualHour.otherwise === undefined ? base : nextLocalTime(base, zone, minutesOf(usualHour.otherwise));
    return { at: toIso(at < expiry ? at : base), zone, zoneBy, by: 'otherwise', ...habit };
  }
  const at = nextLocalTime(base, zone, hour * 60);
  if (at >= expiry) return { at: toIso(base), zone, zoneBy, by: 'usualHourTooLate', hour, ...habit };
  return { at: toIso(at), zone, zoneBy, by: 'usualHour', hour, ...habit };
};

/** What a person's messages and orders say of their hours; opens by machines are none of theirs. */
export const visitsOf = (
  ledger: readonly { readonly openedHumanAt?: string | undefined; readonly clickedHumanAt?: string | undefined }[],
  orderedAt: readonly string[],
): Visit[] => {
  const visit = (kind: Visit['kind'], at: string | undefined): Visit[] =>
    at === undefined ? [] : [{ kind, at: Date.parse(at) }];
  return [
    ...ledger.flatMap((row) => [...visit('open', row.openedHumanAt), ...visit('click', row.clickedHumanAt)]),
    ...orderedAt.flatMap((at) => visit('order', at)),
  ];
};
