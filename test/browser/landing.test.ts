import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLanding } from '../../functions/track/landing.ts';
import { type LandingPage, landingToken } from '../../shared/landing/landing-page.ts';
import type { HttpRequest } from '../../shared/platform/http.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { findChromium, launchChromium, visit } from './browser.ts';

const executable = findChromium();
const KEY = Buffer.alloc(32, 7);
/** A browser without a window says so in its name, and counts as nobody. */
const CHROME =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
const ID = 'ab'.repeat(16);
const PAGE: LandingPage = {
  ...{ id: ID, contentId: 'renewal', customerId: 'u:kim', language: 'ko', title: '김단골님께 드리는 <b>제안</b>' },
  ...{ text: '계약이 곧 끝납니다.\n\n이어 쓰시면 더 드립니다.', offer: '30% 할인 WELCOME-2026' },
  button: { label: '지금 갱신', url: 'https://shop.co.kr/renew' },
  ...{ createdAt: '2026-11-23T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z', expiresAt: 1_900_000_000 },
};

describe.skipIf(!executable)('a landing page in a browser', () => {
  const events: unknown[] = [];
  const answer = createLanding({
    clock: () => Date.parse('2026-11-24T00:00:00.000Z'),
    landingKey: async () => KEY,
    landings: { get: async (id) => (id === ID ? PAGE : undefined) },
    events: {
      append: async (event) => {
        events.push(event.key);
        return 'stored';
      },
    },
  });
  const server = createServer(async (request, response) => {
    const asked: HttpRequest = {
      ...{
        method: 'GET',
        path: request.url ?? '',
        query: {},
        headers: { 'user-agent': request.headers['user-agent'] },
      },
      ...{
        pathParameters: { token: request.url?.split('/l/')[1] },
        body: '',
        rawBody: Buffer.alloc(0),
        requestId: 'r',
        ip: '',
      },
    };
    const page = await answer(asked, DEFAULT_SETTINGS);
    response.writeHead(page?.status ?? 404, { ...page?.headers }).end(page?.body);
  });
  let origin = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('shows its offer and where to go, fits a telephone, and complains of nothing', async () => {
    const browser = await launchChromium(executable ?? '');
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints, close } = await visit(browser, origin, {
        viewport: { width: 360, height: 720 },
        colorScheme,
        userAgent: CHROME,
      });
      await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
      await page.goto(`${origin}/l/${landingToken(KEY, ID)}`);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('김단골님께 드리는 <b>제안</b>');
      expect(await page.getByText('30% 할인 WELCOME-2026').isVisible()).toBe(true);
      const button = page.getByRole('link', { name: '지금 갱신' });
      expect(await button.getAttribute('href')).toBe('https://shop.co.kr/renew');
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      expect(complaints).toEqual([]);
      await close();
    }
    expect(new Set(events)).toEqual(new Set([`-#landing-${ID}`]));
    await browser.close();
  });
});
