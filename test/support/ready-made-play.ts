import { expect } from 'vitest';
import * as z from 'zod';
import type { LocalStack } from '../../infra/local/stack.ts';
import type { Fact, Story } from './ready-made-stories.ts';

/** Of a person: what a browser without a window says of itself counts as nobody. */
export const BROWSER =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
const WRITE = `Basic ${Buffer.from('local-write:').toString('base64')}`;
/** Templates that are ads; all others are information. */
const ADS = ['special-text', 'letter'];
/** A journey that sends a plain ad whenever somebody is named, so that there is something not to respond to. */
const LETTERS = {
  ...{ id: 'letters', name: 'letters', trigger: { on: 'api' }, entry: { rule: 'always' } },
  steps: [{ id: 'mail', type: 'message', templateId: 'letter' }],
};

/** What the shop's own desk is told by a signed call. */
const TOLD = {
  ...{ id: 'quote-told', name: 'quote-told', trigger: { on: 'event', event: 'Quote Sent' } },
  steps: [{ id: 'desk', type: 'webhook', webhook: 'desk' }],
};

const letterSchema = z.object({ text: z.string(), html: z.string().optional(), sentAt: z.string() });
const callSchema = z.object({ data: z.object({ customerId: z.string(), journey: z.string() }) });
const stepSchema = z.looseObject({
  type: z.string(),
  templateId: z.string().optional(),
  pool: z.string().optional(),
  content: z.string().optional(),
});
const readySchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      journey: z.looseObject({ steps: z.array(stepSchema) }),
      segments: z.array(z.looseObject({ id: z.string() })),
    }),
  ),
});

type Letter = z.infer<typeof letterSchema> & { readonly template: string };

