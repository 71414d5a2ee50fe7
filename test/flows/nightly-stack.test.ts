import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { fetchTables, localVariables } from '../../infra/sql/fetch-tables.ts';
import { openTables, type SqlTables } from '../../infra/sql/open-tables.ts';
import { stepSchema } from '../../shared/scoring/step.ts';
import { blocksOf } from '../support/markdown.ts';

const PEOPLE = 60;
const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-11-23T12:00:00+09:00');

const isSql = ({ language }: { language: string }): boolean => language === 'sql';

const memberPage = z.object({
  data: z.array(z.object({ customerId: z.string(), since: z.string(), initial: z.boolean() })),
  nextCursor: z.string().nullable(),
});
const runsSchema = z.object({
  data: z.array(
    z.object({
      runId: z.string(),
      status: z.string(),
      trigger: z.string(),
      asOf: z.string(),
      counts: z.object({ customers: z.number(), population: z.number(), changed: z.number() }).nullable(),
      error: z.string().nullable(),
    }),
  ),
});

describe('the night on the stack that is deployed', () => {
  let stack: LocalStack;

  const call = async (method: string, path: string, body?: unknown, key = 'local-admin'): Promise<Response> =>
    fetch(`${stack.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> => {
    const response = await call('GET', path);
    expect(response.status, path).toBe(200);
    return schema.parse(await response.json());
  };

  const ingest = async (batch: readonly unknown[]): Promise<void> => {
    const response = await fetch(`${stack.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('local-write:')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch }),
    });
    expect(response.status).toBe(200);
  };

  const person = (n: number): string => `p${String(n).padStart(2, '0')}`;

  /** Person n buys n mod 5 times, every 10 days, the last time n days before the story begins. */
  const ordersOf = (n: number): unknown[] =>
    Array.from({ length: n % 5 }, (_, index) => ({
      type: 'track',
      event: 'Order Completed',
      userId: person(n),
      messageId: `order-${n}-${index}`,
      timestamp: new Date(NOON - (n + 10 * index) * DAY_MS).toISOString(),
      properties: { order_id: `o${n}-${index}`, total: 1_000 * n, currency: 'KRW' },
    }));

  const looks = (n: number, at: number): unknown => ({
    type: 'track',
    event: 'Product Viewed',
    userId: person(n),
    messageId: `look-${n}-${at}`,
    timestamp: new Date(at).toISOString(),
    properties: { category: n % 2 === 0 ? 'tea' : 'cups' },
  });

  const membersOf = async (id: string): Promise<{ customerId: string; initial: boolean }[]> => {
    const found: { customerId: string; initial: boolean }[] = [];
    let cursor: string | null = null;
    do {
      const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const page: z.infer<typeof memberPage> = await get(
        `/v1/segments/${encodeURIComponent(id)}/members${query}`,
        memberPage,
      );
      found.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found.sort((left, right) => (left.customerId < right.customerId ? -1 : 1));
  };
  const idsOf = async (id: string) => (await membersOf(id)).map(({ customerId }) => customerId);
  const people = (fits: (n: number) => boolean): string[] =>
    Array.from({ length: PEOPLE }, (_, n) => n)
      .filter(fits)
      .map(person);

  beforeAll(async () => {
    stack = await startStack({ clock: new Date(NOON).toISOString() });
    const events = Array.from({ length: PEOPLE }, (_, n) => [...ordersOf(n), looks(n, NOON - 2 * DAY_MS)]).flat();
    for (let from = 0; from < events.length; from += 100) await ingest(events.slice(from, from + 100));
    const segment = (id: string, rule: unknown) => call('POST', '/v1/segments', { id, name: id, rule });
    expect((await segment('one-time', { computed: 'orders', is: 1 })).status).toBe(201);
    const looked = { event: 'Product Viewed', where: [{ property: 'category', is: 'tea' }], within: { days: 4 } };
    expect((await segment('tea-lookers', { all: [looked, { segment: 'rfm:prospect' }] })).status).toBe(201);
    await stack.drain();
  }, 240_000);
  afterAll(() => stack?.stop());

  it('comes by itself at three in the morning and puts everybody where the rules say', async () => {
    await stack.advance('2026-11-24T03:00:30+09:00');
    await stack.drain();
    const { data } = await get('/v1/recompute', runsSchema);
    expect(data).toMatchObject([
      {
        status: 'succeeded',
        trigger: 'schedule',
        asOf: '2026-11-24',
        counts: { customers: PEOPLE, population: PEOPLE - PEOPLE / 5, changed: PEOPLE },
      },
    ]);
    const { steps } = await get(`/v1/recompute/${data[0]?.runId}`, z.object({ steps: z.array(stepSchema) }));
    expect(steps.map(({ step, done, failed }) => [step, done, failed])).toEqual([
      ['plan', 1, 0],
      ['measure', 16, 0],
      ['fit', 1, 0],
      ['score', 16, 0],
      ['summarise', 1, 0],
      ['export', 17, 0],
    ]);
    const score = steps.find(({ step }) => step === 'score');
    // A profile is written once; each person stands in the members table of at least one segment.
    expect(score?.writeUnits).toBeGreaterThanOrEqual(2 * PEOPLE);
    expect(await idsOf('rfm:prospect')).toEqual(people((n) => n % 5 === 0));
    expect(await idsOf('one-time')).toEqual(people((n) => n % 5 === 1));
    expect(await idsOf('tea-lookers')).toEqual(people((n) => n % 5 === 0 && n % 2 === 0));
    expect((await membersOf('one-time')).every(({ initial }) => initial)).toBe(true);
    const yesterday = z.object({ yesterday: z.object({ date: z.string(), orders: z.number(), buyers: z.number() }) });
    expect(await get('/v1/reports/today', yesterday)).toEqual({
      yesterday: { date: '2026-11-23', orders: 0, buyers: 0 },
    });
  });

  it('gives the same figures to SQL: each example of the guide runs, and RFM in SQL is the RFM of the report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dangol-sql-'));
    let tables: SqlTables | undefined;
    try {
      expect(await fetchTables(await localVariables(stack.url), folder)).toBeGreaterThan(3);
      tables = await openTables(folder);
      const answers = new Map<string, readonly (readonly unknown[])[]>();
      for (const { heading, text } of blocksOf(readFileSync('docs/sql.md', 'utf8')).filter(isSql))
        answers.set(heading, (await tables.query(text)).rows);
      expect(answers.size).toBeGreaterThan(5);
      const report = z.object({ cells: z.array(z.object({ r: z.number(), f: z.number(), count: z.number() })) });
      const { cells } = await get('/v1/reports/rfm', report);
      const expected = cells.filter(({ count }) => count > 0).map(({ r, f, count }) => [r, f, count]);
      expect(answers.get('RFM from nothing but orders')).toEqual(expected.sort());
      expect(answers.get('The grid as the night scored it')).toEqual(expected.sort());
      const counted = await tables.query('SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM events)');
      expect(counted.rows).toEqual([[2 * PEOPLE, 3 * PEOPLE]]);
    } finally {
      tables?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('moves who changed, and only them, while a third of all invocations die', async () => {
    await ingest([
      {
        type: 'track',
        event: 'Order Completed',
        userId: person(0),
        messageId: 'first-order',
        properties: { order_id: 'first', total: 9_000, currency: 'KRW' },
      },
      looks(5, Date.parse('2026-11-24T03:00:00+09:00')),
    ]);
    await stack.drain();
    await stack.faults({ seed: 7, killInvocations: 0.3 });
    const answer = await call('POST', '/v1/recompute', {});
    expect([202, 500, 503]).toContain(answer.status);
    await stack.drain();
    await stack.faults({});
    // A call that died after it had taken the lock: the tick starts its run.
    await stack.advance('2026-11-24T03:05:00+09:00');
    await stack.drain();
    const [last] = (await get('/v1/recompute', runsSchema)).data;
    if (last?.trigger !== 'api' || last.status !== 'succeeded') {
      // The call, or every try of a step, may have died: then nothing is under way, and the next run heals what was half done.
      expect(last?.status).not.toBe('running');
      expect((await call('POST', '/v1/recompute', {})).status).toBe(202);
      await stack.drain();
    }
    expect(await idsOf('rfm:prospect')).toEqual(people((n) => n % 5 === 0 && n !== 0));
    const oneTime = await membersOf('one-time');
    expect(oneTime.map(({ customerId }) => customerId)).toEqual(people((n) => n % 5 === 1 || n === 0));
    expect(oneTime.find(({ customerId }) => customerId === person(0))?.initial).toBe(false);
    expect(await idsOf('tea-lookers')).toEqual(people((n) => n % 10 === 0 && n !== 0));
  });

  it('computes the past as it was, without what came later', async () => {
    const { runId } = z
      .object({ runId: z.string() })
      .parse(await (await call('POST', '/v1/recompute', { asOf: '2026-11-13' })).json());
    await stack.drain();
    const [last] = (await get('/v1/recompute', runsSchema)).data;
    expect(last).toMatchObject({ runId, status: 'succeeded', asOf: '2026-11-13' });
    const ordersThen = (n: number): number =>
      Array.from({ length: n % 5 }, (_, index) => n + 10 * index).filter((daysAgo) => daysAgo >= 10).length;
    expect(await idsOf('rfm:prospect')).toEqual(people((n) => ordersThen(n) === 0));
    expect(await idsOf('one-time')).toEqual(people((n) => ordersThen(n) === 1));
  });

  it('refuses every admin call without a key, and every one with a key that only sends events', async () => {
    const document = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.object({ 'x-scope': z.string() }))) })
      .parse(await (await fetch(`${stack.url}/v1/openapi.json`)).json());
    let calls = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { 'x-scope': scope }] of Object.entries(methods)) {
        if (scope === 'public') continue;
        const target = path.replaceAll(/\{\w+\}/g, 'x');
        const verb = method.toUpperCase();
        expect((await fetch(`${stack.url}${target}`, { method: verb })).status, `${verb} ${target}`).toBe(401);
        calls += 1;
        // What the shop's own pages ask for.
        if (scope === 'write') continue;
        const answer = await call(verb, target, verb === 'GET' ? undefined : {}, 'local-write');
        expect(answer.status, `${verb} ${target}`).toBe(403);
      }
    }
    expect(calls).toBeGreaterThan(20);
  });
});
