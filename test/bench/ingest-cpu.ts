import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import * as z from 'zod';
import type { Environment } from '../../functions/ingest/environment.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { type ServerChild, startServer } from './child.ts';
import { type Figure, median, quartilesOf } from './figure.ts';
import { sized } from './sizes.ts';

const SECTION = 'Ingest: CPU per event';
const WAYS = ['floor', 'wire', 'sdk', 'ingest'] as const;
type Way = (typeof WAYS)[number];

interface Case {
  readonly name: string;
  readonly path: string;
  readonly events: number;
  /** Requests of one round. */
  readonly requests: number;
}

const CASES: readonly Case[] = [
  { name: 'one event a request', path: '/v1/track', events: 1, requests: 300 },
  { name: '20 events a request', path: '/v1/batch', events: 20, requests: 40 },
];

const order = (index: number) => ({
  type: 'track',
  event: 'Order Completed',
  userId: `person-${index % 5_000}`,
  messageId: randomUUID(),
  timestamp: new Date().toISOString(),
  properties: {
    order_id: `A-${index}`,
    total: 35_000,
    currency: 'KRW',
    coupon: 'WELCOME',
    products: [
      { product_id: '507f1', sku: '45790-32', name: '머그컵', price: 12_000, quantity: 1, category: '주방' },
      { product_id: '505bd', sku: '46493-32', name: '접시 세트', price: 23_000, quantity: 1, category: '주방' },
    ],
  },
  context: {
    ip: '203.0.113.7',
    locale: 'ko-KR',
    timezone: 'Asia/Seoul',
    page: { path: '/checkout', referrer: '', title: '주문 완료', url: 'https://shop.example.com/checkout' },
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)',
    library: { name: '@segment/analytics-node', version: '3.1.0' },
  },
});

const bodiesOf = ({ events, requests }: Case): string[] =>
  Array.from({ length: requests }, (_, at) => {
    const calls = Array.from({ length: events }, (__, index) => order(at * events + index));
    return JSON.stringify(events === 1 ? calls[0] : { batch: calls, sentAt: new Date().toISOString() });
  });

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const post = (url: string, path: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Basic ${Buffer.from('local-write:').toString('base64')}`,
        'x-path': path,
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
      });
    });
    sent.end(body);
  });

const cpuSchema = z.object({ user: z.number(), system: z.number() });

/** Microseconds of CPU, user and system, that the subject has used so far. */
const cpuOf = async (subject: ServerChild): Promise<number> => {
  const { user, system } = cpuSchema.parse(JSON.parse(await post(`${subject.url}/cpu`, '', '')));
  return user + system;
};

const costOf = async (subject: ServerChild, way: Way, one: Case): Promise<number> => {
  const bodies = bodiesOf(one);
  const before = await cpuOf(subject);
  await inParallel(bodies, 8, async (body) => void (await post(`${subject.url}/${way}`, one.path, body)));
  return ((await cpuOf(subject)) - before) / (one.events * one.requests);
};

const WARM_UP = sized(4, 1);
const ROUNDS = sized(15, 2);

const measure = async (subject: ServerChild, one: Case): Promise<Record<Way, number[]>> => {
  const costs: Record<Way, number[]> = { floor: [], wire: [], sdk: [], ingest: [] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    // The order turns from round to round, so that no way always follows the same one's garbage.
    for (let turn = 0; turn < WAYS.length; turn++) {
      const way = WAYS[(turn + round + WARM_UP) % WAYS.length] ?? 'floor';
      const cost = await costOf(subject, way, one);
      if (round >= 0) costs[way].push(cost);
    }
  }
  return costs;
};

const TABLES_AND_USERS: Environment = {
  EVENTS_TABLE: 'events',
  DEFINITIONS_TABLE: 'definitions',
  // Neither is asked: no event of these claims a device, and the key is no person's.
  SECRET_ARN: 'arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:none',
  USERS_ISSUER: 'http://127.0.0.1:9/none',
  USERS_CLIENT_ID: 'none',
};

/** CPU of the ingest function per event beside two floors, interleaved in one process against a table that takes everything. */
export const measureIngestCpu = async (): Promise<Figure[]> => {
  const stub = await startServer(new URL('./dynamo-stub.ts', import.meta.url));
  const subject = await startServer(new URL('./ingest-subject.ts', import.meta.url), {
    AWS_ENDPOINT_URL_DYNAMODB: stub.url,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...TABLES_AND_USERS,
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  try {
    const figures: Figure[] = [];
    for (const one of CASES) {
      const { floor, wire, sdk, ingest } = await measure(subject, one);
      const ratio = (to: readonly number[]): number[] => ingest.map((cost, round) => cost / (to[round] ?? Number.NaN));
      const bytes = Buffer.byteLength(JSON.stringify(order(1)));
      const add = (name: string, values: readonly number[], unit: string, basis: string): void => {
        const figure = { section: SECTION, name: `${one.name}: ${name}`, unit, basis };
        figures.push({ ...figure, value: median(values), quartiles: quartilesOf(values) });
      };
      add('ingest to floor with the SDK’s put', ratio(sdk), '×', FLOOR_WITH_SDK);
      add('ingest to floor with a raw put', ratio(wire), '×', FLOOR_WITH_WIRE);
      add('ingest to bare floor', ratio(floor), '×', BARE_FLOOR);
      add('ingest', ingest, 'µs', `Figures in µs are of this machine; one event is ${bytes} bytes of JSON.`);
      add('floor with the SDK’s put', sdk, 'µs', FLOOR_WITH_SDK);
      add('floor with a raw put', wire, 'µs', FLOOR_WITH_WIRE);
      add('bare floor', floor, 'µs', BARE_FLOOR);
    }
    return figures;
  } finally {
    agent.destroy();
    await subject.stop();
    await stub.stop();
  }
};

const BARE_FLOOR =
  'Bare floor: Node’s HTTP server, JSON.parse of the body, JSON.stringify of each event, the answer. Nothing stored.';
const FLOOR_WITH_WIRE =
  'Floor with a raw put: the bare floor and one HTTP request per event to the same stub, without SDK, signature or retry.';
const FLOOR_WITH_SDK =
  'Floor with the SDK’s put: the bare floor and one conditional put per event through the same SDK client to the same stub.';
