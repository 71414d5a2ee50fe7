import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BODY_EXAMPLES } from '../../../functions/serve-api/body-examples.ts';
import { clientText } from '../../../infra/client/client-text.ts';
import { typeText } from '../../../infra/client/type-text.ts';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import { RULE_COMPONENT, ruleShape } from '../../../shared/segments/rule.ts';
import { allRoutes } from '../../support/all-routes.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Inside the project, where the types of Node are found. */
const PLACE = join(ROOT, 'test-results');
const run = promisify(execFile);

/** What a developer writes, and what the compiler has to refuse. */
const USE = `
import { createDangol, DangolRefusal } from './dangol.ts';

const asked: { url: string; method: string | undefined; headers: Record<string, string>; body: string | null }[] = [];
const waited: number[] = [];
const answers = [
  { status: 503, headers: { 'retry-after': '2' }, body: { error: { code: 'unavailable', message: 'Busy.', requestId: 'r', details: [] } } },
  { status: 201, headers: {}, body: { id: 'vip', version: 1 } },
  { status: 422, headers: {}, body: { error: { code: 'invalid', message: 'Body: name is missing.', requestId: 'q', details: [{ path: 'name', message: 'is missing' }] } } },
  { status: 200, headers: {}, body: { data: [], nextCursor: null } },
];
const dangol = createDangol({
  url: 'https://crm.example.com',
  key: 'secret',
  wait: async (ms) => waited.push(ms),
  fetch: async (url, init) => {
    const { method, headers, body } = new Request(url, init);
    asked.push({ url: String(url), method, headers: Object.fromEntries(headers), body: typeof init?.body === 'string' ? init.body : null });
    const { status, headers: told, body: answer } = answers.shift() ?? { status: 500, headers: {}, body: {} };
    return new Response(JSON.stringify(answer), { status, headers: { ...told, 'content-type': 'application/json' } });
  },
});

const made = await dangol('postSegments', { body: { id: 'vip', name: 'VIP', rule: { trait: 'plan', is: 'vip' } } });
let refused: unknown;
try {
  await dangol('putSegmentsId', { path: { id: 'a/b 단골' }, body: { name: 'x', rule: { all: [] } } }, { ifMatch: 3 });
} catch (error) {
  if (error instanceof DangolRefusal) refused = { status: error.status, code: error.code, message: error.message, details: error.details };
}
await dangol('getCustomers', { query: { email: 'kim+1@example.com' } });
console.log(JSON.stringify({ asked, waited, made, refused }));

const never = () => {
  // @ts-expect-error an operation that there is not
  dangol('getNothing');
  // @ts-expect-error a path without its id
  dangol('getCustomersId', {});
  // @ts-expect-error a body without what it must have
  dangol('postSegments', { body: { name: 'VIP' } });
  // @ts-expect-error a query that the route does not know
  dangol('getCustomers', { query: { colour: 'red' } });
  dangol('getCampaigns').then(({ nextCursor }) => nextCursor satisfies string | null);
};
export { never };
`;

describe('types of JSON Schema', () => {
  it('say what can be said', () => {
    const type = (schema: object) => typeText(schema);
    expect(type({ type: 'array', items: { type: ['string', 'null'] } })).toBe('readonly (string | null)[]');
    expect(type({ enum: ['a', 1, null] })).toBe('("a" | 1 | null)');
    expect(type({ anyOf: [{ const: true }, { $ref: '#/components/schemas/a.b-c' }] })).toBe('(true | A_b_c)');
    expect(type({ type: 'object', properties: { 'a-b': { type: 'integer' } }, required: ['a-b'] })).toBe(
      '{ "a-b": number; }',
    );
    expect(type({ type: 'object', additionalProperties: { type: 'number' } })).toBe('Record<string, number>');
    expect(type({ type: 'array', prefixItems: [{ type: 'string' }, {}] })).toBe('[string, unknown]');
    expect([type({}), type({ type: 'strange' }), typeText(false)]).toEqual(['unknown', 'unknown', 'never']);
  });
});

describe('the typed client', () => {
  let folder = '';

  beforeAll(async () => {
    mkdirSync(PLACE, { recursive: true });
    folder = mkdtempSync(join(PLACE, 'client-'));
    const routes = await allRoutes();
    const document = openApiDocument(routes, '0.1.0', { [RULE_COMPONENT]: ruleShape }, BODY_EXAMPLES);
    const text = clientText(JSON.parse(JSON.stringify(document)));
    for (const { summary } of routes) expect(text).toContain(summary);
    writeFileSync(join(folder, 'dangol.ts'), text);
    writeFileSync(join(folder, 'use.ts'), USE);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken by a strict compiler, which refuses wrong names, paths, bodies and queries', async () => {
    const options = ['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
    const system = ['--module', 'nodenext', '--target', 'es2024', '--allowImportingTsExtensions', '--types', 'node'];
    const compiler = join(ROOT, 'node_modules/.bin/tsc');
    const { stdout } = await run(compiler, [...options, ...system, '--ignoreConfig', join(folder, 'use.ts')]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  it('calls, repeats what a retry can cure under one Idempotency-Key, and throws what was refused', async () => {
    const { stdout } = await run(process.execPath, [join(folder, 'use.ts')]);
    const { asked, waited, made, refused } = JSON.parse(stdout);
    expect(asked.map(({ method, url }: { method: string; url: string }) => `${method} ${url}`)).toEqual([
      'POST https://crm.example.com/v1/segments',
      'POST https://crm.example.com/v1/segments',
      `PUT https://crm.example.com/v1/segments/${encodeURIComponent('a/b 단골')}`,
      'GET https://crm.example.com/v1/customers?email=kim%2B1%40example.com',
    ]);
    const [first, second, third, fourth] = asked;
    expect(first.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers['idempotency-key']).toBe(first.headers['idempotency-key']);
    expect(third.headers).toMatchObject({ 'if-match': '"3"', authorization: 'Bearer secret' });
    expect(JSON.parse(first.body)).toMatchObject({ id: 'vip' });
    expect(fourth.body).toBeNull();
    expect(waited).toEqual([2_000]);
    expect(made).toEqual({ id: 'vip', version: 1 });
    expect(refused).toMatchObject({ status: 422, code: 'invalid', details: [{ path: 'name', message: 'is missing' }] });
  });
});
