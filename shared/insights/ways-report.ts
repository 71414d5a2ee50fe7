import { type Counters, count, countsUnder } from './counters.ts';
import type { Report } from './report-schema.ts';

/** One way of a message, as the campaign names it. */
export interface Way {
  readonly channel: string;
  readonly templateId: string;
}

/** How the ways of a message fared, each for itself; the cost of all of them is the campaign's. */
export const waysOf = (ways: readonly Way[], counters: Counters, currency: string): Report['ways'] => ({
  links: ways.map(({ channel, templateId }, link) => {
    const of = (name: string): number => count(counters, `link.${link}.${name}`);
    return {
      ...{ link, channel, templateId },
      ...{ sent: of('sent'), delivered: of('delivered'), bounced: of('bounced'), skipped: of('skipped') },
      ...{ failed: of('failed'), unknown: of('unknown'), converted: of('converted') },
      cost: { amount: Math.round(of(`costMilli.${currency}`) / 1000), currency },
      picked: countsUnder(counters, `picked.${link}.`),
    };
  }),
  arrivedTwice: count(counters, 'arrivedTwice'),
});
