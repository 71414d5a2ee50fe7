import { gzipSync } from 'node:zlib';
import { trackCall } from './calls.ts';
import { pick, type Random, seeded } from './random.ts';

/** One request as a stranger might send it: a path below `/v1/`, a body and headers, none of them to be trusted. */
export interface HostileRequest {
  readonly path: string;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Values that have broken parsers, keys and stores. */
const NASTY: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1e308, 2 ** 60, 0.1],
  ...['', ' ', '\u0000', '\ud800', '\udfff\ud800', '\ufeff', '\u202e', '가\u0301', 'ﷺ'],
  ...['🙂'.repeat(300), '가'.repeat(500)],
  ...['null', 'undefined', '[object Object]', 'NaN', '0', '#', '-#', 'u:', 'quarantine#1', '../..'],
  ...["' OR 1=1 --", '{{7*7}}', '<script>alert(1)</script>', '=cmd()', 'constructor', '__proto__'],
  ...['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '+275760-09-13T00:00:00.000Z'],
  ...['Invalid Date', '2026-11-22T10:00:00+99:99', '12,000', '1e400', '٣'],
  ...[[], {}, [[[[]]]], [null], { a: { b: [] } }, { length: 1e9 }, { toString: 'x' }, { toJSON: 1 }],
];
/** Larger than a call may be; rare, because each costs as much as a thousand others. */
const HUGE = 'x'.repeat(40_000);

const FIELDS = [
  ...['type', 'event', 'userId', 'anonymousId', 'messageId', 'timestamp', 'originalTimestamp', 'sentAt'],
  ...['properties', 'traits', 'context', 'integrations', 'name', 'groupId', 'previousId', 'writeKey'],
  ...['constructor', 'toString', 'hasOwnProperty', 'x'.repeat(300), ''],
];
const EVENTS = [
  'Order Completed',
  'Order Refunded',
  'Product Reviewed',
  'Application Opened',
  'Consent Changed',
  '주문',
];
const ORDER_FIELDS = ['order_id', 'total', 'revenue', 'currency', 'products', 'part', 'parts', 'price', 'rating'];
const PATHS = [
  ...['track', 'identify', 'page', 'screen', 'group', 'alias', 'batch', 'batch', 't', 'i', 'p', 's', 'g', 'a', 'b'],
  ...['constructor', '__proto__', 'm', 'track/', 'tracks', '%74rack'],
];
const AUTHORIZATIONS = ['', 'Basic', 'Basic ////', 'Bearer', '\u0000', 'Bearer x', 'Digest a', 'Basic Og=='];
const ENCODINGS = ['gzip', 'br', 'gzip, gzip', '', 'identity', 'x-gzip'];

const nasty = (random: Random): unknown => (random() < 0.003 ? HUGE : pick(random, NASTY));

const nastyRecord = (random: Random, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: 1 + Math.floor(random() * 3) }, () => [pick(random, names), nasty(random)]));

const hostileCall = (random: Random): unknown => {
  if (random() < 0.05) return nasty(random);
  const call: Record<string, unknown> = trackCall({ userId: `p${Math.floor(random() * 50)}` });
  call.messageId = `m-${Math.floor(random() * 1e9)}`;
  if (random() < 0.2) {
    call.event = pick(random, EVENTS);
    call.properties = { order_id: `A-${Math.floor(random() * 1e6)}`, ...nastyRecord(random, ORDER_FIELDS) };
  }
  for (let changes = Math.floor(random() * 4); changes > 0; changes--) {
    const field = pick(random, FIELDS);
    if (random() < 0.2) delete call[field];
    else call[field] = random() < 0.3 ? nastyRecord(random, FIELDS) : nasty(random);
  }
  return call;
};

const deep = (levels: number, open: string, close: string): string => `${open.repeat(levels)}1${close.repeat(levels)}`;

const damage = (random: Random, text: string): string => {
  const at = Math.floor(random() * text.length);
  switch (Math.floor(random() * 6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x2ff)) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(at, at + 40).repeat(3) + text.slice(at);
    case 3:
      return text.replace(
        '"properties":{',
        `"properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},`,
      );
    case 4:
      return text.replace('"P1"', deep(pick(random, [31, 40, 3_000]), '[', ']'));
    default:
      return text.replace(
        '"P1"',
        pick(random, ['1e999', '-1e999', '12345678901234567890123', '"\\ud83d"', '"\\u0000"']),
      );
  }
};

const hostileText = (random: Random, path: string): string => {
  const isBatch = path === 'batch' || path === 'b';
  const entries = () => Array.from({ length: Math.floor(random() * 5) }, () => hostileCall(random));
  const said = isBatch ? { batch: random() < 0.05 ? nasty(random) : entries() } : hostileCall(random);
  const text = JSON.stringify(said) ?? '';
  // HTTP carries bytes: half of a surrogate pair could not even leave the sender.
  return random() < 0.3 ? damage(random, text).toWellFormed() : text;
};

/** Endless requests, the same ones for the same seed. `key` is the write key that most of them carry. */
export function* hostileRequests(seed: number, key: string): Generator<HostileRequest> {
  const random = seeded(seed);
  for (;;) {
    const path = pick(random, PATHS);
    const text = hostileText(random, path);
    const kind = random();
    const body = kind < 0.03 ? Buffer.from(text, 'latin1') : kind < 0.06 ? gzipSync(text, { level: 1 }) : text;
    const authorization = random() < 0.95 ? `Bearer ${key}` : pick(random, AUTHORIZATIONS);
    const packed = kind >= 0.03 && kind < 0.06;
    const encoding = random() < 0.05 ? pick(random, ENCODINGS) : packed ? 'gzip' : '';
    yield { path, body, headers: { authorization, ...(encoding === '' ? {} : { 'content-encoding': encoding }) } };
  }
}
