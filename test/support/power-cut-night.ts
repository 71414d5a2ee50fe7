import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Item, queryAll, scanAll } from '../../shared/platform/dynamo.ts';
import type { Step } from '../../shared/scoring/step.ts';
import { LOCK, RECOMPUTE, RFM_REPORT, RUNS, runSteps } from '../../shared/tables/keys.ts';
import { plain } from './plain-item.ts';
import { freePort, startStackProcess } from './stack-process.ts';

const PEOPLE = 240;
const DAY_MS = 86_400_000;
const FIRST_NIGHT = Date.parse('2026-11-23T03:00:00+09:00');
export const NIGHT = FIRST_NIGHT + DAY_MS;
/** The run of the second night. */
export const RUN = 'run-00000002';
const SHARDS = 16;
const TABLE_VARIABLES = ['CUSTOMERS_TABLE', 'MEMBERS_TABLE', 'INSIGHTS_TABLE', 'ORDERS_TABLE'] as const;

const stepsSchema = z.array(z.looseObject({ part: z.string(), done: z.number().default(0) }));
const lockSchema = z.object({ runId: z.string(), leaseUntil: z.number() });
const variablesSchema = z.looseObject({
  AWS_ENDPOINT_URL_DYNAMODB: z.string(),
  ...{ CUSTOMERS_TABLE: z.string(), MEMBERS_TABLE: z.string(), INSIGHTS_TABLE: z.string(), ORDERS_TABLE: z.string() },
});

/** What a night has done so far, as its tables show it. */
export interface Progress {
  /** The run that holds the lock, and until when (epoch ms; 0: it is free). */
  readonly lock: { readonly runId: string; readonly leaseUntil: number } | undefined;
  readonly run: Item | undefined;
  /** Calls that ended well, by step. */
  readonly done: Readonly<Partial<Record<string, number>>>;
}

/** Memory-backed folder if there is one: DynamoDB Local's file mode waits for the disk at every write. */
const emptyFolder = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dangol-night-'));

const post = async (url: string, path: string, body: unknown): Promise<unknown> => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: path === '/v1/batch' ? 'Bearer local-write' : 'Bearer local-admin',
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

const iso = (at: number): string => new Date(at).toISOString();

const bought = (n: number, at: number): unknown => ({
  type: 'track',
  event: 'Order Completed',
  userId: `p${String(n).padStart(3, '0')}`,
  messageId: `order-${n}-${at}`,
  timestamp: iso(at),
  properties: { order_id: `o-${n}-${at}`, total: 1_000 * (1 + (n % 17)), currency: 'KRW' },
});

const looked = (n: number, at: number): unknown => ({
  type: 'track',
  event: 'Product Viewed',
  userId: `p${String(n).padStart(3, '0')}`,
  messageId: `look-${n}`,
  timestamp: iso(at),
});

