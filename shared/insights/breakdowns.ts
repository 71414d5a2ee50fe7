import * as z from 'zod';
import { type Counters, count, countsUnder } from './counters.ts';

const people = z.number().int();
const share = z.number().nullable();

export const channelLineSchema = z.object({
  channel: z.string(),
  sent: people,
  delivered: people,
  opened: people,
  clicked: people,
  converted: people,
  bounced: people,
  lost: people,
  leaflets: people,
  /** Minor units. */
  cost: z.number().int(),
  openRate: share,
  clickRate: share,
  conversionRate: share,
  lostRate: share,
  leafletRate: share,
});
export type ChannelLine = z.infer<typeof channelLineSchema>;

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** What became of the ads of a channel. */
export const channelLine = (channel: string, counters: Counters, currency: string): ChannelLine => {
  const of = (name: string): number => count(counters, `ad.${name}`);
  const [sent, delivered] = [of('sent'), of('delivered')];
  return {
    ...{ channel, sent, delivered, opened: of('openedHuman'), clicked: of('clickedHuman') },
    ...{ converted: of('converted'), bounced: of('bounced'), lost: of('lost'), leaflets: of('leaflets') },
    cost: Math.round(of(`costMilli.${currency}`) / 1_000),
    openRate: ratio(of('openedHuman'), delivered),
    clickRate: ratio(of('clickedHuman'), delivered),
    conversionRate: ratio(of('converted'), of('aimed')),
    lostRate: ratio(of('lost'), sent),
    leafletRate: ratio(of('leaflets'), of('ads')),
  };
};

export const hourSchema = z.object({
  /** 1 is Monday. */
  weekday: z.number().int(),
  /** 0 to 23, of the shop's zone. */
  hour: z.number().int(),
  opened: people,
  clicked: people,
});
export type HourLine = z.infer<typeof hourSchema>;

const WEEK = 168;
const HOURS = 24;

/**
 * When people open and click, by hour of the shop's week. Counters are in UTC; `offsetHours` is how far the shop's clock is ahead,
 * a half hour rounded down: hours of the other half of the year stand an hour off where clocks change.
 */
export const hoursOf = (all: Counters, offsetHours: number): HourLine[] => {
  const opened = countsUnder(all, 'ad.openHour.');
  const clicked = countsUnder(all, 'ad.clickHour.');
  const lines: HourLine[] = [];
  for (let place = 0; place < WEEK; place++) {
    // Weeks begin on Monday here and on Sunday in the counters.
    const local = (place + HOURS) % WEEK;
    const utc = String((local - Math.floor(offsetHours) + WEEK) % WEEK);
    lines.push({
      ...{ weekday: Math.floor(place / HOURS) + 1, hour: place % HOURS },
      ...{ opened: opened[utc] ?? 0, clicked: clicked[utc] ?? 0 },
    });
  }
  return lines;
};
