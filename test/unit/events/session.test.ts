import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activity,
  dwellOf,
  isActivity,
  SESSION_GAP,
  type Session,
  sessionsOf,
} from '../../../shared/events/session.ts';

const START = Date.parse('2026-11-20T00:00:00.000Z');
const MINUTE = 60_000;

const seen = (minute: number, fields: Partial<Activity> = {}): Activity => ({
  type: 'page',
  at: new Date(START + minute * MINUTE).toISOString(),
  messageId: `m${minute}-${fields.name ?? ''}`,
  imported: false,
  body: {},
  ...fields,
});
const app = (minute: number, name: string) => seen(minute, { type: 'track', name });

const lasting = (seconds: number | null): Session => ({
  ...{ startedAt: '', endedAt: '', events: 1, views: 1 },
  seconds,
});

describe('a session', () => {
  it('ends after more than 30 minutes of silence', () => {
    const sessions = sessionsOf([seen(0), seen(30), seen(59), seen(90)]);
    expect(sessions).toMatchObject([
      { startedAt: '2026-11-20T00:00:00.000Z', endedAt: '2026-11-20T00:59:00.000Z', seconds: 59 * 60, views: 3 },
      { startedAt: '2026-11-20T01:30:00.000Z', seconds: null, views: 1 },
    ]);
  });

  it('is kept alive by heartbeats, which are no events of their own', () => {
    const beats = [20, 40, 60].map((minute) => app(minute, 'Session Heartbeat'));
    expect(sessionsOf([seen(0), ...beats])).toMatchObject([{ seconds: 3_600, events: 1, views: 1 }]);
  });

  it('lasts while an app is in the foreground, and not overnight', () => {
    expect(sessionsOf([app(0, 'Application Opened'), app(50, 'Application Backgrounded')])).toMatchObject([
      { seconds: 3_000 },
    ]);
    expect(sessionsOf([app(0, 'Application Opened'), app(900, 'Application Backgrounded')])).toHaveLength(2);
    expect(sessionsOf([app(0, 'Application Backgrounded'), app(50, 'Application Backgrounded')])).toHaveLength(2);
  });

  it('is made by people in front of a screen, not by servers, tills and imports', () => {
    expect(isActivity(seen(0, { type: 'track', name: 'Order Completed' }))).toBe(false);
    expect(
      isActivity(seen(0, { type: 'track', name: 'Order Completed', body: { context: { page: { path: '/' } } } })),
    ).toBe(true);
    expect(isActivity(seen(0, { type: 'track', name: 'Order Completed', body: { context: { library: {} } } }))).toBe(
      false,
    );
    expect(isActivity(seen(0, { imported: true }))).toBe(false);
    expect(isActivity(app(0, 'Application Uninstalled'))).toBe(false);
  });

  it('does not depend on the order of events or on repeats, and holds each sign of life once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 600 }), { maxLength: 30 }), fc.nat(), (minutes, turn) => {
        const events = minutes.map((minute) => seen(minute));
        const at = minutes.length === 0 ? 0 : turn % minutes.length;
        const sessions = sessionsOf(events);
        expect(sessionsOf([...events.slice(at), ...events.slice(0, at), ...events].reverse())).toEqual(sessions);
        expect(sessions.reduce((sum, { events: count }) => sum + count, 0)).toBe(minutes.length);
        for (const [index, session] of sessions.slice(1).entries()) {
          const silence = Date.parse(session.startedAt) - Date.parse(sessions[index]?.endedAt ?? '');
          expect(silence).toBeGreaterThan(SESSION_GAP);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('dwell time', () => {
  it('is the middle of the sessions whose length is known', () => {
    expect(dwellOf([10, 30, 20, null].map(lasting))).toEqual({
      sessions: 4,
      measured: 3,
      medianSeconds: 20,
      reason: null,
    });
    expect(dwellOf([10, 30, 20, 40].map(lasting)).medianSeconds).toBe(25);
  });

  it('is not told from too little', () => {
    expect(dwellOf([])).toMatchObject({ medianSeconds: null, reason: 'too_few_sessions' });
    expect(dwellOf([10, 20].map(lasting))).toMatchObject({ medianSeconds: null, reason: 'too_few_sessions' });
    expect(dwellOf([10, 20, 30, null, null, null, null].map(lasting))).toMatchObject({
      ...{ medianSeconds: null, measured: 3, reason: 'mostly_single_events' },
    });
  });
});
