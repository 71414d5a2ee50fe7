import type { Model } from '../scoring/model.ts';
import type { Run } from '../scoring/run.ts';
import { kpiFile, type RunFiles } from '../scoring/run-files.ts';
import { emptyPart, type KpiPart, kpiPartSchema, mergePart } from './book.ts';
import { historyOf, retentionRowOf } from './history.ts';
import type { KpiStore } from './kpi-store.ts';
import { topProducts } from './next-order.ts';

/** Adds up the shards one by one and writes what they say about the shop; may be repeated. Answers what profiles say tonight. */
export const summariseKpis = async (
  { files, kpis }: { readonly files: RunFiles; readonly kpis: KpiStore },
  run: Pick<Run, 'runId' | 'shards'>,
  model: Model,
): Promise<KpiPart['standing']> => {
  const sum = emptyPart();
  for (let shard = 0; shard < run.shards; shard++)
    mergePart(sum, await files.get(kpiFile(run.runId, shard), kpiPartSchema));
  await kpis.putHistory(historyOf(sum, model, run.runId));
  await kpis.putRetention(retentionRowOf(sum, model, run.runId));
  await kpis.putNextOrders({ asOf: model.asOf, runId: run.runId, nextOrders: topProducts(sum.nextOrders) });
  await kpis.putMoves({ asOf: model.asOf, runId: run.runId, moves: sum.moves });
  await kpis.putAcquired({ asOf: model.asOf, runId: run.runId, acquired: sum.acquired });
  return sum.standing;
};
