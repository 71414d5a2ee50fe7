/**
 * The service worker of web push. A worker must come from the shop's own origin, so the shop puts one line into a file at its root,
 * `importScripts("https://HOST/dangol-sw.js")`; the snippet registers that file and tells it in its address whom it works for.
 */

/** What the sender encrypted (shared/delivery/push.ts). */
interface Told {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly data: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly link?: string;
  /** Signed name of the message. */
  readonly dangol?: string;
  /** Of an ad: where a POST ends them. */
  readonly off?: string;
}

/** The library of types of pages does not know workers. */
interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface PushEvent extends WorkerEvent {
  readonly data: { json(): Told } | null;
}
interface NotificationEvent extends WorkerEvent {
  readonly action: string;
  readonly notification: { readonly data: Told; close(): void };
}
interface ChangeEvent extends WorkerEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}
declare function addEventListener(type: 'push', listener: (event: PushEvent) => void): void;
declare function addEventListener(
  type: 'notificationclick' | 'notificationclose',
  listener: (event: NotificationEvent) => void,
): void;
declare function addEventListener(type: 'pushsubscriptionchange', listener: (event: ChangeEvent) => void): void;
declare function addEventListener(type: 'install', listener: () => void): void;
declare const registration: ServiceWorkerRegistration;
declare const clients: { openWindow(url: string): Promise<unknown> };
declare function skipWaiting(): Promise<void>;

const given = new URL(location.href).searchParams;
const host = given.get('host') ?? '';
const mark = given.get('mark') ?? '';

const tell = (event: string, properties: object): Promise<unknown> =>
  fetch(`${host}/v1/batch`, {
    method: 'POST',
    credentials: 'omit',
    body: JSON.stringify({
      writeKey: given.get('key'),
      sentAt: new Date().toISOString(),
      batch: [
        {
          ...{ type: 'track', event, properties, anonymousId: given.get('id'), messageId: crypto.randomUUID() },
          ...{ timestamp: new Date().toISOString(), context: { library: { name: 'dangol-sw.js' } } },
        },
      ],
    }),
  }).catch(() => undefined);

const tellOf = (event: string, { dangol, link }: Told): Promise<unknown> =>
  tell(`Push Notification ${event}`, { ...(dangol ? { dangol } : {}), ...(link ? { link } : {}) });

const isKorean = navigator.language.startsWith('ko');

addEventListener('install', () => void skipWaiting());

addEventListener('push', (event) => {
  const told = event.data?.json();
  if (!told) return;
  const { title, body, tag, image } = told;
  const options = {
    ...{ body, tag, data: told },
    ...(image ? { image } : {}),
    actions: told.off ? [{ action: 'off', title: isKorean ? '수신거부' : 'Unsubscribe' }] : [],
  };
  // What the browser refuses to show has reached nobody.
  event.waitUntil(registration.showNotification(title, options).then(() => tellOf('Received', told)));
});

addEventListener('notificationclick', (event) => {
  const { action, notification } = event;
  const told = notification.data;
  notification.close();
  if (action === 'off' && told.off) {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    event.waitUntil(fetch(told.off, { method: 'POST', mode: 'no-cors', credentials: 'omit', body }));
    return;
  }
  // Schemes of an app lead nowhere from a browser.
  const link = told.link && /^https?:/i.test(told.link) ? told.link : registration.scope;
  event.waitUntil(Promise.all([clients.openWindow(link), tellOf('Tapped', told)]));
});

addEventListener('notificationclose', (event) => {
  event.waitUntil(tellOf('Dismissed', event.notification.data));
});

const tokenOf = (subscription: PushSubscription): string => {
  const { endpoint, keys } = subscription.toJSON();
  return `web:${endpoint}#${keys?.p256dh}#${keys?.auth}#${mark}`;
};

/** The browser has changed its address by itself. */
addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription: old, newSubscription } = event;
  const renew = async () => {
    const fresh = newSubscription ?? (old && (await registration.pushManager.subscribe(old.options)));
    if (old) await tell('Device Unregistered', { token: tokenOf(old), reason: 'replaced' });
    if (fresh) await tell('Device Registered', { token: tokenOf(fresh), type: 'web', notifications: 'granted' });
  };
  event.waitUntil(renew());
});
