import { createHash, createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { losesAnswer, refusal, type StandInOptions } from '../stand-in/options.ts';
import { type HttpReply, type HttpRequest, serve } from '../stand-in/server.ts';
import {
  type Asked,
  brandFaultOf,
  brandOutcomeOf,
  type KakaoAccount,
  shownBrandMessage,
} from './check-brand-message.ts';
import { faultOf, messageSchema, type SentMessage } from './check-message.ts';
import { outcomeFor } from './outcomes.ts';

/** A template of AlimTalk as it is registered with Kakao. */
export interface RegisteredTemplate {
  readonly templateId: string;
  readonly channelId: string;
  readonly name: string;
  readonly content: string;
  readonly status: 'PENDING' | 'INSPECTING' | 'APPROVED' | 'REJECTED';
  readonly messageType?: 'BA' | 'EX' | 'AD' | 'MI';
  readonly buttons?: readonly object[];
  readonly comments?: readonly { readonly isAdmin: boolean; readonly content: string; readonly dateCreated: string }[];
}

interface SolapiConfiguration {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** Caller numbers that are registered, digits; empty: any. */
  readonly senders?: readonly string[];
  /** Kakao channels that may write to people who are no friends, and whom Kakao knows as friends, digits; absent: any. */
  readonly strangers?: readonly string[] | undefined;
  readonly friends?: readonly string[] | undefined;
  /** Where reports are posted, and the shared word that goes with them. */
  readonly webhook?: { readonly url: string; readonly secret: string } | undefined;
}

interface Stored extends SentMessage {
  readonly messageId: string;
  readonly groupId: string;
  statusCode: string;
  readonly dateCreated: string;
  dateUpdated: string;
}

interface Black {
  readonly handleKey: string;
  readonly type: 'DENIAL';
  readonly senderNumber: string;
  readonly recipientNumber: string;
  readonly dateCreated: string;
  readonly dateUpdated: string;
}

/** The platform refuses a signature whose date is further off. */
const MOST_SKEW = 15 * 60_000;
/** Bytes of a picture of an MMS. */
const MOST_PICTURE = 200 * 1024;
const fileSchema = z.object({
  file: z.base64().min(4),
  type: z.enum(['MMS', 'BMS', 'BMS_WIDE', 'BMS_CAROUSEL_FEED_LIST']),
  name: z.string().optional(),
});
/** Bytes of a picture in KakaoTalk. */
const MOST_KAKAO_PICTURE = 500 * 1024;
const SEOUL = 9 * 60;
const HOOK_TRIES = 5;
const PAGE = 20;

const reply = (status: number, body: object): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const fault = (status: number, errorCode: string, errorMessage: string): HttpReply =>
  reply(status, { errorCode, errorMessage });

/** Solapi's API as far as it is used: sending, pictures of texts, lists, 080 refusals, templates of AlimTalk, and reports by webhook. */
export async function startSolapi(options: StandInOptions) {
  type Open = 'webhook' | 'strangers' | 'friends';
  let settings: Required<Omit<SolapiConfiguration, Open>> & Pick<SolapiConfiguration, Open> = {
    ...{ apiKey: 'local', apiSecret: 'local-secret', senders: [], webhook: undefined },
  };
  const messages = new Map<string, Stored>();
  const templates = new Map<string, RegisteredTemplate>();
  const blacks: Black[] = [];
  const files = new Map<string, Buffer>();
  const uses = new Map<string, string>();
  const hooks = new Set<Promise<void>>();
  let stopped = false;
  const now = (): string => new Date(options.clock()).toISOString();
  const id = (prefix: string): string => `${prefix}${randomUUID().replaceAll('-', '').toUpperCase()}`;

  const isSigned = (request: HttpRequest): boolean => {
    const pattern = /^HMAC-SHA256 apiKey=(\S+), date=(\S+), salt=([0-9A-Za-z]{12,64}), signature=([0-9a-f]{64})$/;
    const [, apiKey, date = '', salt = '', signature] = pattern.exec(request.headers.authorization ?? '') ?? [];
    const skew = Math.abs(Date.parse(date) - options.clock());
    const expected = createHmac('sha256', settings.apiSecret).update(`${date}${salt}`).digest('hex');
    return apiKey === settings.apiKey && signature === expected && skew <= MOST_SKEW;
  };

  /** Five times, as the platform does; it never learns more of us than a status. */
  const hook = async (event: string, body: readonly object[]): Promise<void> => {
    const { webhook } = settings;
    if (!webhook) return;
    for (let attempt = 0; attempt < HOOK_TRIES && !stopped; attempt += 1) {
      const headers = {
        'content-type': 'application/json',
        'x-solapi-event-name': event,
        'x-solapi-secret': createHash('sha1').update(webhook.secret).digest('hex'),
      };
      const answer = await fetch(webhook.url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
        () => undefined,
      );
      if (answer?.ok) return;
      await delay(200, undefined, { ref: false });
    }
  };
  const report = (message: Stored): void => {
    const running = hook('SINGLE-REPORT', [message]).finally(() => hooks.delete(running));
    hooks.add(running);
  };

  const shown = (
    message: SentMessage,
  ): {
    channel: 'sms' | 'lms' | 'alimtalk' | 'kakao';
    subject?: string;
    text: string;
    headers?: Record<string, string>;
  } => {
    const { type, subject, kakaoOptions } = message;
    if (type === 'SMS') return { channel: 'sms', text: message.text ?? '' };
    if (kakaoOptions?.bms) return { channel: 'kakao', ...shownBrandMessage(message.text, kakaoOptions.bms) };
    if (type !== 'ATA')
      return { channel: 'lms', text: message.text ?? '', ...(subject === undefined ? {} : { subject }) };
    const template = templates.get(kakaoOptions?.templateId ?? '');
    const text = Object.entries(kakaoOptions?.variables ?? {}).reduce(
      (filled, [name, value]) => filled.replaceAll(name, value),
      template?.content ?? '',
    );
    return { channel: 'alimtalk', subject: template?.name ?? '', text };
  };

  const asked = ({ to, text, kakaoOptions }: SentMessage): Asked | undefined =>
    kakaoOptions?.bms && {
      ...{ to, text, channelId: kakaoOptions.pfId, isAd: kakaoOptions.adFlag, bms: kakaoOptions.bms },
    };
  const kakaoAccount = (): KakaoAccount => ({
    ...{ strangers: settings.strangers, friends: settings.friends },
    // An id that was not handed out here stands for one of the platform's own console.
    hasPicture: (imageId, use) => (uses.get(imageId) ?? use) === use,
    minute: (Math.floor(options.clock() / 60_000) + SEOUL) % (24 * 60),
  });

  /** AlimTalk is checked against what Kakao registered, a Brand Message against its form. */
  const kakaoFault = (message: SentMessage): string | undefined => {
    const { type, kakaoOptions } = message;
    const brand = asked(message);
    if (type === 'BMS_FREE') return brand ? brandFaultOf(brand, kakaoAccount()) : '1010';
    if (type !== 'ATA') return undefined;
    const template = templates.get(kakaoOptions?.templateId ?? '');
    if (!template) return '1042';
    if (template.channelId !== kakaoOptions?.pfId) return '1041';
    if (template.status !== 'APPROVED') return '3105';
    const wanted = [...`${template.content}${JSON.stringify(template.buttons ?? [])}`.matchAll(/#\{[^}]+\}/g)].map(
      ([name]) => name,
    );
    return wanted.some((name) => kakaoOptions.variables[name] === undefined) ? '1043' : undefined;
  };

  const send = (request: HttpRequest): HttpReply => {
    const faults = options.faults();
    const refused = refusal(faults);
    if (refused === 'throttled') return fault(429, 'TooManyRequests', '요청이 너무 많습니다.');
    if (refused === 'unavailable') return fault(500, 'InternalServerError', '서버 오류');
    const given: unknown = JSON.parse(request.body.toString('utf8'));
    const parsed = messageSchema.safeParse(
      typeof given === 'object' && given && 'message' in given ? given.message : given,
    );
    if (!parsed.success) return fault(400, 'ValidationError', parsed.error.issues[0]?.message ?? '');
    const message = parsed.data;
    const { to, from, type, country, customFields } = message;
    const statusCode = isRefused(to, from)
      ? '1061'
      : (faultOf(message, settings.senders) ?? kakaoFault(message) ?? '2000');
    const groupId = id('G4V');
    const messageId = id('M4V');
    const about = { groupId, messageId, accountId: '12925149', to, from, type, country };
    const statusMessage = statusCode === '2000' ? '정상 접수(이통사로 접수 예정) ' : '접수 실패';
    if (statusCode !== '2000') return reply(200, { ...about, statusCode, statusMessage });
    const brand = asked(message);
    const outcome =
      (brand && brandOutcomeOf(brand, kakaoAccount())) ?? outcomeFor(to, type === 'ATA' || type === 'BMS_FREE');
    const stored: Stored = {
      ...message,
      messageId,
      groupId,
      statusCode: outcome,
      dateCreated: now(),
      dateUpdated: now(),
    };
    messages.set(messageId, stored);
    const { imageId } = message;
    options.inbox.add({
      headers: imageId === undefined ? {} : { image: imageId },
      ...shown(message),
      ...{ to: `+82${to.replace(/^0/, '')}`, from: brand?.channelId ?? from, messageId },
      ...{ sentAt: now(), tags: customFields, outcome },
    });
    report(stored);
    return { ...reply(200, { ...about, statusCode, statusMessage }), drop: losesAnswer(faults) };
  };

  /** Pictures of texts, JPEG up to 200 KB, and of Brand Messages, JPEG or PNG up to 500 KB (storage service of solapi-nodejs). */
  const keepFile = (request: HttpRequest): HttpReply => {
    const refused = refusal(options.faults());
    if (refused === 'throttled') return fault(429, 'TooManyRequests', '요청이 너무 많습니다.');
    if (refused === 'unavailable') return fault(500, 'InternalServerError', '서버 오류');
    const given = fileSchema.safeParse(JSON.parse(request.body.toString('utf8'))).data;
    if (!given) return fault(400, 'ValidationError', 'file and type are required');
    const bytes = Buffer.from(given.file, 'base64');
    const isText = given.type === 'MMS';
    if (bytes.length > (isText ? MOST_PICTURE : MOST_KAKAO_PICTURE))
      return fault(400, 'FileSizeExceeded', `${isText ? 200 : 500}KB 이하의 파일만 가능합니다.`);
    const isPng = !isText && bytes.readUInt32BE(0) === 0x89504e47;
    if (!isPng && bytes.readUInt16BE(0) !== 0xffd8) return fault(400, 'InvalidFileType', 'JPG 파일만 가능합니다.');
    const fileId = id('ST01FZ');
    files.set(fileId, bytes);
    uses.set(fileId, given.type);
    options.inbox.keepPicture(fileId, bytes);
    return reply(200, { fileId, type: given.type, link: null });
  };

  const isRefused = (to: string, from: string): boolean =>
    blacks.some(({ senderNumber, recipientNumber }) => recipientNumber === to && senderNumber === from);

  /** A page by key order; `startKey` is the first key of the page. */
  const page = <T>(all: readonly T[], keyOf: (one: T) => string, query: URLSearchParams) => {
    const limit = Number(query.get('limit') ?? PAGE);
    const startKey = query.get('startKey');
    const from =
      startKey === null
        ? 0
        : Math.max(
            0,
            all.findIndex((one) => keyOf(one) === startKey),
          );
    const next = all[from + limit];
    return { items: all.slice(from, from + limit), startKey, limit, nextKey: next === undefined ? null : keyOf(next) };
  };

  const list = (query: URLSearchParams, groupId = query.get('groupId')): HttpReply => {
    const ids = [...query.entries()].flatMap(([name, value]) => (/^messageIds?(\[\d*\])?$/.test(name) ? [value] : []));
    const [start, end] = [query.get('startDate'), query.get('endDate')];
    const found = [...messages.values()].filter(
      (message) =>
        (ids.length === 0 || ids.includes(message.messageId)) &&
        (groupId === null || message.groupId === groupId) &&
        (start === null || message.dateUpdated >= new Date(start).toISOString()) &&
        (end === null || message.dateUpdated <= new Date(end).toISOString()),
    );
    const { items, ...about } = page(found, ({ messageId }) => messageId, query);
    return reply(200, {
      ...about,
      messageList: Object.fromEntries(items.map((message) => [message.messageId, message])),
    });
  };

  const black = (query: URLSearchParams): HttpReply => {
    const from = query.get('dateCreated[gte]');
    const found = blacks.filter(({ dateCreated }) => from === null || dateCreated >= new Date(from).toISOString());
    const { items, ...about } = page(found, ({ handleKey }) => handleKey, query);
    return reply(200, { ...about, blackList: items });
  };

  const server = await serve((request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://solapi');
    if (!isSigned(request)) return fault(403, 'SignatureDoesNotMatch', '인증에 실패하였습니다.');
    if (request.method === 'POST' && pathname === '/messages/v4/send') return send(request);
    if (request.method === 'POST' && pathname === '/storage/v1/files') return keepFile(request);
    if (request.method === 'GET' && pathname === '/messages/v4/list') return list(searchParams);
    if (request.method === 'GET' && pathname === '/iam/v1/black') return black(searchParams);
    const group = /^\/messages\/v4\/groups\/([^/]+)\/messages$/.exec(pathname)?.[1];
    if (group !== undefined) return list(searchParams, group);
    const template = templates.get(/^\/kakao\/v2\/templates\/([^/]+)$/.exec(pathname)?.[1] ?? '');
    if (template) return reply(200, { ...template, dateUpdated: now() });
    return fault(404, 'ResourceNotFound', `${request.method} ${pathname}`);
  });

  return {
    endpoint: server.endpoint,
    /** Replaces what is given, keeps the rest. */
    configure: (given: SolapiConfiguration): void => {
      settings = { ...settings, ...given };
    },
    /** Registers a template with Kakao, or changes its state. */
    register: (template: RegisteredTemplate): void => void templates.set(template.templateId, template),
    /** Somebody calls the 080 number of a sender; both numbers in digits as dialled in Korea. */
    refuse: (recipientNumber: string, senderNumber: string): void => {
      const at = now();
      blacks.push({
        ...{ handleKey: id('BL'), type: 'DENIAL', senderNumber, recipientNumber, dateCreated: at, dateUpdated: at },
      });
    },
    /** Pictures in the store, by their ids. */
    files: (): ReadonlyMap<string, Buffer> => files,
    /** Everything that was accepted, oldest first. */
    accepted: (): readonly Stored[] => [...messages.values()],
    /** Reports that nobody has taken yet. */
    pending: () => hooks.size,
    stop: async () => {
      stopped = true;
      await Promise.all(hooks);
      await server.stop();
    },
  };
}
