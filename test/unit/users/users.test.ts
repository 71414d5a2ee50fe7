import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { campaignRoutes } from '../../../functions/serve-api/routes/campaigns.ts';
import { keyRoutes } from '../../../functions/serve-api/routes/keys.ts';
import { segmentRoutes } from '../../../functions/serve-api/routes/segments.ts';
import { settingsRoutes } from '../../../functions/serve-api/routes/settings.ts';
import { userRoutes } from '../../../functions/serve-api/routes/users.ts';
import { log } from '../../../shared/platform/log.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { ACCESS_LIFE, startUserPool, type TestUserPool } from '../../support/user-pool.ts';

const FILES = [userRoutes, keyRoutes, settingsRoutes, segmentRoutes, campaignRoutes];

let database: TestDynamo;
let pool: TestUserPool;
let api: ReturnType<typeof createTestApi>;
/** How far the pool's clock is ahead of the verifier's. */
let ahead = 0;

beforeAll(async () => {
  database = await startDynamo();
  pool = await startUserPool(() => Date.now() + ahead);
  api = createTestApi(database, FILES, Date.now, pool.users);
  await api.addKey('admin-key', ['admin']);
});
afterAll(async () => {
  await pool?.stop();
  await database?.stop();
});

const invite = (name: string, role: string, email = `${name}@shop.example`) =>
  api.call('POST', '/v1/users', { body: { name, email, role } });