/** The form of a survey is pressed as a person presses it, on the page behind the link. */
const answerSurvey = async ({ html = '' }: Letter, score: number): Promise<void> => {
  const url = /https?:\/\/[^\s"<]+\/q\/[\w.-]+/.exec(html)?.[0] ?? '';
  const headers = { 'user-agent': BROWSER, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(url, { method: 'POST', headers, body: `score=${score}` });
  expect(answer.status, url).toBe(200);
};

const follow = async ({ html = '' }: Letter, does: 'clicked' | 'opened'): Promise<void> => {
  const found = does === 'clicked' ? /href="([^"]+\/c\/[^"]+)"/.exec(html) : /src="([^"]+\/o\/[^"]+)"/.exec(html);
  const url = (found?.[1] ?? '').replaceAll('&amp;', '&');
  await fetch(url, { redirect: 'manual', headers: { 'user-agent': BROWSER } });
};

/** A shop that starts ready-made journeys and the people who go through them, over HTTP only. */
export const createPlay = (stack: LocalStack, stories: readonly Story[]) => {
  let calls = 0;
  const made = new Set<string>();

  const call = async (method: string, path: string, body?: unknown, authorization = 'Bearer local-admin') => {
    const answer = await fetch(stack.url + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const ingest = (path: string, body: object) => {
    calls += 1;
    return call('POST', path, { messageId: `m${calls}`, ...body }, WRITE);
  };

  const addressOf = ({ who, traits = {} }: Story): string =>
    typeof traits.email === 'string' ? traits.email : `${who}@example.com`;
  const phoneOf = (story: Story): string => `+8210${20_000_000 + stories.indexOf(story)}`;

  /** Everything that a person was sent, on every channel; a template says its own name in brackets. */
  const lettersOf = async (story: Story): Promise<Letter[]> => {
    const found: z.infer<typeof letterSchema>[] = [];
    for (const to of [addressOf(story), phoneOf(story)]) {
      const sent = await call('GET', `/inbox/messages?to=${encodeURIComponent(to)}`);
      found.push(...z.array(letterSchema).parse(sent));
    }
    return found
      .map((letter) => ({ ...letter, template: /\[([a-z-]+)\]/.exec(letter.text)?.[1] ?? '?' }))
      .sort((left, right) => (left.sentAt < right.sentAt ? -1 : 1));
  };

  const create = async (path: string, id: string, body: object): Promise<boolean> => {
    if (made.has(`${path} ${id}`)) return false;
    made.add(`${path} ${id}`);
    await call('POST', path, { id, name: id, ...body });
    return true;
  };

  const createTemplate = (id: string): Promise<boolean> => {
    const base = { purpose: ADS.includes(id) ? 'ad' : 'info', language: 'ko' };
    if (id.endsWith('text')) return create('/v1/templates', id, { ...base, channel: 'sms', text: `[${id}]` });
    const survey = id === 'nps' ? { survey: { kind: 'nps' } } : {};
    const words = `[${id}] {{ coupon.code }} {{ landing.url }}${id === 'nps' ? ' {{ survey.url }}' : ''}`;
    const html = `<p>${words}</p><p><a href="https://shop.example.com/">보기</a></p>`;
    return create('/v1/templates', id, { ...base, ...survey, channel: 'email', subject: id, html });
  };

  /** What a shop makes before it starts a journey with this step. */
  const prepare = async ({ type, templateId, pool, content = '' }: z.infer<typeof stepSchema>): Promise<void> => {
    if (templateId !== undefined) await createTemplate(templateId);
    if (pool !== undefined) {
      const form = { prefix: `${pool.slice(0, 3).toUpperCase()}-`, signs: 10 };
      if (await create('/v1/coupons', pool, { form }))
        await call('POST', `/v1/coupons/${pool}/codes`, { generate: 20, batch: 'first' });
    }
    if (type === 'inApp')
      await create('/v1/onsite', content, {
        slot: 'popup',
        language: 'ko',
        title: '{{ customer.traits.name }}님 갱신',
      });
    if (type === 'landing')
      await create('/v1/landing-pages', content, { title: '{{ customer.traits.name }}님의 계약' });
  };

  /** Starts each journey of the stories as it stands in `GET /v1/ready-made-journeys`, without its control group. */
  const open = async (): Promise<void> => {
    const brand = { name: '단골상점', email: 'hello@shop.example', phone: '02-1234-5678', address: '서울' };
    await call('PUT', '/v1/settings', { brand: { ...brand, optOutNumber: '080-123-4567' }, caps: [] });
    const played = new Set(stories.flatMap(({ journeys }) => journeys));
    const { data } = readySchema.parse(await call('GET', '/v1/ready-made-journeys'));
    const ready = data.filter(({ id }) => played.has(id));
    expect(ready.map(({ id }) => id).sort()).toEqual([...played].sort());
    for (const { id, journey, segments } of ready) {
      for (const step of journey.steps) await prepare(step);
      for (const segment of segments) await call('POST', '/v1/segments', segment);
      await call('POST', '/v1/journeys', { ...journey, id, control: 0 });
    }
    for (const step of LETTERS.steps) await prepare(step);
    await call('POST', '/v1/journeys', LETTERS);
    await call('POST', '/v1/webhooks', { id: 'desk', name: 'desk', url: 'https://desk.example.com/hooks' });
    await call('POST', '/v1/journeys', TOLD);
    for (const id of [...played, LETTERS.id, TOLD.id]) await call('POST', `/v1/journeys/${id}/start`);
  };

  /** Everybody says who they are, and agrees to ads. */
  const arrive = async (): Promise<void> => {
    for (const story of stories) {
      const said = { email: addressOf(story), phone: phoneOf(story), name: story.who };
      const consent = { email: { ad: 'Y' }, sms: { ad: 'Y' } };
      const traits = { ...said, consent, 'consent.source': 'test', ...story.traits };
      await ingest('/v1/identify', { userId: story.who, traits });
    }
    await stack.drain();
  };

  const happen = async (story: Story, fact: Fact): Promise<void> => {
    const userId = story.who;
    if ('track' in fact) {
      const { track: event, properties, on = new Date(stack.clock.now()).toISOString() } = fact;
      await ingest('/v1/track', { userId, event, properties, timestamp: on });
    } else if ('traits' in fact) await ingest('/v1/identify', { userId, traits: fact.traits });
    else if ('product' in fact) {
      const lasts = fact.lastsDays === undefined ? {} : { repurchaseDays: fact.lastsDays };
      await call('PUT', `/v1/products/${fact.product}`, { name: '머그', stock: fact.stock, ...lasts });
    } else if ('enter' in fact) {
      for (let n = 0; n < fact.times; n++)
        await call('POST', `/v1/journeys/${fact.enter}/enter`, { customerId: userId, key: `${userId}-${n}` });
    } else {
      const letter = (await lettersOf(story)).findLast(({ template }) => template === fact.template);
      if (!letter) throw new Error(`${userId} has no message ${fact.template}.`);
      await ('does' in fact ? follow(letter, fact.does) : answerSurvey(letter, fact.scores));
    }
  };

  /** All that happens at a moment. */
  const happenAt = async (at: string): Promise<void> => {
    for (const story of stories) {
      for (const fact of story.facts ?? []) {
        if (fact.at !== at) continue;
        await happen(story, fact);
        // One after the other, as a person does things.
        if ('on' in fact) await stack.drain();
      }
    }
    await stack.drain();
  };

  const night = async (): Promise<void> => {
    await call('POST', '/v1/recompute', {});
    await stack.drain();
    await stack.advance(new Date(stack.clock.now() + 90_000).toISOString());
  };

  /** What came of a story is what stands in it. */
  const expectStory = async (story: Story): Promise<void> => {
    const letters = await lettersOf(story);
    expect(letters.map(({ template, sentAt }) => `${template} ${sentAt.slice(0, 13)}`)).toEqual(story.gets);
    const { data } = z
      .object({ data: z.array(z.object({ title: z.string() })) })
      .parse(await call('GET', `/v1/customers/${story.who}/tasks`));
    expect(data).toEqual((story.tasks ?? []).map((words) => ({ title: expect.stringContaining(words) })));
    const calls = z.array(letterSchema).parse(await call('GET', '/inbox/messages?channel=webhook'));
    const told = calls
      .map(({ text }) => callSchema.parse(JSON.parse(text)))
      .filter(({ data: { customerId } }) => customerId === story.who);
    expect(told.map(({ data: { journey } }) => journey)).toEqual(story.told ?? []);
    if (!story.becomes) return;
    const { traits } = z.object({ traits: z.looseObject({}) }).parse(await call('GET', `/v1/customers/${story.who}`));
    expect(traits).toMatchObject(story.becomes);
  };

  return { call, open, arrive, happenAt, night, lettersOf, expectStory };
};
