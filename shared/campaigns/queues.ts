import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Channel } from '../templates/template.ts';
import type { ChunkKey, LaunchKey } from './chunk.ts';

export interface QueueUrls {
  readonly launch?: string;
  readonly email?: string;
  readonly sms?: string;
  readonly push?: string;
  readonly kakao?: string;
}

/** Puts keys on the queues. Throws if the queue did not take the key: whoever asked then leaves the work open for the tick. */
export const createQueues = (sqs: SQSClient, urls: QueueUrls) => {
  const put = async (url: string | undefined, name: string, body: object): Promise<void> => {
    if (url === undefined) throw new Error(`This function may not write to the ${name} queue.`);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body) }));
  };
  return {
    launch: (key: LaunchKey): Promise<void> => put(urls.launch, 'launch', key),
    chunk: (channel: Channel, { campaignId, bucket, chunk }: ChunkKey): Promise<void> =>
      put(urls[channel], channel, { campaignId, bucket, chunk }),
  };
};

export type Queues = ReturnType<typeof createQueues>;
