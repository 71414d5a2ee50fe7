import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { createPlay } from '../support/ready-made-play.ts';
import { BEGIN, MOMENTS, SHORT_STORIES } from '../support/ready-made-stories.ts';
import { NEW_SHAPE, newShapes } from '../support/stored.ts';

let stack: LocalStack;

const call = async (method: string, path: string, body?: unknown) => {
  const write = `Basic ${Buffer.from('local-write:').toString('base64')}`;
  const isIngest = path === '/v1/track' || path === '/v1/identify';
  const answer = await fetch(stack.url + path, {
    method,
    headers: { authorization: isIngest ? write : 'Bearer local-admin', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
};

interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const inbox = async (to: string): Promise<Mail[]> =>
  (await call('GET', `/inbox/messages?to=${encodeURIComponent(to)}`)).body;
const advance = async (to: string): Promise<void> => {
  await call('POST', '/_local/advance', { to });
  await call('POST', '/_local/drain');
};

const CART = {
  id: 'left-a-cart',
  name: '장바구니',
  trigger: { on: 'event', event: 'Product Added' },
  entry: { rule: 'everyDays', days: 7 },
  goal: { event: 'Order Completed' },
  steps: [
    { id: 'hour', type: 'wait', for: { hours: 1 } },
    { id: 'code', type: 'coupon', pool: 'cart' },
    { id: 'mail', type: 'message', templateId: 'cart' },
    { id: 'call', type: 'task', title: '장바구니를 두고 간 손님' },
  ],
};

/** From ten in the morning to eight on the next. */
const playUntilMorning = async () => {
  const shop = createPlay(stack, SHORT_STORIES);
  await stack.advance(BEGIN);
  await shop.open();
  await shop.arrive();
  await shop.happenAt(BEGIN);
  for (const { to } of MOMENTS.filter((moment) => moment.to < '2027-03-27')) {
    await stack.advance(to);
    await shop.happenAt(to);
  }
  return shop;
};

describe('journeys, over HTTP only', () => {
  let play: ReturnType<typeof playUntilMorning> | undefined;
  beforeAll(async () => {
    stack = await startStack({ clock: '2027-03-26T08:00:00+09:00' });
  });
  afterAll(() => stack?.stop());

  it('answer an abandoned cart by a coupon and a mail after an hour, once; not for who has bought', async () => {
    const template = {
      ...{ id: 'cart', name: '장바구니', channel: 'email', purpose: 'ad', language: 'ko' },
      subject: '{{ customer.traits.name }}님, {{ event.name }}',
      html: '<p>{{ coupon.code }}</p><p><a href="https://shop.example.com/cart">장바구니 보기</a></p>',
    };
    expect((await call('POST', '/v1/templates', template)).status).toBe(201);
    expect((await call('POST', '/v1/coupons', { id: 'cart', name: '장바구니' })).status).toBe(201);
    expect((await call('POST', '/v1/coupons/cart/codes', { codes: ['CART-ONE-1', 'CART-TWO-2'] })).status).toBe(201);
    expect((await call('POST', '/v1/journeys', CART)).status).toBe(201);
    expect((await call('POST', '/v1/journeys/left-a-cart/start')).body).toMatchObject({
      status: 'running',
      running: 1,
    });

    for (const userId of ['kim', 'lee', 'choi']) {
      const traits = {
        name: userId,
        email: `${userId}@example.com`,
        consent: { email: { ad: 'Y' } },
        'consent.source': 'test',
      };
      await call('POST', '/v1/identify', { userId, messageId: `i-${userId}`, traits });
    }
    await call('POST', '/_local/drain');
    for (const userId of ['kim', 'lee']) {
      for (const n of [1, 2]) {
        await call('POST', '/v1/track', {
          userId,
          messageId: `a-${userId}-${n}`,
          event: 'Product Added',
          properties: { name: '머그컵' },
        });
      }
    }
    await call('POST', '/_local/drain');
    await call('POST', '/v1/track', {
      ...{ userId: 'lee', messageId: 'o-lee', event: 'Order Completed' },
      properties: { order_id: 'L-1', total: 9_000, currency: 'KRW' },
    });
    await call('POST', '/_local/drain');
    expect(await inbox('kim@example.com')).toEqual([]);
    await advance('2027-03-26T09:30:00+09:00');
    const [mail, ...more] = await inbox('kim@example.com');
    expect(mail?.subject).toBe('(광고) kim님, 머그컵');
    expect(mail?.html).toMatch(/CART-(ONE-1|TWO-2)/);
    expect(more).toEqual([]);
    expect(await inbox('lee@example.com')).toEqual([]);

    const report = (await call('GET', '/v1/journeys/left-a-cart/report')).body;
    expect(report).toMatchObject({ entered: 2, inside: 0, ended: { finished: 1, goal: 1 } });
    expect(report.steps[2]).toMatchObject({ id: 'mail', people: 1, messages: { sent: 1 } });
    const wayOut = /<(http[^>]+)>/.exec(mail?.headers['list-unsubscribe'] ?? '')?.[1] ?? '';
    const left = await fetch(wayOut, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(left.status).toBe(200);
    await call('POST', '/_local/drain');
    expect(await newShapes(stack, 'journey'), NEW_SHAPE).toEqual([]);
  });

  it.each(SHORT_STORIES.flatMap(({ journeys }) => journeys))(
    'begin with %s ready made, and keep quiet hours',
    async (id) => {
      play ??= playUntilMorning();
      const { expectStory } = await play;
      for (const story of SHORT_STORIES) if (story.journeys.includes(id)) await expectStory(story);
    },
  );

  it('are left by who is erased in the middle, without a trace of the way', async () => {
    await call('POST', '/v1/track', {
      userId: 'choi',
      messageId: 'a-choi',
      event: 'Product Added',
      properties: { name: '컵' },
    });
    await call('POST', '/_local/drain');
    expect((await call('GET', '/v1/journeys/left-a-cart/report')).body).toMatchObject({ entered: 3, inside: 1 });
    expect((await call('DELETE', '/v1/customers/choi')).status).toBeLessThan(300);
    await advance('2027-03-27T11:30:00+09:00');
    expect((await call('GET', '/v1/journeys/left-a-cart/report')).body).toMatchObject({ entered: 2, inside: 0 });
    expect(await inbox('choi@example.com')).toEqual([]);
  });
});
