export interface ValueTerms {
  /** Months that are summed up. */
  readonly months: number;
  /** Units of the buying model in a month: 52/12 for weeks. */
  readonly unitsPerMonth: number;
  /** Rate per month; of an annual rate i it is (1 + i)^(1/12) − 1. */
  readonly discountMonthly: number;
}

/** Σ margin · E[M] · (orders of month k) / (1 + d)^k; `ordersUntil(t)` is E[Y(t)]. Multiply by the margin beforehand. */
export const lifetimeValue = (
  orderValue: number,
  ordersUntil: (t: number) => number,
  { months, unitsPerMonth, discountMonthly }: ValueTerms,
): number => {
  let before = 0;
  let sum = 0;
  for (let month = 1; month <= months; month++) {
    const until = ordersUntil(month * unitsPerMonth);
    sum += (orderValue * (until - before)) / (1 + discountMonthly) ** month;
    before = until;
  }
  return sum;
};
