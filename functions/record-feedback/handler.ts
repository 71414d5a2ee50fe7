import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import type { Receipt } from '../../shared/feedback/fact.ts';
import { parseFeedback } from '../../shared/feedback/parse-feedback.ts';
import { recordInbound } from '../../shared/feedback/record-inbound.ts';
import { type RecordDeps, recordReceipt } from '../../shared/feedback/record-receipt.ts';
import { recordRefusal } from '../../shared/feedback/record-refusal.ts';
import type { UnmatchedStore } from '../../shared/feedback/unmatched-store.ts';
import { toIso } from '../../shared/platform/clock.ts';
import { metrics } from '../../shared/platform/log.ts';
import { dropped, type Outcome, ok, queueWorker, retry } from '../../shared/platform/worker.ts';

/** A receipt may overtake our own record by seconds; after this many deliveries there is no such record. */
const PATIENCE = 3;

interface Deps {
  /** Made on the first message, when the secret has been read. */
  readonly record: () => Promise<RecordDeps>;
  readonly unmatched: UnmatchedStore;
}

/** First arrival at the queue: the same on every retry. */
const receivedAt = (record: SQSRecord): string => toIso(Number(record.attributes.SentTimestamp));

const keepAside = async (unmatched: UnmatchedStore, record: SQSRecord, receipt: Receipt): Promise<Outcome> => {
  const { ref, providerId, facts } = receipt;
  const at = receivedAt(record);
  await unmatched.keep({ id: record.messageId, at, ref, providerId, kinds: facts.map(({ kind }) => kind) });
  metrics.addMetric('Feedback.unmatched', MetricUnit.Count, 1);
  return dropped('unmatched');
};

const work = async ({ record: made, unmatched }: Deps, record: SQSRecord): Promise<Outcome> => {
  const feedback = parseFeedback(record.body);
  const deps = await made();
  switch (feedback.kind) {
    case 'ignored':
      return dropped(feedback.reason);
    case 'inbound': {
      const outcome = await recordInbound(deps, feedback, receivedAt(record));
      return outcome === 'unmatched' ? dropped('unknownNumber') : ok;
    }
    case 'refusal':
      return (await recordRefusal(deps, feedback)) === 'unmatched' ? dropped('unknownNumber') : ok;
    case 'receipt': {
      if ((await recordReceipt(deps, feedback, receivedAt(record))) === 'recorded') return ok;
      const tries = Number(record.attributes.ApproximateReceiveCount);
      if (feedback.ref !== undefined && tries < PATIENCE) return retry('noRecordYet');
      return keepAside(unmatched, record, feedback);
    }
    default:
      return feedback satisfies never;
  }
};

/**
 * Feedback queue → ledger, consents, suppressions. What cannot be read ends in the dead letter queue, where an alarm
 * names it; nothing is dropped unseen.
 */
export const createHandler = (deps: Deps) => queueWorker((record) => work(deps, record));
