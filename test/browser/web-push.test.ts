import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildSnippet } from '../../console/build.ts';
import { readBatch } from '../../functions/ingest/read-request.ts';
import { isOneClick } from '../../functions/track/one-click.ts';
import { startWebPush } from '../../infra/local/web-push/web-push.ts';
import { createPushChannel } from '../../shared/delivery/push.ts';
import { createFcm } from '../../shared/fcm/client.ts';
import { deviceList, devicesOf, liveTokens, mergeDevices, NO_DEVICES } from '../../shared/profiles/devices.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { createWebPush } from '../../shared/webpush/client.ts';
import { keyMark, makeVapidKey, publicKeyOf } from '../../shared/webpush/vapid.ts';
import { surroundings } from '../unit/stand-ins/stand-in-bench.ts';
import { findChromium, launchChromium, visit } from './browser.ts';

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

const SHOP = `
addEventListener('load', async () => {
  const say = (outcome) => { document.title = String(outcome); };
  if (location.hash === '#asks-at-once') say(await dangol.push.subscribe());
  document.querySelector('#on').addEventListener('click', async () => say(await dangol.push.subscribe()));
  document.querySelector('#off').addEventListener('click', async () => { await dangol.push.unsubscribe(); say('off'); });
});`;

/**
 * Chromium subscribes with Google's service and nowhere else, so the page's `subscribe` asks the local one in its place, and the message that it
 * has read is handed to the browser by the debugging protocol. Everything else is the browser's own: permission, worker, scope, notification.
 */
const LOCAL_SUBSCRIPTIONS = `
const made = (said) => ({
  endpoint: said.endpoint,
  options: {},
  toJSON: () => ({ endpoint: said.endpoint, keys: { p256dh: said.p256dh, auth: said.auth } }),
  unsubscribe: async () => { localStorage.removeItem('test'); return window.localUnsubscribe(said.endpoint); },
});
PushManager.prototype.subscribe = async (options) => {
  if (options.userVisibleOnly !== true) throw new TypeError('silent');
  const said = await window.localSubscribe(options.applicationServerKey);
  localStorage.setItem('test', JSON.stringify(said));
  return made(said);
};
PushManager.prototype.getSubscription = async () => {
  const said = localStorage.getItem('test');
  return said === null ? null : made(JSON.parse(said));
};`;

const HASH = 'ab'.repeat(32);

