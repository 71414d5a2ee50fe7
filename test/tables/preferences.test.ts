import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHandler } from '../../functions/track/handler.ts';
import { confirmationToken } from '../../shared/consent/confirmation.ts';
import { adConsent, consentState, isGranted } from '../../shared/consent/consent-state.ts';
import { wishesOf } from '../../shared/consent/preference.ts';
import { recordConsent } from '../../shared/consent/record-consent.ts';
import type { Receipt } from '../../shared/feedback/fact.ts';
import { createFeedbackDeps } from '../../shared/feedback/feedback-deps.ts';
import { parseFeedback } from '../../shared/feedback/parse-feedback.ts';
import { findRow, type RecordDeps, recordReceipt } from '../../shared/feedback/record-receipt.ts';
import type { TrackMessage } from '../../shared/feedback/track-message.ts';
import { toIso } from '../../shared/platform/clock.ts';
import { deriveKey } from '../../shared/platform/hash.ts';
import { log } from '../../shared/platform/log.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { chunkIdsKey, messageKey, SEND_SNAPSHOT } from '../../shared/tables/keys.ts';
import { LINK_KEY, type LinkKind, sign } from '../../shared/tracking/token.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { httpEvent, lambdaContext } from '../support/http-event.ts';
import { profileOf } from '../support/profile.ts';
import { sentRow } from '../unit/feedback/rows.ts';

const SECRET = 'ab'.repeat(32);
const KEY = deriveKey(SECRET, LINK_KEY);
const START = Date.parse('2026-11-23T01:00:00.000Z');
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

let database: TestDynamo;
let made: () => Promise<RecordDeps>;
let door: ReturnType<typeof createHandler>;
let now = START;
let readers = 0;
const left: TrackMessage[] = [];

beforeAll(async () => {
  database = await startDynamo();
  const { dynamo, tables } = database;
  const clock = () => now;
  const settings = createSettingsStore(createDefinitionStore(dynamo, tables.definitions, clock), clock);
  await settings.change({
    topics: [
      { id: 'news', name: { ko: '새 상품', en: 'New goods' } },
      { id: 'sale', name: { ko: '할인 <b>', en: 'Sales' } },
    ],
  });
  const wiring = { dynamo, clock, signingKey: async () => SECRET, tables: { ...tables, chunks: tables.sends } };
  made = createFeedbackDeps(wiring);
  const report = async (message: TrackMessage) => void left.push(message);
  const shortLinks = { find: async () => undefined };
  door = createHandler({
    clock,
    linkKey: async () => KEY,
    record: made,
    shortLinks,
    landing: async () => undefined,
    survey: async () => undefined,
    report,
  });
});
afterAll(() => database.stop());

interface Reader {
  readonly customerId: string;
  readonly ref: string;
}

/** A person who agreed to ads and got one. */
const reader = async (traits: Record<string, unknown> = {}, agrees = true): Promise<Reader> => {
  const n = ++readers;
  now += 60_000;
  const [customerId, campaignId] = [`u:r${n}@example.com`, `spring-${n}`];
  const ref = `${campaignId}_03_0_0`;
  const contacts = { email: `secret${n}@example.com` };
  const { dynamo, tables } = database;
  await dynamo.send(
    new PutCommand({
      TableName: tables.sends,
      Item: { campaignId, part: chunkIdsKey('03', 0), ids: [customerId] },
    }),
  );
  const fold = { text: JSON.stringify(profileOf({ contacts, traits })), checkpointed: false, outside: [], aliases: [] };
  await createCustomerStore(dynamo, tables.customers).putFold(customerId, 0, fold);
  const deps = await made();
  const address = deps.suppressions.hashOf('email', contacts.email);
  const row = sentRow({ customerId, campaignId, key: messageKey(campaignId), ref, address });
  await dynamo.send(new PutCommand({ TableName: tables.messages, Item: { ...row } }));
  const said = { customerId, channel: 'email', purpose: 'ad', state: 'granted', source: 'member form' } as const;
  if (agrees) await recordConsent(deps, contacts, said);
  now += 60_000;
  return { customerId, ref };
};

