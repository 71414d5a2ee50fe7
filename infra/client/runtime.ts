interface Operation {
  input: { path?: Readonly<Record<string, string>>; query?: Readonly<Record<string, unknown>>; body?: unknown };
  answer: unknown;
}

/** Stands for the operations that are made from the document. */
export type Operations = Record<string, Operation>;

const ROUTES: Readonly<Record<keyof Operations, readonly [method: string, path: string]>> = {};

// The caller, from here on as it is.
/** The API refused; `code` is of the closed list of docs/http-api.md, `details` name the places of the body. */
export class DangolRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, answer: unknown) {
    const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
    const error = isObject(answer) && isObject(answer.error) ? answer.error : {};
    super(typeof error.message === 'string' ? error.message : `The API answered ${status}.`);
    this.name = 'DangolRefusal';
    this.status = status;
    this.code = typeof error.code === 'string' ? error.code : 'unknown';
    this.requestId = typeof error.requestId === 'string' ? error.requestId : undefined;
    this.details = Array.isArray(error.details) ? error.details : [];
  }
}

export interface DangolOptions {
  /** Output `Url` of the stack, without a slash at the end. */
  readonly url: string;
  /** Secret of an API key. */
  readonly key: string;
  /** How often a call is made that was answered 429 or 503; 5 unless given. */
  readonly tries?: number;
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds; for tests. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** What a call may say beside its input. */
export interface CallOptions {
  /** Of a POST or DELETE: the same key again changes nothing twice. A new one for each call unless given. */
  readonly idempotencyKey?: string;
  /** Of a PUT: version that the change is made from; another one answers 412. */
  readonly ifMatch?: number;
}

/** What an operation takes; may be left out where all of it may. */
type Input<Name extends keyof Operations> =
  Record<string, never> extends Operations[Name]['input']
    ? [input?: Operations[Name]['input'], options?: CallOptions]
    : [input: Operations[Name]['input'], options?: CallOptions];

export type Dangol = <Name extends keyof Operations>(
  name: Name,
  ...given: Input<Name>
) => Promise<Operations[Name]['answer']>;

const addressOf = (path: string, input: { readonly path?: object; readonly query?: object }): string => {
  const parts: Readonly<Record<string, unknown>> = { ...input.path };
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(parts[name])));
  const query = Object.entries({ ...input.query }).filter(([, value]) => value !== undefined);
  return query.length === 0
    ? filled
    : `${filled}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, String(value)]))}`;
};

/**
 * Calls the API by the names of its operations: `await dangol('getCustomersId', { path: { id: 'kim' } })`. What was answered 429
 * or 503 is asked again when the answer says so, under the same Idempotency-Key.
 * @throws DangolRefusal for every other answer that is not 2xx
 */
export const createDangol = (options: DangolOptions): Dangol => {
  const { url, key, tries = 5, wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = options;
  const ask = options.fetch ?? fetch;
  return async (name, ...[input = {}, { idempotencyKey, ifMatch } = {}]) => {
    const [method, path] = ROUTES[name] ?? [];
    if (method === undefined || path === undefined) throw new Error(`The API has no operation "${name}".`);
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, accept: 'application/json' };
    const sent: { path?: object; query?: object; body?: unknown } = input;
    if (method === 'POST' || method === 'DELETE') headers['idempotency-key'] = idempotencyKey ?? crypto.randomUUID();
    if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`;
    if (sent.body !== undefined) headers['content-type'] = 'application/json';
    const body = sent.body === undefined ? null : JSON.stringify(sent.body);
    for (let attempt = 1; ; attempt++) {
      const response = await ask(url + addressOf(path, sent), { method, headers, body });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const answer = text === '' ? undefined : isJson ? JSON.parse(text) : text;
      if (response.ok) return answer;
      if ((response.status !== 429 && response.status !== 503) || attempt >= tries)
        throw new DangolRefusal(response.status, answer);
      await wait(1_000 * Number(response.headers.get('retry-after') ?? 2 ** attempt));
    }
  };
};
