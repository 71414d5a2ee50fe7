import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/track/handler.ts';
import { type EngagedMessage, withFact } from '../../../shared/feedback/engagement.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import type { RecordDeps } from '../../../shared/feedback/record-receipt.ts';
import type { TrackMessage } from '../../../shared/feedback/track-message.ts';
import { attributionOf } from '../../../shared/insights/attribution.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { SECOND, toIso } from '../../../shared/platform/clock.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { LINK_KEY, type LinkPayload, sign, verify, webUrl } from '../../../shared/tracking/token.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';
import { type Random, seeded } from '../../support/random.ts';
import { sentRow } from '../feedback/rows.ts';

const KEY = deriveKey('ab'.repeat(32), LINK_KEY);
const REF = 'winback_03_0_7';
const DELIVERED = Date.parse('2026-11-23T01:00:00.000Z');
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

/** The links of the smallest ad there is: a picture that tells of opens, one link to the shop, the two ways out. */
const LINKS: readonly LinkPayload[] = [
  { kind: 'o', ref: REF },
  { kind: 'c', ref: REF, url: 'https://shop.example.com/coupon' },
  { kind: 'u', ref: REF },
  { kind: 'p', ref: REF },
];

const row = (): EngagedMessage => sentRow({ handedOverAt: toIso(DELIVERED - SECOND), deliveredAt: toIso(DELIVERED) });

/** Whatever a scanner may read; everything that writes throws. */
const reading = async (): Promise<RecordDeps> => {
  const never = (): never => {
    throw new Error('a scanner wrote something');
  };
  const refuses = { append: never, suppress: never, suppressHash: never, put: never, schedule: never };
  return {
    clock: () => DELIVERED,
    chunks: { findRecipient: async () => 'u:kim' },
    feedback: { find: async () => row(), update: never, ownersOf: never },
    settings: async () => DEFAULT_SETTINGS,
    customers: { get: async () => undefined },
    consents: { ...refuses, saidBy: async () => ({ evidence: [], preferences: [] }), evidenceOf: async () => [] },
    suppressions: refuses,
    events: refuses,
    timers: refuses,
    // biome-ignore lint/suspicious/noExplicitAny: only what a reader of links may touch is there
  } as any;
};

/** Fetches links as a scanner does and answers the row that came of it, with the reports that it left. */
const scan = async (
  moments: readonly number[],
  { method = 'GET', headers = {} }: { readonly method?: string; readonly headers?: Record<string, string> } = {},
) => {
  const seen: TrackMessage[] = [];
  const statuses: (number | undefined)[] = [];
  for (const [index, link] of LINKS.entries()) {
    const at = DELIVERED + (moments[index] ?? 0);
    const handler = createHandler({
      clock: () => at,
      linkKey: async () => KEY,
      record: reading,
      shortLinks: { find: async () => undefined },
      landing: async () => undefined,
      survey: async () => undefined,
      report: async (message) => void seen.push(message),
    });
    const token = sign(KEY, link);
    const event = httpEvent({
      method,
      path: `/${link.kind}/${token}`,
      pathParameters: { token },
      headers: { 'user-agent': BROWSER, ...headers },
    });
    statuses.push((await handler(event, lambdaContext())).statusCode);
  }
  const facts = seen.flatMap((message) => {
    const feedback = parseFeedback(JSON.stringify(message));
    return feedback.kind === 'receipt' ? feedback.facts : [];
  });
  return { statuses, after: facts.reduce((known, fact) => withFact(known, fact, () => undefined), row()) };
};

