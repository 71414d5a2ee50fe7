import { LOSSES } from '../feedback/engagement.ts';
import { type Counters, count } from './counters.ts';
import { type EffectInput, type Lost, lostOf } from './effect.ts';
import type { Report } from './report-schema.ts';

export interface SpentInput {
  readonly counters: Counters;
  readonly effect: EffectInput;
  /** What the cloud takes for one message, in thousandths of the minor unit of the effect's currency. */
  readonly platformMilli: number;
}

/** Names of the arms that have been sent to. */
export const armsOf = (counters: Counters): string[] =>
  [...new Set([...counters.keys()].flatMap((name) => /^arm\.([^.]+)\./.exec(name)?.[1] ?? []))].sort();

/** The part of a report that receipts of several are summed from, the same of a campaign and of a journey. */
export type Receipted = Pick<Report, 'sent' | 'extra' | 'cost' | 'platformCost' | 'peopleLost' | 'leaflets'>;

/** What messages cost: money, people, and attention. */
export const spentOf = ({ counters, effect, platformMilli }: SpentInput): Omit<Receipted, 'extra'> => {
  const { currency } = effect;
  const arms = armsOf(counters);
  const over = (name: string): number => arms.reduce((sum, arm) => sum + count(counters, `arm.${arm}.${name}`), 0);
  const lost = (name: string, people: string): Lost => ({
    people: over(people),
    valued: over(`${name}.valued.${currency}`),
    value: over(`${name}.value.${currency}`),
  });
  const by = Object.fromEntries(LOSSES.map((each) => [each, lost(`lostBy.${each}`, `lostBy.${each}.people`)]));
  const sent = count(counters, 'status.sent');
  // Of a message with several ways each that was taken is paid for.
  const ways = [...counters].filter(([name]) => /^link\.\d\.sent$/.test(name)).map(([, value]) => Number(value));
  const handedOver = Math.max(
    sent,
    ways.reduce((sum, each) => sum + each, 0),
  );
  const [people, ads] = [over('leaflets'), over('ads')];
  return {
    sent,
    cost: { amount: Math.round(count(counters, `costMilli.${currency}`) / 1000), currency },
    platformCost: { amount: Math.round((handedOver * platformMilli) / 1000), currency },
    peopleLost: lostOf(lost('lost', 'lost'), sent, effect, by),
    leaflets: { people, of: ads, rate: ads === 0 ? null : people / ads },
  };
};
