import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allows, ROLE_SCOPES } from '../../../shared/settings/roles.ts';
import { type AccessTokens, createAccessTokens, looksLikeToken } from '../../../shared/users/access-token.ts';
import { createCallers, isPerson } from '../../../shared/users/callers.ts';

const CLIENT = 'console';
const KID = 'key-one';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A user pool that shows its public keys, counts who asks, and can be away. */
let keys: object[] = [];
let asked = 0;
let away = false;
const server = createServer((_request, response) => {
  asked += 1;
  response.writeHead(away ? 500 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ keys }));
});
let issuer = '';
let tokens: AccessTokens;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  issuer = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/pool`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  keys = [{ ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }];
  asked = 0;
  away = false;
  tokens = createAccessTokens(issuer, CLIENT);
});

const now = () => Math.floor(Date.now() / 1000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (change: object = {}) => ({
  ...{ iss: issuer, sub: 'sub-1', username: 'kim', token_use: 'access', client_id: CLIENT, scope: 'openid' },
  ...{ 'cognito:groups': ['author'], iat: now() - 5, exp: now() + 900, ...change },
});
const signed = (claims: object, header: object = {}, key: KeyObject = privateKey): string => {
  const head = `${part({ alg: 'RS256', kid: KID, ...header })}.${part(claims)}`;
  return `${head}.${sign('RSA-SHA256', Buffer.from(head), key).toString('base64url')}`;
};
const refused = { code: 'unauthenticated', status: 401 };

describe('an access token', () => {
  it('makes its user a caller with the scopes of the highest role', async () => {
    const token = signed(claimsOf({ 'cognito:groups': ['viewer', 'approver', 'author'] }));
    const caller = await tokens.callerOf(token);
    expect(caller).toEqual({ id: 'user:sub-1', name: 'kim', scopes: ROLE_SCOPES.approver, source: 'console' });
    expect(isPerson(caller)).toBe(true);
    expect(allows(caller.scopes, 'admin')).toBe(false);
  });

  it('of a user in no group, or in groups that are no role, is refused with what to do', async () => {
    for (const groups of [[], ['Admin', 'admin ', 'root', '__proto__', 'constructor'], undefined]) {
      const token = signed(claimsOf({ 'cognito:groups': groups }));
      await expect(tokens.callerOf(token)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(tokens.callerOf(token)).rejects.toThrow(/"kim" has no role yet.*PUT \/v1\/users\/kim/);
    }
  });

  it.each([
    ['over', () => ({ exp: now() - 1 })],
    ['without an end', () => ({ exp: undefined })],
    ['of the future', () => ({ nbf: now() + 60 })],
    ['of another pool', () => ({ iss: `${issuer}2` })],
    ['of nobody', () => ({ iss: undefined })],
    ['of another client', () => ({ client_id: 'shop' })],
    ['without a client', () => ({ client_id: undefined })],
    ['that is an id token', () => ({ token_use: 'id', aud: CLIENT })],
    ['of no use', () => ({ token_use: undefined })],
    ['without a user', () => ({ sub: undefined })],
    ['with groups in another shape', () => ({ 'cognito:groups': 'admin' })],
  ])('%s is refused, and nobody is told why', async (_name, change) => {
    const answer = tokens.callerOf(signed(claimsOf(change())));
    await expect(answer).rejects.toMatchObject({ ...refused, message: expect.stringMatching(/^This sign-in is not/) });
  });

  it('signed by somebody else is refused, whatever it shows as its key', async () => {
    const { privateKey: forger, publicKey: shown } = stranger;
    const jwk = { ...shown.export({ format: 'jwk' }), kid: KID };
    const forged = [
      signed(claimsOf({ 'cognito:groups': ['admin'] }), {}, forger),
      signed(claimsOf(), { jwk }, forger),
      signed(claimsOf(), { jku: `${issuer}/evil.json` }, forger),
      signed(claimsOf(), { x5u: `${issuer}/evil.pem` }, forger),
      `${signed(claimsOf()).slice(0, -4)}AAAA`,
    ];
    const [head = '', , signature = ''] = signed(claimsOf()).split('.');
    forged.push(`${head}.${part(claimsOf({ 'cognito:groups': ['admin'] }))}.${signature}`);
    for (const token of forged) await expect(tokens.callerOf(token)).rejects.toMatchObject(refused);
  });

  it('without a signature, or with one made from the public key, is refused', async () => {
    const pem = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'pem',
    });
    for (const alg of ['none', 'None', 'NONE', '', 'HS256', 'HS512', 'RS1', 'PS256', 'ES256']) {
      const head = `${part({ alg, kid: KID })}.${part(claimsOf({ 'cognito:groups': ['admin'] }))}`;
      const mac = createHmac('sha256', pem).update(head).digest('base64url');
      for (const token of [`${head}.`, `${head}.${mac}`, `${head}.${mac}=`])
        await expect(tokens.callerOf(token)).rejects.toMatchObject(refused);
    }
  });

  it('with a key id that is a path, an address or no text reaches nothing but the pool’s own list', async () => {
    for (const kid of ['../../../etc/passwd', 'http://127.0.0.1/evil', '', '\u0000', "' OR 1=1", 7, null, ['key-one']])
      await expect(tokens.callerOf(signed(claimsOf(), { kid }))).rejects.toMatchObject(refused);
    expect(asked).toBe(1);
  });

  it('is checked with keys that were read once; a flood of unknown key ids reads them once more, and honest users go on', async () => {
    await Promise.all(Array.from({ length: 20 }, () => tokens.callerOf(signed(claimsOf()))));
    expect(asked).toBe(1);
    for (let index = 0; index < 200; index++)
      await expect(tokens.callerOf(signed(claimsOf(), { kid: randomUUID() }))).rejects.toMatchObject(refused);
    await Promise.allSettled(
      Array.from({ length: 100 }, () => tokens.callerOf(signed(claimsOf(), { kid: randomUUID() }))),
    );
    expect(asked).toBe(2);
    expect((await tokens.callerOf(signed(claimsOf()))).name).toBe('kim');
  });

  it('is signed with a new key from one day to the next', async () => {
    await tokens.callerOf(signed(claimsOf()));
    keys.push({ ...stranger.publicKey.export({ format: 'jwk' }), kid: 'key-two', alg: 'RS256', use: 'sig' });
    const token = signed(claimsOf(), { kid: 'key-two' }, stranger.privateKey);
    expect((await tokens.callerOf(token)).name).toBe('kim');
    expect(asked).toBe(2);
  });

  it('cannot be checked while the pool is away: that is no refusal', async () => {
    away = true;
    await expect(tokens.callerOf(signed(claimsOf()))).rejects.toMatchObject({ code: 'unavailable' });
    away = false;
    keys = [{ kid: KID }];
    await expect(tokens.callerOf(signed(claimsOf()))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that is no token at all is refused', async () => {
    const texts = ['a.b.c', '..', `${part({})}.${part([])}.x`, `${'A'.repeat(9_000)}.e30.x`, '김.단.골'];
    for (const text of texts) await expect(tokens.callerOf(text)).rejects.toMatchObject(refused);
  });
});

describe('a caller', () => {
  const stored = { id: 'k', name: 'desk', scopes: ['read'], source: 'desk' } as const;
  const callers = () =>
    createCallers({ find: async (secret) => (secret === 'dangol_key' ? stored : undefined) }, tokens);

  it('is a machine by its key or a person by a token, never one taken for the other', async () => {
    expect(await callers().find('dangol_key')).toEqual(stored);
    expect(isPerson(stored)).toBe(false);
    expect(await callers().find('dangol_other')).toBeUndefined();
    expect((await callers().find(signed(claimsOf())))?.name).toBe('kim');
    expect(looksLikeToken('dangol_admin_Ab-_9')).toBe(false);
    expect(looksLikeToken(`${part({ alg: 'none' })}.${part({})}.`)).toBe(true);
  });
});
