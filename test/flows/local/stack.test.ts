import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startStack } from '../../../infra/local/stack.ts';
import { createClient, inParallel } from './fixture/client.ts';
import { prepareFixture } from './fixture/prepare.ts';

let template: string;
let stack: LocalStack;
let client: ReturnType<typeof createClient>;

const hours = (count: number): string => new Date(stack.clock.now() + count * 3_600_000).toISOString();

beforeAll(async () => {
  template = await prepareFixture();
  stack = await startStack({ template, clock: '2026-11-23T10:00:00+09:00' });
  client = createClient(stack.url);
});
afterAll(() => stack.stop());

describe('one note travels HTTP → function → table → stream → function → queue → function', () => {
  test('and every station is passed once', async () => {
    expect(await client.note('first')).toBe(201);
    const counts = await stack.drain();
    expect(counts).toMatchObject({ failedInvocations: 0, deadLetters: {}, delayed: 0 });
    expect(await client.counter('first', 'finished')).toBe(1);
  });

  test('300 notes, ten at a time: none is lost', async () => {
    await inParallel(300, async (index) => expect(await client.note(`many${index}`)).toBe(201));
    await stack.drain();
    await inParallel(300, async (index) => expect(await client.counter(`many${index}`, 'finished')).toBe(1));
  });

  test('the windowed counter saw each change, per shard and in sum', async () => {
    await stack.drain();
    const changes = await client.counter('total', 'changes');
    expect(changes).toBe(301);
    expect(await client.counter('total', 'windowed')).toBe(changes);
  });

  test('a filtered event does not arrive: the second write of a note is no INSERT', async () => {
    await client.note('first', 'again');
    await stack.drain();
    expect(await client.counter('first', 'finished')).toBe(1);
  });
});

