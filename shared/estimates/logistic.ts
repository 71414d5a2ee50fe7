/** A row of features, the first of them 1. */
export type Features = readonly number[];

const MOST_STEPS = 50;
const STILL = 1e-9;
/** Ridge on all weights but the first, per person: keeps weights finite where classes are parted exactly. */
const RIDGE = 1e-4;

const weigh = (features: Features, weights: Features): number =>
  features.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);

export const chanceOf = (features: Features, weights: Features): number =>
  1 / (1 + Math.exp(-weigh(features, weights)));

/** Solves a small symmetric positive system by elimination with pivots. */
const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    const [top, other] = [rows[column] ?? [], rows[pivot] ?? []];
    rows[column] = other;
    rows[pivot] = top;
    for (let row = 0; row < size; row++) {
      const target = rows[row];
      if (row === column || !target) continue;
      const factor = (target[column] ?? 0) / (other[column] ?? 1);
      for (let cell = column; cell <= size; cell++) target[cell] = (target[cell] ?? 0) - factor * (other[cell] ?? 0);
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
};

/** Logistic regression by Newton's steps. */
export const fitLogistic = (rows: readonly Features[], outcomes: readonly boolean[]): number[] => {
  const size = rows[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const slope = new Array<number>(size).fill(0);
    const bend = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const [index, row] of rows.entries()) {
      const chance = chanceOf(row, weights);
      const miss = (outcomes[index] ? 1 : 0) - chance;
      const spread = Math.max(chance * (1 - chance), 1e-9);
      for (let i = 0; i < size; i++) {
        slope[i] = (slope[i] ?? 0) + miss * (row[i] ?? 0);
        const line = bend[i];
        if (line) for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + spread * (row[i] ?? 0) * (row[j] ?? 0);
      }
    }
    for (let i = 1; i < size; i++) {
      slope[i] = (slope[i] ?? 0) - RIDGE * rows.length * (weights[i] ?? 0);
      const line = bend[i];
      if (line) line[i] = (line[i] ?? 0) + RIDGE * rows.length;
    }
    const move = solve(bend, slope);
    weights = weights.map((weight, index) => weight + (move[index] ?? 0));
    if (Math.max(...move.map(Math.abs)) < STILL) break;
  }
  return weights;
};
