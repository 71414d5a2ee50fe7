import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importing } from '../../support/import-run.ts';
import { type IngestServer, startIngestServer } from '../../support/ingest-server.ts';

const ORDERS = {
  kind: 'orders',
  columns: { userId: 'id', timestamp: 'date', total: 'sum', quantity: 'cds' },
  constants: { currency: 'USD' },
  timezone: 'UTC',
  orderId: 'line',
};

const ordersFile = (rows: number): string =>
  [
    'id,date,cds,sum',
    ...Array.from({ length: rows }, (_, index) => `k${index % 97},1997-01-${10 + (index % 20)},2,${index}.25`),
  ].join('\n');

describe('an import', () => {
  let server: IngestServer;
  let at: ReturnType<typeof importing>;
  beforeAll(async () => {
    server = await startIngestServer();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.forget();
    server.disturb();
    at = importing(server.url);
    return () => rmSync(at.folder, { recursive: true });
  });

  it('brings every order in, and a second time changes nothing', async () => {
    const content = ordersFile(1_234);
    expect(await at.run('sales.csv', content, ORDERS)).toMatchObject({
      summary: { rows: 1_234, calls: 1_234, rejected: 0 },
    });
    const first = new Map(server.items);
    expect(first.size).toBe(1_234);
    expect(server.events()[0]).toMatchObject({
      person: 'u:k0',
      type: 'track',
      name: 'Order Completed',
      at: '1997-01-10T00:00:00.000Z',
      imported: true,
      body: { properties: { order_id: 'sales.csv:2', total: 0.25, currency: 'USD', quantity: 2 } },
    });
    expect((await at.run('sales.csv', content, ORDERS)).summary).toMatchObject({ rejected: 0 });
    expect((await at.run('sales.csv.gz', gzipSync(content), ORDERS)).summary).toMatchObject({ rejected: 0 });
    expect(new Map(server.items)).toEqual(first);
  });

  it('takes every try of a tired server: 429, 503, 500, a cut line, a lost answer', async () => {
    server.disturb('pass', 503, 429, 'cut', 500, 'cut', 'pass', 502, 503, 503, 503, 429);
    expect((await at.run('sales.csv', ordersFile(1_000), ORDERS)).summary).toEqual({
      rows: 1_000,
      calls: 1_000,
      rejected: 0,
    });
    expect(server.items.size).toBe(1_000);
  });

  it('names every rejected line with its number and reason, and imports the others', async () => {
    const content = [
      'id,date,cds,sum',
      'k1,1997-01-01,1,10',
      ',1997-01-01,1,10',
      'k2,01/02/1997,1,10',
      'k3,1997-01-01,1,ten',
      'k4,1997-01-01,1',
      'null,1997-01-01,1,10',
      '"k5","1997-01-01","1","10"',
      'k6,1970-01-01,1,10',
      'k7,1997-01-01,1,',
    ].join('\n');
    const { summary, screen } = await at.run('bad.csv', content, ORDERS);
    expect(summary).toEqual({ rows: 9, calls: 2, rejected: 7 });
    expect(server.items.size).toBe(2);
    const folder = join(at.folder, '.dangol/import');
    const list = readdirSync(folder).find((name) => name.endsWith('.rejects.csv')) ?? '';
    const lines = readFileSync(join(folder, list), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(8);
    expect(lines.map((line) => line.split(',')[0])).toEqual(['line', '3', '4', '5', '6', '7', '9', '10']);
    expect(screen).toContain('line 3: id: is empty, so it is unknown whose row this is');
    expect(screen).toContain('line 4: date: "01/02/1997" is not a date');
    expect(screen).toContain('line 5: sum: "ten" is not a number');
    expect(screen).toContain('line 6: has 3 fields where the header has 4');
    expect(screen).toContain('line 7: userId "null" stands for "nobody"');
    expect(screen).toContain('line 9: timestamp "1970-01-01T00:00:00.000Z" lies before 1990');
    expect(screen).toContain('line 10: sum: is empty');
    expect(screen).toContain(list);
  });

  it.each([
    ['broken quoting', `${ordersFile(500)}\nk1,"1997,2,3`, ORDERS, /quoting is broken/],
    ['a map of another file', 'a,b\n1,2\n', ORDERS, /no column "id", "date", "sum", "cds"/],
    [
      'a map that fits no row',
      'id,date,cds,sum\nk1,10,1997-01-01,2\n',
      ORDERS,
      /None of the 1 rows.*nothing was sent.*Line 2: date/,
    ],
    ['a map that is none', ordersFile(1), '{"kind":"orders"', /not valid JSON/],
    ['an empty file', '', ORDERS, /empty/],
    ['a file without rows', 'id,date,cds,sum\n', ORDERS, /no row/],
    [
      'an unknown consent target',
      'id,c\nk,Y\n',
      { kind: 'customers', columns: { userId: 'id', 'consent.fax.ad': 'c' } },
      /consent.fax.ad/,
    ],
  ])('stops at %s with one sentence, before anything is sent', async (_what, content, map, message) => {
    const before = server.requests();
    expect((await at.run('file.csv', content, map)).error).toMatch(message);
    expect(server.requests()).toBe(before);
  });

  it('says at once that nobody answers, or that the key is wrong', async () => {
    const nobody = await at.run('a.csv', ordersFile(1), ORDERS, { url: 'http://127.0.0.1:1' });
    expect(nobody.error).toMatch(/Nothing answers at http:\/\/127.0.0.1:1/);
    const stranger = await at.run('a.csv', ordersFile(1), ORDERS, { key: 'nope' });
    expect(stranger.error).toMatch(/write key is not known.*HTTP 401/);
    expect(server.items.size).toBe(0);
  });

  it('goes on where it was stopped', async () => {
    const content = ordersFile(3_000);
    server.disturb('pass', ...Array<'pass'>(10).fill('pass'), ...Array<number>(2_000).fill(403));
    const stopped = await at.run('long.csv', content, ORDERS);
    // Four requests are under way at a time, so the tenth to be accepted need not be the tenth of the file.
    const accepted = Number(
      /refused.* (\d+) of 3000 calls were accepted; the same command/.exec(stopped.error ?? '')?.[1],
    );
    expect(accepted).toBeGreaterThanOrEqual(600);
    expect(accepted).toBeLessThanOrEqual(1_000);
    server.disturb();
    const before = server.requests();
    const resumed = await at.run('long.csv', content, ORDERS, { rewrite: false });
    expect(resumed.screen).toContain(`Resuming after ${accepted} calls`);
    expect(resumed.summary).toEqual({ rows: 3_000, calls: 3_000, rejected: 0 });
    expect(server.items.size).toBe(3_000);
    // One question whether the key is right, one whether the first batch is still there, and what was left.
    expect(server.requests() - before).toBe(2 + (3_000 - accepted) / 100);
  });

  it('starts again if the server has lost what it accepted', async () => {
    const content = ordersFile(1_500);
    server.disturb(...Array<'pass'>(6).fill('pass'), ...Array<number>(100).fill(403));
    await at.run('lost.csv', content, ORDERS);
    server.disturb();
    server.forget();
    const again = await at.run('lost.csv', content, ORDERS, { rewrite: false });
    expect(again.screen).toContain('no longer holds');
    expect(server.items.size).toBe(1_500);
  });

  it('stops when it is told to, and says how far it came', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await at.run('a.csv', ordersFile(10), ORDERS, { signal: stop.signal })).error).toBeDefined();
  });

  it('finds an order that stands twice and points at the kind that is meant', async () => {
    const map = { ...ORDERS, orderId: 'no', columns: { userId: 'id', timestamp: 'date', total: 'sum' } };
    const { summary, screen } = await at.run('twice.csv', 'no,id,date,sum\n1,k,1997-01-01,5\n1,k,1997-01-01,6\n', map);
    expect(summary).toMatchObject({ rejected: 1 });
    expect(screen).toMatch(/line 3: the order stands already on line 2; .*orderLines/);
  });

  it('takes a negative order as a refund', async () => {
    const map = { ...ORDERS, orderId: 'no', columns: { userId: 'id', timestamp: 'date', total: 'sum' } };
    await at.run('refund.csv', 'no,id,date,sum\n1,k,1997-01-01,50\n1,k,1997-01-05,-20\n', map);
    expect(server.events().map(({ name, body }) => [name, body.properties?.total])).toEqual([
      ['Order Completed', 50],
      ['Order Refunded', 20],
    ]);
  });

  it('makes customers of rows, with their consents', async () => {
    const map = {
      kind: 'customers',
      columns: {
        userId: 'no',
        email: 'mail',
        phone: 'tel',
        grade: 'grade',
        'consent.email.ad': 'ad',
        'consent.at': 'when',
      },
      constants: { 'consent.source': 'shop counter' },
    };
    const content =
      'no,mail,tel,grade,ad,when\n7,kim@example.com,01012345678,3,동의,2024-05-01\n8,,,,거부,\n9,,,,maybe,\n';
    const { summary, screen } = await at.run('people.csv', content, map);
    expect(summary).toEqual({ rows: 3, calls: 2, rejected: 1 });
    expect(screen).toMatch(/line 4: consent.email.ad: "maybe" is neither yes nor no/);
    expect(server.events().map(({ type, person, body }) => ({ type, person, traits: body.traits }))).toEqual([
      {
        type: 'identify',
        person: 'u:7',
        traits: {
          email: 'kim@example.com',
          phone: '01012345678',
          grade: 3,
          'consent.email.ad': '동의',
          'consent.at': '2024-04-30T15:00:00.000Z',
          'consent.source': 'shop counter',
        },
      },
      { type: 'identify', person: 'u:8', traits: { 'consent.email.ad': '거부', 'consent.source': 'shop counter' } },
    ]);
    await at.run('people.csv', content, map);
    expect(server.items.size).toBe(2);
    await at.run('people.csv', content.replace('kim@', 'kim2@'), map);
    expect(server.items.size).toBe(3);
  });

  it('makes events of rows, also of two rows that say the same', async () => {
    const map = {
      kind: 'events',
      columns: { userId: 'user_id', event: 'behavior', timestamp: 'timestamp', item_id: 'item_id' },
    };
    const content =
      'user_id,item_id,behavior,timestamp\n1,0268,pv,1511544070\n1,0268,pv,1511544070\n1,,buy,1511544071\n';
    expect((await at.run('log.csv', content, map)).summary).toMatchObject({ calls: 3, rejected: 0 });
    expect(server.events().map(({ name, body }) => [name, body.properties])).toEqual([
      ['pv', { item_id: '0268' }],
      ['pv', { item_id: '0268' }],
      ['buy', undefined],
    ]);
    await at.run('log.csv', content, map);
    expect(server.items.size).toBe(3);
  });
});
