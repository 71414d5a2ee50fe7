/**
 * The script that a shop puts into its pages: sends what is seen there, and shows what journeys have laid ready. It needs nothing but a
 * browser, evaluates nothing and writes no style into markup, so it runs under a strict content policy:
 * `script-src` and `connect-src` of the shop name our host.
 *
 * <script defer src="https://HOST/dangol.js" data-key="WRITE KEY" data-user="MEMBER" data-hash="HMAC"></script>
 */

import { createPush } from './push.ts';

interface Shown {
  readonly id: string;
  readonly slot: string;
  readonly place: string | null;
  readonly language: string;
  readonly title: string;
  readonly text: string;
  readonly image: string | null;
  readonly button: { readonly label: string; readonly url: string } | null;
}
type Fields = Readonly<Record<string, unknown>>;

const script = document.currentScript;
const given = script instanceof HTMLScriptElement ? script : undefined;
const host = given ? new URL(given.src).origin : '';
const writeKey = given?.dataset.key ?? '';

const MOST_WAITING = 100;
const BATCH = 20;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 300_000;

/** A browser may forbid its storage; then a visitor lasts for a page. */
const memory = new Map<string, string>();
const keep = (name: string, value?: string): string | null => {
  try {
    if (value !== undefined) localStorage.setItem(`dangol.${name}`, value);
    return localStorage.getItem(`dangol.${name}`);
  } catch {
    if (value !== undefined) memory.set(name, value);
    return memory.get(name) ?? null;
  }
};

const newId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

const stored = (name: string): Fields[] => {
  try {
    const value: unknown = JSON.parse(keep(name) ?? '[]');
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
};

let anonymousId = keep('anonymousId') ?? keep('anonymousId', newId()) ?? newId();
let user = { id: given?.dataset.user, hash: given?.dataset.hash };
let waiting = stored('waiting');
let wait = FIRST_WAIT;
let timer: ReturnType<typeof setTimeout> | undefined;
let busy = false;

const save = (): void => {
  waiting = waiting.slice(-MOST_WAITING);
  keep('waiting', JSON.stringify(waiting));
};

const bodyOf = (batch: readonly Fields[]): string =>
  JSON.stringify({ writeKey, sentAt: new Date().toISOString(), batch });

const later = (): void => {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    void flush();
  }, wait);
};

/** What was not taken waits in the browser's storage and is sent again under the same ids: it counts once. */
const flush = async (): Promise<void> => {
  if (busy || waiting.length === 0) return;
  busy = true;
  const batch = waiting.slice(0, BATCH);
  let taken = false;
  try {
    // Plain text needs no preflight, and the API reads JSON whatever it is called.
    const answer = await fetch(`${host}/v1/batch`, { method: 'POST', body: bodyOf(batch), credentials: 'omit' });
    // What is refused for good is not sent again.
    taken = answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429);
  } catch {
    taken = false;
  }
  busy = false;
  if (taken) waiting = waiting.filter((event) => !batch.includes(event));
  wait = taken ? FIRST_WAIT : Math.min(LONGEST_WAIT, wait * 2);
  save();
  if (waiting.length > 0) later();
};

const send = (type: string, fields: Fields): void => {
  waiting.push({
    type,
    messageId: newId(),
    timestamp: new Date().toISOString(),
    anonymousId,
    ...(user.id ? { userId: user.id } : {}),
    context: {
      ...(user.id && user.hash ? { userHash: user.hash } : {}),
      page: { url: location.href, path: location.pathname, title: document.title, referrer: document.referrer },
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      library: { name: 'dangol.js' },
    },
    ...fields,
  });
  save();
  if (waiting.length >= BATCH) void flush();
  else later();
};

/** A page that is left cannot wait for an answer; what the browser takes is gone from here. */
const leave = (): void => {
  const batch = waiting.slice(0, BATCH);
  if (busy || batch.length === 0) return;
  if (navigator.sendBeacon(`${host}/v1/batch`, new Blob([bodyOf(batch)], { type: 'text/plain' }))) {
    waiting = waiting.slice(batch.length);
    save();
  }
};

const visitor = (): Record<string, string> => ({
  ...(user.id ? { userId: user.id, ...(user.hash ? { userHash: user.hash } : {}) } : { anonymousId }),
});

const NAMES: Readonly<Record<string, string>> = { shown: 'Shown', clicked: 'Clicked', dismissed: 'Dismissed' };

const note = (message: Shown, outcome: string): void => {
  send('track', {
    event: `On-site Message ${NAMES[outcome] ?? outcome}`,
    properties: { message_id: message.id, slot: message.slot, title: message.title },
  });
  void fetch(`${host}/v1/onsite-messages/${message.id}/outcome`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...visitor(), outcome }),
    credentials: 'omit',
    // The click that is told leads away from the page.
    keepalive: true,
  }).catch(() => undefined);
};

