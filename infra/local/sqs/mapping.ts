import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { AwsJsonClient } from '../aws-json.ts';
import type { InvokeResult } from '../lambda/function-pool.ts';
import type { QueueMappingPlan } from '../plan.ts';
import { passesFilters } from '../streams/filter.ts';

const attributeSchema = z.looseObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
const messageSchema = z.looseObject({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), attributeSchema).default({}),
});
const receivedSchema = z.looseObject({ Messages: z.array(messageSchema).optional() });

type Message = z.infer<typeof messageSchema>;

export interface QueueMapping {
  /** Messages taken from the queue and not yet settled, and duplicates still to be delivered. */
  pending(): number;
  stop(): Promise<void>;
}

export interface QueueMappingOptions {
  readonly plan: QueueMappingPlan;
  readonly queueUrl: string;
  readonly client: AwsJsonClient;
  readonly region: string;
  readonly concurrency: number;
  invoke(event: string): Promise<InvokeResult>;
  /** True for the share of batches that fault injection delivers twice. */
  duplicate(): boolean;
  failed(error: unknown): void;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toRecord(message: Message, plan: QueueMappingPlan, region: string) {
  const attributes = Object.entries(message.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      dataType: DataType,
      stringValue: StringValue,
      binaryValue: BinaryValue,
      stringListValues: [],
      binaryListValues: [],
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: plan.source,
    awsRegion: region,
  };
}

/** Ids of the messages that the function did not finish; undefined means none was. */
function failedIds(payload: unknown, batch: readonly Message[]): Set<string> | undefined {
  if (typeof payload !== 'object' || payload === null || !('batchItemFailures' in payload)) return new Set();
  if (!Array.isArray(payload.batchItemFailures)) return new Set();
  const ids = new Set<string>();
  for (const failure of payload.batchItemFailures) {
    const id: unknown =
      typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
        ? failure.itemIdentifier
        : undefined;
    // An identifier that is not in the batch fails the whole batch, as on AWS.
    if (typeof id !== 'string' || !batch.some((message) => message.MessageId === id)) return undefined;
    ids.add(id);
  }
  return ids;
}

/** One event source mapping on a queue: long polls, invokes in parallel, deletes what succeeded and frees what failed. */
export function startQueueMapping(options: QueueMappingOptions): QueueMapping {
  const { plan, client, queueUrl } = options;
  const limit = Math.max(1, Math.min(plan.maxConcurrency ?? options.concurrency, options.concurrency));
  let running = 0;
  let taken = 0;
  let stopped = false;
  let slotFreed: (() => void) | undefined;

  const entries = (batch: readonly Message[]) =>
    batch.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle }));

  const inTens = async (
    batch: readonly Message[],
    act: (part: readonly Message[]) => Promise<unknown>,
  ): Promise<void> => {
    for (let start = 0; start < batch.length; start += 10) await act(batch.slice(start, start + 10));
  };

  const settle = async (batch: readonly Message[], failed: Set<string> | undefined): Promise<void> => {
    const bad = batch.filter((message) => failed === undefined || failed.has(message.MessageId));
    const good = batch.filter((message) => !bad.includes(message));
    await inTens(good, (part) => client.call('DeleteMessageBatch', { QueueUrl: queueUrl, Entries: entries(part) }));
    // AWS would wait for the visibility timeout; one second (zero loses messages of a kept fauxqs queue) tries sooner.
    const soon = (part: readonly Message[]) => entries(part).map((entry) => ({ ...entry, VisibilityTimeout: 1 }));
    await inTens(bad, (part) =>
      client.call('ChangeMessageVisibilityBatch', { QueueUrl: queueUrl, Entries: soon(part) }),
    );
  };

  const eventOf = (batch: readonly Message[]): string =>
    JSON.stringify({ Records: batch.map((message) => toRecord(message, plan, options.region)) });

  const handle = async (batch: readonly Message[]): Promise<void> => {
    const event = eventOf(batch);
    const again = options.duplicate();
    const result = await options.invoke(event);
    if (stopped) return;
    // Delivered twice before deletion, as when a visibility timeout runs out under a slow function.
    if (again) await options.invoke(event);
    if (stopped) return;
    const failed = result.ok
      ? plan.partialFailures
        ? failedIds(result.payload, batch)
        : new Set<string>()
      : undefined;
    await settle(batch, failed);
  };

  const start = (batch: readonly Message[]): void => {
    running += 1;
    handle(batch)
      .catch((error: unknown) => {
        if (!stopped) options.failed(error);
      })
      .finally(() => {
        running -= 1;
        taken -= batch.length;
        slotFreed?.();
      });
  };

  const receive = async (most: number, waitSeconds: number): Promise<Message[]> => {
    const answer = await client.call('ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(10, most),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const messages = receivedSchema.parse(answer).Messages ?? [];
    taken += messages.length;
    const refused =
      plan.patterns.length === 0
        ? []
        : messages.filter((message) => !passesFilters(plan.patterns, { ...message, body: jsonOr(message.Body) }));
    if (refused.length === 0) return messages;
    await settle(refused, new Set());
    taken -= refused.length;
    return messages.filter((message) => !refused.includes(message));
  };

  const collect = async (): Promise<Message[]> => {
    const free = (limit - running) * plan.batchSize;
    const messages = await receive(free, 5);
    if (messages.length === 0 || plan.batchSize <= 10) return messages;
    const until = Date.now() + plan.windowSeconds * 1000;
    while (!stopped && messages.length < free && Date.now() < until)
      messages.push(...(await receive(free - messages.length, 1)));
    return messages;
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      if (running >= limit) {
        await new Promise<void>((resolve) => {
          slotFreed = resolve;
        });
        continue;
      }
      try {
        const messages = await collect();
        for (let index = 0; index < messages.length; index += plan.batchSize)
          start(messages.slice(index, index + plan.batchSize));
      } catch (error) {
        if (stopped) return;
        options.failed(error);
        await delay(200);
      }
    }
  };
  const looping = loop();

  return {
    pending: () => taken,
    stop: async () => {
      stopped = true;
      slotFreed?.();
      client.close();
      await looping;
    },
  };
}
