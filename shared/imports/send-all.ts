import type { Batch } from './batches.ts';
import type { Reject } from './call.ts';
import type { Sender } from './send-batch.ts';

/** Requests under way at a time. */
const LANES = 4;

/**
 * Sends every batch, a few at a time; `onAccepted` gets them in the order of the file, so that what was accepted is
 * always a first part of it. Throws the first error after the requests under way have ended.
 */
export const sendAll = async (
  batches: AsyncGenerator<Batch>,
  sender: Sender,
  onAccepted: (batch: Batch, rejects: readonly Reject[]) => void,
): Promise<void> => {
  const finished = new Map<number, { batch: Batch; rejects: readonly Reject[] }>();
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed) {
      const { value: batch, done } = await batches.next();
      if (done) return;
      try {
        finished.set(batch.index, { batch, rejects: (await sender.send(batch)).rejects });
      } catch (error) {
        failed = true;
        throw error;
      }
      for (let ready = finished.get(next); ready; ready = finished.get(next)) {
        finished.delete(next);
        next += 1;
        onAccepted(ready.batch, ready.rejects);
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  await batches.return(undefined);
  const broken = lanes.find((result) => result.status === 'rejected');
  if (broken) throw broken.reason;
};
