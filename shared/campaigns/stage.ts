import * as z from 'zod';
import type { Bucket, Chunk } from './chunk.ts';

/** `first`: its people are written to; `wait`: their answers are waited for; `rest`: everybody else. */
export const stageSchema = z.object({
  phase: z.enum(['first', 'wait', 'rest']),
  /** People of the first stage, at most the audience. */
  first: z.number().int(),
  waitMinutes: z.number().int(),
  /** End of the wait, ISO 8601 UTC; set when the first people are through. */
  waitUntil: z.string().optional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** How many of the first `first` people stand among the first `place` of `audience`: spread evenly, adding up exactly. */
const upTo = (first: number, audience: number, place: number): number =>
  audience === 0 ? 0 : Math.floor((Math.min(first, audience) * place) / audience);

/** People of the first stage in each chunk; chunks in (bucket, number) order, the audience being complete. */
export const createFirstCounter = (first: number, audience: number) => {
  let place = 0;
  return (chunk: Pick<Chunk, 'audience'>): number => {
    const before = upTo(first, audience, place);
    place += chunk.audience;
    return upTo(first, audience, place) - before;
  };
};

/** The same of one chunk, without reading the others: what stands before it is known by its bucket and itself. */
export const firstOfChunk = (first: number, buckets: readonly Bucket[], chunk: Chunk): number => {
  const audience = buckets.reduce((sum, each) => sum + each.audience, 0);
  const earlier = buckets.reduce((sum, each) => sum + (each.bucket < chunk.bucket ? each.audience : 0), 0);
  const before = earlier + (chunk.before ?? 0);
  return upTo(first, audience, before + chunk.audience) - upTo(first, audience, before);
};
