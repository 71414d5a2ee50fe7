import type { BoughtDay } from '../scoring/bought-days.ts';
import type { Model } from '../scoring/model.ts';
import { PROSPECT, rfmSegment, type Score, scoreRfm } from '../scoring/rfm.ts';
import { bump, type Counts } from './counts.ts';

/** A month back, in days: what "last month" means in the movement of the grid. */
export const MOVE_DAYS = 30;
/** A cell of people without an order. */
export const NO_CELL = '-';

/** Where a person stood on a day, by tonight's limits: `<r>-<f>`, or none before the first order. */
const cellOn = (
  customerId: string,
  days: readonly BoughtDay[],
  onDay: number,
  model: Pick<Model, 'rules' | 'thresholds'>,
): string => {
  const known = days.filter(({ day }) => day <= onDay);
  const last = known.at(-1);
  if (!last) return NO_CELL;
  const orders = known.reduce((sum, { orders: count }) => sum + count, 0);
  const { r, f } = scoreRfm(
    {
      id: customerId,
      recency: onDay - last.day,
      frequency: model.rules.rfm.frequency === 'days' ? known.length : orders,
      monetary: known.reduce((sum, { net }) => sum + net, 0),
    },
    model.thresholds,
  );
  return `${r}-${f}`;
};

/** Counts a person's move on the grid within the month before asOf: key `<cell then>><cell now>`. */
export const addMove = (
  moves: Counts,
  customerId: string,
  days: readonly BoughtDay[],
  asOfDay: number,
  model: Pick<Model, 'rules' | 'thresholds'>,
): void => {
  if (days.length === 0) return;
  bump(moves, `${cellOn(customerId, days, asOfDay - MOVE_DAYS, model)}>${cellOn(customerId, days, asOfDay, model)}`);
};

const SCORES: readonly Score[] = [1, 2, 3, 4, 5];

/** The segment of a cell; people without an order are prospects. */
const segmentOfCell = (cell: string): string => {
  const [r, f] = cell.split('-').map((score) => SCORES.find((one) => one === Number(score)));
  return r === undefined || f === undefined ? PROSPECT : rfmSegment(r, f);
};

/** The moves by segment, most people first; who stayed in a segment is left out. */
export const segmentMoves = (
  moves: Readonly<Counts>,
): { readonly from: string; readonly to: string; readonly customers: number }[] => {
  const bySegment: Counts = {};
  for (const [move, customers] of Object.entries(moves)) {
    const [then = NO_CELL, now = NO_CELL] = move.split('>');
    const [from, to] = [segmentOfCell(then), segmentOfCell(now)];
    if (from !== to) bump(bySegment, `${from}>${to}`, customers);
  }
  return Object.entries(bySegment)
    .map(([move, customers]) => {
      const [from = PROSPECT, to = PROSPECT] = move.split('>');
      return { from, to, customers };
    })
    .sort(
      (left, right) =>
        right.customers - left.customers || (`${left.from}>${left.to}` < `${right.from}>${right.to}` ? -1 : 1),
    );
};

/** People in a cell a month ago. */
export const cellBefore = (moves: Readonly<Counts>): Counts => {
  const before: Counts = {};
  for (const [move, customers] of Object.entries(moves)) bump(before, move.slice(0, move.indexOf('>')), customers);
  return before;
};
