import { describe, expect, it } from 'vitest';
import { playBoth } from '../support/journey-rivals.ts';

describe('the interpreter of journeys', () => {
  it('plays 10,000 further random journeys and histories as one does that knows all of the history beforehand', async () => {
    for (let seed = 10_001; seed <= 20_000; seed++) {
      const { played, naive } = await playBoth(seed);
      expect(played, `seed ${seed}`).toEqual(naive);
    }
  });
});
