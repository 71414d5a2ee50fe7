/** Talks to a running Dangol as any internal tool would: over HTTP, with a key. */
export interface ApiClient {
  readonly url: string;
  get(path: string): Promise<unknown>;
  send(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown>;
  /** Segment calls with the write key. */
  events(batch: readonly object[], headers?: Record<string, string>): Promise<void>;
}

const TRIES = 15;
const LONGEST_WAIT = 4_000;

/** A busy or restarting server is asked again, as every SDK does; what was stored passes as a duplicate. */
const patientFetch = async (url: string, init: RequestInit): Promise<{ response: Response; again: boolean }> => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, init);
    if (attempt === TRIES || (response.status < 500 && response.status !== 429))
      return { response, again: attempt > 1 };
    await response.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_WAIT, 250 * 2 ** attempt)));
  }
};

export const createApiClient = (url: string, keys = { admin: 'local-admin', write: 'local-write' }): ApiClient => {
  const request = async (method: string, path: string, key: string, body?: unknown, headers = {}): Promise<unknown> => {
    const { response, again } = await patientFetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // The answer of a first try was lost, what it stored was not.
    const stored = again && method === 'POST' && response.status === 409;
    if (!response.ok && !stored) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return answer;
  };
  return {
    url,
    get: (path) => request('GET', path, keys.admin),
    send: (method, path, body) => request(method, path, keys.admin, body),
    events: async (batch, headers) => {
      const answer = await request('POST', '/v1/batch', keys.write, { batch }, headers);
      if (typeof answer === 'object' && answer !== null && 'errors' in answer) {
        throw new Error(`POST /v1/batch refused entries: ${JSON.stringify(answer.errors)}`);
      }
    },
  };
};
