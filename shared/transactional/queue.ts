import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** Body of a message on the lane of single messages: a key and nothing else. */
export const messageKeySchema = z.object({ messageId: z.string() });

/** Puts a single message on its own lane, so that no campaign stands before it. Throws if the queue did not take it. */
export type QueueMessage = (messageId: string) => Promise<void>;

export const createMessageQueue =
  (sqs: SQSClient, url: string): QueueMessage =>
  async (messageId) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ messageId }) }));
  };
