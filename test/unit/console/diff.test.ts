import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines } from '../../../console/templates/diff.ts';

it('a difference names what was taken out and put in, and keeps the rest', () => {
  expect(diffLines('a\nb\nc', 'a\nx\nc\nd').map(({ sign, text }) => sign + text)).toEqual([
    ' a',
    '-b',
    '+x',
    ' c',
    '+d',
  ]);
});

it('both texts can be read out of their difference', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (sign: string) =>
        lines
          .filter((line) => line.sign !== sign)
          .map((line) => line.text)
          .join('\n');
      expect(without('+')).toBe(before);
      expect(without('-')).toBe(after);
    }),
  );
});
