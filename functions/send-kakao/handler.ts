import { chunkKeySchema } from '../../shared/campaigns/chunk.ts';
import { type SendChunk, STOP_BEFORE } from '../../shared/delivery/send-chunk.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { parseJson } from '../../shared/platform/parse.ts';
import { queueWorker } from '../../shared/platform/worker.ts';

/** `sendChunk` is made on the first message, when the secret has been read. */
export const createHandler = (sendChunk: () => Promise<SendChunk>, clock: Clock) =>
  queueWorker(async (record, context) => {
    const key = chunkKeySchema.parse(parseJson(record.body, 'Queue message'));
    const send = await sendChunk();
    return send(key, clock() + context.getRemainingTimeInMillis() - STOP_BEFORE);
  });
