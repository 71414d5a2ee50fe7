import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstStageTrip,
  NO_OUTCOMES,
  outcomesSince,
  tailAtLeast,
  tripOf,
} from '../../../shared/campaigns/guardrail.ts';
import { type Outcomes, tripWords } from '../../../shared/campaigns/trip.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';

const LIMITS = DEFAULT_SETTINGS.guardrails;
const outcomes = (fields: Partial<Outcomes>): Outcomes => ({ ...NO_OUTCOMES, ...fields });

/** The tail as it is written in a book: one minus the chances of fewer. */
const naiveTail = (count: number, n: number, p: number): number => {
  let below = 0;
  let term = (1 - p) ** n;
  for (let k = 0; k < count; k++) {
    below += term;
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return 1 - below;
};

describe('a guardrail', () => {
  it('measures how unlikely chance is, as the binomial tail does', async () => {
    await fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.001, max: 0.4, noNaN: true }), (n, p) => {
        for (let count = Math.ceil(n * p) + 1; count <= n; count += 7)
          expect(tailAtLeast(count, n, p)).toBeCloseTo(naiveTail(count, n, p), 9);
      }),
    );
  });

  it('bears what the limit allows, and a single mishap among few', () => {
    for (const bearable of [
      outcomes({ sent: 1_000, bounced: 50 }),
      outcomes({ sent: 1_000, complained: 1 }),
      outcomes({ sent: 10, bounced: 1 }),
      outcomes({ sent: 3, failed: 1 }),
      NO_OUTCOMES,
    ])
      expect(tripOf(bearable, LIMITS)).toBeUndefined();
  });

  it('stops at bounces, complaints, refusals and failures that chance does not explain', () => {
    expect(tripOf(outcomes({ sent: 1_000, bounced: 90 }), LIMITS)).toEqual({
      ...{ code: 'bounce', count: 90, of: 1_000, limit: 0.05 },
    });
    expect(tripOf(outcomes({ sent: 1_000, complained: 6 }), LIMITS)?.code).toBe('complaint');
    expect(tripOf(outcomes({ sent: 1_000, unsubscribed: 60 }), LIMITS)?.code).toBe('unsubscribe');
    expect(tripOf(outcomes({ sent: 60, failed: 40 }), LIMITS)).toMatchObject({ code: 'failure', of: 100 });
  });

  it('that is switched off stops nothing, and one of zero stops at the first', () => {
    const off = { bounce: null, complaint: null, unsubscribe: null, failure: null };
    expect(tripOf(outcomes({ sent: 10, bounced: 10, complained: 10, failed: 90 }), off)).toBeUndefined();
    expect(tripOf(outcomes({ sent: 10_000, complained: 1 }), { ...off, complaint: 0 })?.code).toBe('complaint');
    expect(tripOf(outcomes({ sent: 10, bounced: 10 }), { ...off, bounce: 1 })).toBeUndefined();
  });

  it('stops a campaign whose true share is the limit less than once in 200 looks', () => {
    // Exact: the chance that a campaign at the limit is stopped is the tail at the first count that stops it.
    for (const n of [50, 500, 5_000]) {
      let count = 0;
      while (count <= n && !tripOf(outcomes({ sent: n, bounced: count }), LIMITS)) count += 1;
      if (count <= n) expect(tailAtLeast(count, n, 0.05)).toBeLessThan(0.005);
    }
  });

  it('counts only what came after a person has resumed', () => {
    const then = outcomes({ sent: 1_000, bounced: 90 });
    expect(tripOf(outcomesSince(then, then), LIMITS)).toBeUndefined();
    const later = outcomesSince(outcomes({ sent: 2_000, bounced: 180 }), then);
    expect(tripOf(later, LIMITS)).toMatchObject({ code: 'bounce', count: 90, of: 1_000 });
  });

  it('of a first stage stops where nobody could be written to', () => {
    expect(firstStageTrip(NO_OUTCOMES, 100, LIMITS)).toMatchObject({ code: 'nobodySent', of: 100 });
    expect(firstStageTrip(outcomes({ sent: 1 }), 100, LIMITS)).toBeUndefined();
  });

  it('says in a sentence what was seen and how to go on', () => {
    const { reason, resume } = tripWords({ code: 'complaint', count: 6, of: 1_000, limit: 0.001 });
    expect(reason.en).toBe('6 of 1,000 people (0.6%) complained of spam; the limit is 0.1%.');
    expect(reason.ko).toBe('스팸으로 신고한 사람이 1,000명 가운데 6명(0.6%)입니다. 한도는 0.1%입니다.');
    expect([resume.ko, resume.en].every((text) => text.length > 0)).toBe(true);
    expect(tripWords({ code: 'nobodySent', count: 0, of: 10, limit: 0 }).reason.en).toContain('None of the first 10');
  });
});
