import { expect } from 'vitest';

export const near = (value: number | undefined, expected: number, tolerance = 1e-9): void => {
  expect(Math.abs((value ?? Number.NaN) - expected), `${value} should be ${expected}`).toBeLessThanOrEqual(tolerance);
};
