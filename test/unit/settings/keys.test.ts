import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { campaignSendRoutes } from '../../../functions/serve-api/routes/campaign-sends.ts';
import { campaignRoutes } from '../../../functions/serve-api/routes/campaigns.ts';
import { keyRoutes } from '../../../functions/serve-api/routes/keys.ts';
import { segmentRoutes } from '../../../functions/serve-api/routes/segments.ts';
import { settingsRoutes } from '../../../functions/serve-api/routes/settings.ts';
import { sha256Hex } from '../../../shared/platform/hash.ts';
import { log } from '../../../shared/platform/log.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { ingestOn } from '../../support/ingest.ts';

let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;
const FILES = [keyRoutes, settingsRoutes, segmentRoutes, campaignRoutes, campaignSendRoutes];

let database: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let names = 0;

beforeAll(async () => {
  database = await startDynamo();
  api = createTestApi(database, FILES, clock);
  await api.addKey('admin-key', ['admin']);
});
afterAll(async () => {
  await database?.stop();
});
beforeEach(() => {
  names += 1;
});

const make = async (body: Record<string, unknown>) => {
  const answer = await api.call('POST', '/v1/keys', { body: { name: `key ${names}`, ...body } });
  expect(answer.status).toBe(201);
  return answer.body;
};

const listed = async (id: string) => {
  const { body } = await api.call('GET', '/v1/keys', { query: { limit: '200' } });
  return body.data.find((each: { id: string }) => each.id === id);
};

