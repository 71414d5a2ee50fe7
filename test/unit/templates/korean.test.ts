import { describe, expect, it } from 'vitest';
import { josa } from '../../../shared/platform/josa.ts';
import { addDays, dateText, formatDate, money, relativeDay, won } from '../../../shared/templates/korean.ts';

describe('josa', () => {
  it.each([
    ['김단골', '은/는', '김단골은'],
    ['민지', '은/는', '민지는'],
    ['서울', '으로/로', '서울로'],
    ['부산', '으로/로', '부산으로'],
    ['제주', '으로/로', '제주로'],
    ['민수', '이/가', '민수가'],
    ['선생님', '을/를', '선생님을'],
    ['상품 3', '이/가', '상품 3이'],
    ['상품 2', '이/가', '상품 2가'],
    ['단골(VIP)', '과/와', '단골(VIP)와'],
    ['LG', '은/는', 'LG는'],
    ['KBS', '이/가', 'KBS가'],
    ['MLB', '을/를', 'MLB를'],
    ['COM', '을/를', 'COM을'],
    ['LA', '으로/로', 'LA로'],
    ['URL', '으로/로', 'URL로'],
    ['100', '이/가', '100이'],
    ['민지', '와/과', '민지와'],
    ['단골', '와/과', '단골과'],
    ['부산', '로/으로', '부산으로'],
    ['Anna', '은/는', 'Anna는'],
    ['Kim', '은/는', 'Kim은'],
    ['Bob', '은/는', 'Bob은(는)'],
    ['김단골".', '은/는', '김단골".은'],
  ])('%s + %s', (word, pair, expected) => {
    expect(josa(word, pair)).toBe(expected);
  });
});

it('writes won with separators', () => {
  expect(won(1_234_000)).toBe('1,234,000원');
  expect(won(0)).toBe('0원');
});

it('writes money of any currency from its minor unit', () => {
  expect(money(1_234_000, 'KRW', 'ko')).toBe('1,234,000원');
  expect(money(1050, 'USD', 'ko')).toBe('10.50달러');
  expect(money(1050, 'USD', 'en')).toBe('$10.50');
  expect(money(12_000, 'JPY', 'ko')).toBe('12,000엔');
  expect(money(1_234, 'KWD', 'ko')).toBe('1.234 KWD');
});

describe('dates', () => {
  it('are said as people say them, in the shop’s zone', () => {
    expect(dateText('2026-11-22T06:00:00.000Z', 'ko', 'Asia/Seoul')).toBe('11월 22일(일) 오후 3시');
    expect(dateText('2026-11-22T15:05:00Z', 'ko', 'Asia/Seoul')).toBe('11월 23일(월) 오전 12시 5분');
    expect(dateText('2026-11-22', 'ko', 'Asia/Seoul')).toBe('11월 22일(일)');
    expect(dateText('2026-11-22T06:00:00Z', 'en', 'Asia/Seoul')).toBe('Sun, 22 Nov 3 pm');
    expect(dateText('soon', 'ko', 'Asia/Seoul')).toBeUndefined();
  });

  it('take a few signs of strftime', () => {
    expect(formatDate('2026-11-02T15:30:00Z', '%Y-%m-%d %H:%M (%-m/%-d) 100%%', 'Asia/Seoul')).toBe(
      '2026-11-03 00:30 (11/3) 100%',
    );
  });

  it('stand in relation to today, by local days', () => {
    const now = '2026-11-23T01:00:00Z';
    const said = (value: string, language: 'ko' | 'en' = 'ko') => relativeDay(value, now, language, 'Asia/Seoul');
    // A quarter past midnight in Seoul is the same local day as ten in the morning.
    expect(said('2026-11-22T15:15:00Z')).toBe('오늘');
    expect(said('2026-11-22T14:45:00Z')).toBe('어제');
    expect(said('2026-11-21')).toBe('그저께');
    expect(said('2026-11-25')).toBe('모레');
    expect(said('2026-11-16')).toBe('7일 전');
    expect(said('2026-12-07')).toBe('2주 뒤');
    expect(said('2026-06-22')).toBe('5개월 전');
    expect(said('2024-11-01')).toBe('2년 전');
    expect(said('2026-11-22', 'en')).toBe('yesterday');
    expect(said('2026-11-30', 'en')).toBe('in 7 days');
    expect(said('soon')).toBeUndefined();
  });

  it('are counted on by local days', () => {
    expect(addDays('2026-11-22T15:15:00Z', 7, 'Asia/Seoul')).toBe('2026-11-30');
    expect(addDays('2026-03-01', -1, 'Asia/Seoul')).toBe('2026-02-28');
    expect(addDays('soon', 1, 'Asia/Seoul')).toBeUndefined();
  });
});
