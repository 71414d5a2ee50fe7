import type { Money } from '../../shared/platform/money.ts';

interface Cell {
  readonly segment: string;
  readonly count: number;
  readonly revenue: readonly Money[];
}

/** Cells of one group together, most people first; amounts are added per currency and never across. */
export const byGroup = (cells: readonly Cell[]): Cell[] => {
  const groups = new Map<string, { count: number; sums: Map<string, number> }>();
  for (const cell of cells) {
    const group = groups.get(cell.segment) ?? { count: 0, sums: new Map<string, number>() };
    group.count += cell.count;
    for (const { amount, currency } of cell.revenue) group.sums.set(currency, (group.sums.get(currency) ?? 0) + amount);
    groups.set(cell.segment, group);
  }
  return [...groups]
    .map(([segment, { count, sums }]) => ({
      segment,
      count,
      revenue: [...sums].map(([currency, amount]) => ({ amount, currency })),
    }))
    .filter((group) => group.count > 0)
    .sort((left, right) => right.count - left.count);
};
