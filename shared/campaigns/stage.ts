import * as z from 'zod';
import { fractionOf } from '../platform/hash.ts';
import { armOf } from './arm.ts';
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

/**
 * Who of a chunk belongs to the first stage: `count` people by hash, and the same share of the chunk's control group, so
 * that both are looked at in the same hours.
 */
export const firstPeople = (
  campaignId: string,
  ids: readonly string[],
  control: number,
  count: number,
): ReadonlySet<string> => {
  const drawn = (group: readonly string[], most: number): string[] =>
    group
      .map((id) => ({ id, at: fractionOf('stage', campaignId, id) }))
      .sort((left, right) => left.at - right.at)
      .slice(0, most)
      .map(({ id }) => id);
  const held = ids.filter((id) => armOf(campaignId, id, control) === 'control');
  const written = ids.filter((id) => armOf(campaignId, id, control) !== 'control');
  const share = written.length === 0 ? 0 : count / written.length;
  return new Set([...drawn(written, count), ...drawn(held, Math.round(held.length * share))]);
};
