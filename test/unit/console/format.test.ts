import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../console/format/format.ts';
import { shareOfScore } from '../../../console/format/rfm.ts';
import { firstLanguage, wordOf } from '../../../console/words/language.tsx';

const ko = createFormat('ko', 'Asia/Seoul');
const en = createFormat('en', 'Asia/Seoul');

describe('money', () => {
  it('is written as its readers write it, from whole minor units', () => {
    expect(ko.money({ amount: 1_284_000, currency: 'KRW' })).toBe('1,284,000원');
    expect(en.money({ amount: 1_284_000, currency: 'KRW' })).toBe('₩1,284,000');
    expect(en.money({ amount: 1050, currency: 'USD' })).toBe('$10.50');
    expect(en.money({ amount: 12_345, currency: 'KWD' })).toMatch(/12\.345$/);
  });

  it('carries a sign where a direction is meant, none for zero', () => {
    expect(ko.money({ amount: 5, currency: 'KRW' }, { sign: true })).toBe('+5원');
    expect(ko.money({ amount: -5, currency: 'KRW' }, { sign: true })).toBe('-5원');
    expect(ko.money({ amount: 0, currency: 'KRW' }, { sign: true })).toBe('0원');
  });

  it('is never summed across currencies', () => {
    const amounts = [
      { amount: 1000, currency: 'KRW' },
      { amount: 250, currency: 'USD' },
    ];
    expect(en.monies(amounts)).toBe('₩1,000 + $2.50');
  });
});

describe('times', () => {
  it('are told in the zone of the shop', () => {
    expect(en.date('2026-11-22T15:30:00.000Z')).toBe('23 Nov 2026');
    expect(en.dateTime('2026-11-22T15:30:00.000Z')).toBe('23 Nov 2026, 00:30');
    expect(createFormat('en', 'UTC').date('2026-11-22T15:30:00.000Z')).toBe('22 Nov 2026');
  });

  it('keep a calendar day as it stands and words that are no time as they are', () => {
    expect(en.date('2026-11-22')).toBe('22 Nov 2026');
    expect(en.date('soon')).toBe('soon');
    expect(en.dateTime('')).toBe('');
  });

  it('count days by calendar, not by 24 hours', () => {
    // 00:30 in Seoul on the 23rd.
    expect(ko.daysUntil('2026-11-22T15:30:00.000Z', '2026-11-23')).toBe(0);
    expect(ko.daysUntil('2026-11-22T14:30:00.000Z', '2026-11-23')).toBe(1);
    expect(ko.daysUntil('never', '2026-11-23')).toBeUndefined();
  });
});

describe('language', () => {
  it('is the chosen one, else the first of the browser that we speak, else Korean', () => {
    expect(firstLanguage('en', ['ko-KR'])).toBe('en');
    expect(firstLanguage(undefined, ['fr-FR', 'en-US', 'ko'])).toBe('en');
    expect(firstLanguage('tlh', ['fr'])).toBe('ko');
  });

  it('shows a code without a word as it is, inherited names included', () => {
    expect(wordOf({ sent: 'Sent' }, 'sent')).toBe('Sent');
    expect(wordOf({ sent: 'Sent' }, 'brandNew')).toBe('brandNew');
    expect(wordOf({}, 'constructor')).toBe('constructor');
  });
});

it('a score stands for a fifth of the buyers', () => {
  expect([1, 2, 3, 4, 5].map((score) => shareOfScore(score).from)).toEqual([0, 20, 40, 60, 80]);
});
