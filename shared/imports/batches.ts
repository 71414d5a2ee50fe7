import { byteLength } from '../platform/digest.ts';
import type { ImportCall, Reject } from './call.ts';
import type { Step } from './read-calls.ts';

/** One request: calls that stand together in the file. */
export interface Batch {
  /** 0, 1, 2 … in the order of the file. */
  readonly index: number;
  readonly calls: readonly ImportCall[];
  /** Calls of the file up to and including this batch. */
  readonly upTo: number;
  /** Rows read when the batch was made. */
  readonly rows: number;
}

const MAX_CALLS = 100;
/** The API takes 500 KB; the rest is for the frame. */
const MAX_BYTES = 480 * 1024;

/** Cuts the calls into batches, without the first `skip` of them; rejected lines go to `onReject` as they come. */
export async function* cutBatches(
  steps: AsyncIterable<Step>,
  skip: number,
  onReject: (reject: Reject) => void,
): AsyncGenerator<Batch> {
  let calls: ImportCall[] = [];
  let bytes = 0;
  let seen = 0;
  let rows = 0;
  let index = 0;
  for await (const step of steps) {
    for (const outcome of step.outcomes) {
      if ('reject' in outcome) onReject(outcome.reject);
      if (!('call' in outcome)) continue;
      const size = byteLength(outcome.call.json) + 1;
      if (calls.length === MAX_CALLS || (calls.length > 0 && bytes + size > MAX_BYTES)) {
        yield { index: index++, calls, upTo: seen, rows };
        calls = [];
        bytes = 0;
      }
      seen += 1;
      if (seen <= skip) continue;
      calls.push(outcome.call);
      bytes += size;
    }
    rows = step.rows;
  }
  if (calls.length > 0) yield { index, calls, upTo: seen, rows };
}
