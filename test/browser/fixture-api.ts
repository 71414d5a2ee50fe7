import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { loadConsoleFiles } from '../../functions/serve-console/console-files.ts';
import { createHandler } from '../../functions/serve-console/handler.ts';
import { createInbox } from '../../infra/local/inbox/inbox.ts';
import type { CustomerView } from '../../shared/api/customer-view.ts';
import type { TimelineEntry } from '../../shared/api/timeline.ts';
import { planInputSchema, planOf } from '../../shared/insights/plan.ts';
import { maskConsent, maskCustomer, maskEntry } from '../../shared/platform/mask-values.ts';
import {
  answers,
  calendarFrom,
  campaigns,
  comparison,
  contest,
  contestReport,
  emptyReport,
  holdout,
  impact,
  learnings,
  linePeople,
  recipients,
  report,
} from './fixture-campaigns.ts';
import * as data from './fixture-data.ts';
import * as figures from './fixture-figures.ts';
import * as segmentData from './fixture-segments.ts';
import { tasks } from './fixture-tasks.ts';
import { couponCounts, pools, products } from './fixture-wares.ts';
import { HOSTILE } from './hostile.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

interface FixtureOptions {
  readonly directory: string;
  /** Key that the page carries, as the local runner's page does. */
  readonly preset?: string;
}

export interface Fixture {
  readonly url: string;
  /** Every API call so far. */
  readonly calls: Call[];
  /** Answers that stand in for the usual ones, by `METHOD /path`; delete an entry to get the usual one back. */
  readonly instead: Map<string, Reply | 'never'>;
  stop(): Promise<void>;
}

const ok = (body: unknown, headers: Record<string, string> = {}): Reply => ({ status: 200, body, headers });

export const refusal = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message, requestId: 'req-fixture-1', details: [] } },
});

const page = (rows: readonly unknown[], query: URLSearchParams): Reply => {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return ok({ data: rows.slice(from, to), nextCursor: to < rows.length ? String(to) : null });
};

const bodyOf = ({ body }: Call): object => (typeof body === 'object' && body !== null ? body : {});

const codesAsked = (call: Call): number => {
  const { generate, codes } = addCodesSchema.parse(call.body);
  return generate ?? codes?.length ?? 0;
};

const PREFLIGHT = {
  ok: false,
  findings: [
    {
      ...{ level: 'warn', code: 'noControl', message: 'Without a control group nobody can tell what the message did.' },
      says: { ko: '대조군이 없습니다.', en: 'Without a control group nobody can tell what the message did.' },
    },
    {
      ...{ level: 'block', code: 'insecureLink', message: `The link "${HOSTILE}" is not https.` },
      says: { ko: `링크 ‘${HOSTILE}’이(가) https가 아닙니다.`, en: `The link "${HOSTILE}" is not https.` },
    },
  ],
  audience: { count: 1_187, exact: true },
  cost: { amount: 178, currency: 'KRW' },
};

const RENDERED = {
  subject: '(광고) 민지 님, 다시 만나고 싶어요',
  html: HOSTILE,
  text: `민지 님, 안녕하세요.\n\n${HOSTILE}\n\n수신거부: https://preview.invalid/u/preview`,
  size: null,
};

const covered = (customer: CustomerView): CustomerView => ({
  ...maskCustomer(customer),
  consent: maskConsent(customer.consent),
});

const segmentOf = (id: string) => segmentData.segments.find((one) => one.id === id);

const PREVIEW = {
  count: 118,
  reachable: { email: 77, sms: 61, push: 0, kakao: 12 },
  sample: data.customers.slice(0, 3).map(maskCustomer),
  exact: true,
};

