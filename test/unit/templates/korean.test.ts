import { describe, expect, it } from 'vitest';
import { josa } from '../../../shared/platform/josa.ts';
import { dateText, formatDate, won } from '../../../shared/templates/korean.ts';

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
    ['단골(VIP)', '과/와', '단골(VIP)과(와)'],
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
});