/** A running stack whose tables can be looked at without asking one of its functions; its clock goes on, or starts at `at`. */
const openStack = async (data: string, at?: number) => {
  if (at !== undefined) writeFileSync(join(data, 'runner.json'), JSON.stringify({ offset: at - Date.now(), seed: 1 }));
  const stack = await startStackProcess({ port: await freePort(), data });
  const variables = variablesSchema.parse(await post(stack.url, '/_local/environment', { function: 'ServeApi' }));
  const client = new DynamoDBClient({
    endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const dynamo = DynamoDBDocumentClient.from(client);
  const insights = variables.INSIGHTS_TABLE;
  const find = async (subject: string, part: string): Promise<Item | undefined> =>
    (await dynamo.send(new GetCommand({ TableName: insights, Key: { subject, part }, ConsistentRead: true }))).Item;
  const query = async (subject: string): Promise<Item[]> => {
    const found: Item[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: insights,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :subject',
      ExpressionAttributeValues: { ':subject': subject },
    }))
      found.push(item);
    return found;
  };

  const progress = async (): Promise<Progress> => {
    const [lock, run, steps] = await Promise.all([find(LOCK, RECOMPUTE), find(RUNS, RUN), query(runSteps(RUN))]);
    const done = Object.fromEntries(stepsSchema.parse(steps).map((step) => [step.part, step.done]));
    return { lock: lockSchema.optional().parse(lock), run, done };
  };

  /** Everything that the night has said about everybody, without what passes. */
  const outcome = async (): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for (const name of TABLE_VARIABLES) {
      const items: string[] = [];
      for await (const item of scanAll(dynamo, { TableName: variables[name], ConsistentRead: true }))
        if (!/^(steps#|catalogue|access)/.test(String(item.subject))) items.push(JSON.stringify(plain(item)));
      found[name] = items.sort();
    }
    return found;
  };

  return {
    ...{ find, progress, outcome },
    post: (path: string, body: unknown) => post(stack.url, path, body),
    advance: (to: number) => post(stack.url, '/_local/advance', { to: iso(to) }),
    kill: async () => {
      await stack.kill();
      client.destroy();
    },
    stop: async () => {
      await stack.stop();
      client.destroy();
    },
  };
};
export type OpenStack = Awaited<ReturnType<typeof openStack>>;

/** Tells whether the night is in the middle of a step by now, in as few reads as can be: some steps take a few milliseconds. */
const watch = (step: Step, { find }: OpenStack): (() => Promise<boolean>) => {
  const doneOf = async (name: Step): Promise<number> =>
    z.object({ done: z.number().default(0) }).parse((await find(runSteps(RUN), name)) ?? {}).done;
  const lock = async () => lockSchema.parse(await find(LOCK, RECOMPUTE));
  let measured: number | undefined;
  const watches: Readonly<Record<Step, () => Promise<boolean>>> = {
    plan: async () => (await lock()).runId === RUN,
    measure: async () => (await doneOf('measure')) > 3,
    // Its first act is to renew the lease.
    fit: async () => {
      if (measured !== undefined) return (await lock()).leaseUntil !== measured;
      if ((await doneOf('measure')) === SHARDS) measured = (await lock()).leaseUntil;
      return false;
    },
    score: async () => (await doneOf('score')) > 3,
    // Its first write.
    summarise: async () => (await find(RFM_REPORT, RUN)) !== undefined,
    export: async () => (await doneOf('export')) > 3,
  };
  return watches[step];
};

/** Calls of a step that has ended. */
export const CALLS: Readonly<Record<Step, number>> = {
  ...{ plan: 1, measure: SHARDS, fit: 1, score: SHARDS, summarise: 1, export: SHARDS + 1 },
};

/** A shop on the evening before its second night, on disk, to be begun as often as one likes. */
export const prepareEvening = async () => {
  const evening = emptyFolder();
  const stack = await openStack(evening, FIRST_NIGHT - 3_600_000);
  try {
    const ingest = async (batch: readonly unknown[]): Promise<void> => {
      for (let from = 0; from < batch.length; from += 100)
        await stack.post('/v1/batch', { batch: batch.slice(from, from + 100) });
      await stack.post('/_local/drain', {});
    };
    const people = Array.from({ length: PEOPLE }, (_, n) => n);
    const orders = (n: number): unknown[] =>
      Array.from({ length: n % 6 }, (_, k) => bought(n, FIRST_NIGHT - (2 + (n % 90) + 20 * k) * DAY_MS));
    await ingest(people.flatMap((n) => [...orders(n), looked(n, FIRST_NIGHT - DAY_MS)]));
    await stack.post('/v1/segments', { id: 'big', name: 'Big', rule: { computed: 'revenue', gte: 20_000 } });
    await stack.advance(FIRST_NIGHT + 60_000);
    await stack.post('/v1/segments', {
      id: 'recent',
      name: 'Recent',
      rule: {
        all: [
          { computed: 'daysSinceLastOrder', lte: 2 },
          { event: 'Product Viewed', within: { days: 5 } },
        ],
      },
    });
    await ingest(people.filter((n) => n % 3 === 0).map((n) => bought(n, FIRST_NIGHT + 3_600_000)));
    await stack.advance(NIGHT - 120_000);
  } finally {
    await stack.stop();
  }
  const folders = [evening];
  return {
    /** A copy of the evening. */
    again: (): string => {
      const folder = emptyFolder();
      folders.push(folder);
      cpSync(evening, folder, { recursive: true });
      return folder;
    },
    open: openStack,
    forget: () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Begins the night and kills the whole stack with SIGKILL in the middle of a step. */
export const killIn = async (stack: OpenStack, step: Step): Promise<void> => {
  const isThere = watch(step, stack);
  const night = stack.advance(NIGHT + 30_000).catch(() => undefined);
  const deadline = performance.now() + 300_000;
  while (!(await isThere())) {
    if (performance.now() > deadline) throw new Error(`The night never was in ${step}.`);
    await pause(1);
  }
  await stack.kill();
  await night;
};
