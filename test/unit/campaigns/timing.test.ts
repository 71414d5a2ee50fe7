import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../../shared/campaigns/campaign.ts';
import { type SendWindow, timingSchema } from '../../../shared/campaigns/schedule.ts';
import {
  allowedIn,
  isInWindows,
  isLocal,
  nextInWindows,
  nextMinute,
  startOf,
  usualHourOf,
  type Visit,
} from '../../../shared/campaigns/timing.ts';
import { timingFindings } from '../../../shared/campaigns/timing-findings.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { EMAIL_AD, SMS_AD } from '../delivery/shop.ts';

const ZONES = ['Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const text = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const window = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    fc.integer({ min: 0, max: 140 }),
    fc.integer({ min: 1, max: 60 }),
  )
  .map(
    ([days, from, length]): SendWindow => ({
      days,
      from: text(from * 10),
      to: text(Math.min(from * 10 + length * 10, 1_439)),
    }),
  );

/** Around the clock changes of all zones above. */
const instant = fc
  .tuple(
    fc.constantFrom('2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31', '2026-11-22'),
    fc.integer({ min: 0, max: 36 * 60 }),
  )
  .map(([date, minutes]) => Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE);

/** Every five minutes from now on, by the calendar itself. */
const naiveNext = (now: number, zone: string, windows: readonly SendWindow[]): number | undefined => {
  for (let at = now; at < now + 8 * DAY; at += at % (5 * MINUTE) === 0 ? 5 * MINUTE : MINUTE) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
    if (windows.some(({ days, from, to }) => days.includes(local.dayOfWeek) && time >= from && time < to)) return at;
  }
  return undefined;
};

