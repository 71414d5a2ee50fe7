import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSnippet } from '../../console/build.ts';
import { readBatch } from '../../functions/ingest/read-request.ts';
import { findChromium, launchChromium, type Visit, visit } from './browser.ts';

const executable = findChromium();

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const MESSAGES = [
  {
    ...{ id: 'one', slot: 'popup', place: null, language: 'ko', title: '곧 <b>만료</b>됩니다', image: null },
    ...{ text: '<img src=x onerror=alert(1)>\n갱신하세요', button: { label: '갱신', url: '/renewed' } },
  },
  { id: 'two', slot: 'popup', place: null, language: 'ko', title: '둘째', text: '', image: null, button: null },
  { id: 'three', slot: 'banner', place: null, language: 'ko', title: '배너', text: '안내', image: null, button: null },
  {
    id: 'four',
    slot: 'inline',
    place: 'top',
    language: 'en',
    title: 'Inline',
    text: 'Here',
    image: null,
    button: { label: 'Go', url: 'javascript:alert(1)' },
  },
];

interface Heard {
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

/** A shop whose policy lets nothing in but the house's script and calls; `down`: the house takes no events. */
describe.skipIf(!executable)('the snippet in a shop’s page under a strict policy', () => {
  let browser: Browser;
  let house: Awaited<ReturnType<typeof serve>>;
  let shop: Awaited<ReturnType<typeof serve>>;
  let heard: Heard[] = [];
  let messages: readonly object[] = [];
  let down = false;

  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'dangol-snippet-')), 'dangol.js');
    await buildSnippet(file);
    const text = readFileSync(file, 'utf8');
    house = await serve((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('access-control-allow-headers', 'authorization,content-type');
        if (request.method === 'OPTIONS') return response.writeHead(204).end();
        const path = request.url ?? '';
        if (path === '/dangol.js') return response.setHeader('content-type', 'text/javascript').end(text);
        heard.push({
          path,
          authorization: request.headers.authorization ?? '',
          body: Buffer.concat(pieces).toString('utf8'),
        });
        if (path.startsWith('/v1/onsite-messages?')) return response.end(JSON.stringify({ data: messages }));
        if (path === '/v1/batch' && down) return response.writeHead(503).end();
        return response.end('{"success":true}');
      });
    });
    shop = await serve((_request, response) => {
      const policy = `default-src 'none'; script-src ${house.origin}; connect-src ${house.origin}; style-src 'none'; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
      response.setHeader('content-security-policy', policy).setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><html lang="ko"><head><title>머그하우스</title><link rel="icon" href="data:,"><script defer src="${house.origin}/dangol.js" data-key="local-write" data-user="kim" data-hash="${'ab'.repeat(32)}"></script></head><body><h1>머그</h1><div data-dangol-slot="top"></div><button id="buy">담기</button></body></html>`,
      );
    });
    browser = await launchChromium(executable ?? '');
  });
  beforeEach(() => {
    heard = [];
    messages = MESSAGES.map((message) => {
      const { button } = message;
      return button?.url === '/renewed'
        ? { ...message, button: { ...button, url: `${shop.origin}/renewed` } }
        : message;
    });
    down = false;
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
    await house?.stop();
  });

  const enter = async (): Promise<Visit> => {
    const made = await visit(browser, shop.origin, {}, house.origin);
    await made.page.goto(`${shop.origin}/mugs`);
    return made;
  };
  const events = () =>
    heard
      .filter(({ path }) => path === '/v1/batch')
      .flatMap(({ body }) => {
        const said: { batch: object[] } = JSON.parse(body);
        const receipt = {
          receivedAt: Date.parse('2026-11-23T00:00:00.000Z'),
          source: 'web',
          imported: false,
          ip: '127.0.0.1',
        };
        const reading = readBatch({ ...said }, receipt);
        expect(reading.errors).toEqual([]);
        return reading.events;
      });
  const outcomes = () =>
    heard
      .filter(({ path }) => path.endsWith('/outcome'))
      .map(({ path, body }) => [path.split('/')[3], JSON.parse(body).outcome]);
  const until = async (holds: () => boolean): Promise<void> => {
    const end = Date.now() + 30_000;
    while (!holds() && Date.now() < end) await new Promise((resolve) => setImmediate(resolve));
    expect(holds()).toBe(true);
  };

  it('shows one popup, one banner and what belongs into a place, as text and nothing else', async () => {
    const { page, complaints, close } = await enter();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('heading').textContent()).toBe('곧 <b>만료</b>됩니다');
    expect(await dialog.locator('p').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(await page.getByRole('region', { name: '배너' }).count()).toBe(1);
    const inline = page.locator('[data-dangol-slot="top"]');
    expect(await inline.getByRole('heading').textContent()).toBe('Inline');
    // A link that is none of the web is left out.
    expect(await inline.getByRole('link').count()).toBe(0);
    expect(await dialog.evaluate((box) => getComputedStyle(box).borderRadius)).toBe('14px');
    const [pulled] = heard.filter(({ path }) => path.startsWith('/v1/onsite-messages?'));
    expect(pulled?.authorization).toBe('Bearer local-write');
    expect(new URLSearchParams(pulled?.path.split('?')[1]).get('userHash')).toBe('ab'.repeat(32));
    expect(
      await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label')),
    ).toBe('닫기');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label')),
    ).toBe('닫기');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until(() => outcomes().some(([id, outcome]) => id === 'one' && outcome === 'dismissed'));
    expect(outcomes()).toContainEqual(['three', 'shown']);
    expect(outcomes()).not.toContainEqual(['two', 'shown']);
    expect(complaints).toEqual([]);
    await close();
  });

  it('sends pages and events of one visitor, the last by a beacon when the page is left', async () => {
    messages = [];
    const { page, complaints, close } = await enter();
    await page.waitForFunction(() => 'dangol' in window);
    await page.evaluate(() =>
      Reflect.get(window, 'dangol').track('Product Viewed', { product_id: 'mug-1', price: 12_000 }),
    );
    const visitor = await page.evaluate(() => localStorage.getItem('dangol.anonymousId'));
    await page.goto('about:blank');
    await until(() => events().filter(({ body }) => body.anonymousId === visitor).length >= 2);
    await page.goto(`${shop.origin}/cups`);
    await page.waitForFunction(() => 'dangol' in window);
    await page.goto('about:blank');
    await until(() => events().filter(({ body }) => body.anonymousId === visitor).length >= 3);
    // A page of the test before may have said goodbye since.
    const seen = events().filter(({ body }) => body.anonymousId === visitor);
    expect(seen.map(({ type, name }) => [type, name])).toEqual([
      ['page', undefined],
      ['track', 'Product Viewed'],
      ['page', undefined],
    ]);
    expect(new Set(seen.map(({ person }) => person))).toEqual(new Set(['u:kim']));
    expect(new Set(seen.map(({ body }) => body.anonymousId)).size).toBe(1);
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(3);
    expect(complaints).toEqual([]);
    await close();
  });

  it('keeps what the house could not take, and sends it with the next page under the same ids', async () => {
    messages = [];
    down = true;
    const { page, close } = await enter();
    await page.waitForFunction(() => 'dangol' in window);
    await page.evaluate(() => {
      for (let index = 0; index < 19; index++) Reflect.get(window, 'dangol').track(`Seen ${index}`);
    });
    await until(() => heard.some(({ path }) => path === '/v1/batch'));
    const refused = events().map(({ messageId }) => messageId);
    heard = [];
    down = false;
    await page.waitForFunction(() => JSON.parse(localStorage.getItem('dangol.waiting') ?? '[]').length >= 20);
    await page.goto(`${shop.origin}/cups`);
    await until(() => new Set(events().map(({ messageId }) => messageId)).size >= 21);
    const ids = events().map(({ messageId }) => messageId);
    expect(refused.every((id) => ids.includes(id))).toBe(true);
    await close();
  });

  it('tells that a button was followed before the page is gone', async () => {
    const { page, close } = await enter();
    await page.getByRole('link', { name: '갱신' }).click();
    await page.waitForURL(`${shop.origin}/renewed`);
    await until(() => outcomes().some(([id, outcome]) => id === 'one' && outcome === 'clicked'));
    await until(() =>
      events().some(({ name, body }) => name === 'On-site Message Clicked' && body.properties?.message_id === 'one'),
    );
    await close();
  });
});
