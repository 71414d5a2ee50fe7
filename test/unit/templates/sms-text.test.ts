import { describe, expect, it } from 'vitest';
import { rewriteUrls, smsSize } from '../../../shared/templates/sms-text.ts';

describe('size of a text message', () => {
  it.each([
    ['a'.repeat(160), 'GSM-7', 1],
    ['a'.repeat(161), 'GSM-7', 2],
    ['a'.repeat(306), 'GSM-7', 2],
    ['a'.repeat(307), 'GSM-7', 3],
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    ['가'.repeat(70), 'UCS-2', 1],
    ['가'.repeat(71), 'UCS-2', 2],
    ['가'.repeat(135), 'UCS-2', 3],
    // 67 units hold 33 emoji, for a surrogate pair never spans two parts.
    ['😀'.repeat(35), 'UCS-2', 1],
    ['😀'.repeat(67), 'UCS-2', 3],
    ['', 'GSM-7', 0],
  ])('%#', (text, encoding, parts) => {
    expect(smsSize(text)).toMatchObject({ encoding, parts });
  });
});

it('rewrites web addresses but not the sign behind them', () => {
  const click = (url: string) => `[${url}]`;
  expect(
    rewriteUrls('보기: https://a.example/x?y=1. (https://b.example) http://own.example', ['http://own.example'], click),
  ).toBe('보기: [https://a.example/x?y=1]. ([https://b.example]) http://own.example');
});
