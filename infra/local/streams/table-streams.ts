import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAwsJsonClient } from '../aws-json.ts';
import type { Faults } from '../faults.ts';
import type { InvokeResult } from '../lambda/function-pool.ts';
import type { Plan, TablePlan } from '../plan.ts';
import { hash32 } from '../random.ts';
import { createStreamMapping } from './mapping.ts';
import { createStreamReader } from './reader.ts';
import { loadSavedStream, resumeAfter, startTableStream, type TableStream } from './table-stream.ts';

export interface TableStreams {
  wake(): void;
  /** Ends batching windows early. */
  hurry(): void;
  /** Reads all streams to their end and closes tumbling windows. */
  catchUp(): Promise<void>;
  pending(): number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const saveAfterMs = 100;

/** All streams that functions read, with their event source mappings. */
export async function startTableStreams(options: {
  plan: Pick<Plan, 'streamMappings' | 'tables'>;
  endpoint: string;
  region: string;
  /** DynamoDB Local's own stream ARN by table name. */
  streamArns: ReadonlyMap<string, string>;
  seed: number;
  faults: Faults;
  dataDir?: string;
  now(): number;
  invoke(functionArn: string, event: string): Promise<InvokeResult>;
  send(queueArn: string, body: string): Promise<void>;
  mark(table: TablePlan): Promise<void>;
  /** True once for an item that the time-to-live sweep deleted. */
  expired(id: string): boolean;
  failed(error: unknown): void;
}): Promise<TableStreams> {
  const { plan } = options;
  const client = createAwsJsonClient(options.endpoint, 'DynamoDBStreams_20120810', options.region);
  const folder = options.dataDir === undefined ? undefined : join(options.dataDir, 'streams');
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const streams: TableStream[] = [];
  let read = 0;

  let saving: NodeJS.Timeout | undefined;
  const saveSoon = (): void => {
    if (folder === undefined || saving !== undefined) return;
    saving = setTimeout(() => {
      saving = undefined;
      for (const stream of streams) stream.save();
    }, saveAfterMs);
  };
  const mappings = plan.streamMappings.map((mapping) =>
    createStreamMapping({
      plan: mapping,
      now: options.now,
      invoke: (event) => options.invoke(mapping.functionArn, event),
      sendToDestination: (body) => options.send(mapping.onFailure ?? '', body).catch(options.failed),
      duplicate: options.faults.duplicate,
      random: options.faults.random,
      pause: (attempt) => delay(Math.min(50 * 2 ** attempt, 5000)),
      changed: saveSoon,
    }),
  );

  for (const table of plan.tables) {
    const own = mappings.filter((mapping) => mapping.plan.source === table.streamArn);
    if (own.length === 0) continue;
    const localArn = options.streamArns.get(table.name);
    if (localArn === undefined) throw new Error(`${own[0]?.plan.id}: table ${table.name} has no stream.`);
    const path = folder === undefined ? undefined : join(folder, `${table.name}.json`);
    const saved = loadSavedStream(path);
    streams.push(
      startTableStream({
        reader: createStreamReader(client, localArn, resumeAfter(saved)),
        origin: { region: options.region, streamArn: table.streamArn, table, expired: options.expired },
        mappings: own,
        saved,
        path,
        seed: hash32(`${options.seed}/${table.name}`),
        now: options.now,
        count: (records) => {
          read += records;
          return read;
        },
        mark: () => options.mark(table),
        failed: options.failed,
      }),
    );
  }
  const unknown = mappings.find((mapping) => !plan.tables.some((table) => table.streamArn === mapping.plan.source));
  if (unknown !== undefined)
    throw new Error(`${unknown.plan.id}: stream '${unknown.plan.source}' is not in the template.`);

  const halt = async (): Promise<void> => {
    clearTimeout(saving);
    for (const mapping of mappings) mapping.stop();
    await Promise.all(streams.map((stream) => stream.stop()));
    client.close();
  };
  return {
    wake: () => {
      for (const stream of streams) stream.wake();
    },
    hurry: () => {
      for (const mapping of mappings) mapping.hurry();
    },
    catchUp: async () => {
      await Promise.all(streams.map((stream) => stream.catchUp()));
      await Promise.all(mappings.map((mapping) => mapping.flush()));
    },
    pending: () => mappings.reduce((sum, mapping) => sum + mapping.pending(), 0),
    stop: async () => {
      for (const stream of streams) stream.save();
      await halt();
    },
    kill: halt,
  };
}
