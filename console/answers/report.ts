import * as z from 'zod';
import { moneySchema } from './common.ts';

const reach = z.object({ all: z.number(), human: z.number() });

/** Counters of `GET …/report`; the receipt reads the same answer through its own model. */
export const reportSchema = z.looseObject({
  audience: z.number(),
  pending: z.number(),
  deferred: z.number(),
  sent: z.number(),
  delivered: z.number().default(0),
  opened: reach.default({ all: 0, human: 0 }),
  clicked: reach.default({ all: 0, human: 0 }),
  converted: z.number().default(0),
  revenue: z.union([moneySchema, z.null()]).optional().catch(null),
  negative: z.record(z.string(), z.number()).default({}),
  skipped: z.record(z.string(), z.number()).default({}),
  failed: z.union([z.number(), z.record(z.string(), z.number())]).default(0),
  unknown: z.union([z.number(), z.record(z.string(), z.number())]).default(0),
  control: z.looseObject({ size: z.number() }).nullish(),
});
export type Report = z.infer<typeof reportSchema>;

const sum = (counts: number | Readonly<Record<string, number>>): number =>
  typeof counts === 'number' ? counts : Object.values(counts).reduce((total, count) => total + count, 0);

/** The six places in which each person of the audience is, exactly one at a time (P4). */
export const placesOf = (report: Report) =>
  [
    ['sent', report.sent],
    ['pending', report.pending],
    ['deferred', report.deferred],
    ['skipped', sum(report.skipped)],
    ['failed', sum(report.failed)],
    ['unknown', sum(report.unknown)],
  ] as const;