describe.skipIf(!executable)('web push in a browser', () => {
  let browser: Browser;
  const scripts = new Map<string, string>();

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dangol-web-push-'));
    for (const [path, source] of [
      ['/dangol.js', 'dangol'],
      ['/dangol-sw.js', 'worker'],
    ] as const) {
      await buildSnippet(join(folder, path), source);
      scripts.set(path, readFileSync(join(folder, path), 'utf8'));
    }
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** A shop with the snippet under a strict policy, the house, a push service, and one browser whose user has said yes. */
  const world = async () => {
    const around = surroundings({ clock: Date.now });
    const service = await startWebPush(around.options);
    const key = makeVapidKey();
    const publicKey = publicKeyOf(key) ?? '';
    const heard: { path: string; body: string }[] = [];
    const house = await serve((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('access-control-allow-headers', 'authorization,content-type');
        if (request.method === 'OPTIONS') return response.writeHead(204).end();
        const path = request.url ?? '';
        const script = scripts.get(path);
        if (script !== undefined) return response.setHeader('content-type', 'text/javascript').end(script);
        heard.push({ path, body: Buffer.concat(pieces).toString('utf8') });
        if (path === '/v1/push-key') return response.end(JSON.stringify({ key: publicKey, mark: keyMark(publicKey) }));
        return response.end(path.startsWith('/v1/onsite') ? '{"data":[]}' : '{"success":true}');
      });
    });
    const shop = await serve((request, response) => {
      const path = request.url ?? '';
      if (path === '/shop.js') return response.setHeader('content-type', 'text/javascript').end(SHOP);
      if (path.startsWith('/dangol-sw.js?'))
        return response
          .setHeader('content-type', 'text/javascript')
          .end(`importScripts(${JSON.stringify(`${house.origin}/dangol-sw.js`)});`);
      const policy = `default-src 'none'; script-src 'self' ${house.origin}; worker-src 'self'; connect-src ${house.origin}; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types dangol`;
      response.setHeader('content-security-policy', policy).setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(
        `<!doctype html><html lang="ko"><head><title>머그하우스</title><link rel="icon" href="data:,"><script defer src="${house.origin}/dangol.js" data-key="local-write" data-user="kim" data-hash="${HASH}"></script><script defer src="/shop.js"></script></head><body><button id="on">소식 받기</button><button id="off">그만 받기</button></body></html>`,
      );
    });
    const made = await visit(browser, shop.origin, {}, house.origin);
    const { page } = made;
    const context = page.context();
    await context.grantPermissions(['notifications'], { origin: shop.origin });
    await context.exposeFunction('localSubscribe', (serverKey: string) => service.subscribe(serverKey));
    await context.exposeFunction('localUnsubscribe', (endpoint: string) => service.unsubscribe(endpoint));
    await context.addInitScript(LOCAL_SUBSCRIPTIONS);
    onTestFinished(async () => {
      await made.close();
      await Promise.all([shop.stop(), house.stop(), service.stop()]);
    });

    const events = () =>
      heard
        .filter(({ path }) => path === '/v1/batch')
        .flatMap(({ body }) => {
          const { batch }: { batch: object[] } = JSON.parse(body);
          const receipt = { receivedAt: Date.now(), source: 'web', imported: false, ip: '127.0.0.1' };
          const reading = readBatch({ batch }, receipt);
          expect(reading.errors).toEqual([]);
          return reading.events;
        });
    /** Devices as the profile would know them. */
    const tokens = () =>
      liveTokens(
        deviceList(
          events()
            .map((event) => devicesOf({ key: '', imported: false, ...event }))
            .reduce(mergeDevices, NO_DEVICES),
        ),
      );
    const until = async (holds: () => boolean): Promise<void> => {
      const end = Date.now() + 90_000;
      while (!holds() && Date.now() < end) await page.waitForTimeout(50);
      expect(holds()).toBe(true);
    };

    const account = async () => ({ project_id: '', client_email: '', private_key: '' });
    const fcm = createFcm({ url: 'http://127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1', account, clock: Date.now });
    const web = createWebPush({ key: async () => key, services: [service.endpoint], clock: Date.now });
    const adapter = createPushChannel({ fcm, web, clock: Date.now });
    const send = async (token: string, ref = 'autumn_00_0_0') => {
      const call = await adapter.prepare({
        ...{ to: token, devices: [token], keepFor: 60_000, ref, campaignId: 'autumn', purpose: 'ad' },
        message: {
          ...{
            channel: 'push',
            title: '(광고)머그하우스 가을 머그',
            text: '오늘까지\n수신거부: 설정 > 알림',
            data: {},
          },
          ...{ link: `${shop.origin}/mugs`, opens: 'signed-name', bytes: 100 },
        },
        ...{ brand: DEFAULT_SETTINGS.brand, settings: DEFAULT_SETTINGS, unsubscribeUrl: `${house.origin}/u/signed` },
      });
      return call();
    };

    let debug: CDPSession | undefined;
    let registrationId = '';
    /** What the push service has read for this browser, handed to it. */
    const deliver = async (): Promise<void> => {
      const sent = service.delivered().at(-1);
      await debug?.send('ServiceWorker.deliverPushMessage', {
        ...{ origin: shop.origin, registrationId, data: sent?.payload ?? '' },
      });
    };
    const open = async (path: string): Promise<void> => {
      debug = await context.newCDPSession(page);
      debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        for (const each of registrations) if (each.scopeURL === `${shop.origin}/`) registrationId = each.registrationId;
      });
      await debug.send('ServiceWorker.enable');
      await page.goto(`${shop.origin}${path}`);
      await page.waitForFunction(() => 'dangol' in window);
    };
    const worker = async (): Promise<Worker> =>
      context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    /** Asked for once the worker has shown it: a browser that is asked while it shows one forgets it. */
    const shown = async (): Promise<{ title: string; body: string; tag: string; actions: string[] }[]> =>
      (await worker()).evaluate(async () => {
        const registration: ServiceWorkerRegistration = Reflect.get(globalThis, 'registration');
        const all = await registration.getNotifications();
        return all.map((each) => ({
          ...{ title: each.title, body: each.body, tag: each.tag },
          actions: [...Reflect.get(each, 'actions')].map(({ title }) => title),
        }));
      });
    /** What the browser tells its worker when a finger touches the notification. */
    const touch = async (type: 'notificationclick' | 'notificationclose', action = ''): Promise<void> => {
      await (await worker()).evaluate(
        async ([name, chosen]) => {
          const registration: ServiceWorkerRegistration = Reflect.get(globalThis, 'registration');
          const [notification] = await registration.getNotifications();
          const Made = Reflect.get(globalThis, 'NotificationEvent');
          globalThis.dispatchEvent(new Made(name, { notification, action: chosen }));
        },
        [type, action] as const,
      );
    };
    return { ...made, service, heard, events, tokens, until, send, deliver, open, shown, touch };
  };

  it('asks nobody before a gesture, subscribes on one, shows what was encrypted for it and tells what became of it', async () => {
    const { page, complaints, service, events, tokens, until, send, deliver, open, shown, touch } = await world();
    await open('/#asks-at-once');
    await page.waitForFunction(() => document.title === 'noGesture');
    expect(tokens()).toEqual([]);

    await page.click('#on');
    await page.waitForFunction(() => document.title === 'subscribed');
    await until(() => tokens().length === 1);
    const [token = ''] = tokens();
    const claim = events().find(({ name }) => name === 'Device Registered');
    expect(claim).toMatchObject({ person: 'u:kim', body: { context: { userHash: HASH } } });

    expect(await send(token)).toMatchObject({ kind: 'accepted', gone: [] });
    await deliver();
    const told = () => events().filter(({ name }) => name?.startsWith('Push Notification '));
    await until(() => told().length === 1);
    expect(await shown()).toEqual([
      {
        ...{ title: '(광고)머그하우스 가을 머그', body: '오늘까지\n수신거부: 설정 > 알림' },
        ...{ tag: 'autumn_00_0_0', actions: ['수신거부'] },
      },
    ]);
    await touch('notificationclick');
    await until(() => told().length === 2);
    expect(await shown()).toEqual([]);
    // Another message: a browser that still clears the closed one away would take its namesake along.
    expect(await send(token, 'autumn_00_0_1')).toMatchObject({ kind: 'accepted', gone: [] });
    await deliver();
    await until(() => told().length === 3);
    expect(await shown()).toHaveLength(1);
    await touch('notificationclose');
    await until(() => told().length === 4);
    expect(told().map(({ name, body }) => [name, body.properties?.dangol])).toEqual([
      ['Push Notification Received', 'signed-name'],
      ['Push Notification Tapped', 'signed-name'],
      ['Push Notification Received', 'signed-name'],
      ['Push Notification Dismissed', 'signed-name'],
    ]);
    const visitor = await page.evaluate(() => localStorage.getItem('dangol.anonymousId'));
    expect(new Set(told().map(({ person }) => person))).toEqual(new Set([`a:${visitor}`]));
    expect(service.delivered()).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it('lets go of ads by a button of the notification, and of the browser by one of the page', async () => {
    const { page, heard, events, tokens, until, send, deliver, open, shown, touch } = await world();
    await open('/');
    await page.click('#on');
    await until(() => tokens().length === 1);
    const [token = ''] = tokens();
    await send(token);
    await deliver();
    await until(() => events().some(({ name }) => name === 'Push Notification Received'));
    expect(await shown()).toHaveLength(1);
    await touch('notificationclick', 'off');
    await until(() => heard.some(({ path }) => path === '/u/signed'));
    const [refusal] = heard.filter(({ path }) => path === '/u/signed');
    expect(isOneClick({ body: refusal?.body ?? '' })).toBe(true);
    expect(events().some(({ name }) => name === 'Push Notification Tapped')).toBe(false);

    await page.click('#off');
    await until(() => tokens().length === 0);
    expect(events().find(({ name }) => name === 'Device Unregistered')?.body.properties).toMatchObject({
      token,
      reason: 'unsubscribed',
    });
    expect(await send(token)).toMatchObject({ kind: 'refused', gone: [{ token, code: 'HTTP 410' }] });
  });

  it('belongs to who used it last, and tells once when the permission is taken away', async () => {
    const { page, events, tokens, until, open } = await world();
    await open('/');
    await page.click('#on');
    await until(() => tokens().length === 1);
    const claims = () =>
      events()
        .filter(({ name }) => name === 'Device Registered')
        .map(({ person }) => person);
    await page.evaluate(() => Reflect.get(window, 'dangol').reset());
    await until(() => claims().length === 2);
    expect(claims()).toEqual(['u:kim', expect.stringMatching(/^a:/)]);
    await page.context().clearPermissions();
    await page.reload();
    await until(() => tokens().length === 0);
    await page.reload();
    await page.waitForFunction(() => 'dangol' in window);
    const ends = events().filter(({ name }) => name === 'Device Unregistered');
    expect(ends.map(({ body }) => body.properties?.reason)).toEqual(['denied']);
  });
});
