import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createDeviceClaims } from '../../functions/ingest/device-claims.ts';
import { createHandler } from '../../functions/ingest/handler.ts';
import { type EventItem, eventFromItem, type StoredEvent } from '../../shared/events/event.ts';
import { createRateGate } from '../../shared/events/rate-gate.ts';
import { NOW } from './calls.ts';
import { httpEvent, lambdaContext } from './http-event.ts';

export interface IngestServer {
  readonly url: string;
  /** What was stored, by person and key. */
  readonly items: ReadonlyMap<string, EventItem>;
  events(): StoredEvent[];
  /** Requests that reached the function. */
  requests(): number;
  /** Answers the next requests itself, in this order: a status, or `cut` for a broken connection. */
  disturb(...answers: readonly (number | 'cut' | 'pass')[]): void;
  forget(): void;
  stop(): Promise<void>;
}

/** The real ingest function behind a real HTTP server, with a map in place of the table: for what talks to the public API. */
export const startIngestServer = async (): Promise<IngestServer> => {
  const items = new Map<string, EventItem>();
  const append = async (item: EventItem): Promise<'stored' | 'duplicate'> => {
    const id = `${item.person} ${item.key}`;
    if (items.has(id)) return 'duplicate';
    items.set(id, item);
    return 'stored';
  };
  const handler = createHandler({
    clock: () => NOW,
    keys: {
      find: async (key) =>
        key === 'local-write' ? { id: 'w', name: 'w', scopes: ['write'], source: 'import' } : undefined,
    },
    events: { append, appendToQuarantine: append },
    gate: createRateGate(() => NOW, { events: 1_000_000, windowMs: 60_000 }),
    rates: { admit: async () => 0 },
    claims: createDeviceClaims(async () => 'ab'.repeat(32)),
  });
  let requests = 0;
  let disturbances: (number | 'cut' | 'pass')[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const disturbance = disturbances.shift() ?? 'pass';
    if (disturbance === 'cut') return void request.socket.destroy();
    if (disturbance !== 'pass') {
      response.writeHead(disturbance, { 'retry-after': '1' });
      return void response.end();
    }
    requests += 1;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const event = httpEvent({ method: request.method ?? '', path: request.url ?? '', headers, body });
    const answer = await handler(event, lambdaContext());
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
    response.statusCode = answer.statusCode ?? 500;
    response.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    items,
    events: () => [...items.values()].map((item) => eventFromItem(item)),
    requests: () => requests,
    disturb: (...answers) => {
      disturbances = [...answers];
    },
    forget: () => items.clear(),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
