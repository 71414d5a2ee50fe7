import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctTime, parseTime, timeAdvice, timeFlaw } from '../../../shared/events/event-time.ts';

const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

describe('the time of an event', () => {
  it.each([
    ['2026-11-22T01:02:03.456Z', '2026-11-22T01:02:03.456Z'],
    ['2026-11-22T10:02:03.456+09:00', '2026-11-22T01:02:03.456Z'],
    ['2026-11-22T10:02:03+0900', '2026-11-22T01:02:03.000Z'],
    ['2026-11-22 10:02+09', '2026-11-22T01:02:00.000Z'],
    ['2026-11-22t01:02:03,5z', '2026-11-22T01:02:03.500Z'],
    ['2026-11-22T01:02:03.456789012Z', '2026-11-22T01:02:03.456Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(iso(parseTime(text))).toBe(expected);
  });

  it.each([
    '2026-02-30T00:00:00.000Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-22T25:00:00Z',
    '2026-11-22T10:00:61Z',
    '2026-11-22T10:00:00+99:99',
    '2026-11-22T10:00:00',
    '2026-11-22',
    '1732237323456',
    'Sun Nov 22 2026 10:00:00 GMT+0900',
    'yesterday',
    '',
    '-000001-01-01T00:00:00Z',
    '+012026-11-22T10:00:00Z',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('tells a time without zone from a text that is no time', () => {
    expect(timeAdvice('2026-11-22T10:00:00')).toContain('has no zone');
    expect(timeAdvice('yesterday')).toContain('is not an ISO 8601 time');
  });

  it('reads back every instant in any zone that it was written in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('1990-01-01T00:00:00Z'), max: Date.parse('2099-12-31T00:00:00Z') }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (ms, offset) => {
          const local = new Date(ms + offset * 60_000).toISOString().slice(0, 23);
          const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
          const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
          expect(parseTime(`${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toBe(ms);
        },
      ),
    );
  });

  it('moves a wrong clock onto ours and leaves a right one alone', () => {
    const received = Date.parse('2026-11-23T00:00:10.000Z');
    const event = Date.parse('2026-11-23T00:00:00.000Z');
    expect(correctTime(event, undefined, received)).toBe(event);
    expect(correctTime(event, received - 3_000, received)).toBe(event);
    const yearAhead = 365 * 86_400_000;
    expect(correctTime(event + yearAhead, received - 2_000 + yearAhead, received)).toBe(event + 2_000);
  });

  it('does not believe a time before 1990 or more than two days ahead', () => {
    const received = Date.parse('2026-11-23T00:00:00.000Z');
    expect(timeFlaw(Date.parse('1970-01-01T00:00:00Z'), received)).toContain('before 1990');
    expect(timeFlaw(Date.parse('1990-01-01T00:00:00Z'), received)).toBeUndefined();
    expect(timeFlaw(received + 48 * 3_600_000, received)).toBeUndefined();
    expect(timeFlaw(received + 48 * 3_600_000 + 1, received)).toContain('48 hours');
    expect(timeFlaw(Number.NaN, received)).toContain('before 1990');
  });
});
