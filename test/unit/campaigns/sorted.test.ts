import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minus, union } from '../../../shared/campaigns/sorted.ts';
import { compareKeys } from '../../../shared/platform/key-order.ts';

const keys = fc
  .uniqueArray(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 20 })
  .map((ids) => ids.sort(compareKeys));

async function* stream(ids: readonly string[]): AsyncGenerator<string> {
  yield* ids;
}
const all = async (source: AsyncGenerator<string>): Promise<string[]> => {
  const ids: string[] = [];
  for await (const id of source) ids.push(id);
  return ids;
};

it('merges sorted pages as sets would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(keys, { maxLength: 4 }), fc.array(keys, { maxLength: 3 }), async (include, exclude) => {
      const dropped = new Set(exclude.flat());
      const expected = [...new Set(include.flat())].filter((id) => !dropped.has(id)).sort(compareKeys);
      expect(await all(minus(union(include.map(stream)), union(exclude.map(stream))))).toEqual(expected);
    }),
  );
});

it('orders keys as DynamoDB does, by bytes', () => {
  // U+FF41 comes before U+1F600 in UTF-8 and after it in UTF-16.
  expect(['\u{1f600}', '\uff41'].sort()).toEqual(['\u{1f600}', '\uff41']);
  expect(['\u{1f600}', '\uff41'].sort(compareKeys)).toEqual(['\uff41', '\u{1f600}']);
});
