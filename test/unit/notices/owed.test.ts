import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../shared/consent/evidence.ts';
import { reconfirmAt } from '../../../shared/consent/keep-statement.ts';
import type { Notice } from '../../../shared/notices/notice.ts';
import { type Owed, owedOf } from '../../../shared/notices/owed.ts';
import { reconfirmationOf } from '../../../shared/notices/reconfirm.ts';
import { DAY, HOUR, toIso } from '../../../shared/platform/clock.ts';

const START = Date.parse('2024-02-27T05:00:00.000Z');
const POLICY = {
  doubleOptIn: { email: null, sms: null },
  notices: { result: '2000-01-01T00:00:00.000Z', reconfirm: '2000-01-01T00:00:00.000Z', elsewhere: false },
};

const row = (n: number, state: Evidence['state'], at: number, said: Partial<Evidence> = {}): Evidence => ({
  ...{ customerId: 'u:kim', id: `s${n}`, channel: 'email', purpose: 'ad', state, basis: 'explicit', source: 'form' },
  ...{ at: toIso(at), receivedAt: toIso(at), eventKey: `${toIso(at)}#s${n}`, ...said },
});

const notice = (number: number, kind: Notice['kind'], { said, covers }: Owed, now: number): Notice => ({
  ...{ customerId: 'u:kim', number, kind, at: toIso(now), language: 'ko', by: 'email' },
  ...{ said: [...said], covers: [...covers] },
});

const history = fc.array(
  fc.record({
    state: fc.constantFrom<Evidence['state']>('granted', 'withdrawn'),
    channel: fc.constantFrom<Evidence['channel']>('email', 'sms'),
    /** Hours until the next one. */
    gap: fc.integer({ min: 1, max: 24 * 400 }),
    /** The tick comes in between. */
    looked: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('results', () => {
  it('are told whenever what stands has changed since it was last told, and never otherwise', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let now = START;
        const evidence: Evidence[] = [];
        const notices: Notice[] = [];
        const told = new Map<string, string>();
        const said = new Map<string, string>();
        for (const [n, { state, channel, gap, looked }] of [...steps, { ...steps[0], looked: true }].entries()) {
          if (n < steps.length && state !== undefined && channel !== undefined) {
            evidence.push(row(n, state, now, { channel }));
            said.set(channel, state);
          }
          if (looked) {
            const { result } = owedOf({ evidence, notices, policy: POLICY, now: now + 60_000 });
            const changed = [...said].filter(([key, value]) => told.get(key) !== value).map(([key]) => key);
            const ofLate = changed.filter((key) =>
              evidence.some((one) => one.channel === key && Date.parse(one.receivedAt) > now + 60_000 - 14 * DAY),
            );
            expect((result?.said ?? []).map((one) => one.channel).sort()).toEqual(ofLate.sort());
            for (const one of result?.said ?? []) told.set(one.channel, one.state);
            if (result) notices.push(notice(notices.length + 1, 'result', result, now));
            expect(owedOf({ evidence, notices, policy: POLICY, now: now + 60_000 }).result).toBeUndefined();
          }
          now += (gap ?? 1) * HOUR;
        }
        const covers = notices.flatMap((one) => one.covers);
        expect(new Set(covers).size).toBe(covers.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('reconfirmations', () => {
  /** The same day of a later year, as a calendar says it. */
  const anniversary = (at: number, years: number): number => {
    const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC');
    return date.add({ years }).epochMilliseconds;
  };

  it('come once in the month before each second anniversary of a consent that stands, over twelve years', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 23 }), (steps, hour) => {
        const evidence: Evidence[] = [];
        let at = START;
        for (const [n, { state, gap }] of steps.entries()) {
          evidence.push(row(n, state, at));
          at += gap * HOUR;
        }
        const end = START + 12 * 365 * DAY;
        const notices: Notice[] = [];
        const timers = new Set<string>();
        let written = 0;
        // One look a day, at any hour, at what is due by then.
        for (let now = START + hour * HOUR; now < end; now += DAY) {
          while (written < evidence.length && Date.parse(evidence[written]?.receivedAt ?? '9') <= now) {
            const one = evidence[written];
            if (one?.state === 'granted') timers.add(reconfirmAt(one.receivedAt, Date.parse(one.receivedAt)));
            written += 1;
          }
          for (const due of [...timers].filter((time) => time <= toIso(now))) {
            const known = { evidence: evidence.slice(0, written), notices, policy: POLICY, now };
            const { owed, nextAt } = reconfirmationOf(known);
            if (owed) notices.push(notice(notices.length + 1, 'reconfirmation', owed, now));
            timers.delete(due);
            if (nextAt !== undefined) timers.add(nextAt);
          }
        }
        // Naively: every spell of consent, and each of its second anniversaries that it lives to see.
        const days: number[] = [];
        for (const [n, one] of evidence.entries()) {
          if (one.state !== 'granted') continue;
          const from = Date.parse(one.receivedAt);
          const over = Date.parse(evidence[n + 1]?.receivedAt ?? toIso(end + 999 * DAY));
          for (let turn = 1; ; turn++) {
            const day = anniversary(from, 2 * turn);
            if (day > Math.min(over, end)) break;
            days.push(day);
          }
        }
        for (const day of days) {
          const before = notices.filter((one) => Date.parse(one.at) < day && Date.parse(one.at) >= day - 32 * DAY);
          expect(before, toIso(day)).toHaveLength(1);
        }
        const covers = notices.flatMap((one) => one.covers);
        expect(new Set(covers).size).toBe(covers.length);
        for (const one of notices) expect(one.said).toMatchObject([{ state: 'granted', channel: 'email' }]);
      }),
      { numRuns: 150 },
    );
  });

  it('are not sent by a shop that has another system for them, and are not forgotten when it changes its mind', () => {
    const evidence = [row(1, 'granted', START)];
    const quiet = { ...POLICY, notices: { ...POLICY.notices, reconfirm: null } };
    const near = Date.parse('2026-02-10T00:00:00.000Z');
    const undecided = reconfirmationOf({ evidence, notices: [], policy: quiet, now: near });
    expect(undecided.owed).toBeUndefined();
    expect(undecided.nextAt).toBe('2026-02-17T00:00:00.000Z');
    const later = reconfirmationOf({ evidence, notices: [], policy: POLICY, now: near + 7 * DAY });
    expect(later.owed?.said).toHaveLength(1);
  });
});