const track = { userId: 'kim', event: 'Product Viewed' };
const basic = (secret: string) => ({ authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` });

/** Commands that reached the table of keys. */
const counting = (table: TestDynamo) => {
  const sent: string[] = [];
  table.dynamo.middlewareStack.add(
    (next, context) => async (args) => {
      sent.push(String(context.commandName));
      return next(args);
    },
    { step: 'initialize', name: 'count-keys', override: true },
  );
  return sent;
};

describe('a key', () => {
  it('shows its secret once, and nothing but the hash is stored', async () => {
    const made = await make({ role: 'viewer' });
    expect(made).toMatchObject({ role: 'viewer', scopes: ['read'], state: 'active', createdBy: 'admin-key' });
    expect(made.secret).toMatch(/^dangol_viewer_/);
    expect(made.id).toBe(sha256Hex(made.secret).slice(0, 16));
    expect(await listed(made.id)).toEqual({ ...made, secret: undefined });
    const { Items = [] } = await database.dynamo.send(new ScanCommand({ TableName: database.tables.definitions }));
    expect(JSON.stringify(Items)).toContain(sha256Hex(made.secret));
    expect(JSON.stringify(Items)).not.toContain(made.secret);
  });

  it('is made once by a repeated Idempotency-Key, whose kept answer holds no secret', async () => {
    const options = { body: { name: 'twice', role: 'viewer' }, headers: { 'idempotency-key': 'make-twice' } };
    const first = await api.call('POST', '/v1/keys', options);
    const again = await api.call('POST', '/v1/keys', options);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.status).toBe(201);
    expect(again.body).toEqual({ ...first.body, secret: null });
    const { Items = [] } = await database.dynamo.send(new ScanCommand({ TableName: database.tables.definitions }));
    expect(JSON.stringify(Items)).not.toContain(first.body.secret);
  });

  it('that sends events opens nothing else, and has a source', async () => {
    const made = await make({ scopes: ['write'], source: 'pos' });
    expect(made).toMatchObject({ role: null, scopes: ['write'], source: 'pos' });
    const refused = await api.call('GET', '/v1/settings', { key: made.secret });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('the role "viewer"');
    const both = await api.call('POST', '/v1/keys', { body: { name: 'both', role: 'admin', scopes: ['write'] } });
    expect(both).toMatchObject({ status: 422, body: { error: { details: [{ path: 'scopes' }] } } });
  });

  it.each([
    [{ role: 'viewer', name: 'a\r\nx-evil: 1' }, 'name'],
    [{ role: 'viewer', name: 'b', source: 'web\nx' }, 'source'],
    [{ name: 'c' }, 'role'],
    [{ name: 'd', role: 'root' }, 'role'],
    [{ name: 'e', scopes: ['admin'] }, 'scopes.0'],
    [{ name: 'f', role: 'viewer', eventsPerSecond: 5 }, 'eventsPerSecond'],
  ])('is not made of %j', async (body, path) => {
    const answer = await api.call('POST', '/v1/keys', { body });
    expect(answer.status).toBe(422);
    expect(answer.body.error.details[0].path).toBe(path);
  });

  it('has a name that no other live key has', async () => {
    const made = await make({ name: 'front desk', role: 'author' });
    const second = await api.call('POST', '/v1/keys', { body: { name: 'front desk', role: 'viewer' } });
    expect(second.status).toBe(409);
    await api.call('DELETE', `/v1/keys/${made.id}`);
    await make({ name: 'front desk', role: 'viewer' });
  });
});

describe('a role', () => {
  it('reaches the calls of the table, and a refusal names the one that is needed', async () => {
    const secret: Record<string, string> = {};
    for (const role of ['viewer', 'author', 'approver']) {
      secret[role] = (await make({ name: `${role} ${names}`, role })).secret;
    }
    const status = async (role: string, method: string, path: string, body?: unknown) => {
      const answer = await api.call(method, path, { key: secret[role] ?? '', ...(body === undefined ? {} : { body }) });
      return answer.status === 403 ? /the role "(\w+)"/.exec(answer.body.error.message)?.[1] : answer.status;
    };
    const draft = { id: 'golds', name: 'golds', rule: { trait: 'tier', is: 'gold' } };
    expect(await status('viewer', 'GET', '/v1/segments')).toBe(200);
    expect(await status('viewer', 'POST', '/v1/segments', draft)).toBe('author');
    expect(await status('author', 'POST', '/v1/segments', draft)).toBe(201);
    expect(await status('author', 'POST', '/v1/campaigns/none/launch')).toBe('approver');
    expect(await status('author', 'POST', '/v1/campaigns/none/pause')).toBe(404);
    expect(await status('approver', 'POST', '/v1/campaigns/none/launch')).toBe(404);
    expect(await status('approver', 'PUT', '/v1/settings', { language: 'en' })).toBe('admin');
    expect(await status('approver', 'GET', '/v1/keys')).toBe('admin');
    expect(await status('approver', 'POST', '/v1/keys', { name: 'mine', role: 'admin' })).toBe('admin');
  });
});

describe('a change', () => {
  it('stands under the name of the key that made it, in every version', async () => {
    const { secret, name } = await make({ name: `이작성 ${names}`, role: 'author' });
    const audience = { include: ['rfm:at_risk'] };
    const draft = { id: `who-${names}`, name: 'who', channel: 'email', templateId: 't', audience };
    const made = await api.call('POST', '/v1/campaigns', { body: draft, key: secret });
    expect(made.body).toMatchObject({ updatedBy: name, launchedBy: null });
    const { id: _id, ...body } = draft;
    const changed = await api.call('PUT', `/v1/campaigns/${draft.id}`, { body });
    expect(changed.body.updatedBy).toBe('admin-key');
    await api.call('PUT', '/v1/settings', { body: { language: 'en' } });
    const { definitions } = api.services;
    const by = async (kind: string, id: string, version: number) =>
      (await definitions.getVersion(kind, id, version))?.by;
    expect(await by('campaign', draft.id, 1)).toBe(name);
    expect(await by('campaign', draft.id, 2)).toBe('admin-key');
    expect((await definitions.listAll('settings')).map((one) => one.by)).toEqual(['admin-key']);
    const segment = { id: `seg-${names}`, name: 's', rule: { trait: 'tier', is: 'gold' } };
    await api.call('POST', '/v1/segments', { body: segment, key: secret });
    await api.call('DELETE', `/v1/segments/${segment.id}`);
    expect([await by('segment', segment.id, 1), await by('segment', segment.id, 2)]).toEqual([name, 'admin-key']);
  });
});

describe('rotation', () => {
  it('gives a second secret, and the old one ends with its grace period, not before', async () => {
    const made = await make({ role: 'author' });
    const { status, body } = await api.call('POST', `/v1/keys/${made.id}/rotate`, { body: { graceHours: 2 } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: made.name, role: 'author', state: 'active' });
    expect(body.replaces).toMatchObject({ id: made.id, state: 'ending', replacedBy: body.id });
    expect(body.replaces.validUntil).toBe(new Date(now + 7_200_000).toISOString());
    const open = async (key: string) => (await api.call('GET', '/v1/segments', { key })).status;
    now += 7_199_999;
    expect([await open(made.secret), await open(body.secret)]).toEqual([200, 200]);
    // The cache still holds the old row: its end is part of it.
    now += 1;
    expect([await open(made.secret), await open(body.secret)]).toEqual([401, 200]);
    expect((await listed(made.id)).state).toBe('ended');
  });

  it('of a key that was replaced or revoked is refused, and its secret is not kept either', async () => {
    const made = await make({ role: 'viewer' });
    const path = `/v1/keys/${made.id}/rotate`;
    const headers = { 'idempotency-key': `rotate-${made.id}` };
    const first = await api.call('POST', path, { headers });
    expect((await api.call('POST', path, { headers })).body).toEqual({ ...first.body, secret: null });
    expect((await api.call('POST', path)).status).toBe(409);
    await api.call('DELETE', `/v1/keys/${first.body.id}`);
    expect((await api.call('POST', `/v1/keys/${first.body.id}/rotate`)).status).toBe(409);
    expect((await api.call('POST', '/v1/keys/0000000000000000/rotate')).status).toBe(404);
    expect((await api.call('POST', '/v1/keys/0/rotate')).status).toBe(404);
    expect((await api.call('POST', path, { body: { graceHours: 1_000 } })).status).toBe(422);
  });

  it('by two people at once happens once', async () => {
    const made = await make({ role: 'viewer' });
    const both = await Promise.all([1, 2].map(() => api.call('POST', `/v1/keys/${made.id}/rotate`)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('revocation', () => {
  it('reaches a warm ingest within a minute', async () => {
    const ingest = await ingestOn(database, { clock });
    const made = await make({ scopes: ['write'] });
    const send = async () => (await ingest.post('/v1/track', track, basic(made.secret))).status;
    expect(await send()).toBe(200);
    expect((await api.call('DELETE', `/v1/keys/${made.id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/keys/${made.id}`)).status).toBe(204);
    now += 60_000;
    expect(await send()).toBe(401);
    expect((await listed(made.id)).state).toBe('revoked');
  });

  it('of the key that asks for it is refused', async () => {
    const made = await make({ role: 'admin' });
    const own = await api.call('DELETE', `/v1/keys/${made.id}`, { key: made.secret });
    expect(own.status).toBe(409);
    expect((await api.call('GET', '/v1/keys', { key: made.secret })).status).toBe(200);
  });

  it('is no way to find a key out: a guess, a hash and an id open nothing', async () => {
    const made = await make({ role: 'admin' });
    for (const key of [made.id, sha256Hex(made.secret), `${made.secret}x`, made.secret.slice(0, -1), 'head']) {
      expect((await api.call('GET', '/v1/keys', { key })).status).toBe(401);
    }
  });
});

describe('the day of the last use', () => {
  it('costs one write a day, however often and by however many copies a key is used', async () => {
    const made = await make({ scopes: ['write'] });
    expect(made.lastUsedOn).toBeNull();
    const copies = await Promise.all([1, 2, 3].map(() => ingestOn(database, { clock })));
    const sent = counting(database);
    for (const copy of copies)
      for (let at = 0; at < 3; at += 1) await copy.post('/v1/track', track, basic(made.secret));
    now += 60_000;
    for (const copy of copies) await copy.post('/v1/track', track, basic(made.secret));
    expect(sent.filter((name) => name === 'UpdateItemCommand')).toHaveLength(1);
    expect((await listed(made.id)).lastUsedOn).toBe(new Date(now).toISOString().slice(0, 10));
    now += 86_400_000;
    await copies[0]?.post('/v1/track', track, basic(made.secret));
    expect(sent.filter((name) => name === 'UpdateItemCommand')).toHaveLength(2);
  });

  it('that cannot be noted costs no event', async () => {
    const made = await make({ scopes: ['write'], eventsPerSecond: 5 });
    const ingest = await ingestOn(database, { clock });
    const name = 'no-updates';
    database.dynamo.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'UpdateItemCommand') throw new Error('AccessDenied');
        return next(args);
      },
      { step: 'initialize', name },
    );
    const warned = vi.spyOn(log, 'warn').mockImplementation(() => undefined);
    const { status } = await ingest.post('/v1/track', track, basic(made.secret));
    database.dynamo.middlewareStack.remove(name);
    expect(status).toBe(200);
    expect(warned.mock.calls).toEqual([
      ['use of a key not noted', { key: made.id }],
      ['rate of a key not known', { key: made.id }],
    ]);
  });
});

describe('the rate of a key', () => {
  it('is one for all copies of ingest: bursts of two seconds pass, more is 429 with Retry-After, later it passes', async () => {
    const made = await make({ scopes: ['write'], eventsPerSecond: 5 });
    const copies = await Promise.all([1, 2].map(() => ingestOn(database, { clock })));
    let passed = 0;
    let refused = 0;
    for (let at = 0; at < 40; at += 1) {
      const answer = await copies[at % 2]?.post('/v1/track', { ...track, messageId: `r${at}` }, basic(made.secret));
      if (answer?.status === 200) passed += 1;
      else {
        refused += 1;
        expect(answer?.status).toBe(429);
        expect(answer?.headers?.['retry-after']).toBe('1');
        expect(answer?.error?.message).toContain('5 events a second');
      }
    }
    expect(passed).toBeGreaterThanOrEqual(10);
    expect(passed).toBeLessThanOrEqual(12);
    expect(passed + refused).toBe(40);
    now += 1_000;
    expect((await copies[0]?.post('/v1/track', track, basic(made.secret)))?.status).toBe(200);
  });

  it('takes a batch as a whole and waits for it afterwards', async () => {
    const made = await make({ scopes: ['write'], eventsPerSecond: 10 });
    const ingest = await ingestOn(database, { clock });
    const batch = Array.from({ length: 100 }, (_, at) => ({ ...track, type: 'track', messageId: `b${names}-${at}` }));
    expect((await ingest.post('/v1/batch', { batch }, basic(made.secret))).status).toBe(200);
    const second = await ingest.post('/v1/batch', { batch }, basic(made.secret));
    expect([second.status, second.headers?.['retry-after']]).toEqual([429, '8']);
    now += 8_000;
    expect((await ingest.post('/v1/batch', { batch }, basic(made.secret))).status).toBe(200);
  });

  it('costs a write for a tenth of a second of events, and nothing where there is no limit', async () => {
    const limited = await make({ scopes: ['write'], eventsPerSecond: 200 });
    const free = await make({ name: `free ${names}`, scopes: ['write'] });
    const ingest = await ingestOn(database, { clock });
    for (const { secret } of [limited, free]) await ingest.post('/v1/track', track, basic(secret));
    const sent = counting(database);
    for (let at = 0; at < 40; at += 1) await ingest.post('/v1/track', track, basic(limited.secret));
    expect(sent.filter((name) => name === 'UpdateItemCommand')).toHaveLength(2);
    sent.length = 0;
    for (let at = 0; at < 40; at += 1) await ingest.post('/v1/track', track, basic(free.secret));
    expect(new Set(sent)).toEqual(new Set(['PutItemCommand']));
  });
});
