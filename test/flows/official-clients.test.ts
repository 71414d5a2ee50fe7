import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { findChromium, launchChromium } from '../browser/browser.ts';
import { publicApi } from '../support/public-api.ts';
import { type ShopPage, startShopPage } from '../support/shop-page.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const executable = findChromium();
if (!executable) process.stderr.write('The shop visit is skipped: no chromium on the PATH (.ci/run installs it).\n');

/** One call of the client as a page makes it. Resolves when the client has handed it over. */
type PageCall = readonly [method: string, ...args: unknown[]];

const MUG = { product_id: 'mug-1', name: '청자 머그', category: '머그', price: 24_000, quantity: 1 };

/** The clients of the Segment and RudderStack projects, of which nothing but host and key is set. */
describe('the official clients, unmodified', () => {
  let stack: StackProcess;
  let browser: Browser | undefined;
  let shop: ShopPage;
  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
    if (executable) browser = await launchChromium(executable);
    shop = await startShopPage();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
    await stack?.stop();
  });

  /** A device that has never been here: its own cookies and storage. */
  const device = async () => {
    if (!browser) throw new Error('No browser is open.');
    const context = await browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(shop.address(stack.url, 'local-write'));
    return { page, complaints, close: () => context.close() };
  };

  /** Makes calls one after another, each answered 2xx before the next. */
  const call = async (page: Page, calls: readonly PageCall[]): Promise<void> => {
    for (const [method, ...args] of calls) {
      const answered = page.waitForResponse((one) => one.request().method() === 'POST' && one.ok());
      await page.evaluate(`globalThis.analytics.${method}(...${JSON.stringify(args)})`);
      await answered;
    }
  };

  const anonymousId = async (page: Page): Promise<string> =>
    String(await page.evaluate('globalThis.analytics.user().then((user) => user.anonymousId())'));

  it('@segment/analytics-node delivers every call, and all are on the timelines', async () => {
    const analytics = new Analytics({ writeKey: 'local-write', host: stack.url, flushAt: 7, flushInterval: 50 });
    const failures: unknown[] = [];
    const statuses: number[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.on('http_response', ({ status }) => statuses.push(status));

    analytics.identify({ userId: 'kim', traits: { email: 'kim@example.com', name: '김단골' } });
    analytics.group({ userId: 'kim', groupId: 'seoul', traits: { city: '서울' } });
    analytics.alias({ userId: 'kim', previousId: 'kim-old' });
    analytics.page({ userId: 'kim', name: 'Home', properties: { path: '/' } });
    analytics.screen({ userId: 'kim', name: 'Main' });
    for (let index = 0; index < 100; index++) {
      analytics.track({
        userId: 'kim',
        event: 'Product Viewed',
        properties: { index, name: '동백 향초' },
        timestamp: new Date(Date.now() - index * 60_000),
      });
    }
    analytics.track({ anonymousId: 'device-1', event: 'Product Viewed' });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([200]));

    const api = publicApi(stack.url);
    await api.drain();
    const mine = await api.timeline('kim');
    const types = mine.map(({ type }) => type);
    expect(
      Object.fromEntries([...new Set(types)].map((type) => [type, types.filter((one) => one === type).length])),
    ).toEqual({
      identify: 1,
      group: 1,
      alias: 1,
      page: 1,
      screen: 1,
      track: 100,
    });
    expect(await api.timeline('a:device-1')).toHaveLength(1);
    expect(await api.request('GET', '/v1/customers?email=kim%40example.com')).toMatchObject({ data: [{ id: 'kim' }] });
  });

  it.skipIf(!executable)('tell of a shop visit on two devices, and the profile is what it amounts to', async () => {
    const phone = await device();
    await call(phone.page, [
      ['page', 'Home'],
      ['track', 'Product Viewed', MUG],
      ['track', 'Product Added', MUG],
    ]);
    const first = await anonymousId(phone.page);
    await call(phone.page, [
      ['identify', 'minji', { name: '김민지', email: ' Minji@Example.com', phone: '010-1234-5678', tier: 'new' }],
      ['track', 'Signed Up', { method: 'email' }],
      ['track', 'Order Completed', { order_id: 'A-1', total: 51_000, currency: 'KRW', products: [MUG] }],
    ]);

    // The shop's server: one order by telephone, and the refund of a part of the first.
    const rudder = new RudderAnalytics('local-write', { dataPlaneUrl: stack.url, flushInterval: 60_000 });
    rudder.track({
      userId: 'minji',
      event: 'Order Completed',
      properties: { order_id: 'A-2', total: 30_000, currency: 'KRW' },
    });
    rudder.track({
      userId: 'minji',
      event: 'Order Refunded',
      properties: { order_id: 'A-1', total: 24_000, currency: 'KRW' },
    });
    rudder.identify({ userId: 'minji', traits: { tier: 'regular' } });
    await rudder.flush();
    await rudder.flush();
    const node = new Analytics({ writeKey: 'local-write', host: stack.url });
    node.group({ userId: 'minji', groupId: 'family', traits: { name: '가족' } });
    await node.closeAndFlush();

    const laptop = await device();
    await call(laptop.page, [
      ['page', 'Mugs'],
      ['track', 'Product Viewed', MUG],
    ]);
    const second = await anonymousId(laptop.page);
    await call(laptop.page, [
      ['identify', 'minji'],
      ['track', 'Product Reviewed', { ...MUG, rating: 5 }],
    ]);
    expect([...phone.complaints, ...laptop.complaints]).toEqual([]);
    await phone.close();
    await laptop.close();

    const api = publicApi(stack.url);
    await api.drain();
    expect(first).not.toBe(second);
    expect(await api.request('GET', '/v1/customers/minji')).toMatchObject({
      id: 'minji',
      kind: 'consumer',
      traits: { name: '김민지', tier: 'regular' },
      contacts: { email: 'minji@example.com', phone: '+821012345678' },
      stats: { orders: 2, revenue: { amount: 57_000, currency: 'KRW' }, otherRevenue: [] },
    });
    const person = z
      .object({ linkedIds: z.array(z.string()), computed: z.array(z.object({ name: z.string(), value: z.unknown() })) })
      .parse(await api.request('GET', '/v1/customers/minji'));
    expect(person.linkedIds.toSorted()).toEqual([`a:${first}`, `a:${second}`, 'minji'].toSorted());
    expect(Object.fromEntries(person.computed.map(({ name, value }) => [name, value]))).toMatchObject({
      ...{ language: 'ko', mostBoughtProductName: '청자 머그', lastProduct: 'mug-1', daysToFirstOrder: 0 },
    });
    const mine = await api.timeline('minji');
    const told = mine.map(({ type, event, name }) => `${type} ${event ?? name ?? ''}`.trim()).sort();
    expect(told).toEqual([
      ...['group', 'identify', 'identify', 'identify', 'page Home', 'page Mugs'],
      ...['track Order Completed', 'track Order Completed', 'track Order Refunded', 'track Product Added'],
      ...['track Product Reviewed', 'track Product Viewed', 'track Product Viewed', 'track Signed Up'],
    ]);
    expect(new Set(mine.map(({ source }) => source))).toEqual(new Set(['local']));
    // One visit on two devices at once; the server's calls are none of it.
    expect(await api.request('GET', '/v1/customers/minji/sessions')).toMatchObject({
      complete: true,
      dwell: { sessions: 1, medianSeconds: null, reason: 'too_few_sessions' },
      data: [{ events: 10, views: 2 }],
    });
    expect(new Set(mine.map(({ messageId }) => messageId)).size).toBe(mine.length);
    expect(await api.request('GET', '/v1/customers?phone=010-1234-5678')).toMatchObject({ data: [{ id: 'minji' }] });
  });

  it.skipIf(!executable)(
    'lose nothing while ingestion fails: the browser asks again, past its own preflight',
    async () => {
      const api = publicApi(stack.url);
      const { page, close } = await device();
      await call(page, [['track', 'Product Viewed', MUG]]);
      const id = await anonymousId(page);
      await api.request('POST', '/_local/faults', { seed: 1, killInvocations: 1 });
      const refused = page.waitForResponse((one) => one.request().method() === 'POST' && one.status() >= 500);
      await page.evaluate(`void globalThis.analytics.track('Product Added', ${JSON.stringify(MUG)})`);
      await refused;
      const stored = page.waitForResponse((one) => one.request().method() === 'POST' && one.ok());
      await api.request('POST', '/_local/faults', {});
      expect(Number((await stored).request().headers()['x-retry-count'])).toBeGreaterThanOrEqual(1);
      await close();
      await api.drain();
      expect((await api.timeline(`a:${id}`)).map(({ event }) => event)).toEqual(['Product Added', 'Product Viewed']);
    },
  );

  it("keep @rudderstack/rudder-sdk-node's queue until ingestion answers again", async () => {
    const api = publicApi(stack.url);
    const statuses: number[] = [];
    const rudder = new RudderAnalytics('local-write', {
      dataPlaneUrl: stack.url,
      logLevel: 'none',
      axiosRetryConfig: {
        retryDelay: () => 50,
        onRetry: async (_count: number, error: { response?: { status: number } }) => {
          statuses.push(error.response?.status ?? 0);
          await api.request('POST', '/_local/faults', {});
        },
      },
    });
    await api.request('POST', '/_local/faults', { seed: 1, killInvocations: 1 });
    rudder.track({ userId: 'rudder-1', event: 'Signed Up', properties: { plan: '무료' } });
    await rudder.flush();
    expect(statuses).toEqual([500]);
    rudder.page({ userId: 'rudder-1', name: 'Home' });
    rudder.screen({ userId: 'rudder-1', name: 'Main' });
    rudder.alias({ previousId: 'rudder-0', userId: 'rudder-1' });
    await rudder.flush();
    await api.drain();
    expect((await api.timeline('rudder-1')).map(({ type }) => type).sort()).toEqual([
      'alias',
      'page',
      'screen',
      'track',
    ]);
  });
});
