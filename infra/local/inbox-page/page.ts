import type { Channel, InboxMessage } from '../inbox/message.ts';
import { brandMessage, type HasPicture, shownPicture } from './brand-message.ts';
import { html, linked, type Markup, raw } from './markup.ts';
import { style } from './style.ts';
import { clockTime, fullTime } from './times.ts';
import { channelNames, type Language, outcomeName, words } from './words.ts';

type InboxView = {
  language: Language;
  channel: Channel | undefined;
  search: string;
  page: number;
  pages: number;
  found: number;
  dropped: number;
  hasPicture: HasPicture;
  counts: Partial<Record<Channel, readonly unknown[]>>;
  /** Newest first, as is `conversation`. */
  messages: readonly InboxMessage[];
  open: InboxMessage | undefined;
  conversation: readonly InboxMessage[];
};

const LISTED_ALWAYS: readonly Channel[] = ['email', 'sms'];

/** One self-contained page: no script, no outside asset; the list at the left, the message at the right, texts as phones. */
export function renderInboxPage(view: InboxView): string {
  const word = words[view.language];
  const phones = view.channel !== undefined && view.channel !== 'email';
  const body = view.messages.length === 0 ? emptyRoom(view) : phones ? phoneWall(view) : readingRoom(view);
  const notice = view.dropped > 0 ? html`<p class="notice">${word.dropped(figure(view.dropped))}</p>` : '';
  const page = html`<html lang="${view.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${word.title} · 단골</title><style>${raw(style)}</style></head>
<body><header><div class="brand"><a class="mark" href="/">단골</a><div><h1>${word.title}</h1><p>${word.lead}</p></div></div>
<span class="quiet"><a href="/break${view.language === 'en' ? '?lang=en' : ''}">${word.breakIt}</a> · <a href="${address(view, { lang: view.language === 'ko' ? 'en' : 'ko' })}">${word.other}</a></span></header>
<nav>${tabs(view)}<form role="search" action="/inbox"><input type="search" name="q" value="${view.search}" placeholder="${word.search}" aria-label="${word.search}">${hiddenField('channel', view.channel)}${hiddenField('lang', view.language === 'en' ? 'en' : undefined)}<button>${word.find}</button></form></nav>
${notice}<main>${body}</main>${pager(view)}</body></html>`;
  return `<!doctype html>${page.markup}`;
}

function tabs(view: InboxView): Markup {
  const names = channelNames[view.language];
  const total = Object.values(view.counts).reduce((sum, entries) => sum + entries.length, 0);
  const listed = (['email', 'sms', 'lms', 'alimtalk', 'kakao', 'push', 'webhook'] as const).filter(
    (channel) => LISTED_ALWAYS.includes(channel) || view.counts[channel],
  );
  const tab = (channel: Channel | undefined, name: string, count: number) =>
    html`<a href="${address(view, { channel, page: undefined, open: undefined })}" ${raw(channel === view.channel ? 'aria-current="page"' : '')}>${name}<span>${figure(count)}</span></a>`;
  return html`<div class="tabs">${tab(undefined, words[view.language].all, total)}${listed.map((channel) => tab(channel, names[channel], view.counts[channel]?.length ?? 0))}</div>`;
}

function readingRoom(view: InboxView): Markup {
  return html`<div class="room"><ol class="list">${view.messages.map((message) => row(view, message))}</ol><section class="reader" id="reader">${reader(view)}</section></div>`;
}

function row(view: InboxView, message: InboxMessage): Markup {
  const word = words[view.language];
  const line = message.subject ?? (message.channel === 'email' ? word.noSubject : message.text);
  const preview =
    message.channel === 'email' ? html`<span class="preview">${message.text.trim().slice(0, 90)}</span>` : '';
  return html`<li><a href="${address(view, { open: message.id })}#reader" ${raw(message.id === view.open?.id ? 'aria-current="true"' : '')}>
<span class="who">${person(message)}</span><time>${clockTime(message.sentAt, view.language)}</time>
<span class="what">${line}</span>${preview}${meta(message, view.language)}</a></li>`;
}

/** A mail needs no label among mails; a text, or a mail that went wrong, does. */
function meta(message: InboxMessage, language: Language): Markup | '' {
  const bad = outcome(message, language);
  if (message.channel === 'email' && bad === '') return '';
  const label =
    message.channel === 'email' ? '' : html`<span class="chip">${channelNames[language][message.channel]}</span>`;
  return html`<span class="meta">${label}${bad}</span>`;
}

function reader(view: InboxView): Markup {
  const word = words[view.language];
  const message = view.open;
  if (!message) return html`<div class="hint"><p>${word.pick}</p><p>${word.pickHint}</p></div>`;
  if (message.channel !== 'email') return phone(view, view.conversation);
  const link = `/inbox/messages/${message.id}`;
  const body = message.html
    ? html`<iframe src="${link}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="${message.subject ?? word.noSubject}"></iframe>`
    : html`<div class="plain">${linked(message.text)}</div>`;
  return html`<article class="mail"><h2>${message.subject ?? word.noSubject}</h2>
<dl><dt>${word.from}</dt><dd>${message.from}</dd><dt>${word.to}</dt><dd>${message.to}</dd></dl>
<p class="tools"><time>${fullTime(message.sentAt, view.language)}</time>${outcome(message, view.language)}<a href="${link}/raw" target="_blank">${word.raw}</a>${message.html ? html`<a href="${link}/html" target="_blank">${word.onlyHtml}</a>` : ''}</p>${body}</article>`;
}

