import { actorOf, type Verdict } from '../../shared/feedback/actor.ts';
import type { HttpRequest } from '../../shared/platform/http.ts';

/** Characters of a user agent that are kept; real ones are shorter, and a long one says no more. */
const MOST = 300;

const PREFETCH = /prefetch|preview/i;

export const userAgentOf = ({ headers }: HttpRequest): string => (headers['user-agent'] ?? '').slice(0, MOST);

/** Who fetches the link, as far as the request alone tells. */
export const verdictOf = (request: HttpRequest): Verdict => {
  const { headers, method } = request;
  const hints = [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']];
  return actorOf({
    method,
    userAgent: userAgentOf(request),
    prefetch: hints.some((hint) => hint !== undefined && PREFETCH.test(hint)),
  });
};
