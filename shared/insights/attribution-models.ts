import { DAY } from '../platform/clock.ts';
import { type PlacedOrder, reachedBy, type Touch } from './attribution.ts';

/**
 * Other ways to share out an order among the messages that reached its person within their windows; clicks are not asked. `linear`: equal
 * parts; `decay`: half as much for every seven days between message and order.
 */
export const MODELS = ['first', 'last', 'linear', 'decay'] as const;
export type Model = (typeof MODELS)[number];

/** Parts of an order that one campaign gets, in ten-thousandths. */
export interface Share extends Readonly<Record<Model, number>> {
  readonly campaignId: string;
}

const WHOLE = 10_000;
const HALF_LIFE = 7 * DAY;

/** Whole parts that add up to the whole: what rounding leaves goes to the first of those with the most left over. */
const partsOf = (weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (weight / total) * WHOLE);
  const parts = exact.map(Math.floor);
  const left = WHOLE - parts.reduce((sum, part) => sum + part, 0);
  const order = exact
    .map((value, index) => ({ rest: value - Math.floor(value), index }))
    .sort((one, two) => two.rest - one.rest || one.index - two.index);
  for (const { index } of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
};

/** What each campaign gets of an order by each model, by campaign; each model's parts are the whole order. Empty if nothing reached the person. */
export const sharesOf = (order: PlacedOrder, rows: readonly Touch[]): Share[] => {
  const { placedAt } = order;
  if (placedAt === undefined) return [];
  const touches = rows
    .filter((row) => reachedBy(row, placedAt))
    .map(({ campaignId, key, handedOverAt = '' }) => ({ campaignId, key, at: handedOverAt }))
    // One answer for equal times, whatever the order of reading.
    .sort((one, two) => (`${one.at} ${one.key}` < `${two.at} ${two.key}` ? -1 : 1));
  if (touches.length === 0) return [];
  const weights: Readonly<Record<Model, readonly number[]>> = {
    first: touches.map((_, index) => Number(index === 0)),
    last: touches.map((_, index) => Number(index === touches.length - 1)),
    linear: touches.map(() => 1),
    decay: touches.map(({ at }) => 2 ** (-(Date.parse(placedAt) - Date.parse(at)) / HALF_LIFE)),
  };
  const shares = new Map<string, Record<Model, number>>();
  for (const model of MODELS) {
    for (const [index, part] of partsOf(weights[model]).entries()) {
      const campaignId = touches[index]?.campaignId ?? '';
      const known = shares.get(campaignId) ?? { first: 0, last: 0, linear: 0, decay: 0 };
      shares.set(campaignId, { ...known, [model]: known[model] + part });
    }
  }
  return [...shares]
    .map(([campaignId, share]) => ({ campaignId, ...share }))
    .sort((one, two) => (one.campaignId < two.campaignId ? -1 : 1));
};
