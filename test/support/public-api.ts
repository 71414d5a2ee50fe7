import * as z from 'zod';

/** Calls of the stack's public address as its users make them. */
export const publicApi = (url: string, key = 'local-admin') => {
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return answer;
  };

  const page = z.object({
    data: z.array(z.looseObject({ type: z.string(), at: z.string() })),
    nextCursor: z.string().nullable(),
  });

  /** The whole timeline of a customer, newest first. */
  const timeline = async (customerId: string) => {
    const entries: z.infer<typeof page>['data'] = [];
    let cursor: string | null = '';
    do {
      const query = new URLSearchParams({ limit: '200', ...(cursor === '' ? {} : { cursor }) });
      const answer = page.parse(
        await request('GET', `/v1/customers/${encodeURIComponent(customerId)}/timeline?${query}`),
      );
      entries.push(...answer.data);
      cursor = answer.nextCursor;
    } while (cursor !== null);
    return entries;
  };

  return { request, timeline, drain: () => request('POST', '/_local/drain') };
};