describe('somebody who signed in', () => {
  it.each([
    ['viewer', [200, 403, 403]],
    ['author', [200, 201, 403]],
    ['admin', [200, 201, 200]],
  ])('as %s may do what the role may', async (role, statuses) => {
    const { access_token: key } = await pool.signIn(role);
    const rule = { trait: 'city', is: 'Seoul' };
    const answers = [
      await api.call('GET', '/v1/segments', { key }),
      await api.call('POST', '/v1/segments', { key, body: { name: `of ${role}`, rule } }),
      await api.call('GET', '/v1/users', { key }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    if (role === 'viewer') {
      expect(answers[1]?.body.error.message).toBe(
        'The user "viewer" has the scopes read; this call needs the role "author" or a higher one.',
      );
    }
  });

  it('stands by name where it says who did it', async () => {
    const { access_token: key } = await pool.signIn('admin');
    const { body } = await api.call('POST', '/v1/keys', { key, body: { name: 'till', role: 'viewer' } });
    expect(body.createdBy).toBe('admin');
  });

  it('is not the key of the same name, to whom another answer was kept', async () => {
    await api.addKey('author', ['admin']);
    const { access_token: key } = await pool.signIn('author');
    const rule = { trait: 'city', is: 'Busan' };
    const options = { body: { name: 'Busan', rule }, headers: { 'idempotency-key': 'same' } };
    const first = await api.call('POST', '/v1/segments', { ...options, key: 'author' });
    const second = await api.call('POST', '/v1/segments', { ...options, key });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers['idempotency-replayed']).toBeUndefined();
    const again = await api.call('POST', '/v1/segments', { ...options, key });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('gets in with an access token alone, and not with an id token or a refresh token', async () => {
    const { id_token: id, refresh_token: refresh } = await pool.signIn('admin');
    for (const key of [id, refresh]) {
      const { status, body } = await api.call('GET', '/v1/segments', { key });
      expect([status, body.error.code]).toEqual([401, 'unauthenticated']);
    }
  });

  it('is let in by no other client’s token of the same pool', async () => {
    const other = await startUserPool(Date.now, 'other-client');
    const { access_token: key } = await other.signIn('admin');
    expect((await api.call('GET', '/v1/segments', { key })).status).toBe(401);
    await other.stop();
  });
});

describe('signing in', () => {
  const verifier = 'p'.repeat(64);

  it('gives tokens for a code once, to the browser that asked for it', async () => {
    const code = await pool.codeOf('viewer', verifier);
    expect((await pool.exchange(code, 'q'.repeat(64))).status).toBe(400);
    const other = await pool.codeOf('viewer', verifier);
    const answer = await (await pool.exchange(other, verifier)).json();
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: ACCESS_LIFE });
    expect((await pool.exchange(other, verifier)).status).toBe(400);
  });

  it('leads to no other address than the console’s', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'testconsole',
      redirect_uri: 'https://evil.example/',
    });
    const answer = await fetch(`${pool.endpoint}/oauth2/authorize?${query}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  it('is over for good with the session, and with a sign-out', async () => {
    const { refresh_token: token } = await pool.signIn('viewer');
    expect((await pool.refresh(token)).status).toBe(200);
    await pool.post('/oauth2/revoke', { token, client_id: 'testconsole' });
    expect((await pool.refresh(token)).status).toBe(400);
    const { refresh_token: late } = await pool.signIn('viewer');
    ahead = 12 * 3_600_000;
    expect((await pool.refresh(late)).status).toBe(400);
    ahead = 0;
  });
});

describe('users', () => {
  it('are invited, listed, promoted and disabled by an admin', async () => {
    const made = await invite('Kim.Dan', 'author');
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'kim.dan',
      email: 'kim.dan@shop.example',
      role: 'author',
      state: 'invited',
    });
    expect((await api.call('POST', '/v1/users/kim.dan/invite')).status).toBe(204);
    await pool.signIn('kim.dan');
    expect((await api.call('POST', '/v1/users/kim.dan/invite')).status).toBe(409);
    const raised = await api.call('PUT', '/v1/users/kim.dan', { body: { role: 'approver' } });
    expect(raised.body).toMatchObject({ role: 'approver', state: 'active' });
    expect((await api.call('DELETE', '/v1/users/kim.dan')).status).toBe(204);
    const { body } = await api.call('GET', '/v1/users');
    const listed = body.data.find(({ name }: { name: string }) => name === 'kim.dan');
    expect(listed).toMatchObject({ role: 'approver', state: 'disabled' });
    const back = await api.call('PUT', '/v1/users/kim.dan', { body: { enabled: true, role: 'viewer' } });
    expect(back.body).toMatchObject({ role: 'viewer', state: 'active' });
  });

  it('have names and addresses of one person, and of no key', async () => {
    expect((await invite('lee', 'viewer')).status).toBe(201);
    expect((await invite('LEE', 'viewer', 'lee2@shop.example')).status).toBe(409);
    expect((await invite('lee2', 'viewer', 'Lee@shop.example')).status).toBe(409);
    await api.addKey('desk', ['read']);
    expect((await invite('desk', 'viewer')).body.error.message).toMatch(/A key is named "desk"/);
    expect((await api.call('GET', '/v1/users/nobody')).status).toBe(404);
    for (const body of [
      { name: 'a@b.c', email: 'a@b.example', role: 'viewer' },
      { name: '../x', email: 'a@b.example', role: 'viewer' },
      { name: 'a b', email: 'a@b.example', role: 'viewer' },
      { name: 'a', email: 'nobody', role: 'viewer' },
      { name: 'a', email: 'a@b.example', role: 'owner' },
      { name: 'a', email: 'a@b.example' },
    ])
      expect((await api.call('POST', '/v1/users', { body })).status).toBe(422);
    expect((await api.call('PUT', '/v1/users/lee', { body: {} })).status).toBe(422);
    expect((await invite('김단골', 'viewer', 'kim@shop.example')).body.name).toBe('김단골');
  });

  it('always have an admin who can sign in, and nobody disables themself', async () => {
    const { access_token: key } = await pool.signIn('admin');
    expect((await api.call('DELETE', '/v1/users/admin', { key })).body.error.message).toMatch(
      /Nobody disables themself/,
    );
    for (const body of [{ role: 'viewer' }, { role: 'approver', enabled: false }])
      expect((await api.call('PUT', '/v1/users/admin', { body })).body.error.message).toMatch(
        /"admin" is the last admin/,
      );
    await invite('second', 'admin');
    const both = await Promise.all(
      ['admin', 'second'].map((name) => api.call('PUT', `/v1/users/${name}`, { body: { role: 'viewer' } })),
    );
    expect(both.map(({ status }) => status)).toContain(409);
    const { body } = await api.call('GET', '/v1/users');
    const admins = body.data.filter(
      ({ role, state }: { role: string; state: string }) => role === 'admin' && state !== 'disabled',
    );
    expect(admins.length).toBeGreaterThan(0);
    for (const name of ['admin', 'second']) await api.call('PUT', `/v1/users/${name}`, { body: { role: 'admin' } });
    expect((await api.call('DELETE', '/v1/users/second')).status).toBe(204);
    expect((await api.call('PUT', '/v1/users/admin', { body: { role: 'viewer' } })).status).toBe(409);
  });

  it('keep what a token says until it ends, and get no other: 15 minutes after a demotion or an end of access', async () => {
    await invite('park', 'admin');
    const { access_token: key, refresh_token: refresh } = await pool.signIn('park');
    await api.call('PUT', '/v1/users/park', { body: { role: 'viewer' } });
    expect((await api.call('GET', '/v1/users', { key })).status).toBe(200);
    const { access_token: renewed } = await (await pool.refresh(refresh)).json();
    expect((await api.call('GET', '/v1/users', { key: renewed })).status).toBe(403);
    await api.call('DELETE', '/v1/users/park');
    expect((await pool.refresh(refresh)).status).toBe(400);
    expect((await api.call('GET', '/v1/segments', { key: renewed })).status).toBe(200);
    ahead = -(ACCESS_LIFE + 1) * 1_000;
    await api.call('PUT', '/v1/users/park', { body: { enabled: true } });
    const { access_token: old } = await pool.signIn('park');
    ahead = 0;
    expect((await api.call('GET', '/v1/segments', { key: old })).status).toBe(401);
  });

  it('come by the command line first', async () => {
    const run = (...words: string[]) =>
      promisify(execFile)(process.execPath, ['infra/tools/users.ts', ...words, '--pool', pool.users.poolId], {
        env: {
          ...process.env,
          AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.endpoint,
          ...{ AWS_REGION: 'ap-northeast-2', AWS_ACCESS_KEY_ID: 't', AWS_SECRET_ACCESS_KEY: 't' },
        },
      });
    const { stdout } = await run('invite', 'First@shop.example', '--role', 'admin');
    expect(stdout).toMatch(/^Invited first as admin;/);
    expect((await run('list')).stdout).toContain('first\tfirst@shop.example\tadmin\tinvited\n');
    await expect(run('invite', 'first@shop.example', '--role', 'admin')).rejects.toThrow(/has the name "first"/);
    await expect(run('invite', 'x@shop.example', '--role', 'boss')).rejects.toThrow(/Usage/);
  });
});

describe('a log', () => {
  it('never holds a token, whatever becomes of the call', async () => {
    const lines: string[] = [];
    for (const level of ['error', 'warn', 'info', 'debug'] as const)
      vi.spyOn(log, level).mockImplementation((...all) => void lines.push(JSON.stringify(all)));
    const { access_token: key } = await pool.signIn('admin');
    await pool.stop();
    const away = createTestApi(database, FILES, Date.now, pool.users);
    expect((await away.call('GET', '/v1/segments', { key })).status).toBe(503);
    expect((await api.call('GET', '/v1/users', { key })).status).toBeGreaterThanOrEqual(500);
    expect(lines.length).toBeGreaterThan(0);
    for (const part of key.split('.')) expect(lines.join('\n')).not.toContain(part);
    vi.restoreAllMocks();
  });
});
