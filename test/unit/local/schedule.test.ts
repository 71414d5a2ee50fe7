import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../../infra/local/scheduler/schedule-expression.ts';

const at = (iso: string): number => Date.parse(iso);
const iso = (moment: number | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(moment).toISOString();
const next = (expression: string, after: string, zone = 'UTC') => iso(parseSchedule(expression, zone).next(at(after)));

describe('schedule expressions', () => {
  test.each([
    ['rate(1 minute)', 'UTC', '2026-11-23T01:00:30Z', '2026-11-23T01:01:00.000Z'],
    ['rate(15 minutes)', 'UTC', '2026-11-23T01:00:00Z', '2026-11-23T01:15:00.000Z'],
    ['rate(1 day)', 'UTC', '2026-11-23T01:00:00Z', '2026-11-24T00:00:00.000Z'],
    ['cron(0 3 * * ? *)', 'Asia/Seoul', '2026-11-23T01:00:00Z', '2026-11-23T18:00:00.000Z'],
    ['cron(0/20 * * * ? *)', 'UTC', '2026-11-23T01:21:00Z', '2026-11-23T01:40:00.000Z'],
    ['cron(5/30 9 * * ? *)', 'UTC', '2026-11-23T09:06:00Z', '2026-11-23T09:35:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', 'UTC', '2026-11-20T10:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['cron(0 9 1 * ? *)', 'UTC', '2026-11-23T00:00:00Z', '2026-12-01T09:00:00.000Z'],
    ['at(2026-12-24T18:00:00)', 'Asia/Seoul', '2026-11-23T00:00:00Z', '2026-12-24T09:00:00.000Z'],
  ])('%s in %s after %s is due at %s', (expression, zone, after, expected) => {
    expect(next(expression, after, zone)).toBe(expected);
  });

  test('weekdays count from 1 = Sunday', () => {
    expect(next('cron(0 0 ? * 1 *)', '2026-11-23T00:00:00Z')).toBe('2026-11-29T00:00:00.000Z');
    expect(next('cron(0 0 ? * 2#1 *)', '2026-11-23T00:00:00Z')).toBe('2026-12-07T00:00:00.000Z');
  });

  test('the last moment of a jump counts its end and not its start', () => {
    const nightly = parseSchedule('cron(0 3 * * ? *)', 'Asia/Seoul');
    expect(iso(nightly.last(at('2026-11-23T01:00:00Z'), at('2026-11-26T01:00:00Z')))).toBe('2026-11-25T18:00:00.000Z');
    expect(iso(nightly.last(at('2026-11-23T01:00:00Z'), at('2026-11-23T18:00:00Z')))).toBe('2026-11-23T18:00:00.000Z');
    expect(nightly.last(at('2026-11-23T18:00:00Z'), at('2026-11-24T17:59:59Z'))).toBeUndefined();
    const minutely = parseSchedule('rate(1 minute)', 'UTC');
    expect(minutely.last(at('2026-11-23T01:00:00Z'), at('2026-11-23T01:00:59Z'))).toBeUndefined();
    expect(iso(minutely.last(at('2026-11-23T01:00:00Z'), at('2026-11-23T01:01:00Z')))).toBe('2026-11-23T01:01:00.000Z');
  });

  test('a moment in the past is never due again', () => {
    expect(parseSchedule('at(2020-01-01T00:00:00)', 'UTC').next(at('2026-11-23T00:00:00Z'))).toBeUndefined();
  });

  test.each(['rate(0 minutes)', 'rate(5 weeks)', 'cron(0 3 * * *)', 'every day'])(
    '%s is refused with its text',
    (expression) => {
      expect(() => parseSchedule(expression, 'UTC')).toThrow(expression);
    },
  );
});
