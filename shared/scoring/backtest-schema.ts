import * as z from 'zod';

const share = z.number();

/**
 * What the method of this run would have said before the last `heldBackDays`, compared with what happened in them. Orders are
 * purchase days.
 */
export const backtestSchema = z.union([
  z.object({ reason: z.string() }),
  z.object({
    /** Last day of the data that the predictions rest on. */
    until: z.iso.date(),
    heldBackDays: z.number().int(),
    people: z.number().int(),
    /** All of them together, mean error per person, and Spearman's rank correlation. */
    orders: z.object({ predicted: z.number(), actual: z.number(), meanError: z.number(), rankCorrelation: z.number() }),
    /** People by predicted chance of an order, in tenths: what was predicted and what came. */
    calibration: z.array(z.object({ from: share, people: z.number().int(), predicted: share, actual: share })),
    /** Called active and ordered, or called at risk or churned and did not; per flag how many, and how many ordered. */
    flags: z.object({
      right: share,
      /** What P(alive) ≥ ½ alone would have got right, and what calling everybody gone would have. */
      rightByAlive: share,
      rightByNobody: share,
      /** The best cut through days since the last order, and through expected orders: known only in hindsight. */
      bestByRecency: share,
      bestByExpected: share,
      rankCorrelation: z.number(),
      byFlag: z.record(z.string(), z.object({ people: z.number().int(), ordered: z.number().int() })),
    }),
  }),
]);
export type Backtest = z.infer<typeof backtestSchema>;