const STYLE = `
:host{all:initial}
*{box-sizing:border-box}
.box{font:16px/1.5 system-ui,sans-serif;color:#22201c;background:#fff;border-radius:14px;padding:20px;position:relative;word-break:keep-all;overflow-wrap:anywhere}
.popup{position:fixed;inset:0;display:grid;place-items:center;padding:16px;background:rgba(20,18,15,.5);z-index:2147483000}
.popup .box{width:100%;max-width:26rem;max-height:90vh;overflow:auto}
.banner{position:fixed;left:0;right:0;bottom:0;padding:12px;z-index:2147483000}
.banner .box,.inline .box{border:1px solid #e7e0d5}
h2{margin:0 32px 8px 0;font-size:1.2rem}
p{margin:0 0 12px;white-space:pre-line}
img{display:block;max-width:100%;height:auto;border-radius:8px;margin:0 0 12px}
a{display:inline-block;padding:12px 18px;border-radius:10px;background:#a8431a;color:#fff;text-decoration:none;font-weight:600}
button{position:absolute;top:8px;right:8px;width:44px;height:44px;border:0;background:none;font:inherit;font-size:20px;color:inherit;cursor:pointer}
a:focus-visible,button:focus-visible{outline:3px solid #22201c;outline-offset:2px}
@media(prefers-color-scheme:dark){.box{color:#f3efe8;background:#23201c}.banner .box,.inline .box{border-color:#3a352e}a:focus-visible,button:focus-visible{outline-color:#f3efe8}}
`;

const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  parent: Node,
  text?: string,
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  parent.appendChild(made);
  return made;
};

const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

/** Everything is text or an attribute: no word of a message can become markup. */
const show = (message: Shown): void => {
  const isPopup = message.slot === 'popup';
  const inline =
    message.place === null ? null : document.querySelector(`[data-dangol-slot="${CSS.escape(message.place)}"]`);
  const parent = message.slot === 'inline' ? inline : document.body;
  if (!parent) return;
  const before = document.activeElement;
  const holder = element('div', parent);
  holder.lang = message.language;
  holder.dataset.dangol = message.id;
  const root = holder.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const frame = element('div', root);
  frame.className = message.slot;
  const box = element('div', frame);
  box.className = 'box';
  box.setAttribute('role', isPopup ? 'dialog' : 'region');
  if (isPopup) box.setAttribute('aria-modal', 'true');
  box.setAttribute('aria-label', message.title);
  if (message.image !== null && isWeb(message.image)) {
    const image = element('img', box);
    image.alt = '';
    image.src = message.image;
  }
  element('h2', box, message.title);
  if (message.text !== '') element('p', box, message.text);
  const done = (outcome: string): void => {
    note(message, outcome);
    document.removeEventListener('keydown', onKey);
    holder.remove();
    if (isPopup && before instanceof HTMLElement) before.focus();
  };
  if (message.button && isWeb(message.button.url)) {
    const link = element('a', box, message.button.label);
    link.href = message.button.url;
    link.addEventListener('click', () => done('clicked'));
  }
  const close = element('button', box, '×');
  close.type = 'button';
  close.setAttribute('aria-label', message.language === 'ko' ? '닫기' : 'Close');
  close.addEventListener('click', () => done('dismissed'));
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') done('dismissed');
    if (event.key !== 'Tab') return;
    // Focus stays in the dialog.
    const stops = [...box.querySelectorAll<HTMLElement>('a,button')];
    const end = event.shiftKey ? stops[0] : stops.at(-1);
    if (root.activeElement !== end) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  };
  if (isPopup) {
    document.addEventListener('keydown', onKey);
    close.focus();
  }
  note(message, 'shown');
};

/** One popup and one banner at a time; the others come with the next page. */
const pull = async (): Promise<void> => {
  try {
    const answer = await fetch(`${host}/v1/onsite-messages?${new URLSearchParams(visitor())}`, {
      headers: { authorization: `Bearer ${writeKey}` },
      credentials: 'omit',
    });
    if (!answer.ok) return;
    const { data }: { readonly data: readonly Shown[] } = await answer.json();
    const taken = new Set<string>();
    for (const message of data) {
      const slot = message.slot === 'inline' ? `inline ${message.place}` : message.slot;
      if (taken.has(slot) || document.querySelector(`[data-dangol="${CSS.escape(message.id)}"]`)) continue;
      taken.add(slot);
      show(message);
    }
  } catch {
    // A shop's page goes on without us.
  }
};

const track = (event: string, properties: Fields = {}): void => send('track', { event, properties });
const page = (name?: string, properties: Fields = {}): void => send('page', { ...(name ? { name } : {}), properties });
const push = createPush({
  ...{ host, writeKey, worker: given?.dataset.worker ?? '/dangol-sw.js', keep, track },
  person: () => (user.id ? `u:${user.hash ?? ''}:${user.id}` : `a:${anonymousId}`),
  anonymousId: () => anonymousId,
});
/** The member who has signed in; `hash` is the shop server's HMAC of the id, without which nothing is shown to a member. */
const identify = (id: string, hash?: string, traits: Fields = {}): void => {
  user = { id, hash };
  send('identify', { traits });
  void pull();
  void push.renew();
};
/** Whoever signs out is somebody new. */
const reset = (): void => {
  void flush();
  user = { id: undefined, hash: undefined };
  anonymousId = keep('anonymousId', newId()) ?? newId();
  void push.renew();
};

Object.assign(window, { dangol: { track, page, identify, reset, push } });
addEventListener('pagehide', leave);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') leave();
});
page();
void pull();
void push.renew();