function phoneWall(view: InboxView): Markup {
  const people = Map.groupBy(view.messages, person);
  return html`<div class="wall">${[...people.values()].map((messages) => phone(view, messages))}</div>`;
}

function phone(view: InboxView, messages: readonly InboxMessage[]): Markup {
  const [newest] = messages;
  if (!newest) return html``;
  const kind = { push: 'phone lock', kakao: 'phone talkroom' }[String(newest.channel)] ?? 'phone';
  return html`<article class="${kind}"><header><strong>${person(newest)}</strong><span>${numberAsRead(newest.direction === 'in' ? newest.to : newest.from)}</span></header>
<div class="talk">${[...messages].reverse().map((message) => bubble(message, view))}</div></article>`;
}

/** A notification as a locked phone or a browser shows it, with what lies behind it: where a tap leads, its picture, the button that ends ads. */
function card(message: InboxMessage, language: Language): Markup {
  const word = words[language];
  const { link, image, off } = message.headers;
  const part = (address: string | undefined, name: string) =>
    address === undefined
      ? ''
      : html`<span>${name} ${isWebAddress(address) ? html`<a href="${address}" target="_blank" rel="noreferrer">${address}</a>` : address}</span>`;
  const button =
    off !== undefined && isWebAddress(off)
      ? html`<a class="off" href="${off}" target="_blank" rel="noreferrer">${word.endAds}</a>`
      : '';
  return html`<div class="card"><div class="app"><span>${message.from === 'web push' ? word.browser : message.from}</span><time>${fullTime(message.sentAt, language)}</time></div>
<p><strong>${message.subject ?? ''}</strong>${linked(message.text)}</p><div class="behind">${part(link, word.tapLeads)}${part(image, word.picture)}</div>${button}</div>`;
}

function isWebAddress(address: string): boolean {
  return /^https?:\/\//.test(address);
}

function bubble(message: InboxMessage, { language, hasPicture }: InboxView): Markup {
  if (message.channel === 'push') return card(message, language);
  if (message.channel === 'kakao') return brandMessage(message, language, hasPicture);
  const { image } = message.headers;
  const picture = image === undefined ? '' : shownPicture(image, 'sent', language, hasPicture);
  const title = message.subject ? html`<strong>${message.subject}</strong>` : '';
  const label =
    message.channel === 'sms' ? '' : html`<span class="chip">${channelNames[language][message.channel]}</span>`;
  return html`<div class="bubble ${message.direction}">${picture}<p>${title}${linked(message.text)}</p><footer><time>${fullTime(message.sentAt, language)}</time>${label}${outcome(message, language)}</footer></div>`;
}

function outcome(message: InboxMessage, language: Language): Markup | '' {
  const name = outcomeName(message.outcome, language);
  return name ? html`<span class="chip bad">${name}</span>` : '';
}

function emptyRoom(view: InboxView): Markup {
  const word = words[view.language];
  const searching = view.search !== '' || view.channel !== undefined;
  return html`<div class="hint tall"><p>${searching ? word.noMatch : word.empty}</p><p>${searching ? '' : word.emptyHint}</p></div>`;
}

function pager(view: InboxView): Markup {
  const word = words[view.language];
  const to = (page: number, name: string) =>
    page < 1 || page > view.pages
      ? html`<span></span>`
      : html`<a href="${address(view, { page: String(page), open: undefined })}">${name}</a>`;
  return html`<footer class="pager">${to(view.page - 1, word.newer)}<span>${figure(view.page)} / ${figure(view.pages)} · ${word.count(figure(view.found))}</span>${to(view.page + 1, word.older)}</footer>`;
}

function address(
  view: InboxView,
  change: Partial<Record<'channel' | 'page' | 'open' | 'lang', string | undefined>>,
): string {
  const current = {
    channel: view.channel,
    q: view.search || undefined,
    page: String(view.page),
    open: view.open?.id,
    lang: view.language,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...current, ...change }))
    if (value !== undefined && !(name === 'lang' && value === 'ko') && !(name === 'page' && value === '1'))
      query.set(name, value);
  return query.size > 0 ? `/inbox?${query}` : '/inbox';
}

function person(message: InboxMessage): string {
  return numberAsRead(message.direction === 'in' ? message.from : message.to);
}

/** +821012345678 is 010-1234-5678 on a Korean phone; what is no Korean number stays as it is. */
function numberAsRead(address: string): string {
  return address.replace(/^\+82(2|\d{2})(\d{3,4})(\d{4})$/, '0$1-$2-$3');
}

function hiddenField(name: string, value: string | undefined): Markup | '' {
  return value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`;
}

function figure(count: number): string {
  return count.toLocaleString('ko-KR');
}
