import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armOf } from '../../../shared/campaigns/arm.ts';
import type { Bucket, Chunk } from '../../../shared/campaigns/chunk.ts';
import { firstPeople } from '../../../shared/campaigns/first-people.ts';
import { createFirstCounter, firstOfChunk } from '../../../shared/campaigns/stage.ts';

/** Chunks of so many people each, in buckets of three, as they are written. */
const written = (sizes: readonly number[]): { chunks: Chunk[]; buckets: Bucket[] } => {
  const buckets = new Map<string, Bucket>();
  const chunks = sizes.map((audience, index): Chunk => {
    const bucket = String(Math.floor(index / 3)).padStart(2, '0');
    const known = buckets.get(bucket)?.audience ?? 0;
    const base = { campaignId: 'c', bucket, control: 0, holdout: 0, dueAt: '' };
    buckets.set(bucket, { ...base, status: 'done', chunks: 3, closedChunks: 0, audience: known + audience });
    return { ...base, chunk: index % 3, status: 'open', audience, before: known, leases: 0 };
  });
  return { chunks, buckets: [...buckets.values()] };
};

describe('the first stage', () => {
  it('has exactly as many people as were asked for, spread evenly over all chunks', async () => {
    await fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 5_000 }),
        (sizes, first) => {
          const { chunks, buckets } = written(sizes);
          const audience = sizes.reduce((sum, size) => sum + size, 0);
          const counter = createFirstCounter(first, audience);
          let sum = 0;
          for (const chunk of chunks) {
            const count = counter(chunk);
            expect(count).toBe(firstOfChunk(first, buckets, chunk));
            expect(count).toBeLessThanOrEqual(chunk.audience);
            if (audience > 0)
              expect(Math.abs(count - (Math.min(first, audience) * chunk.audience) / audience)).toBeLessThan(1);
            sum += count;
          }
          expect(sum).toBe(Math.min(first, audience));
        },
      ),
    );
  });

  it('is drawn by a hash that a retry repeats, without the control group, of which the same share is looked at', () => {
    const ids = Array.from({ length: 500 }, (_, n) => `u:${n}`);
    const split = { control: 0.2 };
    const drawn = firstPeople('c', ids, split, 100);
    expect(firstPeople('c', [...ids].reverse(), split, 100)).toEqual(drawn);
    const held = [...drawn].filter((id) => armOf('c', id, split) === 'control').length;
    const control = ids.filter((id) => armOf('c', id, split) === 'control').length;
    expect(drawn.size - held).toBe(100);
    expect(held).toBe(Math.round((control * 100) / (500 - control)));
    expect(firstPeople('d', ids, split, 100)).not.toEqual(drawn);
  });
});
