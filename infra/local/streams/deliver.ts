import type { StreamRecord } from './record.ts';

export interface DeliveryPolicy {
  readonly bisect: boolean;
  /** -1: without limit, until the records are too old. */
  readonly retries: number;
  readonly maxAgeMs: number;
}

/** How one invocation went: everything done, or everything before `from` (an index) done and the rest not. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly from: number; readonly reason: string };

export type DiscardCondition = 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';

export interface Delivery {
  invoke(records: readonly StreamRecord[]): Promise<Outcome>;
  /** Sends what is given up to the on-failure destination. */
  discard(records: readonly StreamRecord[], condition: DiscardCondition, invocations: number): Promise<void>;
  now(): number;
  /** Pauses before retry number `attempt` (from 1). */
  pause(attempt: number): Promise<unknown>;
  stopped(): boolean;
}

/**
 * Delivers one batch as an event source mapping does: what comes before the first failed record is done; a failed batch is halved
 * (which costs no retry) or retried until retries or age run out, then given to `discard`. Order is kept throughout.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * @returns false if the runner stopped before the batch was settled
 */
export async function deliverBatch(
  batch: readonly StreamRecord[],
  policy: DeliveryPolicy,
  delivery: Delivery,
): Promise<boolean> {
  const work: { records: readonly StreamRecord[]; attempts: number }[] = [{ records: batch, attempts: 0 }];
  for (let next = work.shift(); next !== undefined; next = work.shift()) {
    const { attempts } = next;
    const oldest = delivery.now() - policy.maxAgeMs;
    const tooOld = next.records.filter((record) => record.arrivedAt < oldest);
    if (tooOld.length > 0) await delivery.discard(tooOld, 'MaximumRecordAgeExceeded', attempts);
    const records = tooOld.length === 0 ? next.records : next.records.filter((record) => record.arrivedAt >= oldest);
    if (records.length === 0) continue;
    const outcome = await delivery.invoke(records);
    if (outcome.kind === 'done') continue;
    if (delivery.stopped()) return false;
    const rest = records.slice(outcome.from);
    if (outcome.from > 0) {
      work.unshift({ records: rest, attempts: 0 });
    } else if (policy.bisect && rest.length > 1) {
      const middle = Math.ceil(rest.length / 2);
      work.unshift({ records: rest.slice(0, middle), attempts }, { records: rest.slice(middle), attempts });
    } else if (policy.retries >= 0 && attempts >= policy.retries) {
      await delivery.discard(rest, 'RetryAttemptsExhausted', attempts + 1);
      continue;
    } else {
      work.unshift({ records: rest, attempts: attempts + 1 });
    }
    await delivery.pause(attempts + 1);
    if (delivery.stopped()) return false;
  }
  return true;
}

/** Reads a function's answer under ReportBatchItemFailures: the lowest failed sequence number decides. */
export function outcomeOf(payload: unknown, records: readonly StreamRecord[], partialFailures: boolean): Outcome {
  if (!partialFailures || typeof payload !== 'object' || payload === null || !('batchItemFailures' in payload))
    return { kind: 'done' };
  const failures = payload.batchItemFailures;
  if (!Array.isArray(failures) || failures.length === 0) return { kind: 'done' };
  const indexes = failures.map((failure: unknown) => {
    const id =
      typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
        ? failure.itemIdentifier
        : undefined;
    return records.findIndex((record) => record.sequence === id);
  });
  // An identifier that is not in the batch fails the whole batch, as on AWS.
  return { kind: 'failed', from: Math.max(0, Math.min(...indexes)), reason: 'batchItemFailures' };
}
