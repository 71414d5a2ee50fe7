import fc from 'fast-check';
import { expect, vi } from 'vitest';
import { history } from './histories.ts';
import { play } from './world.ts';

/** Plays so many histories and judges every hand-over. Answers how many ads went, and how many did not although they might. */
export const playHistories = async (numRuns: number): Promise<{ readonly ads: number; readonly withheld: number }> => {
  // Waits after a throttled call are spread at random, and a failure must be repeatable.
  const even = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  let ads = 0;
  let withheld = 0;
  await fc.assert(
    fc.asyncProperty(history, async (drawn) => {
      const outcome = await play(drawn);
      ads += outcome.ads;
      withheld += outcome.withheld;
      expect(outcome.faults).toEqual([]);
    }),
    { numRuns },
  );
  even.mockRestore();
  return { ads, withheld };
};
