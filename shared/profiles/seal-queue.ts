import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** Customers whose oldest events are about to expire; ids only, as in every queue. */
export const sealRequestSchema = z.object({ customerIds: z.array(z.string()).min(1) });

/** People of one message: the work of some seconds. */
const PEOPLE_PER_MESSAGE = 25;

/** Gathers customers and asks for their seals in messages of 25; asking twice costs a read. */
export const createSealRequests = (sqs: SQSClient, queueUrl: string) => {
  let waiting: string[] = [];

  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const customerIds = waiting;
    waiting = [];
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ customerIds }) }));
  };

  const add = async (customerId: string): Promise<void> => {
    waiting.push(customerId);
    if (waiting.length >= PEOPLE_PER_MESSAGE) await flush();
  };

  return { add, flush };
};

export type SealRequests = ReturnType<typeof createSealRequests>;
