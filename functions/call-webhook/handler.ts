import { parseJson } from '../../shared/platform/parse.ts';
import { queueWorker } from '../../shared/platform/worker.ts';
import type { MakeCall } from '../../shared/webhooks/make-call.ts';
import { callMessageSchema } from '../../shared/webhooks/queue.ts';

/** A call that is due is tried; one that failed puts itself back with a delay. */
export const createHandler = (makeCall: MakeCall) =>
  queueWorker((record) => makeCall(callMessageSchema.parse(parseJson(record.body, 'Queue message')).callId));