const getSegments = (id: string | undefined, more: string | undefined, query: URLSearchParams): Reply => {
  if (id === undefined) return page(segmentData.segments, query);
  const found = segmentOf(id);
  if (!found) return refusal(404, 'not_found', `There is no segment "${id}".`);
  if (more === 'history') return ok(segmentData.history);
  if (more === 'trace') return ok(segmentData.trace);
  if (more !== 'members') return ok(found, { etag: '"1"' });
  const run = { runId: 'run-20', asOf: query.get('at') ?? '2026-11-22' };
  const members = query.get('at') === null ? ['kim-minji', 'lee'] : ['park'];
  return ok({
    data: members.map((customerId) => ({ customerId, since: '2026-11-11', initial: false })),
    nextCursor: null,
    run,
  });
};

const addCodesSchema = z.object({ generate: z.number().optional(), codes: z.array(z.string()).optional() });

/** The API's answers, in the shapes of the contract. */
const answer = (call: Call, state: { settings: object; version: number; webKey?: string }): Reply => {
  const [, , kind, id, more] = call.path.split('/').map(decodeURIComponent);
  const { query } = call;
  switch (`${call.method} ${kind}`) {
    case 'GET settings':
      return ok(state.settings, { etag: `"${state.version}"` });
    case 'PUT settings':
      if (call.headers['if-match'] !== `"${state.version}"`)
        return refusal(412, 'precondition_failed', 'The settings "default" have changed since; read them again.');
      state.version += 1;
      state.settings = { ...state.settings, ...(typeof call.body === 'object' ? call.body : {}) };
      return ok(state.settings, { etag: `"${state.version}"` });
    case 'GET push':
      return ok({ firebase: null, web: state.webKey === undefined ? null : { key: state.webKey } });
    case 'PUT push':
      return { status: 204, body: undefined };
    case 'POST push':
      state.webKey = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx';
      return { status: 201, body: { key: state.webKey } };
    case 'GET users':
      return page(data.users, query);
    case 'GET keys':
      return page(data.keys, query);
    case 'POST keys':
      return { status: 201, body: { ...data.keys[0], secret: 'dangol_write_shown-once' } };
    case 'DELETE keys':
      return { status: 204, body: undefined };
    case 'GET answers':
      return page(answers, query);
    case 'POST shares': {
      const wanted: object = typeof call.body === 'object' && call.body !== null ? call.body : {};
      const of = { campaignId: null, journeyId: null, from: null, to: null, ...wanted };
      const url = 'https://crm.example.com/r/token';
      return ok({ id: 'a', ...of, expiresAt: '2026-12-23T00:00:00.000Z', state: 'open', url });
    }
    case 'GET shares':
      return ok({ data: [] });
    case 'GET learnings':
      return page(
        learnings.filter(({ name }) => name.includes(query.get('query') ?? '')),
        query,
      );
    case 'GET reports':
      if (id === 'today') return ok(data.today);
      if (id === 'impact') return ok(impact);
      if (id === 'holdout') return ok(holdout);
      if (id === 'measures') return ok(figures.measures);
      if (id === 'channels') return ok(figures.channels);
      if (id === 'hours') return ok(figures.hours);
      if (id === 'kpis') return ok(figures.kpisBy[query.get('granularity') ?? ''] ?? data.kpis);
      if (id === 'rfm') return ok({ ...data.rfm, moves: figures.moves });
      if (id === 'retention') return ok(figures.retention);
      if (id === 'next-orders') return ok(figures.nextOrders);
      if (id === 'warnings') return ok(figures.warnings);
      break;
    case 'POST recompute':
      return { status: 202, body: { runId: 'r-2' } };
    case 'GET customers': {
      if (id === undefined) {
        const text = query.get('query') ?? query.get('email') ?? query.get('phone');
        const found = text ? data.customers.filter((one) => JSON.stringify(one).includes(text)) : data.customers;
        return page(query.get('personal') === 'masked' ? found.map(maskCustomer) : found, query);
      }
      const customer = [data.minji, data.hostile].find((one) => one.id === id);
      if (!customer) return refusal(404, 'not_found', `There is no customer "${id}".`);
      if (more === 'timeline') {
        const entries: readonly TimelineEntry[] = customer === data.minji ? data.timeline : data.hostileTimeline;
        return page(query.get('personal') === 'masked' ? entries.map(maskEntry) : entries, query);
      }
      return ok(query.get('personal') === 'masked' ? covered(customer) : customer);
    }
    case 'GET tasks':
      return page(
        tasks.filter(({ state }) => state === query.get('state')),
        query,
      );
    case 'POST tasks':
      return ok({ ...tasks[0], version: 2, firstResponseSeconds: 5_400 });
    case 'PUT tasks':
      if (call.headers['if-match'] !== '"1"')
        return refusal(
          412,
          'precondition_failed',
          `Task "${id}" has changed since; read it again and repeat your change.`,
        );
      return ok({
        ...{
          ...tasks[0],
          version: 2,
          firstResponseSeconds: 5_400,
          endedAt: '2026-11-23T02:30:00.000Z',
          endedBy: 'good',
        },
        ...(typeof call.body === 'object' ? call.body : {}),
      });
    case 'GET duplicates':
      return page(data.duplicates, query);
    case 'POST duplicates':
      return ok({
        decision: more === 'confirm' ? 'confirmed' : 'rejected',
        by: 'good',
        at: '2026-11-23T01:00:00.000Z',
      });
    case 'PUT customers':
      return ok({});
    case 'GET templates': {
      const template = { id: 'second-order', name: '두 번째 주문', channel: 'email', purpose: 'ad' };
      return id === undefined ? page([template], query) : ok({ ...template, id });
    }
    case 'POST templates':
      if (more === 'render') return ok(RENDERED);
      return { status: 201, body: { id: 'new-template' } };
    case 'GET segments':
      return getSegments(id, more, query);
    case 'POST segments':
      if (id === 'preview') return ok(PREVIEW);
      return {
        status: 201,
        body: { ...segmentOf('tea'), id: 'new-segment', ...(typeof call.body === 'object' ? call.body : {}) },
      };
    case 'PUT segments':
      if (call.headers['if-match'] !== '"1"')
        return refusal(412, 'precondition_failed', `The segment "${id}" has changed since version 1; read it again.`);
      return ok({ ...segmentOf(id ?? ''), ...(typeof call.body === 'object' ? call.body : {}) }, { etag: '"2"' });
    case 'DELETE segments':
      return refusal(409, 'conflict', `The segment "${id}" is used by winback; change those first.`);
    case 'GET catalogue':
      if (id === undefined)
        return page([{ event: '$identify' }, { event: 'Order Completed' }, { event: 'Product Viewed' }], query);
      return ok({
        data: ['city', 'tier', 'birthday'].map((property) => ({
          ...{ property, types: { text: 1 }, shareMissing: 0, shareUnreadable: null, examples: [] },
        })),
      });
    case 'GET coupons':
      return id === undefined ? page(pools, query) : ok(couponCounts(id));
    case 'POST coupons':
      if (id === undefined) return { status: 201, body: { ...bodyOf(call), id: 'pool-1', version: 1 } };
      return { status: 201, body: { added: codesAsked(call), known: 0 } };
    case 'DELETE coupons':
    case 'DELETE products':
      return { status: 204, body: undefined };
    case 'GET products': {
      if (id === undefined) return page(products, query);
      const product = products.find((one) => one.id === id);
      return product ? ok(product) : refusal(404, 'not_found', `The catalogue has no product "${id}".`);
    }
    case 'POST products':
      return ok({ saved: 1 });
    case 'PUT products':
      return ok({ ...products.find((one) => one.id === id), available: true, ...bodyOf(call) });
    case 'GET computed':
      return page([{ name: 'favouriteBrand', title: '좋아하는 브랜드' }], query);
    case 'POST campaigns':
      if (more === 'preflight') return ok(PREFLIGHT);
      if (id === undefined) return { status: 201, body: { id: 'draft' } };
      if (id === 'compare') return ok(comparison);
      if (id === 'plan') return ok(planOf(planInputSchema.parse(call.body)));
      if (more === 'test')
        return ok({
          data: [
            { customerId: 'kim-minji', status: 'pending' },
            { customerId: 'lee', error: 'no address' },
          ],
        });
      return ok({ id, status: 'sending' });
    case 'DELETE campaigns':
      return { status: 204, body: undefined };
    case 'PUT campaigns':
      return ok({ id });
    case 'GET campaigns': {
      if (id === undefined) return page(query.get('archived') === 'true' ? [] : campaigns, query);
      if (id === 'calendar') return ok(calendarFrom(query.get('from') ?? '', query.get('to') ?? ''));
      if (more === 'report') return ok(id === 'winback' ? report : id === 'contest' ? contestReport : emptyReport);
      if (more === 'people') return page(linePeople, query);
      if (more === 'recipients') {
        const reason = query.get('reason');
        return page(
          recipients.filter((one) => !reason || one.reason === reason),
          query,
        );
      }
      const campaign = [...campaigns, contest].find((one) => one.id === id);
      return campaign ? ok(campaign, { etag: '"4"' }) : refusal(404, 'not_found', `There is no campaign "${id}".`);
    }
  }
  return refusal(404, 'not_found', `There is no ${call.method} ${call.path}.`);
};

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? undefined : JSON.parse(text);
};

