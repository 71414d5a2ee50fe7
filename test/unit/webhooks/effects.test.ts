import { SQSClient } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskRoutes } from '../../../functions/serve-api/routes/tasks.ts';
import { webhookRoutes } from '../../../functions/serve-api/routes/webhooks.ts';
import { createEffectsPlace } from '../../../shared/erasure/effects-place.ts';
import { DAY } from '../../../shared/platform/clock.ts';
import type { Dynamo } from '../../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createTasks } from '../../../shared/tasks/create-task.ts';
import { createTaskStore } from '../../../shared/tasks/task-store.ts';
import { createCallWebhook } from '../../../shared/webhooks/call-webhook.ts';
import { createMakeCall } from '../../../shared/webhooks/make-call.ts';
import type { PostAnswer } from '../../../shared/webhooks/post.ts';
import { MOST_FAILURES, WAITS } from '../../../shared/webhooks/webhook.ts';
import { createWebhookStore } from '../../../shared/webhooks/webhook-store.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { putCustomers } from '../../support/profile.ts';
import { createMortal, Killed } from '../delivery/mortal.ts';

let test: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;

beforeAll(async () => {
  test = await startDynamo();
  const sqs = new SQSClient({ region: 'ap-northeast-2', credentials: { accessKeyId: 't', secretAccessKey: 't' } });
  sqs.middlewareStack.add(() => async () => ({ output: { $metadata: {} }, response: {} }), {
    ...{ step: 'initialize', name: 'test' },
  });
  const hooks: typeof webhookRoutes = (services) => webhookRoutes({ ...services, sqs });
  api = createTestApi(test, [taskRoutes, hooks], clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('reader', ['read']);
  await putCustomers(createCustomerStore(test.dynamo, test.tables.customers), { 'u:kim': {}, 'u:lee': {} });
});
afterAll(() => test.stop());

const post = (path: string, body: object, key = 'admin-key') => api.call('POST', path, { body, key });

describe('/v1/tasks', () => {
  const task = { title: '전화하기', dueAt: '2026-11-23T18:00:00+09:00', customerId: 'kim', assignee: 'desk' };

  it('makes one task of one effect, and times the first response', async () => {
    const made = await post('/v1/tasks', { ...task, effectId: 'quote-1' });
    expect(made).toMatchObject({
      status: 201,
      body: { state: 'open', customerId: 'kim', dueAt: '2026-11-23T09:00:00.000Z' },
    });
    expect(await post('/v1/tasks', { ...task, title: 'other', effectId: 'quote-1' })).toMatchObject({
      ...{ status: 200, body: { id: made.body.id, title: '전화하기' } },
    });
    now += 90_000;
    await post(`/v1/tasks/${made.body.id}/respond`, {});
    now += 90_000;
    expect((await post(`/v1/tasks/${made.body.id}/respond`, {})).body.firstResponseSeconds).toBe(90);
    const ended = await api.call('PUT', `/v1/tasks/${made.body.id}`, { body: { state: 'done', assignee: null } });
    expect(ended.body).toMatchObject({ state: 'done', endedBy: 'admin-key', assignee: null, firstResponseSeconds: 90 });
    const stale = await api.call('PUT', `/v1/tasks/${made.body.id}`, {
      body: { note: 'x' },
      headers: { 'if-match': '"1"' },
    });
    expect(stale.status).toBe(412);
    expect((await api.call('GET', '/v1/customers/kim/tasks')).body.data).toMatchObject([
      { id: made.body.id, state: 'done' },
    ]);
  });

  it('that somebody sees masked keeps its words, whatever of it they change', async () => {
    await api.addKey('author-key', ['read', 'author']);
    const note = '010-1234-5678로 연락, 또는 kim@example.com';
    const { body } = await post('/v1/tasks', { ...task, note, effectId: 'masked-1' });
    const path = `/v1/tasks/${body.id}`;
    const seen = (await api.call('GET', path, { key: 'author-key' })).body;
    expect(seen.note).not.toContain('1234');
    const { title, note: masked } = seen;
    await api.call('PUT', path, { key: 'author-key', body: { title, note: masked, assignee: '이단골' } });
    expect((await api.call('GET', path)).body).toMatchObject({ note, assignee: '이단골' });
    await api.call('PUT', path, { key: 'author-key', body: { note: '연락했음' } });
    expect((await api.call('GET', path)).body.note).toBe('연락했음');
  });

  it('that a journey filled shows its words to who may see them, masked ones to others, and what somebody writes to all', async () => {
    const create = createTasks(createTaskStore(test.dynamo, test.tables.effects), clock);
    const words = { title: '김다은님께 전화', masked: { title: '김*은님께 전화' } };
    const order = {
      ...words,
      customerId: 'u:kim',
      dueAt: '2026-11-24T00:00:00.000Z',
      source: { kind: 'journey' as const },
    };
    const { id } = (await create({ ...order, effectId: 'filled-1' })).task;
    const seen = async (key: string) => (await api.call('GET', `/v1/tasks/${id}`, { key })).body;
    expect(await seen('admin-key')).toMatchObject({ title: words.title });
    expect(await seen('reader')).toMatchObject({ title: words.masked.title });
    expect(await seen('reader')).not.toHaveProperty('masked');
    // Sent back as it was shown, it is no change.
    await api.call('PUT', `/v1/tasks/${id}`, { key: 'author-key', body: { title: words.masked.title, note: '내일' } });
    expect(await seen('admin-key')).toMatchObject({ title: words.title, note: '내일' });
    expect(await seen('reader')).toMatchObject({ title: words.masked.title, note: '내일' });
    await api.call('PUT', `/v1/tasks/${id}`, { body: { title: '다시 전화' } });
    expect([(await seen('admin-key')).title, (await seen('reader')).title]).toEqual(['다시 전화', '다시 전화']);
  });

  it('lists by state, assignee and due time, page after page, as a plain filter would', async () => {
    const made: { title: string; assignee: string; dueAt: string }[] = [];
    for (let index = 0; index < 23; index++) {
      const one = {
        title: `t${index}`,
        assignee: index % 3 === 0 ? 'ann' : 'bob',
        dueAt: new Date(now + ((index * 7) % 23) * DAY).toISOString(),
      };
      made.push(one);
      await post('/v1/tasks', { ...one, customerId: 'lee', effectId: `list-${index}` });
    }
    const until = new Date(now + 15 * DAY).toISOString();
    for (const assignee of ['ann', 'bob']) {
      const titles: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = { limit: '4', assignee, dueBefore: until, ...(cursor === '' ? {} : { cursor }) };
        const page: { body: { data: { title: string }[]; nextCursor: string | null } } = await api.call(
          'GET',
          '/v1/tasks',
          { query },
        );
        titles.push(...page.body.data.map(({ title }) => title));
        cursor = page.body.nextCursor;
      }
      const expected = made
        .filter((one) => one.assignee === assignee && one.dueAt < until)
        .sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
      expect(titles).toEqual(expected.map(({ title }) => title));
    }
  });

  it.each([
    ['no title', { ...task, title: ' ' }, 422],
    ['a day that is none', { ...task, dueAt: '2026-02-30T00:00:00Z' }, 422],
    ['somebody who is nobody', { ...task, customerId: 'nobody' }, 404],
    ['a field that is not known', { ...task, due: 'x' }, 422],
  ])('refuses %s', async (_what, body, status) => {
    expect((await post('/v1/tasks', body)).status).toBe(status);
    expect((await post('/v1/tasks', body, 'reader')).status).toBe(403);
  });

  it('is one task however often its maker is killed', async () => {
    for (let step = 1; step <= 6; step++) {
      const order = {
        ...task,
        customerId: 'u:kim',
        source: { kind: 'journey' as const, id: 'j' },
        effectId: `killed ${step}`,
      };
      const mortal = createMortal(step, step % 2 === 0);
      const make = (dynamo: Dynamo) => createTasks(createTaskStore(dynamo, test.tables.effects), clock)(order);
      await make(mortal.wrap(test.dynamo)).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      const all = await Promise.all([make(test.dynamo), make(test.dynamo)]);
      expect(new Set(all.map(({ task: { id } }) => id)).size).toBe(1);
    }
    const killed = (await createTaskStore(test.dynamo, test.tables.effects).ofPerson(['u:kim'])).filter(
      ({ source }) => source.id === 'j',
    );
    expect(killed).toHaveLength(6);
  });
});

