import { describe, expect, it } from 'vitest';
import { playBoth } from '../../support/journey-rivals.ts';

describe('the interpreter of journeys', () => {
  it('plays 800 random journeys and histories as one does that knows all of the history beforehand', async () => {
    let effects = 0;
    const ends = new Set<string>();
    for (let seed = 1; seed <= 800; seed++) {
      const { played, naive } = await playBoth(seed);
      expect(played, `seed ${seed}`).toEqual(naive);
      effects += played.reduce((sum, { did }) => sum + did.length, 0);
      for (const { end } of played) ends.add(end);
    }
    expect(effects).toBeGreaterThan(800);
    expect([...ends].sort()).toEqual(['exit', 'finished', 'goal', 'looped', 'running']);
  });
});
