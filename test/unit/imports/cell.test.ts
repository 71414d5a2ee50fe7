import { describe, expect, it } from 'vitest';
import { CellError, isSheetError, readMoney, readPhone, readValue } from '../../../shared/imports/cell.ts';
import { readCellTime } from '../../../shared/imports/cell-time.ts';

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
    ['-₩5,000', -5_000],
    ['￦ 1,000', 1_000],
    ['１２，０００원', 12_000],
    ['(1,000)', -1_000],
    ['12,000 KRW', 12_000],
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
    '(-5)',
    '12,000원원',
    '1,5',
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
    ['2026. 11. 22. 오후 3:05', 'Asia/Seoul', '2026-11-22T06:05:00.000Z'],
    ['2026-11-22 오전 12:05:09', 'Asia/Seoul', '2026-11-21T15:05:09.000Z'],
    ['2026-11-22 오후 12:05', 'UTC', '2026-11-22T12:05:00.000Z'],
    ['2026/11/22 3:05 PM', 'UTC', '2026-11-22T15:05:00.000Z'],
    ['2026년 11월 22일', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['2026년 11월 22일 15시 5분', 'UTC', '2026-11-22T15:05:00.000Z'],
    ['20261122150509', 'UTC', '2026-11-22T15:05:09.000Z'],
    ['2026-11-22 15:05:00 +0900', 'UTC', '2026-11-22T06:05:00.000Z'],
    ['46348', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['46348.62847222222', 'UTC', '2026-11-22T15:05:00.000Z'],
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
    '2026-11-22 오후 13:05',
    '2026-11-22 오전 0:05',
    '오후 3:05',
    '26.11.22',
    '19999',
  ])('does not guess the date %j', (cell) => {
    expect(() => readCellTime(cell, 'UTC')).toThrow(CellError);
    expect(() => readCellTime(cell, 'Asia/Seoul')).toThrow(CellError);
  });

  it('reads a date whose year stands last only in the order that the map states', () => {
    expect(readCellTime('22/11/2026', 'UTC', 'DMY')).toBe('2026-11-22T00:00:00.000Z');
    expect(readCellTime('11/22/2026 3:05 PM', 'UTC', 'MDY')).toBe('2026-11-22T15:05:00.000Z');
    expect(readCellTime('1.2.2026', 'UTC', 'DMY')).toBe('2026-02-01T00:00:00.000Z');
    expect(() => readCellTime('11/22/2026', 'UTC', 'DMY')).toThrow(CellError);
    expect(() => readCellTime('11/22/2026', 'UTC')).toThrow(/"dateOrder": "DMY" or "MDY"/);
  });

  it.each([
    ['1012345678', '010-1234-5678'],
    ['10-1234-5678', '010-1234-5678'],
    ['1191234567', '011-9123-4567'],
    ['112345678', '011-234-5678'],
    ['010-1234-5678', '010-1234-5678'],
    ['01012345678', '01012345678'],
    ['+82 10-1234-5678', '+82 10-1234-5678'],
    ['02-123-4567', '02-123-4567'],
    ['15881234', '15881234'],
  ])('gives the number %s its leading 0 back: %s', (cell, expected) => {
    expect(readPhone(cell)).toBe(expected);
  });

  it('knows what a sheet shows where it could not compute', () => {
    expect(['#N/A', '#REF!', '#DIV/0!'].every(isSheetError)).toBe(true);
    expect(['#1', 'N/A', '#N/A '].some(isSheetError)).toBe(false);
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
    expect(readValue('traits.phone', '1012345678')).toBe('010-1234-5678');
  });
});
