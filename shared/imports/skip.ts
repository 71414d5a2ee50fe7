import * as z from 'zod';
import { readMoney } from './cell.ts';
import type { Row } from './row.ts';

export const skipRuleSchema = z
  .strictObject({
    column: z.string().min(1),
    /** The cell is one of these. */
    in: z.array(z.string()).min(1).optional(),
    startsWith: z.string().min(1).optional(),
    contains: z.string().min(1).optional(),
    empty: z.literal(true).optional(),
    /** The cell is a number not above this. */
    atMost: z.number().optional(),
    /** Stands in the summary beside the number of rows. */
    reason: z.string().min(1),
  })
  .refine(
    (rule) => [rule.in, rule.startsWith, rule.contains, rule.empty, rule.atMost].some((test) => test !== undefined),
    'needs one of in, startsWith, contains, empty, atMost',
  );
export type SkipRule = z.infer<typeof skipRuleSchema>;

const isAtMost = (cell: string, most: number): boolean => {
  try {
    return readMoney(cell) <= most;
  } catch {
    // What is no number is not small; the row itself says what is wrong with it.
    return false;
  }
};

const applies = (rule: SkipRule, cell: string): boolean =>
  (rule.empty === true && cell === '') ||
  (rule.in?.includes(cell) ?? false) ||
  (rule.startsWith !== undefined && cell.startsWith(rule.startsWith)) ||
  (rule.contains !== undefined && cell.includes(rule.contains)) ||
  (rule.atMost !== undefined && isAtMost(cell, rule.atMost));

/** Why a row is left out on purpose, if it is: the first rule that applies. */
export const createSkip = (rules: readonly SkipRule[], header: readonly string[]) => {
  const bound = rules.map((rule) => ({ rule, index: header.indexOf(rule.column) }));
  return (row: Row): string | undefined =>
    // A row of another width has its cells under wrong names; it is rejected, not left out.
    row.cells.length !== header.length
      ? undefined
      : bound.find(({ rule, index }) => applies(rule, row.cells[index] ?? ''))?.rule.reason;
};
