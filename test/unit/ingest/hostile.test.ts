import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/ingest/handler.ts';
import { type EventItem, eventFromItem } from '../../../shared/events/event.ts';
import { createRateGate } from '../../../shared/events/rate-gate.ts';
import { NOW, trackCall } from '../../support/calls.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';
import { readAnswer } from '../../support/ingest.ts';
import { pick, type Random, seeded } from '../../support/random.ts';

const RUNS = 10_000;

/** Values that have broken parsers, keys and stores. */
const NASTY: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1e308,
  2 ** 60,
  0.1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '﻿',
  '‮',
  '🙂'.repeat(300),
  '가'.repeat(500),
  'null',
  'undefined',
  '[object Object]',
  'NaN',
  '0',
  '#',
  '-#',
  'u:',
  'quarantine#1',
  '../..',
  "' OR 1=1 --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=cmd()',
  'x'.repeat(40_000),
  [],
  {},
  [[[[]]]],
  [null],
  { a: { b: [] } },
  'constructor',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  'Invalid Date',
  { length: 1e9 },
  { toString: 'x' },
  { toJSON: 1 },
];
const FIELDS = [
  'type',
  'event',
  'userId',
  'anonymousId',
  'messageId',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'properties',
  'traits',
  'context',
  'integrations',
  'name',
  'groupId',
  'previousId',
  'writeKey',
  'constructor',
  'toString',
  'hasOwnProperty',
  'x'.repeat(300),
  '',
];
const PATHS = [
  'track',
  'identify',
  'page',
  'screen',
  'group',
  'alias',
  'batch',
  't',
  'i',
  'b',
  'constructor',
  '__proto__',
  'm',
];

const deep = (levels: number, open: string, close: string): string => `${open.repeat(levels)}1${close.repeat(levels)}`;

const hostileCall = (random: Random): unknown => {
  if (random() < 0.05) return pick(random, NASTY);
  const call: Record<string, unknown> = trackCall({ userId: `p${Math.floor(random() * 50)}` });
  for (let changes = Math.floor(random() * 4); changes > 0; changes--) {
    const field = pick(random, FIELDS);
    if (random() < 0.2) delete call[field];
    else call[field] = random() < 0.3 ? { [pick(random, FIELDS)]: pick(random, NASTY) } : pick(random, NASTY);
  }
  return call;
};

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
      return text.replace('"P1"', deep(5_000, '[', ']'));
    default:
      return text.replace(
        '"P1"',
        pick(random, ['1e999', '-1e999', '12345678901234567890123', '"\\ud83d"', '"\\u0000"']),
      );
  }
};

const hostileBody = (random: Random, path: string): string | Buffer => {
  const isBatch = path === 'batch' || path === 'b';
  const said = isBatch
    ? {
        batch:
          random() < 0.05
            ? pick(random, NASTY)
            : Array.from({ length: Math.floor(random() * 5) }, () => hostileCall(random)),
      }
    : hostileCall(random);
  const text = JSON.stringify(said) ?? '';
  const sent = random() < 0.3 ? damage(random, text) : text;
  if (random() < 0.05) return Buffer.from(sent, 'latin1');
  return random() < 0.1 ? gzipSync(sent) : sent;
};

describe('hostile input', () => {
  it(`never breaks ingest in ${RUNS} seeded tries, and only well-formed events pass`, async () => {
    const random = seeded(20_261_123);
    const items: EventItem[] = [];
    const keep = async (item: EventItem): Promise<'stored'> => {
      items.push(item);
      return 'stored';
    };
    const handler = createHandler({
      clock: () => NOW,
      keys: { find: async (secret) => (secret === 'k' ? { name: 'k', scopes: ['write'], source: 'web' } : undefined) },
      events: { append: keep, appendToQuarantine: keep },
      gate: createRateGate(() => NOW),
    });
    const statuses = new Map<number, number>();
    for (let run = 0; run < RUNS; run++) {
      const path = pick(random, PATHS);
      const body = hostileBody(random, path);
      const authorization =
        random() < 0.95 ? 'Bearer k' : pick(random, ['Basic', 'Basic ////', 'Bearer', '\u0000', 'Bearer x']);
      const encoding: Record<string, string> =
        random() < 0.1 ? { 'content-encoding': pick(random, ['gzip', 'br', 'gzip, gzip', '', 'identity']) } : {};
      const event = httpEvent({ path: `/v1/${path}`, body, headers: { authorization, ...encoding } });
      const answer = readAnswer(await handler(event, lambdaContext()));
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      expect(answer.success === true || answer.error !== undefined).toBe(true);
    }
    expect([...statuses.keys()].sort()).toEqual([200, 400, 401, 404, 413, 415]);
    expect(items.length).toBeGreaterThan(RUNS / 5);
    expect({}).not.toHaveProperty('polluted');
    for (const item of items) {
      expect(item.person).toMatch(/^[ua]:[^\p{Cc}]+$/u);
      expect(item.person.isWellFormed() && item.key.isWellFormed() && (item.name ?? '').isWellFormed()).toBe(true);
      expect(Buffer.byteLength(item.key)).toBeLessThanOrEqual(512);
      expect(Buffer.byteLength(item.body ?? '')).toBeLessThanOrEqual(32 * 1024);
      expect(Number.isNaN(Date.parse(item.at ?? item.receivedAt))).toBe(false);
      expect(eventFromItem(item).person).toBe(item.person);
    }
  });
});