/** What API Gateway would hand to the console's function. */
const gatewayEvent = (request: IncomingMessage, url: URL): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: url.pathname,
  rawQueryString: url.search.slice(1),
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  ),
  requestContext: {
    accountId: '000000000000',
    apiId: 'fixture',
    domainName: 'localhost',
    domainPrefix: 'localhost',
    http: {
      method: request.method ?? 'GET',
      path: url.pathname,
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: '',
    },
    requestId: 'fixture',
    routeKey: '$default',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
  isBase64Encoded: false,
});

/** A server with the built console at `/` (through the real function) and fixture answers at `/v1`. */
export const startFixture = async ({ directory, preset }: FixtureOptions): Promise<Fixture> => {
  const serveConsole = createHandler({ files: loadConsoleFiles(directory) });
  const calls: Call[] = [];
  const instead = new Map<string, Reply | 'never'>();
  const state: Parameters<typeof answer>[1] = { settings: data.settings, version: 3 };
  const inbox = createInbox({ clock: () => Date.parse('2026-11-23T01:00:00.000Z') });
  for (const message of data.messages) inbox.add(message);

  const serveApi = async (request: IncomingMessage, url: URL, response: ServerResponse) => {
    const { method = 'GET', headers } = request;
    const call = { method, path: url.pathname, query: url.searchParams, headers, body: await readBody(request) };
    calls.push(call);
    const known = headers.authorization === 'Bearer good-key';
    const special = instead.get(`${method} ${url.pathname}`);
    if (special === 'never') return;
    const reply = known
      ? (special ?? answer(call, state))
      : refusal(401, 'unauthenticated', 'This API key is not known.');
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body));
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/v1/')) return void serveApi(request, url, response);
    const shown = inbox.handle({ method: request.method ?? 'GET', path: url.pathname, query: url.searchParams });
    if (shown) return void response.writeHead(shown.status, shown.headers).end(shown.body);
    void serveConsole(gatewayEvent(request, url)).then((served) => {
      const headers = Object.entries(served.headers ?? {}).map(([name, value]) => [name, String(value)]);
      response.writeHead(served.statusCode ?? 200, Object.fromEntries(headers));
      const body = Buffer.from(served.body ?? '', served.isBase64Encoded ? 'base64' : 'utf8');
      const isPage = String(served.headers?.['content-type']).startsWith('text/html');
      const meta = `<meta name="dangol-key" content="${preset}"></head>`;
      response.end(isPage && preset ? body.toString('utf8').replace('</head>', meta) : body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fixture got no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    instead,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
