import { epochDay } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import type { RunFiles } from '../scoring/run-files.ts';
import type { RunStore } from '../scoring/run-store.ts';
import { type BasketFile, basketFile, basketFileSchema } from './baskets.ts';
import { learn } from './learn.ts';
import type { ProductStore } from './product-store.ts';

interface LearnDeps {
  readonly runs: Pick<RunStore, 'get'>;
  readonly files: Pick<RunFiles, 'get'>;
  readonly products: Pick<ProductStore, 'all' | 'learn' | 'putShop'>;
}

const LANES = 16;

/** Learns of a run's baskets and writes what is new, a row for each product of which something has changed; answers how many. */
export const learnProducts = async ({ runs, files, products }: LearnDeps, runId: string): Promise<number> => {
  const run = await runs.get(runId);
  const baskets: BasketFile[] = [];
  for (let shard = 0; shard < run.shards; shard++)
    baskets.push(await files.get(basketFile(runId, shard), basketFileSchema));
  const categories = new Map<string, string | undefined>();
  const before = new Map<string, string>();
  for await (const { id, product, learned } of products.all()) {
    // Of what is sold no more, and in no catalogue, what was learned last stays.
    if (product) categories.set(id, product.category);
    if (learned) before.set(id, JSON.stringify(learned));
  }
  const { shop, learned } = learn(baskets, {
    asOfDay: epochDay(run.asOf),
    categoryOf: (id) => categories.get(id),
    catalogue: categories.keys(),
  });
  const changed = [...learned].filter(([id, value]) => before.get(id) !== JSON.stringify(value));
  await inParallel(changed, LANES, ([id, value]) => products.learn(id, value));
  await products.putShop({ asOf: run.asOf, ...shop });
  return changed.length;
};
