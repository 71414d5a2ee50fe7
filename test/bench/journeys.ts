import { createSweep } from '../../shared/journeys/sweep.ts';
import { HOUR } from '../../shared/platform/clock.ts';
import { putMany } from '../../shared/platform/dynamo.ts';
import { metered, meterUnits, type Units } from '../../shared/platform/units.ts';
import { JOURNEY_TIMER, timerDue, timerShard, timerShards } from '../../shared/tables/keys.ts';
import { createTimerStore, type Timer } from '../../shared/timers/timer-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { TWELVE } from '../support/journey-faults.ts';
import { createJourneyWorld } from '../support/journey-world.ts';
import type { Figure } from './figure.ts';
import { sized } from './sizes.ts';

const SECTION = 'Journeys: units and CPU per step, and a tick over everybody who waits';
const PEOPLE = sized(200, 10);
const WAITING = sized(20_000, 500);
const MILLION = sized(1_000_000, 100_000);
const BEGIN = '2026-11-23T00:00:00.000Z';
const STEPS = `${PEOPLE} people through twelve steps with every kind of wait and three messages, engine and queue in one process on DynamoDB Local; CPU is that of this process with the SDK, a courier's write per message included.`;
const TICK = `${WAITING} timers on DynamoDB Local.`;
const PURE = 'The sweep on timers made up as they are asked for: what it holds itself, without a table.';

/** One journey has been started. */
const LISTENING = { watched: async () => new Map([['api:enter', ['bench']]]) };

const counted = async (work: () => Promise<void>): Promise<Units> => {
  let found: Units = { read: 0, write: 0 };
  await metered(work, async (units) => {
    found = { ...units };
  });
  return found;
};

const steps = async (test: TestDynamo): Promise<Figure[]> => {
  const world = createJourneyWorld(test, BEGIN, 5);
  for (const template of ['first', 'second', 'third']) await world.addTemplate(template);
  await world.definitions.save('couponPool', 'any', { name: 'any' });
  await world.start('bench', TWELVE);
  for (let n = 0; n < PEOPLE; n++) await world.addPerson(`u:bench-${n}`, { eventCounts: { Visit: 1 } });
  for (let n = 0; n < PEOPLE; n++) await world.happen(`u:bench-${n}`, 'Product Added', BEGIN);
  const before = process.cpuUsage();
  const { read, write } = await counted(async () => {
    await world.drain();
    await world.pass(new Date(Date.parse(BEGIN) + 72 * HOUR).toISOString(), HOUR);
  });
  const { user, system } = process.cpuUsage(before);
  const runs = await world.all('bench');
  const visits = runs.reduce((sum, run) => sum + Object.values(run.visits).reduce((all, each) => all + each, 0), 0);
  const line = (name: string, value: number, unit: string): Figure => ({
    ...{ section: SECTION, name, value: value / visits, unit, basis: STEPS },
  });
  return [
    line('written', write, 'units per step'),
    line('read', read, 'units per step'),
    line('CPU', (user + system) / 1_000, 'ms per step'),
  ];
};

const waiting = async (test: TestDynamo): Promise<Figure[]> => {
  const dueAt = '2027-01-01T01:00:00.000Z';
  const items = Array.from({ length: WAITING }, (_, n) => {
    const id = `tick#run#u:waiting-${n}`;
    return { shard: timerShard(JOURNEY_TIMER, id), due: timerDue(dueAt, id) };
  });
  await putMany(test.dynamo, test.tables.timers, items);
  let told = 0;
  const sweep = createSweep({
    journeys: LISTENING,
    timers: createTimerStore(test.dynamo, test.tables.timers),
    tell: async (hints) => {
      told += hints.length;
    },
    clock: () => Date.parse(dueAt),
  });
  const due = await counted(async () => void (await sweep()));
  const figure = (name: string, value: number, unit: string): Figure => ({
    ...{ section: SECTION, name, value, unit, basis: TICK },
  });
  return [
    figure('a tick for which nobody is due', timerShards(JOURNEY_TIMER).length, 'queries'),
    figure('whose time has come, read', due.read / WAITING, 'units per person'),
    figure('whose time has come, written', due.write / WAITING, 'units per person'),
    figure('messages of the queue', told / WAITING, 'per person'),
  ];
};

/** So many timers of the same hour, made up as they are asked for: what the sweep holds itself. */
const sweepOf = async (size: number) => {
  const shards = timerShards(JOURNEY_TIMER).length;
  const left = Array.from({ length: shards }, () => Math.ceil(size / shards));
  const heap = process.memoryUsage().heapUsed;
  let [peak, ticks, swept] = [heap, 0, 0];
  const timers = {
    due: async (kind: string, _now: string, most: number): Promise<Timer[]> => {
      peak = Math.max(peak, process.memoryUsage().heapUsed);
      return left.flatMap((count, shard) =>
        Array.from({ length: Math.min(most, count) }, (_, n) => ({
          ...{ kind, dueAt: BEGIN, id: `tick#run#u:${shard}-${count - n}` },
        })),
      );
    },
    remove: async ({ id }: Timer): Promise<void> => {
      const shard = Number(/u:(\d+)-/.exec(id)?.[1]);
      left[shard] = (left[shard] ?? 0) - 1;
    },
  };
  const sweep = createSweep({
    journeys: LISTENING,
    timers,
    tell: async () => undefined,
    clock: () => Date.parse(BEGIN) + HOUR,
  });
  const before = process.cpuUsage();
  while (swept < size) {
    swept += await sweep();
    ticks += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return { ticks, cpu: (user + system) / 1_000_000, growth: (peak - heap) / 2 ** 20 };
};

const million = async (): Promise<Figure[]> => {
  const few = await sweepOf(MILLION / 10);
  const all = await sweepOf(MILLION);
  const figure = (name: string, value: number, unit: string): Figure => ({
    ...{ section: SECTION, name, value, unit, basis: PURE },
  });
  const name = MILLION.toLocaleString('en');
  return [
    figure(`${name} at the same hour`, all.ticks, 'ticks'),
    figure('CPU of them', all.cpu, 's'),
    figure('heap beyond the beginning, at its most', all.growth, 'MB'),
    figure('the same for a tenth of them', few.growth, 'MB'),
  ];
};

export const measureJourneys = async (): Promise<Figure[]> => {
  const pure = await million();
  const test = await startDynamo();
  try {
    meterUnits(test.client);
    return [...(await steps(test)), ...(await waiting(test)), ...pure];
  } finally {
    await test.stop();
  }
};