/** A queue whose messages are seen when the clock says so, and the worker behind it. */
const house = (answers: (tries: number) => PostAnswer) => {
  const waiting: { readonly id: string; readonly at: number }[] = [];
  const heard: { readonly id: string; readonly body: string; readonly signatures: number }[] = [];
  const queue = async (id: string, seconds: number) =>
    void waiting.push({ id, at: now + Math.min(900, seconds) * 1_000 });
  const deps = (dynamo: Dynamo) => ({
    store: createWebhookStore(dynamo, test.tables.effects),
    ...{ definitions: api.services.definitions, queue, clock, signingKey: api.services.signingKey },
    post: async (_url: string, body: string, headers: Readonly<Record<string, string>>) => {
      heard.push({
        id: headers['webhook-id'] ?? '',
        body,
        signatures: (headers['webhook-signature'] ?? '').split(' ').length,
      });
      return answers(heard.length);
    },
  });
  const call = (effectId: string, webhookId: string, dynamo: Dynamo = test.dynamo) =>
    createCallWebhook(deps(dynamo))({
      webhookId,
      effectId,
      type: 'journey.reached',
      customerId: 'u:kim',
      data: { step: 3 },
    });
  const run = async (dynamo: Dynamo = test.dynamo) => {
    for (let rounds = 0; waiting.length > 0 && rounds < 2_000; rounds++) {
      waiting.sort((left, right) => left.at - right.at);
      const message = waiting.shift();
      if (!message) break;
      now = Math.max(now, message.at);
      await createMakeCall(deps(dynamo))(message.id).catch(() =>
        waiting.push({ ...message, at: message.at + 360_000 }),
      );
    }
  };
  return { call, run, heard, waiting, queue };
};