interface Call {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly query?: string;
  readonly kind?: LinkKind;
  readonly headers?: Record<string, string>;
}

const call = ({ ref }: Reader, { method = 'GET', body, query = '', kind = 'p', headers = {} }: Call = {}) => {
  const token = sign(KEY, { kind, ref });
  const event = httpEvent({
    method,
    path: `/p/${token}`,
    pathParameters: { token },
    headers: { 'user-agent': BROWSER, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return door({ ...event, queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }, lambdaContext());
};
const press = (where: Reader, body: string, query?: string) =>
  call(where, { method: 'POST', body, ...(query === undefined ? {} : { query }) });

const saidBy = async ({ customerId }: Reader) => (await made()).consents.saidBy(customerId);
const standing = async (where: Reader) => {
  const { evidence, preferences } = await saidBy(where);
  const consent = consentState(evidence, now).email;
  const allowed = [undefined, 'news', 'sale'].map((topic) => isGranted(adConsent(consent, topic), now));
  return { allowed, wishes: wishesOf(preferences) };
};
const eventsOf = async ({ customerId }: Reader): Promise<unknown[]> => {
  const answer = await database.dynamo.send(
    new QueryCommand({
      TableName: database.tables.events,
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': customerId },
    }),
  );
  return (answer.Items ?? []).map(({ name }) => name);
};

it('speaks for the sender of the campaign, and for the shop where that cannot be read', async () => {
  const someone = await reader();
  const { dynamo, tables } = database;
  const campaignId = someone.ref.split('_')[0];
  const shown = async (): Promise<string> => String((await call(someone)).body);
  expect(await shown()).toContain('단골상점');
  const freeze = (body: string) =>
    dynamo.send(new PutCommand({ TableName: tables.sends, Item: { campaignId, part: SEND_SNAPSHOT, body } }));
  const brand = { ...DEFAULT_SETTINGS.brand, name: '머그집', email: 'hello@mug.example' };
  await freeze(JSON.stringify({ brand }));
  for (const page of [await shown(), String((await press(someone, 'action=save&amount=all')).body)]) {
    expect(page).toContain('머그집');
    expect(page).toContain('hello@mug.example');
    expect(page).not.toContain('단골상점');
  }
  await freeze('{}');
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  expect(await shown()).toContain('단골상점');
  vi.restoreAllMocks();
});

describe('the preference page', () => {
  it('says to whom in a form that gives nothing away, in a page without script', async () => {
    const who = await reader();
    const page = await call(who);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('s***@example.com');
    expect(page.body).not.toContain('secret');
    expect(page.body).not.toContain(who.customerId);
    expect(page.body).not.toContain('<script');
    expect(page.body).toContain('할인 &lt;b&gt;');
    expect(page.headers?.['content-security-policy']).toMatch(
      /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
    );
    expect(page.headers?.['set-cookie']).toBeUndefined();
    expect(page.headers?.['cache-control']).toBe('no-store');
  });

  it.each([
    [{ language: 'en-US' }, '', 'Your preferences'],
    [{ language: 'en' }, 'lang=ko', '수신 설정'],
    [{}, '', '수신 설정'],
    [{}, 'lang=en', 'Your preferences'],
  ])('speaks the language of %j with ?%s', async (traits, query, title) => {
    expect((await call(await reader(traits), { query })).body).toContain(`<h1>${title}</h1>`);
  });

  it('asks a browser only where the profile does not say', async () => {
    const headers = { 'accept-language': 'en-GB,en;q=0.9' };
    expect((await call(await reader(), { headers })).body).toContain('<html lang="en">');
    expect((await call(await reader({ language: 'ko' }), { headers })).body).toContain('<html lang="ko">');
  });

  it('a scanner that fetches it with any query decides nothing', async () => {
    const who = await reader();
    const before = await saidBy(who);
    for (const query of ['action=unsubscribe', 'action=object', 'List-Unsubscribe=One-Click']) {
      for (const method of ['GET', 'HEAD']) await call(who, { method, query });
    }
    expect(await saidBy(who)).toEqual(before);
  });
});

describe('a choice', () => {
  it('less often is kept and obeyed from the next message on', async () => {
    const who = await reader();
    const page = await press(who, 'action=save&amount=monthly&topic=news&topic=sale');
    expect(page.body).toContain('2026-11-23에 바꾸신 대로 저장했습니다.');
    expect(page.body).toContain('value="monthly" checked');
    expect(await standing(who)).toEqual({ allowed: [true, true, true], wishes: { most: { messages: 1, days: 30 } } });
    now += 60_000;
    await press(who, 'action=save&amount=any&topic=news&topic=sale');
    expect((await standing(who)).wishes).toEqual({});
    expect(await eventsOf(who)).toContain('Preferences Changed');
  });

  it('of where to get it rather becomes a trait, and is asked of who gets ads by several channels', async () => {
    const who = await reader();
    expect((await call(who)).body).not.toContain('name="channel"');
    const said = {
      customerId: who.customerId,
      channel: 'kakao',
      purpose: 'ad',
      state: 'granted',
      source: 'form',
    } as const;
    await recordConsent(await made(), {}, said);
    now += 60_000;
    expect((await call(who)).body).toContain('value="any" checked>상관없습니다');
    const page = await press(who, 'action=save&amount=any&topic=news&topic=sale&channel=kakao');
    expect(page.body).toContain('value="kakao" checked>카카오톡');
    await press(who, 'action=save&amount=any&topic=news&topic=sale&channel=pigeon');
    const wishes = await database.dynamo.send(
      new QueryCommand({
        TableName: database.tables.events,
        KeyConditionExpression: 'person = :person',
        FilterExpression: '#type = :identify',
        ExpressionAttributeNames: { '#type': 'type' },
        ExpressionAttributeValues: { ':person': who.customerId, ':identify': 'identify' },
      }),
    );
    expect(wishes.Items).toMatchObject([{ source: 'consent', body: '{"traits":{"preferredChannel":"kakao"}}' }]);
  });

  it('only this topic ends the others and ads without a topic, and the address is free for the topic', async () => {
    const who = await reader();
    await press(who, 'action=save&amount=any&topic=news');
    expect((await standing(who)).allowed).toEqual([false, true, false]);
    now += 60_000;
    await press(who, 'action=save&amount=any&topic=sale');
    expect((await standing(who)).allowed).toEqual([false, false, true]);
    const { evidence } = await saidBy(who);
    expect(evidence.at(-1)).toMatchObject({ source: 'preference page', ip: expect.any(String), confirmed: true });
  });

  it('no topic at all is to leave', async () => {
    const who = await reader();
    left.length = 0;
    const page = await press(who, 'action=save&amount=any');
    expect(page.body).toContain('더 이상 보내지 않습니다');
    expect((await standing(who)).allowed).toEqual([false, false, false]);
    expect(left).toMatchObject([{ kind: 'unsubscribe', ref: who.ref }]);
  });

  it('a pause of 30 days can be ended by the person', async () => {
    const who = await reader();
    const page = await press(who, 'action=pause');
    expect(page.body).toContain('2026-12-23까지 광고를 쉽니다');
    expect((await standing(who)).wishes.pausedUntil).toMatch(/^2026-12-23/);
    now += 60_000;
    await press(who, 'action=resume');
    expect((await standing(who)).wishes).toEqual({});
  });

  it('unsubscribes in one press; why is asked afterwards, and once is counted', async () => {
    const who = await reader();
    const page = await press(who, 'action=unsubscribe');
    expect((await standing(who)).allowed).toEqual([false, false, false]);
    expect(page.body).toContain('답하지 않으셔도 수신거부는 이미 처리되었습니다.');
    const thanks = await press(who, 'action=reason&reason=tooOften');
    expect(thanks.body).toContain('알려 주셔서 고맙습니다.');
    const reasons = (await eventsOf(who)).filter((name) => name === 'Unsubscribe Reason Given');
    expect(reasons).toHaveLength(1);
  });

  it('an objection to profiling is evidence about the person, and no link takes it back', async () => {
    const who = await reader();
    const page = await press(who, 'action=object', 'lang=en');
    expect(page.body).toContain('we do not score your purchases');
    const { evidence } = await saidBy(who);
    expect(evidence.at(-1)).toMatchObject({ channel: 'person', purpose: 'profiling', state: 'withdrawn' });
    expect((await press(who, 'action=allow')).statusCode).toBe(400);
  });
});

describe('an attack', () => {
  it('a link to somebody who refused cannot bring ads back', async () => {
    const never = await reader({}, false);
    await press(never, 'action=save&amount=any&topic=news&topic=sale');
    expect((await standing(never)).allowed).toEqual([false, false, false]);
    const gone = await reader();
    await press(gone, 'action=unsubscribe');
    now += 60_000;
    for (const body of ['action=save&amount=any&topic=news', 'action=resume']) await press(gone, body);
    expect((await standing(gone)).allowed).toEqual([false, false, false]);
  });

  it('a link of another kind opens no choice, and a choice of one person says nothing of another', async () => {
    const [one, other] = [await reader(), await reader()];
    for (const kind of ['o', 'u'] as const) {
      expect((await call(one, { kind, method: 'POST', body: 'action=unsubscribe' })).statusCode).toBe(404);
    }
    await press(one, `action=unsubscribe&customerId=${other.customerId}&ref=${other.ref}`);
    expect((await standing(other)).allowed).toEqual([true, true, true]);
  });

  it('whatever else is posted changes nothing and is not shown', async () => {
    const who = await reader();
    const before = await saidBy(who);
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        'action=reason&reason=%3Cscript%3Ealert(1)%3C/script%3E',
        'action=save&amount=hourly',
        'action=save',
        'action=__proto__',
        'action=save&action=pause&amount=x',
        `action=reason&reason=${'x'.repeat(5_000)}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (body) => {
        const page = await press(who, body);
        expect(page.statusCode).toBe(400);
        expect(page.body).not.toContain('<script');
      }),
      { numRuns: 100 },
    );
    const huge = await call(who, { method: 'POST', body: Buffer.alloc(2_000_000, 'action=pause&') });
    expect(huge.statusCode).toBe(400);
    expect(await saidBy(who)).toEqual(before);
  });

  it('topics that the shop does not have are not stored', async () => {
    const who = await reader();
    await press(who, 'action=save&amount=any&topic=news&topic=evil&topic=..%2F');
    const { evidence } = await saidBy(who);
    expect(evidence.map(({ topic }) => topic).filter((topic) => topic !== undefined)).toEqual(['news']);
  });
});

describe('double opt-in', () => {
  const asked = async () => {
    const who = await reader({}, false);
    const { dynamo, tables } = database;
    const settings = createSettingsStore(
      createDefinitionStore(dynamo, tables.definitions, () => now),
      () => now,
    );
    await settings.change({ doubleOptIn: { email: new Date(START).toISOString(), sms: null } });
    now += 20_000;
    const said = { customerId: who.customerId, channel: 'email', purpose: 'ad', state: 'granted' } as const;
    await recordConsent(await made(), {}, { ...said, source: 'footer form', wording: '광고 수신 동의' });
    now += 1_000;
    const ask = { customerId: who.customerId, channel: 'email', issuedAt: new Date(now).toISOString() } as const;
    return { who, token: confirmationToken(KEY, ask) };
  };
  const visit = (token: string, method = 'GET', body = '') => {
    const event = httpEvent({
      ...{ method, path: `/d/${token}`, pathParameters: { token }, body },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return door(event, lambdaContext());
  };
  const stateOf = async ({ customerId }: Reader) => {
    const { evidence } = await (await made()).consents.saidBy(customerId);
    return consentState(evidence, now, { doubleOptIn: { email: new Date(START).toISOString() } }).email?.ad?.state;
  };

  it('GET asks, POST confirms once, with the wording that was agreed to and from where', async () => {
    const { who, token } = await asked();
    expect(token).not.toContain(Buffer.from(who.customerId).toString('base64url').slice(4, 20));
    for (const method of ['GET', 'HEAD']) expect((await visit(token, method)).statusCode).toBe(200);
    expect((await visit(token)).body).toContain('<li>광고</li>');
    expect(await stateOf(who)).toBe('pending');
    expect((await visit(token, 'POST', 'action=no')).statusCode).toBe(400);
    expect((await visit(token, 'POST', 'action=confirm')).body).toContain('동의가 확인되었습니다');
    expect(await stateOf(who)).toBe('granted');
    const { evidence } = await saidBy(who);
    expect(evidence.at(-1)).toMatchObject({ confirmed: true, source: 'confirmation link', wording: '광고 수신 동의' });
    const rows = evidence.length;
    expect((await visit(token, 'POST', 'action=confirm')).statusCode).toBe(200);
    expect((await saidBy(who)).evidence).toHaveLength(rows);
  });

  it('confirms nothing that was refused since, nothing asked later, and nothing after 30 days', async () => {
    const refused = await asked();
    now += 1_000;
    const no = { customerId: refused.who.customerId, channel: 'email', purpose: 'ad', state: 'withdrawn' } as const;
    await recordConsent(await made(), {}, { ...no, source: 'phone' });
    expect((await visit(refused.token, 'POST', 'action=confirm')).statusCode).toBe(404);
    expect(await stateOf(refused.who)).toBe('withdrawn');
    now += 1_000;
    await recordConsent(await made(), {}, { ...no, state: 'granted', source: 'footer form' });
    expect((await visit(refused.token, 'POST', 'action=confirm')).statusCode).toBe(404);
    const late = await asked();
    now += 30 * 86_400_000;
    expect((await visit(late.token, 'POST', 'action=confirm')).statusCode).toBe(404);
    expect(await stateOf(late.who)).toBe('pending');
  });

  it('believes no token but its own', async () => {
    const { who, token } = await asked();
    for (const wrong of [token.slice(0, -1), `${token}A`, sign(KEY, { kind: 'p', ref: who.ref }), 'x', '']) {
      expect((await visit(wrong, 'POST', 'action=confirm')).statusCode).toBe(404);
    }
    expect(await stateOf(who)).toBe('pending');
  });
});

describe('a person who does not want to be followed', () => {
  it('says so on the page; visits of links sent before prove that the mail came, and are kept no further', async () => {
    const who = await reader();
    expect((await call(who)).body).toContain('기록하지 않기');
    expect((await press(who, 'action=untrack')).body).toContain('다시 기록하기');
    expect((await standing(who)).wishes).toEqual({ untracked: true });
    const deps = await made();
    const visit = (kind: TrackMessage['kind']) =>
      recordReceipt(
        deps,
        receiptOf({ ...VISIT, kind, ref: who.ref, at: toIso(now), url: 'https://shop.example.com' }),
        toIso(now),
      );
    for (const kind of ['open', 'click', 'visit'] as const) expect(await visit(kind)).toBe('recorded');
    const row = async () => findRow(deps, who.ref);
    const silent = await row();
    expect([silent?.openedAt, silent?.clickedAt, silent?.clicks, silent?.opens, silent?.visits]).toEqual([
      ...[undefined, undefined, undefined, undefined, undefined],
    ]);
    now += 1_000;
    await press(who, 'action=track');
    expect((await standing(who)).wishes).toEqual({});
    await visit('click');
    expect((await row())?.clickedAt).toBe(toIso(now));
  });
});

const VISIT = { source: 'track', method: 'GET', userAgent: BROWSER, actor: 'human', reason: 'browser' } as const;

const receiptOf = (message: TrackMessage): Receipt => {
  const feedback = parseFeedback(JSON.stringify(message));
  if (feedback.kind !== 'receipt') throw new Error(`is ${feedback.kind}`);
  return feedback;
};
