import { describe, expect, it } from 'vitest';
import { CellError, readCellTime, readMoney, readValue } from '../../../infra/import/cell.ts';

describe('a cell', () => {
  it.each([
    ['12000', 12_000],
    ['12,000', 12_000],
    ['1,234,567.89', 1_234_567.89],
    ['₩12,000', 12_000],
    ['12,000원', 12_000],
    ['12000 원', 12_000],
    ['$ 19.54', 19.54],
    ['-3.50', -3.5],
    ['0.00', 0],
  ])('reads %s as money %d', (cell, expected) => {
    expect(readMoney(cell)).toBe(expected);
  });

  it.each([
    '',
    'abc',
    '12,50',
    '1,2345',
    '1.234,56',
    '1e5',
    'NaN',
    'Infinity',
    '0x10',
    '12 000',
    '--1',
    '9'.repeat(400),
  ])('does not guess the money in %j', (cell) => {
    expect(() => readMoney(cell)).toThrow(CellError);
  });

  it.each([
    ['1997-01-01', 'UTC', '1997-01-01T00:00:00.000Z'],
    ['1997-01-01', 'Asia/Seoul', '1996-12-31T15:00:00.000Z'],
    ['2010-12-01 08:26', 'Europe/London', '2010-12-01T08:26:00.000Z'],
    ['2010-07-01 08:26:30', 'Europe/London', '2010-07-01T07:26:30.000Z'],
    ['2026-11-22T10:00:00+09:00', 'UTC', '2026-11-22T01:00:00.000Z'],
    ['2026-11-22T10:00:00.500Z', 'Asia/Seoul', '2026-11-22T10:00:00.500Z'],
    ['2019-10-01 00:00:00 UTC', 'Asia/Seoul', '2019-10-01T00:00:00.000Z'],
    ['2026.11.22', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['2026/1/2 9:05', 'UTC', '2026-01-02T09:05:00.000Z'],
    ['2026. 1. 2.'.replaceAll(' ', ''), 'UTC', '2026-01-02T00:00:00.000Z'],
    ['20261122', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['1511544070', 'Asia/Seoul', '2017-11-24T17:21:10.000Z'],
    ['1511544070123', 'Asia/Seoul', '2017-11-24T17:21:10.123Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
  ])('reads %s in %s as %s', (cell, zone, expected) => {
    expect(readCellTime(cell, zone)).toBe(expected);
  });

  it('reads a time that a change to summer time skips or repeats', () => {
    expect(readCellTime('2026-03-29 01:30', 'Europe/London')).toBe('2026-03-29T01:30:00.000Z');
    expect(readCellTime('2026-10-25 01:30', 'Europe/London')).toBe('2026-10-25T00:30:00.000Z');
  });

  it.each([
    '11/22/2026',
    '22.11.2026',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-11-22 25:00',
    'gestern',
    '',
    '20261399',
  ])('does not guess the date %j', (cell) => {
    expect(() => readCellTime(cell, 'UTC')).toThrow(CellError);
    expect(() => readCellTime(cell, 'Asia/Seoul')).toThrow(CellError);
  });

  it('turns numbers and true/false of extra columns into such, and leaves names of digits alone', () => {
    expect(readValue('quantity', '12')).toBe(12);
    expect(readValue('ratio', '-0.25')).toBe(-0.25);
    expect(readValue('member', 'true')).toBe(true);
    expect(readValue('grade', 'VIP')).toBe('VIP');
    expect(readValue('number', '007')).toBe('007');
    expect(readValue('big', '12345678901234567890')).toBe('12345678901234567890');
    for (const target of ['phone', 'zip', 'product_id', 'shopId', 'sku', 'coupon_code', 'consent.email.ad', 'name']) {
      expect(readValue(target, '12345')).toBe('12345');
    }
  });
});
