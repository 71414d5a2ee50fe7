/** Positions of p-values from the smallest up. */
const ranked = (ps: readonly number[]): number[] =>
  ps.map((_, index) => index).sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1));

/** p-values such that rejecting those below α is wrong about any of them in at most α of all cases (Holm 1979). */
export const holm = (ps: readonly number[]): number[] => {
  const adjusted = [...ps];
  let highest = 0;
  for (const [rank, index] of ranked(ps).entries()) {
    highest = Math.max(highest, Math.min(1, (ps[index] ?? 1) * (ps.length - rank)));
    adjusted[index] = highest;
  }
  return adjusted;
};

/** p-values such that of those below α a share of at most α is wrong on average (Benjamini & Hochberg 1995). */
export const benjaminiHochberg = (ps: readonly number[]): number[] => {
  const adjusted = [...ps];
  let lowest = 1;
  for (const [fromEnd, index] of ranked(ps).reverse().entries()) {
    lowest = Math.min(lowest, ((ps[index] ?? 1) * ps.length) / (ps.length - fromEnd));
    adjusted[index] = lowest;
  }
  return adjusted;
};