const hook = async (): Promise<string> => {
  const { body } = await post('/v1/webhooks', { name: 'shop', url: 'https://hooks.shop.co.kr/in' });
  return body.id;
};
const stateOf = async (id: string) => (await api.call('GET', `/v1/webhooks/${id}`)).body;

describe('webhooks', () => {
  it('tell a secret once, sign with two while one is replaced, and hide both', async () => {
    const made = await post('/v1/webhooks', { id: 'erp', name: 'ERP', url: 'https://hooks.shop.co.kr/in' });
    expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const next = await post('/v1/webhooks/erp/rotate', {});
    expect(next.body.secret).not.toBe(made.body.secret);
    const { heard, call, run } = house(() => ({ kind: 'answered', status: 200 }));
    await call('one', 'erp');
    await run();
    now += DAY + 1;
    await call('two', 'erp');
    await run();
    expect(heard.map(({ signatures }) => signatures)).toEqual([2, 1]);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      type: 'journey.reached',
      data: { customerId: 'kim', step: 3 },
    });
    expect(JSON.stringify((await api.call('GET', '/v1/webhooks')).body)).not.toMatch(/whsec|sealed/);
    expect((await post('/v1/webhooks', { name: 'x', url: 'https://169.254.169.254/' })).status).toBe(422);
    expect((await post('/v1/webhooks', { name: 'x', url: 'https://hooks.shop.co.kr/' }, 'reader')).status).toBe(403);
  });

  it('say one thing under one id, whoever is killed and asks again, until it is heard', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.boolean()), { maxLength: 4 }),
        async (failing, deaths) => {
          const id = await hook();
          const { call, run, heard } = house((tries) =>
            tries > failing ? { kind: 'answered', status: 200 } : { kind: 'answered', status: 500 },
          );
          for (const [step, after] of deaths)
            await call('effect', id, createMortal(step, after).wrap(test.dynamo)).catch(() => undefined);
          const { call: written } = await call(`effect of ${id}`, id);
          for (const [step, after] of deaths)
            await run(createMortal(step, after).wrap(test.dynamo)).catch(() => undefined);
          await run();
          const mine = heard.filter((each) => each.id === written.id);
          expect(new Set(mine.map(({ body }) => body)).size).toBe(1);
          expect(await api.call('GET', `/v1/webhook-calls/${written.id}`)).toMatchObject({
            body: { state: 'delivered', nextAt: null },
          });
        },
      ),
      { numRuns: 6 },
    );
  });

  it('give a call up after three days, and are switched off after too many failures until somebody looks', async () => {
    const id = await hook();
    const { call, run, heard, queue } = house(() => ({ kind: 'failed', reason: 'ECONNREFUSED' }));
    const from = now;
    const { call: written } = await call(`hopeless ${id}`, id);
    await run();
    expect(heard).toHaveLength(WAITS.length + 1);
    expect(now - from).toBeGreaterThan(3 * DAY);
    expect((await api.call('GET', `/v1/webhook-calls/${written.id}`)).body).toMatchObject({
      state: 'failed',
      lastStatus: 'ECONNREFUSED',
    });
    expect(await stateOf(id)).toMatchObject({ state: 'on', failures: 11 });
    for (let index = 0; (await stateOf(id)).state === 'on' && index < 9; index++) {
      await call(`more ${index} of ${id}`, id);
      await run();
    }
    expect(await stateOf(id)).toMatchObject({
      state: 'off',
      failures: MOST_FAILURES,
      disabledWhy: '50 tries failed one after the other',
    });
    const tried = heard.length;
    const { call: late } = await call(`late ${id}`, id);
    await run();
    expect(heard).toHaveLength(tried);
    expect((await api.call('GET', `/v1/webhook-calls/${late.id}`)).body.lastStatus).toBe('the webhook is switched off');
    expect((await post(`/v1/webhooks/${id}/enable`, {})).body).toMatchObject({ state: 'on', failures: 0 });
    await queue(late.id, 0);
  });

  it('are switched off at once by a receiver that is gone', async () => {
    const id = await hook();
    const { call, run } = house(() => ({ kind: 'answered', status: 410 }));
    await call(`gone ${id}`, id);
    await run();
    expect(await stateOf(id)).toMatchObject({ state: 'off', disabledWhy: 'the receiver answered 410 Gone' });
  });

  it('are called from outside under names of their own', async () => {
    const id = await hook();
    const said = { type: 'order.paid', effectId: 'o-1', customerId: 'kim', data: { order: 'o-1' } };
    const first = await post(`/v1/webhooks/${id}/calls`, said);
    expect(first).toMatchObject({ status: 202, body: { state: 'pending', attempts: 0 } });
    expect((await post(`/v1/webhooks/${id}/calls`, said)).body.id).toBe(first.body.id);
    expect((await post(`/v1/webhooks/${id}/calls`, { ...said, type: 'bad type' })).status).toBe(422);
    expect(
      (await post(`/v1/webhooks/${id}/calls`, { ...said, effectId: 'big', data: { x: '가'.repeat(20_000) } })).status,
    ).toBe(413);
    expect((await post('/v1/webhooks/none/calls', { ...said, effectId: 'x' })).status).toBe(404);
  });
});

