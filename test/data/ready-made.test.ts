import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { READY_MADE } from '../../shared/journeys/ready-made.ts';
import { hmac } from '../../shared/platform/hash.ts';
import { findChromium, launchChromium, visit } from '../browser/browser.ts';
import { BROWSER, createPlay } from '../support/ready-made-play.ts';
import { BEGIN, MOMENTS, STORIES } from '../support/ready-made-stories.ts';

const executable = findChromium();

describe.skipIf(!executable)(
  'ready-made journeys, over HTTP only, through quiet hours, a change of the clocks and a year',
  () => {
    let stack: LocalStack;
    let browser: Browser;
    let popup: string | null = null;
    let page: { readonly title: string | null; readonly complaints: readonly string[] } | undefined;

    /** A page of the shop that knows who has signed in. */
    const visitShop = async (play: ReturnType<typeof createPlay>, userId: string): Promise<void> => {
      const { key } = z.object({ key: z.string() }).parse(await play.call('GET', '/v1/onsite-key'));
      const hash = hmac(Buffer.from(key, 'utf8'), userId).toString('hex');
      const script = `<script defer src="${stack.url}/dangol.js" data-key="local-write" data-user="${userId}" data-hash="${hash}">`;
      const shop = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(
          `<!doctype html><title>머그</title><link rel="icon" href="data:,">${script}</script><h1>머그</h1>`,
        );
      }).listen(0, '127.0.0.1');
      await once(shop, 'listening');
      const address = shop.address();
      const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
      const { page: tab, close } = await visit(browser, origin, { userAgent: BROWSER }, stack.url);
      await tab.goto(`${origin}/mugs`);
      const dialog = tab.getByRole('dialog');
      popup = await dialog.getByRole('heading').textContent();
      await tab.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await close();
      shop.closeAllConnections();
      shop.close();
      await stack.drain();
    };

    const openPage = async (text: string): Promise<void> => {
      const url = /https?:\/\/[^\s"<]+\/l\/[\w.-]+/.exec(text)?.[0] ?? '';
      const { page: tab, complaints, close } = await visit(browser, stack.url, { userAgent: BROWSER });
      await tab.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
      await tab.goto(url);
      page = { title: await tab.getByRole('heading', { level: 1 }).textContent(), complaints };
      // What a customer reads carries no key of the developer's.
      expect(await tab.locator('meta[name="dangol-key"]').count()).toBe(0);
      await close();
      await stack.drain();
    };

    let play: ReturnType<typeof createPlay>;

    beforeAll(async () => {
      browser = await launchChromium(executable ?? '');
      stack = await startStack({ clock: BEGIN });
      play = createPlay(stack, STORIES);
      await play.open();
      // Whoever is in a segment from the start has not entered it.
      await play.night();
      await play.arrive();
      await play.happenAt(BEGIN);
      for (const { to, night } of MOMENTS) {
        await stack.advance(to);
        await play.happenAt(to);
        if (to === '2027-03-26T03:10:00.000Z') {
          const atContract = STORIES.filter(({ who }) => who === 'contract');
          for (const story of atContract) await openPage((await play.lettersOf(story))[0]?.text ?? '');
        }
        if (to === '2027-03-27T03:45:00.000Z') await visitShop(play, 'renewal');
        if (night) await play.night();
      }
    }, 1_700_000);
    afterAll(async () => {
      await browser?.close();
      await stack?.stop();
    });

    it.each(STORIES)('$journeys brings $gets', (story) => play.expectStory(story));

    it('are all played', () => {
      const played = STORIES.flatMap(({ journeys }) => journeys);
      expect([...new Set(played)].sort()).toEqual(READY_MADE.map(({ id }) => id).sort());
    });

    it('show the popup to who visits, in a browser, and tell what became of it', async () => {
      expect(popup).toBe('renewal님 갱신');
      const { data } = z
        .object({ data: z.array(z.looseObject({ event: z.string().optional() })) })
        .parse(await play.call('GET', '/v1/customers/renewal/timeline'));
      const events = data.map(({ event }) => event);
      expect(events).toContain('On-site Message Shown');
      expect(events).toContain('On-site Message Dismissed');
    });

    it('show a page of their own to who is at the contract, in a browser', () => {
      expect(page).toEqual({ title: 'contract님의 계약', complaints: [] });
    });
  },
);
