import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { createDeviceClaims } from '../../functions/ingest/device-claims.ts';
import { createHandler } from '../../functions/ingest/handler.ts';
import { type EventItem, eventItemSchema } from '../../shared/events/event.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createRateGate, PERSON_LIMIT } from '../../shared/events/rate-gate.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { queryAll } from '../../shared/platform/dynamo.ts';
import { createApiKeyStore } from '../../shared/settings/api-key-store.ts';
import { createKeyRateStore } from '../../shared/settings/key-rate-store.ts';
import { NOW } from './calls.ts';
import type { TestDynamo } from './dynamo.ts';
import { httpEvent, lambdaContext } from './http-event.ts';
import { SECRET } from './project-world.ts';

const entries = z.array(z.object({ index: z.number(), code: z.string(), message: z.string(), path: z.string() }));

const answerSchema = z.looseObject({
  success: z.boolean().optional(),
  errors: entries.optional(),
  warnings: entries.optional(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      requestId: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })),
    })
    .optional(),
});

export interface Answer extends z.infer<typeof answerSchema> {
  readonly status: number;
  readonly headers: APIGatewayProxyStructuredResultV2['headers'];
}

export const WRITE_KEY = 'local-write';
export const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;

export const readAnswer = (result: APIGatewayProxyStructuredResultV2): Answer => ({
  ...answerSchema.parse(JSON.parse(result.body ?? '')),
  status: result.statusCode ?? 0,
  headers: result.headers,
});

/** The ingest function on a real table: post calls, look at what is stored. */
export const ingestOn = async (
  local: TestDynamo,
  options: { clock?: Clock; limit?: { events: number; windowMs: number } } = {},
) => {
  const clock = options.clock ?? (() => NOW);
  const keys = createApiKeyStore(local.dynamo, local.tables.definitions, clock);
  await keys.create(WRITE_KEY, { name: 'web', scopes: ['write'], source: 'web' });
  await keys.create('read-only', { name: 'dashboard', scopes: ['read'], source: '' });
  const handler = createHandler({
    clock,
    keys,
    events: createEventStore(local.dynamo, local.tables.events),
    gate: createRateGate(clock, options.limit ?? PERSON_LIMIT),
    rates: createKeyRateStore(local.dynamo, local.tables.definitions, clock),
    claims: createDeviceClaims(async () => SECRET),
  });

  const send = async (call: Parameters<typeof httpEvent>[0]): Promise<Answer> =>
    readAnswer(await handler(httpEvent(call), lambdaContext()));

  /** Posts JSON with the write key as Basic user name. */
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    send({ path, body: JSON.stringify(body), headers: { authorization, ...headers } });

  return { send, post, stored: () => storedItems(local) };
};

/** Every item of the events table, quarantine included, in order of key. */
export const storedItems = async (local: TestDynamo): Promise<EventItem[]> => {
  const items: EventItem[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await local.dynamo.send(
      new ScanCommand({ TableName: local.tables.events, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []).map((item) => eventItemSchema.loose().parse(item)));
    start = page.LastEvaluatedKey;
  } while (start);
  const idOf = (item: EventItem): string => `${item.person} ${item.key}`;
  return items.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
};

/** The items of a few persons, without reading the whole table. */
export const itemsOf = async (local: TestDynamo, persons: readonly string[]): Promise<EventItem[]> => {
  const items: EventItem[] = [];
  for (const person of persons) {
    for await (const item of queryAll(local.dynamo, {
      TableName: local.tables.events,
      ConsistentRead: true,
      KeyConditionExpression: 'person = :person',
      ExpressionAttributeValues: { ':person': person },
    })) {
      items.push(eventItemSchema.parse(item));
    }
  }
  return items;
};
