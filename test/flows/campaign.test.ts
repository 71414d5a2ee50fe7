import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

let stack: StackProcess;

const inboxSchema = z.array(
  z.object({
    channel: z.string(),
    to: z.string(),
    subject: z.string().optional(),
    text: z.string(),
    html: z.string().optional(),
    headers: z.record(z.string(), z.string()),
  }),
);
const recipientsSchema = z.object({
  data: z.array(
    z.object({ customerId: z.string(), arm: z.string(), status: z.string(), reason: z.string().nullable() }),
  ),
  nextCursor: z.string().nullable(),
});
const campaignSchema = z.object({ id: z.string(), status: z.string() });
const errorSchema = z.object({
  error: z.object({ code: z.string(), details: z.array(z.object({ path: z.string() })) }),
});

const request = async (method: string, path: string, body?: unknown, key = 'local-admin') =>
  fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const response = await request(method, path, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

const drain = () => call('POST', '/_local/drain');
const inbox = async (query: string) => inboxSchema.parse(await call('GET', `/inbox/messages?${query}`));
const status = async (id: string) => campaignSchema.parse(await call('GET', `/v1/campaigns/${id}`)).status;
const recipients = async (id: string, query = '') =>
  recipientsSchema.parse(await call('GET', `/v1/campaigns/${id}/recipients?limit=200${query}`)).data;

/** A shopper with consent to ads, unless told otherwise. */
const identify = async (userId: string, traits: Record<string, unknown>): Promise<void> => {
  const response = await fetch(`${stack.url}/v1/identify`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('local-write:').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ userId, traits, messageId: `identify-${userId}`, timestamp: new Date().toISOString() }),
  });
  expect(response.status).toBe(200);
};
const consenting = { 'consent.email.ad': 'Y', 'consent.sms.ad': 'Y' };

const emailTemplate = {
  id: 'hello',
  name: 'Hello',
  channel: 'email',
  purpose: 'ad',
  language: 'ko',
  subject: '{{ customer.traits.name }}님께',
  html: '<p>{{ customer.traits.name }}님 안녕하세요</p><p><a href="https://shop.example.com/sale">보기</a></p>',
};

beforeAll(async () => {
  stack = await startStackProcess({ port: await freePort() });
  await identify('min', { name: '민지', email: 'min@example.com', phone: '010-1234-5678', ...consenting });
  await identify('sol', { name: '<b>솔</b>', email: 'sol@example.com', phone: '010-2345-6789', ...consenting });
  await identify('twin', { name: '쌍둥이', email: 'SOL@example.com ', ...consenting });
  await identify('quiet', { name: '조용', email: 'quiet@example.com' });
  await identify('far', { name: '멀리' });
  await drain();
}, 240_000);
afterAll(() => stack?.stop());

const everybody = ['min', 'sol', 'twin', 'quiet', 'far', 'nobody'];

