import { exportShard } from '../../shared/exports/export-shard.ts';
import type { Row } from '../../shared/exports/row.ts';
import { createSourceStore } from '../../shared/exports/source-store.ts';
import { metered, meterUnits, type Units } from '../../shared/platform/units.ts';
import { measureShard } from '../../shared/scoring/measure-shard.ts';
import { startDynamo } from './dynamo.ts';
import { createExportMemory } from './export-memory.ts';
import { putManyEvents } from './many-events.ts';
import { createNightly } from './nightly.ts';
import { startObjectStore } from './object-store.ts';
import { packDays, profileOf } from './profile.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const HEAVY = 'u:heavy';

interface HeavyNight {
  /** Bytes of the stored events. */
  readonly bytes: number;
  readonly measure: Units;
  readonly export: Units;
  readonly rows: number;
  readonly largestFile: number;
  /** Growth of the heap while the events went out, MB, as seen at each file. */
  readonly heapMb: number;
}

/** A night over one customer with so many events of the last hour. */
export const nightOf = async (events: number): Promise<HeavyNight> => {
  const [database, objects] = await Promise.all([
    startDynamo(['customers', 'members', 'definitions', 'insights', 'events', 'messages', 'orders']),
    startObjectStore(),
  ]);
  try {
    meterUnits(database.client);
    const night = createNightly(database, objects, () => NOW, database.dynamo);
    const days = { KRW: packDays([{ day: '2026-11-22', orders: events / 2, net: events / 2 }]) };
    await night.putProfile(HEAVY, profileOf({ days, events, lastSeenAt: '2026-11-22T12:00:00.000Z' }));
    const bytes = await putManyEvents(database, HEAVY, events, NOW);
    const plan = await night.steps.plan({ claimant: 'heavy', trigger: 'test' });
    if (plan.status !== 'planned') throw new Error('not planned');
    const { runId } = plan.run;
    const units: Units[] = [];
    const used = async (some: Units): Promise<void> => void units.push({ ...some });
    const { customers, runs, files: notes, sealed } = night;
    const seals = () => ({ add: async (id: string) => void sealed.push(id), flush: async () => undefined });
    await night.runs.change(runId, { shards: 1 });
    const wares = () => ({ look: async () => undefined, flush: async () => undefined });
    const dates = async () => wares();
    const shard = { runId, shard: 0, total: 1 };
    await metered(
      () => measureShard({ customers, runs, files: notes, seals, dates, wares, clock: () => NOW }, shard),
      used,
    );
    await night.steps.fit(runId);

    const memory = createExportMemory();
    const before = process.memoryUsage().heapUsed;
    let [rows, largestFile, heap] = [0, 0, before];
    const put = async (table: Parameters<typeof memory.put>[0], _key: string, some: readonly Row[]): Promise<void> => {
      heap = Math.max(heap, process.memoryUsage().heapUsed);
      largestFile = Math.max(largestFile, some.length);
      if (table === 'events') rows += some.length;
    };
    const sources = createSourceStore(database.dynamo, database.tables);
    const addressKey = async () => Buffer.alloc(32);
    const files = { ...memory, put };
    await metered(() => exportShard({ customers, runs, notes, sources, addressKey, files }, shard), used);
    const [measure = { read: 0, write: 0 }, exported = { read: 0, write: 0 }] = units;
    return { bytes, measure, export: exported, rows, largestFile, heapMb: (heap - before) / 1024 / 1024 };
  } finally {
    await objects.stop();
    await database.stop();
  }
};
