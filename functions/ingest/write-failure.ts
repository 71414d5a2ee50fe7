import { isTransient } from '../../shared/platform/dynamo.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { fractionOf } from '../../shared/platform/hash.ts';

const isThrottled = (error: unknown): boolean =>
  error instanceof Error && /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded/.test(error.name);

/** Seconds; spread by request, so that the senders of a burst do not come back together. */
const waitOf = (requestId: string): number => 1 + Math.floor(fractionOf(requestId) * 5);

/**
 * A write that failed becomes 429 or 503 with Retry-After, whatever its cause (P1): the sender keeps its events and tries
 * again, and what was stored passes as a duplicate. The cause stands in the log.
 */
export const writeFailure = (cause: unknown, requestId: string): DangolError => {
  const retryAfter = waitOf(requestId);
  if (isThrottled(cause)) {
    return new DangolError('rate_limited', 'Events come faster than the table takes them; send the same call again.', {
      cause,
      retryAfter,
    });
  }
  const what = isTransient(cause) ? 'for a moment' : 'because of a fault on our side';
  return new DangolError('unavailable', `The events could not be stored ${what}; send the same call again.`, {
    cause,
    retryAfter,
  });
};