describe('windows', () => {
  it('open when the receiver’s own clock says so, across every change of the clocks', async () => {
    await fc.assert(
      fc.property(
        instant,
        fc.constantFrom(...ZONES),
        fc.array(window, { minLength: 1, maxLength: 3 }),
        (now, zone, windows) => {
          expect(nextInWindows(now, zone, windows)).toBe(naiveNext(now, zone, windows));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('that a change of the clocks leaves out open a week later, not in another hour', () => {
    const sunday: SendWindow[] = [{ days: [7], from: '02:10', to: '02:50' }];
    // 8 March 2026 has no 02:10–02:50 in New York.
    const next = nextInWindows(Date.parse('2026-03-08T05:00:00Z'), 'America/New_York', sunday);
    expect(next).toBe(Date.parse('2026-03-15T06:10:00Z'));
    expect(isInWindows(next ?? 0, 'America/New_York', sunday)).toBe(true);
  });

  it.each([
    // From 02:00 the clocks go to 03:00 at once; and from 02:00 back to 01:00.
    ['2026-03-08T05:00:00Z', '02:10', '03:10', '2026-03-08T07:00:00Z'],
    ['2026-11-01T05:30:00Z', '00:40', '01:20', '2026-11-01T06:00:00Z'],
  ])('that a change of the clocks leads into the midst of open then (%s)', (now, from, to, opens) => {
    expect(nextInWindows(Date.parse(now), 'America/New_York', [{ days: [7], from, to }])).toBe(Date.parse(opens));
  });

  it('end after they begin', () => {
    const wrong = timingSchema.safeParse({ windows: [{ from: '20:00', to: '08:00' }] });
    expect(wrong.error?.issues[0]?.message).toContain('over midnight as two');
  });
});

describe('a start without an offset', () => {
  it('is the first moment at which its local time has come anywhere', () => {
    expect(isLocal('2026-12-24T10:00')).toBe(true);
    expect(isLocal('2026-12-24T10:00:00+09:00')).toBe(false);
    expect(startOf('2026-12-24T10:00')).toBe(Date.parse('2026-12-23T20:00:00Z'));
    expect(startOf('2026-12-24T10:00:00+09:00')).toBe(Date.parse('2026-12-24T01:00:00Z'));
  });
});

describe('a usual hour', () => {
  const NOW = Date.parse('2026-11-23T01:00:00Z');
  const visit = (daysAgo: number, time: string, kind: Visit['kind'] = 'click'): Visit => ({
    kind,
    at: Date.parse(`2026-11-22T${time}:07+09:00`) - daysAgo * DAY,
  });

  it('is the one around which a person’s visits lie, in the person’s zone', () => {
    const visits = [
      visit(1, '20:55'),
      visit(3, '21:10'),
      visit(8, '21:40'),
      visit(9, '22:05'),
      visit(20, '09:00', 'open'),
    ];
    expect(usualHourOf(visits, 'Asia/Seoul', NOW)).toEqual({ hour: 21, near: 4, visits: 5 });
    expect(usualHourOf(visits, 'Europe/Berlin', NOW).hour).toBe(13);
  });

  it('is not known from too few visits, from one day, from visits at all hours, or from long ago', () => {
    const few = [visit(1, '21:00'), visit(2, '21:00'), visit(3, '21:00'), visit(4, '21:00')];
    expect(usualHourOf(few, 'Asia/Seoul', NOW).hour).toBeUndefined();
    const oneDay = ['21:00', '21:05', '21:10', '21:15', '21:20'].map((time) => visit(1, time));
    expect(usualHourOf(oneDay, 'Asia/Seoul', NOW).hour).toBeUndefined();
    const allHours = Array.from({ length: 12 }, (_, n) => visit(n, `${String(n * 2).padStart(2, '0')}:10`));
    expect(usualHourOf(allHours, 'Asia/Seoul', NOW)).toMatchObject({ hour: undefined, visits: 12 });
    const old = [1, 2, 3, 4, 5].map((n) => visit(200 + n, '21:00'));
    expect(usualHourOf(old, 'Asia/Seoul', NOW)).toEqual({ hour: undefined, near: 0, visits: 0 });
  });

  it('is not learned from dates without a time', () => {
    const midnights = [1, 2, 3, 4, 5, 6].map((n): Visit => ({ kind: 'order', at: NOW - (NOW % DAY) - n * DAY }));
    expect(usualHourOf(midnights, 'Asia/Seoul', NOW)).toMatchObject({ hour: undefined, visits: 0 });
  });
});

describe('a throttle', () => {
  it('deals an hour’s messages out over its minutes, exactly and evenly', async () => {
    await fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (messages) => {
        const minutes = Array.from({ length: 60 }, (_, n) =>
          allowedIn({ messages, per: 'hour' }, 5 * HOUR + n * MINUTE),
        );
        expect(minutes.reduce((sum, each) => sum + each, 0)).toBe(messages);
        expect(Math.max(...minutes) - Math.min(...minutes)).toBeLessThanOrEqual(1);
      }),
    );
    expect(allowedIn({ messages: 7, per: 'minute' }, 0)).toBe(7);
  });

  it('of less than one a minute waits for the minute that has one', () => {
    const two = { messages: 2, per: 'hour' } as const;
    expect(nextMinute(two, 5 * HOUR)).toBe(5 * HOUR + 29 * MINUTE);
    expect(nextMinute(two, 5 * HOUR + 29 * MINUTE)).toBe(5 * HOUR + 59 * MINUTE);
  });
});

describe('preflight', () => {
  const codes = (fields: object, template: object): string[] => {
    const base = { name: 'n', channel: 'sms', templateId: 't', audience: { list: ['kim'] } };
    const snapshot = {
      campaign: campaignSchema.parse({ ...base, ...fields }),
      template: templateSchema.parse(template),
    };
    return timingFindings(snapshot, DEFAULT_SETTINGS, Date.parse('2026-11-23T01:00:00Z')).map(({ code }) => code);
  };

  it('refuses text ads whose windows lie in the night, and says what a local or a usual hour brings', () => {
    const night = {
      timing: {
        windows: [
          { from: '21:30', to: '23:00' },
          { from: '05:00', to: '08:00' },
        ],
      },
    };
    expect(codes(night, SMS_AD)).toEqual(['windowsAtNight']);
    expect(codes(night, EMAIL_AD)).toEqual([]);
    expect(codes({ timing: { windows: [{ from: '20:00', to: '23:00' }] } }, SMS_AD)).toEqual([]);
    expect(codes({ at: '2026-11-23T09:00' }, SMS_AD)).toEqual(['localTimePast']);
    expect(codes({ at: '2026-11-23T11:00' }, SMS_AD)).toEqual([]);
    expect(codes({ timing: { usualHour: {} }, expiresAfter: 60 }, SMS_AD)).toEqual(['usualHourCut']);
  });
});
