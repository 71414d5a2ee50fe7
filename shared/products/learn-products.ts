import { log } from '../platform/log.ts';
import { epochDay } from '../platform/time.ts';
import { inParallel } from '../platform/worker.ts';
import type { Run } from '../scoring/run.ts';
import type { RunFiles } from '../scoring/run-files.ts';
import { type BasketFile, basketFile, basketFileSchema } from './baskets.ts';
import { learn } from './learn.ts';
import type { Ware } from './product.ts';
import type { ProductStore } from './product-store.ts';

interface LearnDeps {
  readonly runs: { readonly get: (runId: string) => Promise<Pick<Run, 'asOf' | 'shards'>> };
  readonly files: Pick<RunFiles, 'get'>;
  readonly products: Pick<ProductStore, 'all' | 'learn' | 'unlearn' | 'putShop'>;
}

const LANES = 16;
/** Products of a catalogue that a night looks at; of the others nothing is learned. */
const MOST_PRODUCTS = 200_000;

/** Categories by product, of the catalogue. */
const catalogueOf = async ({ all }: Pick<ProductStore, 'all'>, most: number) => {
  const catalogue = new Map<string, string | undefined>();
  for await (const { id, product } of all()) {
    if (!product) continue;
    if (catalogue.size === most) {
      log.warn('catalogue too large to be learned of whole', { most });
      break;
    }
    catalogue.set(id, product.category);
  }
  return catalogue;
};

/**
 * Learns of a run's baskets and writes what is new, a row for each product of which something has changed; answers how many. One shard's
 * baskets are held at a time. Where the shop keeps a catalogue only its products are learned of, and what stood of others is taken away:
 * ids in events are what anybody sent.
 */
export const learnProducts = async (
  { runs, files, products }: LearnDeps,
  runId: string,
  most = MOST_PRODUCTS,
): Promise<number> => {
  const run = await runs.get(runId);
  async function* baskets(): AsyncGenerator<BasketFile> {
    for (let shard = 0; shard < run.shards; shard++) yield await files.get(basketFile(runId, shard), basketFileSchema);
  }
  const catalogue = await catalogueOf(products, most);
  const { shop, learned } = await learn(baskets, { asOfDay: epochDay(run.asOf), catalogue });
  const left = new Set(learned.keys());
  let changed = 0;
  const renew = async ({ id, learned: before }: Pick<Ware, 'id' | 'learned'>): Promise<void> => {
    const now = learned.get(id);
    left.delete(id);
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    changed += 1;
    await (now ? products.learn(id, now) : products.unlearn(id));
  };
  let waiting: Ware[] = [];
  for await (const ware of products.all()) {
    waiting.push(ware);
    if (waiting.length < LANES) continue;
    await inParallel(waiting, LANES, renew);
    waiting = [];
  }
  await inParallel(waiting, LANES, renew);
  await inParallel(
    [...left].map((id) => ({ id })),
    LANES,
    renew,
  );
  await products.putShop({ asOf: run.asOf, ...shop });
  return changed;
};
