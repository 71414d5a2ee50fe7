import { setTimeout as delay } from 'node:timers/promises';
import type { InvokeResult } from '../lambda/function-pool.ts';
import type { StreamMappingPlan } from '../plan.ts';
import { type Delivery, deliverBatch, outcomeOf } from './deliver.ts';
import { failureMessage } from './failure-message.ts';
import { passesFilters } from './filter.ts';
import type { StreamRecord } from './record.ts';
import { compareSequence, type Shard } from './shards.ts';

export interface StreamMapping {
  readonly plan: StreamMappingPlan;
  /** Queues a record of a shard; a record that the filters refuse is done at once. */
  offer(shard: Shard, record: StreamRecord): void;
  /** Records not yet settled, and duplicates still to be delivered. */
  pending(): number;
  /** Per shard with unsettled records, the sequence number of the first. */
  pendingFrom(): Record<string, string>;
  /** Ends batching windows early. */
  hurry(): void;
  /** Ends batching windows and closes tumbling windows early. */
  flush(): Promise<void>;
  stop(): void;
}

export interface StreamMappingOptions {
  readonly plan: StreamMappingPlan;
  readonly now: () => number;
  invoke(event: string): Promise<InvokeResult>;
  sendToDestination(body: string): Promise<void>;
  /** True for the share of batches that fault injection delivers twice. */
  duplicate(): boolean;
  random(): number;
  /** Waits before retry number `attempt` (from 1). */
  pause(attempt: number): Promise<unknown>;
  /** Progress was made. */
  changed(): void;
}

interface Lane {
  readonly queue: StreamRecord[];
  readonly stale: (readonly StreamRecord[])[];
  running: boolean;
  window?: { start: number; state: unknown; timer: NodeJS.Timeout };
}

interface ShardWork {
  readonly id: string;
  readonly parent?: string;
  readonly lanes: readonly Lane[];
}

// Lambda's payload limit is 6 MB; the envelope needs a little.
const maxPayload = 5_900_000;