describe('a scanner', () => {
  it.each([
    ['that fetches every link at once, seconds after the mail came', [8_000, 8_300, 8_600, 8_900], {}],
    ['that takes three seconds from link to link', [20_000, 23_000, 26_000, 29_000], {}],
    ['that is faster than the mail', [100, 200, 300, 400], {}],
    ['that asks for heads only', [60_000, 90_000, 120_000, 150_000], { method: 'HEAD' }],
    ['that prefetches', [60_000, 90_000, 120_000, 150_000], { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    [
      'that says its name',
      [60_000, 90_000, 120_000, 150_000],
      { headers: { 'user-agent': 'Barracuda Sentinel (EE)' } },
    ],
  ])('%s unsubscribes nobody, converts nobody and is reported as a machine', async (_name, moments, request) => {
    const { statuses, after } = await scan(moments, request);
    expect(statuses).toEqual([200, 302, 200, 200]);
    expect(after).toMatchObject({ clickedAt: expect.any(String), status: 'sent' });
    expect([after.openedHumanAt, after.clickedHumanAt, after.personClicks, after.unsubscribedAt]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
    const counters = messageContribution(after);
    expect([counters.get('arm.a.clicked'), counters.get('arm.a.clickedBy.scanner')]).toEqual([1n, 1n]);
    expect(counters.get('arm.a.openedBy.scanner')).toBe(1n);
    for (const name of ['openedHuman', 'openedBy.human', 'clickedHuman', 'unsubscribed'])
      expect([name, counters.get(`arm.a.${name}`)]).toEqual([name, undefined]);
    // An order later that day followed the message, not a click.
    const order = { orderId: 'o', placedAt: toIso(DELIVERED + 3_600_000), currency: 'KRW', net: 1_000 };
    expect(attributionOf(order, [after])).toMatchObject({ touch: 'delivered' });
  });

  it('is told from a person who reads, clicks, and looks at the preferences a minute later', async () => {
    const { after } = await scan([60_000, 75_000, 140_000, 165_000]);
    expect(after).toMatchObject({
      clickedHumanAt: toIso(DELIVERED + 75_000),
      openedHumanAt: toIso(DELIVERED + 60_000),
    });
  });
});

const HOSTS = [
  'shop.example.com',
  'evil.example',
  'xn--9n2bp8q.example',
  '127.0.0.1',
  '[::1]',
  'shop.example.com@evil.example',
];
const SCHEMES = [
  'https://',
  'http://',
  'HTTPS://',
  '//',
  'javascript:',
  'data:text/html,',
  'https:/\\',
  '\\\\',
  'ftp://',
  '',
  ' https://',
];
const TAILS = [
  '',
  '/',
  '/a?b=c',
  '/%0d%0aSet-Cookie:a=b',
  '\r\nLocation: https://evil.example',
  '/단골',
  '/\u202e',
  '#x',
  '/..//evil.example',
  ':443@evil.example',
];
const pick = <T>(random: Random, all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
const urlOf = (random: Random): string => {
  const text = `${pick(random, SCHEMES)}${pick(random, HOSTS)}${pick(random, TAILS)}`;
  const at = Math.floor(random() * (text.length + 1));
  const noise = random() < 0.3 ? String.fromCharCode(Math.floor(random() * 0x300)) : '';
  return `${text.slice(0, at)}${noise}${text.slice(at)}`;
};

describe('a hundred thousand made-up targets', () => {
  it('lead nowhere: none under a signature that was made for another, and none signed that is no address of the web', () => {
    const random = seeded(9);
    const [, signature = ''] = sign(KEY, { kind: 'c', ref: REF, url: 'https://shop.example.com/coupon' }).split('.');
    const own = deriveKey('cd'.repeat(32), LINK_KEY);
    let signed = 0;
    for (let n = 0; n < 100_000; n += 1) {
      const url = urlOf(random);
      const forged = Buffer.from(`c${REF}\n${url}`).toString('base64url');
      const token =
        n % 3 === 0
          ? `${forged}.${signature}`
          : n % 3 === 1
            ? url
            : `${forged}.${sign(own, LINKS[0] ?? { kind: 'o', ref: REF }).split('.')[1]}`;
      if (verify(KEY, token) !== undefined) expect.fail(`${JSON.stringify(token)} was believed`);
      const target = webUrl(url);
      if (target === undefined) continue;
      // What may be signed is an absolute address whose header cannot be broken and whose host is the one that is read.
      if (!/^https?:\/\/[^/?#@\s]+[/?#]?/.test(target) || /[^\x21-\x7e]/.test(target))
        expect.fail(`${url} became ${target}`);
      signed += 1;
    }
    expect(signed).toBeGreaterThan(10_000);
  });
});
