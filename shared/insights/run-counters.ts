import * as z from 'zod';
import { isRunOf } from '../tables/keys.ts';

const counts = z.record(z.string(), z.number().int());

/** The part of a journey's run that its report counts. */
const runSchema = z.object({
  journeyId: z.string(),
  status: z.string(),
  end: z.string().optional(),
  step: z.string(),
  visits: counts,
  results: counts.optional(),
  arms: z.record(z.string(), z.string()).optional(),
  goalAt: z.string().optional(),
});

/** Rows of the table that are nobody's way through a journey: how journeys stand, and when somebody last entered one. */
const isRun = (image: unknown): boolean =>
  typeof image === 'object' &&
  image !== null &&
  'customerId' in image &&
  typeof image.customerId === 'string' &&
  isRunOf(image.customerId) &&
  'status' in image;

/** What one run adds to its journey's counters; nothing of another row. */
export const runCounters = (
  image: unknown,
): { readonly journeyId: string; readonly counters: [string, bigint][] } | undefined => {
  if (!isRun(image)) return undefined;
  const { journeyId, status, end, step, visits, results = {}, arms = {}, goalAt } = runSchema.parse(image);
  const found: [string, bigint][] = [['entered', 1n]];
  if (status === 'ended') found.push([`ended.${end ?? 'finished'}`, 1n]);
  else found.push([`${status === 'stuck' ? 'stuck' : 'at'}.${step}`, 1n]);
  for (const [id, times] of Object.entries(visits)) found.push([`visits.${id}`, BigInt(times)], [`people.${id}`, 1n]);
  for (const [name, times] of Object.entries(results)) found.push([`result.${name}`, BigInt(times)]);
  for (const [experiment, arm] of Object.entries(arms)) {
    found.push([`arm.${experiment} ${arm}.people`, 1n]);
    if (goalAt !== undefined) found.push([`arm.${experiment} ${arm}.reached`, 1n]);
  }
  if (goalAt !== undefined) found.push(['reached', 1n]);
  return { journeyId, counters: found };
};