describe('what goes wrong ends where AWS would put it', () => {
  test('a poison message lies in the dead letter queue after three tries, an unreadable record at its destination', async () => {
    await client.note('bad-message', 'poison');
    await client.note('bad-record', 'unreadable');
    await client.note('good', 'x');
    const { deadLetters } = await stack.drain();
    expect(
      Object.entries(deadLetters).map(([name, count]) => [name.replace(/^Fixture-([A-Z][a-z]+).*/, '$1'), count]),
    ).toEqual([
      ['Dead', 1],
      ['Lost', 1],
    ]);
    expect(await client.counter('good', 'finished')).toBe(1);
  });

  test('a hanging handler is ended at its timeout, and the next call gets a fresh environment', async () => {
    const response = await client.get('/hang');
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(stack.logs().some((line) => line.includes('Task timed out after 2.00 seconds'))).toBe(true);
    expect((await client.get('/hang')).status).toBe(500);
  });

  test('a thrown error and a process that ends are 500; an unknown path is 404', async () => {
    expect((await client.get('/throw')).status).toBe(500);
    expect((await client.get('/exit')).status).toBe(500);
    expect((await fetch(`${stack.url}/notes`, { method: 'DELETE' })).status).toBe(404);
  });

  test('a body above 10 MB is refused', async () => {
    const response = await fetch(`${stack.url}/notes/big`, {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });
});

describe('an execution environment', () => {
  test('has the variables of its function and none of the shell', async () => {
    const { names, home, url } = await (await client.get('/env')).json();
    expect(names).toContain('NOTES_TABLE');
    expect(names).toContain('AWS_ENDPOINT_URL_DYNAMODB');
    expect(names).not.toContain('WORK_QUEUE_URL');
    expect(names).not.toContain('PATH');
    expect(home).toBeUndefined();
    expect(url).toBe(stack.url);
  });

  test('sees the clock of the product', async () => {
    const { now, date, left } = await (await client.get('/clock')).json();
    expect(date.slice(0, 10)).toBe('2026-11-23');
    expect(Math.abs(now - stack.clock.now())).toBeLessThan(5000);
    expect(left).toBeLessThanOrEqual(20_000);
  });
});

describe('the door', () => {
  test('answers preflight by the configuration of the API', async () => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
    const response = await fetch(`${stack.url}/notes/x`, { method: 'OPTIONS', headers });
    expect([
      response.status,
      response.headers.get('access-control-allow-origin'),
      response.headers.get('access-control-allow-headers'),
    ]).toEqual([204, '*', 'content-type']);
  });

  test('a compressed body reaches the function byte by byte, and cookies reach the client', async () => {
    const body = Buffer.from([31, 139, 8, 0]);
    const response = await fetch(`${stack.url}/notes/zip`, {
      method: 'POST',
      body,
      headers: { 'content-encoding': 'gzip' },
    });
    expect([response.status, response.headers.getSetCookie()]).toEqual([201, ['seen=1']]);
  });

  test('test controls refuse pages of other sites and broken bodies', async () => {
    const foreign = await fetch(`${stack.url}/_local/drain`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect((await client.local('advance', { to: 'tomorrow' })).status).toBe(400);
    expect((await client.local('advance', { to: '2020-01-01T00:00:00Z' })).status).toBe(400);
    expect((await client.local('faults', { killInvocations: 2 })).status).toBe(400);
    expect((await client.local('nothing')).status).toBe(404);
  });
});

describe('the clock', () => {
  test('a rate fires once per jump, at its last moment, or at every moment if asked', async () => {
    const before = await client.counter('tick', 'fired');
    const { fired } = await stack.advance(hours(2));
    expect(fired).toHaveLength(1);
    expect(await client.counter('tick', 'fired')).toBe(before + 1);
    const to = new Date(stack.clock.now() + 5 * 60_000).toISOString();
    const all = await stack.advance(to, { every: true });
    expect(all.fired).toHaveLength(5);
    expect(all.fired.map(({ at }) => at)).toEqual(all.fired.map(({ at }) => at).sort());
    expect(await client.counter('tick', 'fired')).toBe(before + 6);
  });

  test('a state machine sleeps and retries on the clock of the product', async () => {
    const machine = stack.plan.stateMachines[0]?.arn ?? '';
    const { SFNClient, StartExecutionCommand, DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
    const sfn = new SFNClient({
      endpoint: stack.endpoints.SFN ?? '',
      region: 'ap-northeast-2',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const input = JSON.stringify({ items: [{ name: 'a' }, { name: 'b', flaky: true }] });
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machine, input, name: 'one' }),
    );
    const status = async () => sfn.send(new DescribeExecutionCommand({ executionArn }));
    await stack.drain();
    expect((await status()).status).toBe('RUNNING');
    expect(await client.counter('step#a', 'calls')).toBe(0);
    await stack.advance(hours(2.5));
    expect(await client.counter('step#b', 'calls')).toBe(1);
    expect((await status()).status).toBe('RUNNING');
    await stack.advance(hours(1));
    const ended = await status();
    expect(ended.status).toBe('SUCCEEDED');
    expect(JSON.parse(ended.output ?? '').results).toMatchObject([{ did: 'a' }, { did: 'b' }]);
    expect(await client.counter('step#b', 'calls')).toBe(2);
    const empty = await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, input: '{}' }));
    await stack.drain();
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn: empty.executionArn }))).status).toBe(
      'SUCCEEDED',
    );
    sfn.destroy();
  });

  test('an item whose time to live passed a day ago is deleted, and the stream tells', async () => {
    const removed = await client.counter('total', 'removed');
    await client.note('short-lived', `expires:${Math.floor(stack.clock.now() / 1000) + 3600}`);
    await stack.advance(hours(12));
    expect(await client.counter('total', 'removed')).toBe(removed);
    await stack.advance(hours(20));
    expect(await client.counter('total', 'removed')).toBe(removed + 1);
  });
});

describe('under faults', () => {
  test('killed invocations, doubled batches and throttled calls lose nothing', async () => {
    const answer = await client.local('faults', {
      seed: 7,
      duplicateBatches: 0.2,
      killInvocations: 0.1,
      throttleDynamo: 0.05,
    });
    expect(answer).toMatchObject({ status: 200, body: { duplicateBatches: 0.2, failProvider: 0 } });
    await inParallel(150, async (index) => {
      while ((await client.note(`fault${index}`)) !== 201) {
        // A client tries again.
      }
    });
    await stack.drain();
    await client.local('faults', {});
    await inParallel(150, async (index) =>
      expect(await client.counter(`fault${index}`, 'finished')).toBeGreaterThanOrEqual(1),
    );
    expect((await stack.drain()).failedInvocations).toBeGreaterThan(5);
  });
});
