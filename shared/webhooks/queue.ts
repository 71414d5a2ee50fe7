import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** Body of a message on the queue of webhooks: a key and nothing else. */
export const callMessageSchema = z.object({ callId: z.string() });

/** The longest that SQS holds a message back, seconds; who has longer to wait is put back again. */
export const MAX_DELAY = 900;

/** Puts a call on its queue, to be seen in `delaySeconds`. Throws if the queue did not take it. */
export type QueueCall = (callId: string, delaySeconds: number) => Promise<void>;

export const createCallQueue =
  (sqs: SQSClient, url: string): QueueCall =>
  async (callId, delaySeconds) => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify({ callId }),
        DelaySeconds: Math.max(0, Math.min(MAX_DELAY, Math.ceil(delaySeconds))),
      }),
    );
  };
