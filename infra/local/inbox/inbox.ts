import { mailDocument, mailDocumentPolicy } from '../inbox-page/mail-document.ts';
import { renderInboxPage } from '../inbox-page/page.ts';
import { html, type InboxReply, json, picture, text } from '../inbox-page/reply.ts';
import { pagePolicy } from '../inbox-page/style.ts';
import { type CapturedMessage, type Channel, channels, type InboxMessage, messageSchema } from './message.ts';
import { type Entry, openMessageLog } from './message-log.ts';
import { createPictures } from './pictures.ts';

type InboxRequest = { method: string; path: string; query: URLSearchParams | Record<string, string> };
type MessageFilter = { channel?: string | undefined; to?: string | undefined };
export type Inbox = {
  /** Durable when it returns, if a data folder was given. */
  add(message: CapturedMessage): InboxMessage;
  /** A picture as a provider's store was handed it, under the id that messages name it by. */
  keepPicture(id: string, bytes: Buffer): void;
  /** What was sent, oldest first; people's own answers are on the page only. */
  list(filter?: MessageFilter): InboxMessage[];
  count(filter?: MessageFilter): number;
  /** Answers every path under `/inbox`; `undefined` for any other. */
  handle(request: InboxRequest): InboxReply | undefined;
  close(): void;
};

const MOST_MESSAGES = 200_000;
const PAGE_SIZE = 50;
const CONVERSATION_SIZE = 40;

/** Every message the local providers accepted. Beyond 200,000 the oldest leave the list, and the page says so. */
export function createInbox(options: { clock: () => number; dataDir?: string; mostMessages?: number }): Inbox {
  const most = options.mostMessages ?? MOST_MESSAGES;
  let entries: Entry[] = [];
  let dropped = 0;
  let number = 0;
  const remember = (entry: Entry) => {
    number = Math.max(number, Number(entry.id));
    entries.push(entry);
    // A tenth at a time: shifting a long array for each message would cost more than the message.
    if (entries.length < most * 1.1) return;
    dropped += entries.length - most;
    entries = entries.slice(-most);
  };
  const log = openMessageLog(options.dataDir, remember);
  const pictures = createPictures(options.dataDir);
  const shown = () => entries.slice(-most);
  const hidden = () => dropped + Math.max(0, entries.length - most);
  const read = (entry: Entry): InboxMessage => messageSchema.parse(JSON.parse(log.json(entry).toString('utf8')));
  const sent = ({ channel, to }: MessageFilter = {}) => {
    const wanted = to === undefined ? undefined : plainAddress(to);
    return shown().filter(
      (entry) =>
        entry.direction === 'out' &&
        (channel === undefined || entry.channel === channel) &&
        (wanted === undefined || plainAddress(entry.to) === wanted),
    );
  };

  const listReply = (query: URLSearchParams): InboxReply => {
    const channel = query.get('channel') ?? undefined;
    if (channel !== undefined && !isChannel(channel))
      return text(400, `No channel '${channel}': it is one of ${channels.join(', ')}.`);
    const lines = sent({ channel, to: query.get('to') ?? undefined }).flatMap((entry) => [COMMA, log.json(entry)]);
    const body = Buffer.concat([Buffer.from('['), ...lines.slice(1), Buffer.from(']')]);
    return json(body, { 'x-inbox-dropped': String(hidden()) });
  };

  const pageReply = (query: URLSearchParams): InboxReply => {
    const given = query.get('channel');
    const channel: Channel | undefined = isChannel(given) ? given : undefined;
    const search = query.get('q') ?? '';
    const wanted = plainAddress(search);
    const all = shown().reverse();
    const matches = (entry: Entry) => wanted === '' || plainAddress(personOf(entry)).includes(wanted);
    const found = all.filter((entry) => (!channel || entry.channel === channel) && matches(entry));
    const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    const page = Math.min(pages, Math.max(1, Math.trunc(Number(query.get('page'))) || 1));
    const open = all.find((entry) => entry.id === query.get('open'));
    const isTalk = (entry: Entry) => open && entry.channel !== 'email' && personOf(entry) === personOf(open);
    const body = renderInboxPage({
      language: query.get('lang') === 'en' ? 'en' : 'ko',
      channel,
      search,
      page,
      pages,
      found: found.length,
      dropped: hidden(),
      hasPicture: pictures.has,
      counts: Object.groupBy(all, (entry) => entry.channel),
      messages: found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(read),
      open: open && read(open),
      conversation: open && open.channel !== 'email' ? all.filter(isTalk).slice(0, CONVERSATION_SIZE).map(read) : [],
    });
    return html(body, pagePolicy);
  };

  const messageReply = (id: string, part: string | undefined): InboxReply => {
    const entry = shown().find((candidate) => candidate.id === id);
    if (!entry) return text(404, `No message ${id} in the inbox.`);
    if (part === undefined) return json(log.json(entry));
    const message = read(entry);
    if (part === 'raw') {
      const raw = log.raw(entry);
      return raw ? { ...text(200, ''), body: raw } : text(200, message.text);
    }
    if (message.html === undefined) return text(200, message.text);
    return html(mailDocument(message.html), mailDocumentPolicy);
  };

  const pictureReply = (id: string): InboxReply => {
    const found = pictures.find(id);
    return found ? picture(found.bytes, found.type) : text(404, `No picture ${id} in the inbox.`);
  };

  return {
    keepPicture: pictures.keep,
    add(captured) {
      const { raw, ...fields } = captured;
      const sentAt = captured.sentAt ?? new Date(options.clock()).toISOString();
      const message: InboxMessage = { id: String(number + 1), direction: 'out', ...fields, sentAt };
      remember(log.append(message, raw));
      return message;
    },
    list: (filter) => sent(filter).map(read),
    count: (filter) => sent(filter).length,
    handle({ method, path, query: given }) {
      const [, root, messages, id, part, ...rest] = path.replace(/\/$/, '').split('/');
      if (root !== 'inbox') return undefined;
      if (method !== 'GET' && method !== 'HEAD') return text(405, `The inbox is read with GET, not ${method}.`);
      const query = new URLSearchParams(given);
      if (messages === undefined) return pageReply(query);
      if (messages === 'pictures' && id !== undefined && part === undefined) return pictureReply(id);
      const known = part === undefined || part === 'html' || part === 'raw';
      if (messages !== 'messages' || !known || rest.length > 0) return text(404, `Nothing at ${path}: see /inbox.`);
      return id === undefined ? listReply(query) : messageReply(id, part);
    },
    close: log.close,
  };
}

const COMMA = Buffer.from(',');

/** The person at the other end: who got it, or who answered. */
function personOf(entry: Pick<Entry, 'direction' | 'to' | 'from'>): string {
  return entry.direction === 'out' ? entry.to : entry.from;
}

/** Upper case, blanks and hyphens do not matter; +82 10… and 010… are one number. */
function plainAddress(address: string): string {
  const plain = address.trim().toLowerCase();
  if (!/^[+\d\s()-]+$/.test(plain)) return plain;
  return plain.replace(/\D/g, '').replace(/^82/, '0');
}

function isChannel(name: string | null | undefined): name is Channel {
  return channels.some((channel) => channel === name);
}
