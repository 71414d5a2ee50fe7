import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { DangolError } from '../platform/errors.ts';
import { MESSAGE_OUTCOMES } from './trigger.ts';

const runName = z.object({ customerId: z.string(), run: z.string() });

/** What the engine is told: ids and keys, never what they stand for. Told twice, it does nothing twice. */
export const hintSchema = z.discriminatedUnion('kind', [
  /** Stored events of a person, by their keys, that some journey asks for. */
  z.object({ kind: z.literal('events'), person: z.string(), keys: z.array(z.string()) }),
  /** Runs to be looked at: their time has come, or what they waited for. */
  z.object({ kind: z.literal('runs'), runs: z.array(runName) }),
  /** What became of a message; `source` is the campaign or `<journey>/<step>`. */
  z.object({
    kind: z.literal('message'),
    customerId: z.string(),
    key: z.string(),
    source: z.string(),
    outcomes: z.array(z.object({ is: z.enum(MESSAGE_OUTCOMES), at: z.string() })),
  }),
  /** One bucket of those who moved with a nightly run. */
  z.object({
    kind: z.literal('segment'),
    segment: z.string(),
    bucket: z.string(),
    runId: z.string(),
    after: z.string().optional(),
  }),
  /** People for whom a date that starts a journey is near. */
  z.object({ kind: z.literal('dates'), people: z.array(z.string()) }),
  /** A product can be bought again; who asked for it is to be told. */
  z.object({ kind: z.literal('restocked'), productId: z.string(), at: z.string() }),
  z.object({
    kind: z.literal('api'),
    journeyId: z.string(),
    customerId: z.string(),
    key: z.string(),
    at: z.string(),
    properties: z.record(z.string(), z.unknown()).optional(),
  }),
]);
export type Hint = z.infer<typeof hintSchema>;

/** Tells the engine. Throws if the queue did not take all of them: whoever tells is asked again, and tells again. */
export type Tell = (hints: readonly Hint[]) => Promise<void>;

/** Entries of one call. */
const BATCH = 10;

export const createTell =
  (sqs: SQSClient, url: string): Tell =>
  async (hints) => {
    const [only, ...others] = hints;
    if (only && others.length === 0) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(only) }));
      return;
    }
    for (let at = 0; at < hints.length; at += BATCH) {
      const Entries = hints
        .slice(at, at + BATCH)
        .map((hint, index) => ({ Id: String(index), MessageBody: JSON.stringify(hint) }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      if (Failed.length > 0)
        throw new DangolError(
          'unavailable',
          `The queue of journeys did not take ${Failed.length} of ${Entries.length}.`,
        );
    }
  };
