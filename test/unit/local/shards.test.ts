import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareSequence,
  dealRecord,
  newShardState,
  type Shard,
  type ShardState,
} from '../../../infra/local/streams/shards.ts';

const sequence = (index: number): string => String(index + 1).padStart(21, '0');
const hashOf = (key: number): number => Math.imul(key + 1, 0x9e3779b1) >>> 0;

interface Dealt {
  readonly key: number;
  readonly sequence: string;
  readonly shard: Shard;
}

function deal(
  state: ShardState,
  keys: readonly number[],
  from = 0,
  beforeSplit: () => void = () => undefined,
): Dealt[] {
  return keys.map((key, index) => ({
    key,
    sequence: sequence(from + index),
    shard: dealRecord(state, hashOf(key), sequence(from + index), beforeSplit),
  }));
}

const streams = fc.record({
  seed: fc.integer({ min: 0, max: 1000 }),
  keys: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 3000, size: 'max' }),
});

describe('virtual shards', () => {
  test('sequence numbers compare as numbers, with or without leading zeros', () => {
    expect(['10', '9', '0100', '99'].sort(compareSequence)).toEqual(['9', '10', '99', '0100']);
  });

  test('at any time the open shards cover every hash exactly once', () => {
    fc.assert(
      fc.property(streams, ({ seed, keys }) => {
        const state = newShardState(seed);
        deal(state, keys);
        const open = state.shards.filter((shard) => shard.closedAfter === undefined).sort((a, b) => a.from - b.from);
        expect(open[0]?.from).toBe(0);
        expect(open.at(-1)?.to).toBe(2 ** 32);
        for (const [index, shard] of open.entries()) if (index > 0) expect(shard.from).toBe(open[index - 1]?.to);
      }),
      { numRuns: 30 },
    );
  });

  test('the records of one key stay in order: each is in the shard of the one before, or in a descendant of it', () => {
    fc.assert(
      fc.property(streams, ({ seed, keys }) => {
        const state = newShardState(seed);
        const last = new Map<number, Shard>();
        for (const { key, shard } of deal(state, keys)) {
          const before = last.get(key);
          let line: Shard | undefined = shard;
          while (line !== undefined && line !== before) line = state.shards.find(({ id }) => id === line?.parent);
          if (line !== before)
            throw new Error(`Key ${key} went from ${before?.id} to ${shard.id}, which does not follow it.`);
          last.set(key, shard);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a shard gets no record after the sequence number at which it closed', () => {
    fc.assert(
      fc.property(streams, ({ seed, keys }) => {
        const state = newShardState(seed);
        for (const dealt of deal(state, keys)) {
          const { closedAfter } = dealt.shard;
          if (closedAfter !== undefined) expect(compareSequence(dealt.sequence, closedAfter)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a restart from the state at any split deals every record into the same shard again', () => {
    fc.assert(
      fc.property(streams, fc.nat(), ({ seed, keys }, choice) => {
        const state = newShardState(seed);
        const saved: ShardState[] = [structuredClone(state)];
        const first = deal(state, keys, 0, () => saved.push(structuredClone(state)));
        const kept = saved[choice % saved.length] ?? state;
        const again = deal(kept, keys);
        expect(again.map((dealt) => dealt.shard.id)).toEqual(first.map((dealt) => dealt.shard.id));
      }),
      { numRuns: 30 },
    );
  });

  test('shards do split, live longer in each generation, and never are more than four', () => {
    const state = newShardState(7);
    deal(
      state,
      Array.from({ length: 20_000 }, (_, index) => index % 997),
    );
    expect(state.shards.length).toBeGreaterThan(4);
    expect(state.shards.length).toBeLessThan(60);
    expect(state.shards.filter((shard) => shard.closedAfter === undefined).length).toBeLessThanOrEqual(4);
  });
});