/** One event source mapping on a stream: per shard, parallel lanes by item key; children of a shard wait until it is drained. */
export function createStreamMapping(options: StreamMappingOptions): StreamMapping {
  const { plan } = options;
  const shards = new Map<string, ShardWork>();
  let stopped = false;
  /** Ends batching windows early: whoever drains does not wait for company that will not come. */
  let waiting = Promise.withResolvers<void>();

  const idle = (work: ShardWork): boolean =>
    work.lanes.every((lane) => lane.queue.length === 0 && lane.stale.length === 0);
  const mayRun = (work: ShardWork): boolean => {
    const parent = work.parent === undefined ? undefined : shards.get(work.parent);
    return parent === undefined || (idle(parent) && mayRun(parent));
  };

  const eventOf = (records: readonly StreamRecord[], extra = ''): string =>
    `{"Records":[${records.map((record) => record.json).join(',')}]${extra}}`;

  const invokeWindow = async (
    work: ShardWork,
    lane: Lane,
    records: readonly StreamRecord[],
    final: boolean,
  ): Promise<InvokeResult> => {
    const start = lane.window?.start ?? 0;
    const end = start + (plan.tumblingSeconds ?? 0) * 1000;
    const extra = {
      shardId: work.id,
      eventSourceARN: plan.source,
      window: { start: new Date(start).toISOString(), end: new Date(end).toISOString() },
      state: lane.window?.state ?? {},
      isFinalInvokeForWindow: final,
      isWindowTerminatedEarly: final && options.now() < end,
    };
    const result = await options.invoke(eventOf(records, `,${JSON.stringify(extra).slice(1, -1)}`));
    if (
      result.ok &&
      lane.window !== undefined &&
      typeof result.payload === 'object' &&
      result.payload !== null &&
      'state' in result.payload
    ) {
      lane.window.state = result.payload.state;
    }
    return result;
  };

  const deliveryOf = (work: ShardWork, lane: Lane): Delivery => ({
    invoke: async (records) => {
      const result =
        plan.tumblingSeconds === undefined
          ? await options.invoke(eventOf(records))
          : await invokeWindow(work, lane, records, false);
      if (!result.ok)
        return { kind: 'failed', from: 0, reason: `${result.error.errorType}: ${result.error.errorMessage}` };
      return outcomeOf(result.payload, records, plan.partialFailures);
    },
    discard: async (records, condition, invocations) => {
      if (plan.onFailure === undefined) return;
      await options.sendToDestination(failureMessage(plan, work.id, records, condition, invocations, options.now()));
    },
    now: options.now,
    pause: options.pause,
    stopped: () => stopped,
  });

  const windowStart = (record: StreamRecord): number => {
    const length = (plan.tumblingSeconds ?? 1) * 1000;
    return Math.floor(record.arrivedAt / length) * length;
  };

  const take = (lane: Lane): StreamRecord[] => {
    const batch: StreamRecord[] = [];
    let size = 0;
    for (const record of lane.queue) {
      const [first] = batch;
      if (batch.length >= plan.batchSize || (first !== undefined && size + record.json.length > maxPayload)) break;
      if (first !== undefined && plan.tumblingSeconds !== undefined && windowStart(record) !== windowStart(first))
        break;
      batch.push(record);
      size += record.json.length;
    }
    return batch;
  };

  const closeWindow = async (work: ShardWork, lane: Lane): Promise<void> => {
    if (lane.window === undefined) return;
    clearTimeout(lane.window.timer);
    for (let attempt = 1; !stopped && !(await invokeWindow(work, lane, [], true)).ok && attempt <= 5; attempt += 1)
      await options.pause(attempt);
    delete lane.window;
  };

  const openWindow = (work: ShardWork, lane: Lane, start: number): void => {
    const timer = setTimeout(
      () => {
        if (!lane.running && lane.queue.length === 0)
          void exclusively(lane, () => closeWindow(work, lane)).then(() => run(work, lane));
      },
      (plan.tumblingSeconds ?? 1) * 1000,
    );
    lane.window = { start, state: {}, timer };
  };

  const redeliver = async (work: ShardWork, lane: Lane): Promise<void> => {
    for (let batch = lane.stale[0]; batch !== undefined; batch = lane.stale[0]) {
      if (lane.queue.length > 0 && options.random() < 0.5) return;
      await deliveryOf(work, lane).invoke(batch);
      lane.stale.shift();
    }
  };

  const step = async (work: ShardWork, lane: Lane): Promise<void> => {
    await redeliver(work, lane);
    const [first] = lane.queue;
    if (first === undefined) return;
    if (plan.windowSeconds > 0 && lane.queue.length < plan.batchSize)
      await Promise.race([delay(plan.windowSeconds * 1000), waiting.promise]);
    if (plan.tumblingSeconds !== undefined) {
      if (lane.window !== undefined && lane.window.start !== windowStart(first)) await closeWindow(work, lane);
      if (lane.window === undefined) openWindow(work, lane, windowStart(first));
    }
    const batch = take(lane);
    const policy = { bisect: plan.bisect, retries: plan.retries, maxAgeMs: plan.maxAgeSeconds * 1000 };
    if (!(await deliverBatch(batch, policy, deliveryOf(work, lane)))) return;
    if (options.duplicate()) {
      if (options.random() < 0.5) await deliveryOf(work, lane).invoke(batch);
      else lane.stale.push(batch);
    }
    if (stopped) return;
    lane.queue.splice(0, batch.length);
    options.changed();
  };

  async function exclusively(lane: Lane, action: () => Promise<void>): Promise<void> {
    lane.running = true;
    try {
      await action();
    } finally {
      lane.running = false;
    }
  }

  async function run(work: ShardWork, lane: Lane): Promise<void> {
    if (lane.running || !mayRun(work)) return;
    await exclusively(lane, async () => {
      while (!stopped && (lane.queue.length > 0 || lane.stale.length > 0)) await step(work, lane);
    });
    if (!stopped && idle(work)) {
      for (const other of shards.values())
        if (other.parent !== undefined)
          for (const child of other.lanes) if (child.queue.length > 0) void run(other, child);
    }
  }

  const workOf = (shard: Shard): ShardWork => {
    const found = shards.get(shard.id);
    if (found !== undefined) return found;
    const lanes = Array.from(
      { length: Math.max(1, plan.lanes) },
      (): Lane => ({ queue: [], stale: [], running: false }),
    );
    const created = { id: shard.id, ...(shard.parent === undefined ? {} : { parent: shard.parent }), lanes };
    shards.set(shard.id, created);
    return created;
  };

  const hurry = (): void => {
    waiting.resolve();
    waiting = Promise.withResolvers<void>();
  };

  return {
    plan,
    hurry,
    offer: (shard, record) => {
      // Known even if nothing passes the filters: grandchildren wait through it.
      const work = workOf(shard);
      if (!passesFilters(plan.patterns, record.value)) return;
      const lane = work.lanes[Math.floor(record.keyHash / 8) % work.lanes.length];
      if (lane === undefined) return;
      lane.queue.push(record);
      // Deferred, so that records read together form one batch.
      setImmediate(() => void run(work, lane));
    },
    pending: () => {
      let total = 0;
      for (const work of shards.values()) for (const lane of work.lanes) total += lane.queue.length + lane.stale.length;
      return total;
    },
    pendingFrom: () => {
      const result: Record<string, string> = {};
      for (const work of shards.values()) {
        const heads = work.lanes
          .flatMap((lane) => lane.queue.slice(0, 1).map((record) => record.sequence))
          .sort(compareSequence);
        if (heads[0] !== undefined) result[work.id] = heads[0];
      }
      return result;
    },
    flush: async () => {
      hurry();
      for (const work of shards.values()) {
        for (const lane of work.lanes) {
          if (lane.running || lane.queue.length > 0 || lane.window === undefined) continue;
          await exclusively(lane, () => closeWindow(work, lane));
          void run(work, lane);
        }
      }
    },
    stop: () => {
      stopped = true;
      for (const work of shards.values()) for (const lane of work.lanes) clearTimeout(lane.window?.timer);
    },
  };
}
