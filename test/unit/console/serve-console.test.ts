import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../../console/build.ts';
import { type ConsoleFiles, loadConsoleFiles } from '../../../functions/serve-console/console-files.ts';
import { createHandler } from '../../../functions/serve-console/handler.ts';
import { PUSH_WORKER, SNIPPET } from '../../../functions/serve-console/headers.ts';

const directory = mkdtempSync(join(tmpdir(), 'dangol-console-'));
let files: ConsoleFiles;

beforeAll(async () => {
  await buildConsole(directory);
  files = loadConsoleFiles(directory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const event = (path: string, headers: Record<string, string> = {}, method = 'GET'): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers,
  requestContext: {
    accountId: '0',
    apiId: 'a',
    domainName: 'd',
    domainPrefix: 'd',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
    requestId: 'r',
    routeKey: '$default',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
  isBase64Encoded: false,
});

const LASTING = [SNIPPET, PUSH_WORKER];

const ask = (path: string, headers?: Record<string, string>, method?: string) =>
  createHandler({ files })(event(path, headers, method));
const asset = (extension: string): string =>
  [...files.keys()].find((path) => path.endsWith(extension) && !LASTING.includes(path)) ?? '';

describe('the console build', () => {
  it('is one page with hash-named assets and nothing from elsewhere', () => {
    const page = readFileSync(join(directory, 'index.html'), 'utf8');
    const assets = [...files.keys()].filter((path) => !path.endsWith('.html') && !LASTING.includes(path));
    for (const path of assets) expect(path).toMatch(/^\/assets\/[a-z]+-[A-Z0-9]{8}\.(js|css|svg)$/);
    const named = assets.filter((path) => !path.startsWith('/assets/part-'));
    expect(named).toHaveLength(3);
    for (const path of named) expect(page).toContain(path);
    expect(page).not.toMatch(/https?:/);
    expect(page).not.toMatch(/<script[^>]*>[^<]/);
    expect(page).not.toMatch(/<style|style=| on[a-z]+=/);
  });

  it('needs no way from text to markup or code', () => {
    // Preact itself knows dangerouslySetInnerHTML; nothing of ours may use it.
    for (const path of [...files.keys()].filter((name) => name.endsWith('.js'))) {
      const script = readFileSync(join(directory, path.slice(1)), 'utf8');
      expect(script.match(/dangerouslySetInnerHTML:\{?__html|insertAdjacentHTML|document\.write|\beval\(/g)).toBeNull();
    }
    expect(readFileSync(join(directory, asset('.css').slice(1)), 'utf8')).not.toMatch(/url\(|@import/);
  });

  it('is a first load of less than 200 KB compressed', () => {
    const sizeOf = (path: string): number => {
      const file = files.get(path);
      return (file?.gzip ?? file?.body ?? Buffer.alloc(0)).length;
    };
    const first = new Set([...files.keys()].filter((path) => !path.startsWith('/assets/part-')));
    // What the page's script imports comes with it; what a part alone asks for comes later.
    for (const path of first)
      for (const [, name] of (files.get(path)?.body.toString('utf8') ?? '').matchAll(
        /(?:from|import)"\.\/(part-[A-Z0-9]+\.js)"/g,
      ))
        first.add(`/assets/${name}`);
    expect(first.size).toBeGreaterThan(4);
    expect(first.size).toBeLessThan(files.size);
    expect([...first].reduce((sum, path) => sum + sizeOf(path), 0)).toBeLessThan(113_000);
    const all = [...files.keys()].reduce((sum, path) => sum + sizeOf(path), 0);
    expect(all).toBeLessThan(425_000);
  });
});

describe('serve-console', () => {
  it('tells the page where people sign in, and lets it call there and nowhere else', async () => {
    const login = { url: 'https://dangol-1.auth.ap-northeast-2.amazoncognito.com', client: 'abc123' };
    const named = createHandler({ files: loadConsoleFiles(directory, login), login: login.url });
    const answer = await named(event('/'));
    const page = String(answer.body);
    expect(page).toContain(`<meta name="dangol-login" content="${login.url} ${login.client}">`);
    for (const policy of [String(answer.headers?.['content-security-policy']), page])
      expect(policy.match(/connect-src [^;]*/)?.[0]).toBe(`connect-src 'self' ${login.url}`);
    const { headers } = await ask('/');
    expect(headers?.['content-security-policy']).toContain("connect-src 'self';");
  });

  it.each(['/', '/customers/u%3Akim', '/index.html', '/no/such/place'])('answers %s with the page', async (path) => {
    const answer = await ask(path);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    expect(answer.body).toContain('<div id="app">');
  });

  it('forbids inline code, frames and other origins on every answer', async () => {
    for (const answer of [await ask('/'), await ask(asset('.js')), await ask('/assets/gone.js')]) {
      const policy = String(answer.headers?.['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|http/);
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    }
  });

  it('shows a mail in a page that only the console frames, that has no origin and runs no script of the mail', async () => {
    const { headers, body } = await ask('/preview.html');
    const policy = String(headers?.['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toMatch(/frame-ancestors 'self'; sandbox allow-scripts$/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|connect-src|allow-same-origin/);
    expect(headers?.['x-frame-options']).toBe('SAMEORIGIN');
    expect(body).toMatch(/<script src="\/assets\/part-[A-Z0-9]{8}\.js" defer><\/script>/);
  });

  it.each(LASTING)('lets %s of shops’ pages be kept for an hour under its one name', async (path) => {
    const snippet = await ask(path);
    expect(snippet.headers).toMatchObject({ 'cache-control': 'public, max-age=3600', etag: expect.any(String) });
    expect(snippet.headers?.['content-type']).toMatch(/^text\/javascript/);
  });

  it('lets assets be kept for a year, zipped where the browser takes it', async () => {
    const path = asset('.js');
    const zipped = await ask(path, { 'accept-encoding': 'br;q=1, gzip;q=0.8' });
    expect(zipped.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
    });
    const body = Buffer.from(zipped.body ?? '', 'base64');
    expect(gunzipSync(body)).toEqual(readFileSync(join(directory, path.slice(1))));
    for (const header of ['br', 'gzip;q=0', '']) {
      const plain = await ask(path, { 'accept-encoding': header });
      expect(plain.headers?.['content-encoding']).toBeUndefined();
      expect(Buffer.from(plain.body ?? '', 'base64')).toEqual(readFileSync(join(directory, path.slice(1))));
    }
  });

  it('answers 304 for what the browser has, and a HEAD without a body', async () => {
    const first = await ask('/');
    const again = await ask('/', { 'if-none-match': `W/"other", ${first.headers?.etag}` });
    expect(again).toMatchObject({ statusCode: 304 });
    expect(again.body).toBeUndefined();
    expect((await ask('/', {}, 'HEAD')).body).toBe('');
  });

  it('answers 404 for an asset of another build and 405 for a write', async () => {
    expect((await ask('/assets/app-OLDBUILD.js')).statusCode).toBe(404);
    expect((await ask('/assets/../index.html')).statusCode).toBe(404);
    const write = await ask('/', {}, 'POST');
    expect(write.statusCode).toBe(405);
    expect(write.headers?.allow).toBe('GET, HEAD');
  });

  it('says what to do when the build is missing', async () => {
    const answer = await createHandler({ files: new Map() })(event('/'));
    expect(answer).toMatchObject({ statusCode: 503 });
    expect(answer.body).toContain('deploy again');
  });
});