describe('an erased person', () => {
  it('has no task and no call any more', async () => {
    const id = await hook();
    await createTasks(
      createTaskStore(test.dynamo, test.tables.effects),
      clock,
    )({
      ...{
        title: 'call',
        dueAt: '2026-11-24T00:00:00.000Z',
        customerId: 'u:erased',
        effectId: 'e',
        source: { kind: 'api' },
      },
    });
    const { call: _call, ...desk } = house(() => ({ kind: 'answered', status: 200 }));
    const deps = {
      store: createWebhookStore(test.dynamo, test.tables.effects),
      definitions: api.services.definitions,
      clock,
    };
    await createCallWebhook({ ...deps, queue: desk.queue })({
      ...{ webhookId: id, type: 'a', customerId: 'u:erased', data: {}, effectId: 'erased call' },
    });
    const place = createEffectsPlace([
      createTaskStore(test.dynamo, test.tables.effects),
      createWebhookStore(test.dynamo, test.tables.effects),
    ]);
    const targets = { ids: ['u:erased'], lost: [], aliases: [], addresses: [], segments: [] };
    let removed = 0;
    for await (const remove of place.removals(targets)) {
      await remove();
      await remove();
      removed += 1;
    }
    expect(removed).toBe(2);
    await desk.run();
    expect(desk.heard).toEqual([]);
    const { Items = [] } = await test.dynamo.send(new ScanCommand({ TableName: test.tables.effects }));
    expect(JSON.stringify(Items)).not.toContain('erased');
  });
});
