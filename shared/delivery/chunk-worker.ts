import { chunkKeySchema } from '../campaigns/chunk.ts';
import type { Clock } from '../platform/clock.ts';
import { parseJson } from '../platform/parse.ts';
import { queueWorker } from '../platform/worker.ts';
import { type SendChunk, STOP_BEFORE } from './send-chunk.ts';

/** The function of a channel: keys of chunks from its queue. `sendChunk` is made on the first message, when the secret has been read. */
export const createChunkWorker = (sendChunk: () => Promise<SendChunk>, clock: Clock) =>
  queueWorker(async (record, context) => {
    const key = chunkKeySchema.parse(parseJson(record.body, 'Queue message'));
    const send = await sendChunk();
    return send(key, clock() + context.getRemainingTimeInMillis() - STOP_BEFORE);
  });
