import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { createApiClient } from '../../infra/sample/api-client.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { type StepRecord, stepSchema } from '../../shared/scoring/step.ts';
import type { Figure } from './figure.ts';
import { foldOf, idOf } from './night-people.ts';
import { sized } from './sizes.ts';

const SECTION = 'The night on the local stack: request units per customer';
const PEOPLE = sized(20_000, 500);
const BASIS = `${PEOPLE} generated customers, the synthesized stack, units as the run's own record has them (GET /v1/recompute/{runId}); no custom segments, events of none.`;

const runSchema = z.object({ runId: z.string() });
const recordSchema = z.object({ status: z.string(), steps: z.array(stepSchema) });

/** As `project` stores them; twenty thousand imports would take an hour and measure something else. */
const store = async (stack: LocalStack): Promise<void> => {
  const table = stack.plan.functions.find(({ environment }) => environment.CUSTOMERS_TABLE)?.environment
    .CUSTOMERS_TABLE;
  const endpoint = stack.endpoints.DYNAMODB;
  if (table === undefined || endpoint === undefined) throw new Error('The local stack names no customers table.');
  const client = new DynamoDBClient({
    endpoint,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const dynamo = DynamoDBDocumentClient.from(client);
  const batches = Array.from({ length: PEOPLE / 25 }, (_, batch) =>
    Array.from({ length: 25 }, (__, index) => batch * 25 + index),
  );
  await inParallel(batches, 8, async (batch) => {
    const items = batch.map((index) => ({
      ...{ customerId: idOf(index), part: 'profile', version: 1, fold: JSON.stringify(foldOf(index)) },
    }));
    await dynamo.send(
      new BatchWriteCommand({ RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) } }),
    );
  });
  client.destroy();
};

const figuresOf = (night: string, steps: readonly StepRecord[]): Figure[] =>
  (['readUnits', 'writeUnits'] as const).map((kind) => ({
    section: SECTION,
    name: night,
    value: steps.reduce((sum, step) => sum + step[kind], 0) / PEOPLE,
    unit: `${kind === 'readUnits' ? 'read' : 'write'} units per customer`,
    basis: BASIS,
    parts: Object.fromEntries(steps.filter((step) => step[kind] > 0).map((step) => [step.step, step[kind] / PEOPLE])),
  }));

/** A first night, in which everybody is new, and one in which nothing changes. */
export const countNight = async (): Promise<Figure[]> => {
  const stack = await startStack({});
  try {
    await store(stack);
    const client = createApiClient(stack.url);
    const figures: Figure[] = [];
    for (const night of ['first night', 'quiet night']) {
      const { runId } = runSchema.parse(await client.send('POST', '/v1/recompute', {}));
      await stack.drain();
      const { status, steps } = recordSchema.parse(await client.get(`/v1/recompute/${runId}`));
      if (status !== 'succeeded') throw new Error(`Run ${runId} is ${status}: ${stack.logs().slice(-10).join('\n')}`);
      figures.push(...figuresOf(night, steps));
    }
    return figures;
  } finally {
    await stack.stop();
  }
};