describe('a campaign by e-mail', () => {
  it('is drafted, checked, launched, sent once to whom the law allows, and accounted for', async () => {
    await call('POST', '/v1/templates', emailTemplate);
    await call('POST', '/v1/campaigns', {
      id: 'first',
      name: 'First',
      channel: 'email',
      templateId: 'hello',
      audience: { list: everybody },
      goal: { event: 'Order Completed', windowDays: 7 },
      control: 0,
    });
    expect(await call('POST', '/v1/campaigns/first/preflight')).toMatchObject({ ok: true, audience: { count: 6 } });
    expect(await status('first')).toBe('draft');
    await call('POST', '/v1/campaigns/first/launch');
    await drain();
    expect(await status('first')).toBe('done');

    const outcome = new Map((await recipients('first')).map((each) => [each.customerId, each.reason ?? each.status]));
    // Who of the two with one mailbox comes first is chance.
    const twins = [outcome.get('sol'), outcome.get('twin')].sort();
    expect(twins).toEqual(['sameAddress', 'sent']);
    outcome.delete('sol');
    outcome.delete('twin');
    expect(Object.fromEntries(outcome)).toEqual({
      min: 'sent',
      quiet: 'noConsent',
      far: 'noAddress',
      nobody: 'unknownCustomer',
    });

    const mails = await inbox('channel=email');
    expect(mails.map(({ to }) => to).sort()).toEqual(['min@example.com', 'sol@example.com']);
    const [mail] = mails.filter(({ to }) => to === 'min@example.com');
    expect(mail?.subject).toBe('(광고) 민지님께');
    expect(mail?.headers['list-unsubscribe']).toMatch(/^<http.*\/u\/[\w-]+\.[\w-]+>$/);
    expect(mail?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    expect(mail?.html).toContain('수신거부');
    expect(mail?.html).toMatch(/\/c\/[\w-]+\.[\w-]+/);
    expect(mail?.html).toMatch(/<img src="http[^"]*\/o\//);
  });

  it('cannot be launched or changed again', async () => {
    expect((await request('POST', '/v1/campaigns/first/launch')).status).toBe(409);
    const body = { name: 'x', channel: 'email', templateId: 'hello', audience: { list: ['min'] } };
    expect((await request('PUT', '/v1/campaigns/first', body)).status).toBe(409);
  });

  it('respects an unsubscription by its own link', async () => {
    const [mail] = await inbox('channel=email&to=min@example.com');
    const url = /<(http[^>]+)>/.exec(mail?.headers['list-unsubscribe'] ?? '')?.[1] ?? '';
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const left = await fetch(url, {
      method: 'POST',
      headers: form,
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
    });
    expect(left.status).toBe(200);
    await drain();
    await call('POST', '/v1/campaigns', {
      id: 'second',
      name: 'Second',
      channel: 'email',
      templateId: 'hello',
      audience: { list: ['min'] },
      control: 0,
    });
    await call('POST', '/v1/campaigns/second/launch');
    await drain();
    expect(await recipients('second')).toMatchObject([{ customerId: 'min', status: 'skipped' }]);
    expect(await inbox('channel=email&to=min@example.com')).toHaveLength(1);
  });
});

describe('a campaign whose goal is no order', () => {
  it('counts who did what it asked for', async () => {
    await call('POST', '/v1/campaigns', {
      ...{ id: 'quiz', name: 'Quiz', channel: 'email', templateId: 'hello', control: 0 },
      ...{ audience: { list: ['sol'] }, goal: { event: 'Quiz Finished', windowDays: 7 } },
    });
    await call('POST', '/v1/campaigns/quiz/launch');
    await drain();
    await call('POST', '/_local/advance', { to: new Date(Date.now() + 60_000).toISOString() });
    const body = { userId: 'sol', event: 'Quiz Finished', messageId: 'quiz-sol' };
    const headers = { authorization: `Basic ${Buffer.from('local-write:').toString('base64')}` };
    await fetch(`${stack.url}/v1/track`, { method: 'POST', headers, body: JSON.stringify(body) });
    await drain();
    expect(await call('GET', '/v1/campaigns/quiz/report')).toMatchObject({ sent: 1, converted: 1, orders: 0 });
    expect(await call('GET', '/v1/reports/impact')).toMatchObject({ total: { campaigns: 3, sent: 3 } });
  });
});

describe('a campaign by text message', () => {
  it('waits for the morning if it is launched at night', async () => {
    await until(22);
    await call('POST', '/v1/templates', {
      id: 'text',
      name: 'Text',
      channel: 'sms',
      purpose: 'ad',
      text: '{{ customer.traits.name }}님 오세요',
    });
    await call('POST', '/v1/campaigns', {
      id: 'night',
      name: 'Night',
      channel: 'sms',
      templateId: 'text',
      audience: { list: ['sol'] },
      control: 0,
    });
    await call('POST', '/v1/campaigns/night/launch');
    await drain();
    expect(await recipients('night')).toMatchObject([{ status: 'deferred', reason: 'quietHours' }]);
    expect(await inbox('channel=sms')).toEqual([]);
    await until(8);
    const [text] = await inbox('channel=sms');
    expect(text?.to).toBe('+821023456789');
    expect(text?.text).toBe('(광고)단골상점 02-1234-5678\n<b>솔</b>님 오세요\n무료수신거부 080-123-4567');
    expect(await status('night')).toBe('done');
  });

  it('goes to Korea as one long text by Solapi, whose receipt and click come back', async () => {
    await call('PUT', '/v1/settings', { sms: { provider: { KR: 'solapi' }, certificate: 'checked 2026-11-20' } });
    await call('POST', '/v1/templates', {
      ...{ id: 'long', name: 'Long', channel: 'sms', purpose: 'ad', subject: '가을 소식' },
      text: '{{ customer.traits.name }}님, 단풍이 고운 날입니다. 새로 볶은 원두를 보러 오세요. https://shop.example.com/autumn?from=text',
    });
    const audience = { list: ['sol'] };
    await call('POST', '/v1/campaigns', {
      id: 'long',
      name: 'Long',
      channel: 'sms',
      templateId: 'long',
      audience,
      control: 0,
    });
    await call('POST', '/v1/campaigns/long/launch');
    await drain();
    const [text] = await inbox('channel=lms');
    expect(text).toMatchObject({ to: '+821023456789', subject: '가을 소식' });
    const link = /http:\/\/localhost:\d+\/s\/[0-9A-Za-z]{10}/.exec(text?.text ?? '')?.[0] ?? '';
    const answer = await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (iPhone)' } });
    expect(answer.headers.get('location')).toBe('https://shop.example.com/autumn?from=text');
    await drain();
    const report = await call('GET', '/v1/campaigns/long/report');
    expect(report).toMatchObject({ sent: 1, delivered: 1, clicked: { all: 1 }, cost: { amount: 50 } });
  });

  /** Moves the product's clock to the next time at which it is so many hours in Seoul, and a minute on for the tick. */
  async function until(hour: number): Promise<void> {
    const { now } = z.object({ now: z.string() }).parse(await drain());
    const seoul = 9 * 3_600_000;
    const day = 86_400_000;
    let at = Math.floor((Date.parse(now) + seoul) / day) * day - seoul + hour * 3_600_000;
    if (at <= Date.parse(now)) at += day;
    await call('POST', '/_local/advance', { to: new Date(at).toISOString() });
    await call('POST', '/_local/advance', { to: new Date(at + 60_000).toISOString() });
    await drain();
  }
});

describe('what cannot be sent', () => {
  it('is refused at launch with every reason', async () => {
    const html = '<a href="http://shop.example.com">x</a>';
    await call('POST', '/v1/templates', { ...emailTemplate, id: 'unsafe', html });
    await call('POST', '/v1/campaigns', {
      id: 'refused',
      name: 'R',
      channel: 'email',
      templateId: 'unsafe',
      audience: { list: ['min'] },
    });
    const response = await request('POST', '/v1/campaigns/refused/launch');
    expect(response.status).toBe(422);
    const { error } = errorSchema.parse(await response.json());
    expect(error.code).toBe('preflight_failed');
    expect(error.details.map(({ path }) => path)).toContain('insecureLink');
  });

  it.each<[string, object]>([
    ['several arms', { arms: ['a', 'b'] }],
    ['a first stage of nobody', { stages: { first: 0, waitMinutes: 5 } }],
    ['a goal without a name', { goal: { event: ' ' } }],
    ['another channel', { channel: 'fax' }],
    ['nobody', { audience: { include: [] } }],
    ['a broken rule', { audience: { rule: { trait: 'x', equals: 1 } } }],
  ])('is refused when it is drafted: %s', async (_what, fields) => {
    const body = { name: 'x', channel: 'email', templateId: 'hello', audience: { list: ['min'] }, ...fields };
    expect((await request('POST', '/v1/campaigns', body)).status).toBe(422);
  });
});

it('shows a template as it would be sent', async () => {
  expect(await call('POST', '/v1/templates/hello/render', { customerId: 'sol' })).toMatchObject({
    subject: '(광고) <b>솔</b>님께',
    html: expect.stringContaining('&lt;b&gt;솔&lt;/b&gt;님 안녕하세요'),
  });
});

describe('a consent under double opt-in', () => {
  const openMail = async (to: string) => {
    const found = await inbox(`channel=email&to=${to}`);
    return found.at(-1);
  };
  const minutesLater = async (minutes: number) => {
    const { now } = z.object({ now: z.string() }).parse(await drain());
    await call('POST', '/_local/advance', { to: new Date(Date.parse(now) + minutes * 60_000).toISOString() });
  };
  const consents = async () => {
    const { consent } = z
      .object({ consent: z.record(z.string(), z.unknown()) })
      .parse(await call('GET', '/v1/customers/new'));
    return consent;
  };

  it('is asked back by mail, counts when the link is pressed, and a later refusal is answered by a notice', async () => {
    const { now } = z.object({ now: z.string() }).parse(await drain());
    await call('PUT', '/v1/settings', { doubleOptIn: { email: now }, notices: { result: now } });
    await identify('new', { name: '새봄', email: 'new@example.com', 'consent.email.ad': 'Y' });
    await drain();
    expect(await consents()).toMatchObject({ email: { ad: { state: 'pending' } } });
    await minutesLater(3);
    const question = await openMail('new@example.com');
    expect(question?.subject).toContain('수신 동의를 확인해 주세요');
    const link = /href="(http[^"]+\/d\/[^"]+)"/.exec(question?.html ?? '')?.[1] ?? '';
    const asked = await fetch(link);
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('수신에 동의하셨습니까?')]);
    expect(await consents()).toMatchObject({ email: { ad: { state: 'pending' } } });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const pressed = await fetch(link, { method: 'POST', headers: form, body: 'action=confirm' });
    expect([pressed.status, await pressed.text()]).toEqual([200, expect.stringContaining('동의가 확인되었습니다')]);
    expect(await consents()).toMatchObject({ email: { ad: { state: 'granted' } } });

    const refusal = { purpose: 'ad', state: 'withdrawn', source: 'call centre' };
    await call('PUT', '/v1/customers/new/consents/email', refusal);
    await minutesLater(3);
    expect((await openMail('new@example.com'))?.subject).toContain('처리 결과');
    expect(await call('GET', '/v1/customers/new/notices')).toMatchObject({
      data: [
        { kind: 'confirmation', by: 'email', ends: [{ status: 'sent' }] },
        { kind: 'result', said: [{ channel: 'email', purpose: 'ad', state: 'withdrawn' }], ends: [{ status: 'sent' }] },
      ],
    });
  });
});
