import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Entries of one call to SQS. */
const BATCH = 10;

/** Puts bodies on the feedback queue. Throws if any was not taken; whoever read them reads them again. */
export type QueueFeedback = (bodies: readonly object[]) => Promise<void>;

export const createFeedbackQueue =
  (sqs: SQSClient, url: string): QueueFeedback =>
  async (bodies) => {
    for (let at = 0; at < bodies.length; at += BATCH) {
      const part = bodies.slice(at, at + BATCH);
      const Entries = part.map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      if (Failed.length > 0)
        throw new Error(`${Failed.length} of ${part.length} entries were not queued: ${Failed[0]?.Code}.`);
    }
  };
