interface House {
  readonly host: string;
  readonly writeKey: string;
  /** The shop's own file that brings our worker in. */
  readonly worker: string;
  /** Keeps a value in the browser, or reads it. */
  readonly keep: (name: string, value?: string) => string | null;
  readonly track: (event: string, properties: Readonly<Record<string, unknown>>) => void;
  /** Who is in front of the browser: `u:` and `a:` are told apart, an unsigned member from a signed one. */
  readonly person: () => string;
  readonly anonymousId: () => string;
}

export type Outcome = 'subscribed' | 'unsupported' | 'noGesture' | 'denied' | 'unavailable';

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}
declare const trustedTypes: Policies | undefined;

/**
 * Web push in the shop's page. Nobody is asked before a gesture of their own, and the browser's permission is no consent to ads: the
 * shop asks for that in its own words.
 */
export const createPush = ({ host, writeKey, worker, keep, track, person, anonymousId }: House) => {
  const isPossible = (): boolean =>
    'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && window.isSecureContext;

  let policy: { createScriptURL(url: string): string } | undefined;
  const register = (): Promise<ServiceWorkerRegistration> => {
    const url = new URL(worker, location.href);
    url.search = `${new URLSearchParams({ host, key: writeKey, id: anonymousId(), mark: keep('pushMark') ?? '' })}`;
    if (typeof trustedTypes !== 'undefined')
      policy ??= trustedTypes.createPolicy('dangol', { createScriptURL: (text) => text });
    return navigator.serviceWorker.register(policy ? policy.createScriptURL(url.href) : url.href);
  };

  const tokenOf = (subscription: PushSubscription): string => {
    const { endpoint, keys } = subscription.toJSON();
    return `web:${endpoint}#${keys?.p256dh}#${keys?.auth}#${keep('pushMark')}`;
  };

  const known = (): string => keep('pushToken') ?? '';

  /** The browser is the person's who used it last: said once for each of them. */
  const claim = (token: string): void => {
    const said = `${person()} ${token}`;
    if (keep('pushSaid') === said) return;
    track('Device Registered', { token, type: 'web', notifications: 'granted' });
    keep('pushToken', token);
    keep('pushSaid', said);
  };

  const end = (reason: string): void => {
    if (known() !== '') track('Device Unregistered', { token: known(), type: 'web', reason });
    keep('pushToken', '');
    keep('pushSaid', '');
  };

  const renew = async (): Promise<void> => {
    if (known() === '' || !isPossible()) return;
    if (Notification.permission !== 'granted') return end('denied');
    const subscription = await (await register()).pushManager.getSubscription();
    if (!subscription) return end('gone');
    claim(tokenOf(subscription));
  };

  const subscribe = async (): Promise<Outcome> => {
    if (!isPossible()) return 'unsupported';
    if (navigator.userActivation && !navigator.userActivation.isActive) return 'noGesture';
    if ((await Notification.requestPermission()) !== 'granted') return 'denied';
    const answer = await fetch(`${host}/v1/push-key`, {
      headers: { authorization: `Bearer ${writeKey}` },
      credentials: 'omit',
    }).catch(() => undefined);
    if (!answer?.ok) return 'unavailable';
    const { key, mark }: { readonly key: string; readonly mark: string } = await answer.json();
    const isOther = keep('pushMark') !== mark;
    keep('pushMark', mark);
    await register();
    const { pushManager } = await navigator.serviceWorker.ready;
    const old = await pushManager.getSubscription();
    // A subscription is for one key only.
    if (old && isOther) await old.unsubscribe();
    claim(tokenOf(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })));
    return 'subscribed';
  };

  const unsubscribe = async (): Promise<void> => {
    const registration = isPossible() ? await navigator.serviceWorker.getRegistration() : undefined;
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
    end('unsubscribed');
  };

  return { subscribe, unsubscribe, renew: () => renew().catch(() => undefined), isOn: () => known() !== '' };
};
