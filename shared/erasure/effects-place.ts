import type { Place } from './belongings-store.ts';

/** What was done about the person beside messages, each kind by the store that keeps it. */
export const createEffectsPlace = (
  stores: readonly { readonly removals: (ids: readonly string[]) => AsyncGenerator<() => Promise<void>> }[],
): Place => ({
  table: 'effects',
  async *removals({ ids }) {
    for (const store of stores) yield* store.removals(ids);
  },
});
