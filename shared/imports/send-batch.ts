import * as z from 'zod';
import { SECOND } from '../platform/clock.ts';
import type { Batch } from './batches.ts';
import type { Reject } from './call.ts';
import { type Destination, EVENTS_DESTINATION } from './experiment-call.ts';
import { ImportError } from './import-error.ts';

const answerSchema = z.object({
  errors: z.array(z.object({ index: z.number().int(), message: z.string() })).optional(),
  error: z.object({ message: z.string() }).optional(),
});

export interface Sent {
  readonly rejects: readonly Reject[];
  /** Events that were not in the table before; absent if the server does not say. */
  readonly stored?: number;
}

interface Options {
  readonly url: string;
  /** A function where what signs a call may end before the import does. */
  readonly key: string | (() => Promise<string>);
  readonly to?: Destination;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told of each wait, for the progress line. */
  readonly onWait?: (seconds: number, why: string) => void;
}

/** How long the server may be away before the import gives up; what was accepted stays accepted. */
const PATIENCE = 5 * 60 * SECOND;
const LONGEST_WAIT = 30 * SECOND;

const isWorthATry = (status: number): boolean => status === 429 || status >= 500;

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error instanceof Error ? error.message : 'no answer';
};

/** Sends batches through the public API. A retry changes nothing that was stored, so any lost answer is asked for again. */
export const createSender = ({ url, key, to = EVENTS_DESTINATION, signal, sleep, onWait }: Options) => {
  const post = async (body: string): Promise<Response> => {
    const bearer = typeof key === 'string' ? key : await key();
    return fetch(new URL(to.path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}`, 'x-dangol-import': '1' },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(60 * SECOND)]),
    });
  };

  const read = async (response: Response, batch: Batch): Promise<Sent> => {
    const text = await response.text();
    const parsed = answerSchema.safeParse(text.startsWith('{') ? JSON.parse(text) : {});
    const answer = parsed.success ? parsed.data : {};
    if (response.ok || (response.status === 400 && answer.errors !== undefined)) {
      const rejects = (answer.errors ?? []).flatMap(({ index, message }) =>
        (batch.calls[index]?.lines ?? []).map((line) => ({ line, reason: message.replace(/\.$/, '') })),
      );
      const stored = response.headers.get('x-dangol-stored');
      return { rejects, ...(stored === null ? {} : { stored: Number(stored) }) };
    }
    throw new ImportError(
      `The server refused: ${answer.error?.message ?? text.slice(0, 200)} (HTTP ${response.status}).`,
    );
  };

  /** Sends one batch until it is accepted. Throws an `ImportError` if the server refuses it or stays away too long. */
  const send = async (batch: Batch): Promise<Sent> => {
    const body = `${to.open}${batch.calls.map(({ json }) => json).join(',')}${to.close}`;
    let waited = 0;
    for (let attempt = 0; ; attempt++) {
      let why: string;
      let wait = Math.min(LONGEST_WAIT, SECOND * 2 ** attempt);
      try {
        const response = await post(body);
        if (!isWorthATry(response.status)) return await read(response, batch);
        await response.body?.cancel();
        why = `HTTP ${response.status}`;
        wait = Math.max(Number(response.headers.get('retry-after') ?? 0) * SECOND, attempt > 3 ? wait : 0) || wait;
      } catch (error) {
        if (error instanceof ImportError || signal.aborted) throw error;
        why = reasonOf(error);
      }
      if (waited >= PATIENCE)
        throw new ImportError(`${url} has not taken a batch for ${PATIENCE / SECOND} s (${why}).`);
      onWait?.(wait / SECOND, why);
      await sleep(wait);
      waited += wait;
    }
  };

  /** Finds out whether the address and the key are right, before anything is sent. */
  const check = async (): Promise<void> => {
    let response: Response;
    try {
      response = await post(`${to.open}${to.close}`);
    } catch (error) {
      throw new ImportError(
        `Nothing answers at ${url} (${reasonOf(error)}). Start Dangol with npm start, or give its address with --url.`,
        { cause: error },
      );
    }
    if (isWorthATry(response.status)) return;
    await read(response, { index: 0, calls: [], upTo: 0, rows: 0 });
  };

  return { send, check };
};

export type Sender = ReturnType<typeof createSender>;
