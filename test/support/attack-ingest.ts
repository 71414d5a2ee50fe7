import { isDeepStrictEqual } from 'node:util';
import { createDeviceClaims } from '../../functions/ingest/device-claims.ts';
import { createHandler } from '../../functions/ingest/handler.ts';
import { type EventItem, eventFromItem } from '../../shared/events/event.ts';
import { createRateGate } from '../../shared/events/rate-gate.ts';
import { NOW } from './calls.ts';
import { type HostileRequest, hostileRequests } from './hostile-requests.ts';
import { httpEvent, lambdaContext } from './http-event.ts';
import { type Answer, readAnswer } from './ingest.ts';

export interface Siege {
  readonly statuses: ReadonlyMap<number, number>;
  readonly stored: number;
  /** Bytes in use after a collection, after a tenth of the requests and after all of them. */
  readonly heap: { readonly early: number; readonly late: number };
}

const allowed = new Set([200, 400, 401, 404, 413, 415]);

const fail = (request: HostileRequest, what: string): never => {
  throw new Error(
    `${what}: /v1/${request.path} ${JSON.stringify(request.headers)} ${String(request.body).slice(0, 500)}`,
  );
};

/** An item is whole: it can be read back, and its keys and sizes are such that DynamoDB takes it. */
const itemFlaw = (item: EventItem): string | undefined => {
  if (!/^[ua]:[^\p{Cc}]+$/u.test(item.person)) return 'person';
  if (![item.person, item.key, item.name ?? ''].every((text) => text.isWellFormed())) return 'lone surrogate';
  if (Buffer.byteLength(item.person) > 258 || Buffer.byteLength(item.key) > 512) return 'long key';
  if (Buffer.byteLength(item.body ?? '') > 32 * 1024) return 'large body';
  if (Number.isNaN(Date.parse(item.at ?? item.receivedAt))) return 'time';
  return eventFromItem(item).person === item.person ? undefined : 'other person';
};

/** What a sender said is in the item whole, unknown fields too, or the item should not be there. */
const keepsWhatWasSaid = (request: HostileRequest, item: EventItem): boolean => {
  if (typeof request.body !== 'string') return true;
  const said: unknown = JSON.parse(request.body);
  if (typeof said !== 'object' || said === null || 'batch' in said) return true;
  const { body } = eventFromItem(item);
  return ['properties', 'traits', 'context', 'integrations', 'toString', 'x'.repeat(300)].every((field) => {
    const value: unknown = Object.hasOwn(said, field) ? Reflect.get(said, field) : undefined;
    const isEmpty =
      value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
    return isEmpty || isDeepStrictEqual(body[field], value);
  });
};

const answerFlaw = (answer: Answer, puts: number): string | undefined => {
  if (!allowed.has(answer.status)) return `status ${answer.status}`;
  const named = [...(answer.errors ?? []), ...(answer.warnings ?? []), ...(answer.error?.details ?? [])];
  if (named.some(({ path, message }) => path === '' || message === '')) return 'a fault without path or message';
  if (answer.status === 200) return answer.success === true ? undefined : '200 without success';
  if (named.length === 0) return `${answer.status} that names no path`;
  return puts === 0 ? undefined : `${answer.status} with ${puts} events stored`;
};

/** Seeded requests of strangers, straight into the ingest function over a table that only counts. Throws at the first flaw. */
export const attackIngest = async (runs: number, seed: number, collect: () => void): Promise<Siege> => {
  let puts: EventItem[] = [];
  const keep = async (item: EventItem): Promise<'stored'> => {
    puts.push(item);
    return 'stored';
  };
  const handler = createHandler({
    clock: () => NOW,
    keys: {
      find: async (secret) => (secret === 'k' ? { id: 'k', name: 'k', scopes: ['write'], source: 'web' } : undefined),
    },
    events: { append: keep, appendToQuarantine: keep },
    gate: createRateGate(() => NOW, { events: 1_000_000, windowMs: 60_000 }),
    rates: { admit: async () => 0 },
    claims: createDeviceClaims(async () => 'ab'.repeat(32)),
  });
  const statuses = new Map<number, number>();
  const heapNow = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const context = lambdaContext();
  let stored = 0;
  let early = 0;
  let run = 0;
  for (const request of hostileRequests(seed, 'k')) {
    if (run === Math.floor(runs / 10)) early = heapNow();
    if (run++ === runs) break;
    puts = [];
    const { path, body, headers } = request;
    const answer = readAnswer(await handler(httpEvent({ path: `/v1/${path}`, body, headers }), context));
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    stored += puts.length;
    const flaw = answerFlaw(answer, puts.length) ?? puts.map(itemFlaw).find((one) => one !== undefined);
    if (flaw !== undefined) fail(request, flaw);
    const [only] = puts;
    if (only && puts.length === 1 && !keepsWhatWasSaid(request, only)) fail(request, 'half-stored');
  }
  puts = [];
  return { statuses, stored, heap: { early, late: heapNow() } };
};
