import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computedRoutes } from '../../../functions/serve-api/routes/computed.ts';
import { customerRoutes } from '../../../functions/serve-api/routes/customers.ts';
import { segmentRoutes } from '../../../functions/serve-api/routes/segments.ts';
import { templateRoutes } from '../../../functions/serve-api/routes/templates.ts';
import type { EventItem } from '../../../shared/events/event.ts';
import { createProjectDeps } from '../../../shared/profiles/project-deps.ts';
import { projectPerson } from '../../../shared/profiles/project-person.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { itemOf } from '../../support/project-world.ts';

const NOW = Date.parse('2026-11-22T05:00:00.000Z');

let database: TestDynamo;
let now = NOW;
beforeAll(async () => {
  database = await startDynamo();
});
afterAll(() => database?.stop());

const world = async () => {
  const api = createTestApi(database, [computedRoutes, customerRoutes, segmentRoutes, templateRoutes], () => now);
  await api.addKey('admin-key', ['admin']);
  const { dynamo, tables } = database;
  const deps = await createProjectDeps({
    dynamo,
    clock: () => now,
    signingKey: async () => '5a'.repeat(32),
    tables,
  })();
  /** Stores events and folds them, as the stream would. */
  const say = async (person: string, items: readonly EventItem[], hint?: 'everything') => {
    for (const item of items) await dynamo.send(new PutCommand({ TableName: tables.events, Item: item }));
    return projectPerson(deps, person, hint ?? items.map(({ key }) => key));
  };
  const computedOf = async (id: string): Promise<Record<string, unknown>> => {
    const { body } = await api.call('GET', `/v1/customers/${id}`);
    return Object.fromEntries(body.computed.map((line: { name: string; value: unknown }) => [line.name, line.value]));
  };
  return { api, deps, say, computedOf };
};

const ordered = (person: string, index: number, day: string, products: readonly object[]): EventItem => {
  const properties = { order_id: `${person}-${index}`, total: 10_000, products };
  const time = `2026-${day}T03:00:00.000Z`;
  return itemOf({ person, messageId: `o${index}`, name: 'Order Completed', time, body: { properties } });
};

const TEA = { product_id: 'tea-1', name: '쑥차', category: '차', quantity: 3 };
const MUG = { product_id: 'mug-1', name: '청자 머그', category: '머그', quantity: 1 };

describe('computed traits on real tables', () => {
  it('gives every shop the ready-made ones', async () => {
    const { say, computedOf } = await world();
    const person = 'u:minji';
    const signUp = itemOf({ person, messageId: 's', name: 'Signed Up', time: '2026-10-01T00:00:00.000Z' });
    const language = itemOf({
      ...{ person, messageId: 'i', type: 'identify', time: '2026-10-01T00:00:01.000Z' },
      body: { traits: { language: 'ko-KR' } },
    });
    await say(person, [signUp, language, ordered(person, 1, '10-04', [TEA]), ordered(person, 2, '10-14', [MUG, MUG])]);
    await say(person, [ordered(person, 3, '11-03', [MUG])]);
    expect(await computedOf('minji')).toEqual({
      language: 'ko',
      daysBetweenOrders: 15,
      daysToFirstOrder: 3,
      daysToSecondOrder: 10,
      mostBoughtProduct: 'mug-1',
      mostBoughtProductName: '청자 머그',
      mostBoughtCategory: '머그',
      lastProduct: 'mug-1',
      lastProductName: '청자 머그',
      firstProduct: 'tea-1',
      signedUpAt: '2026-10-01T00:00:00.000Z',
    });
  });

  it('counts a new definition from stored events at the next event, behind a checkpoint too, and a rebuild changes nothing', async () => {
    const { api, deps, say, computedOf } = await world();
    const person = 'u:regular';
    const views = Array.from({ length: 300 }, (_, index) =>
      itemOf({
        ...{
          person,
          messageId: `v${index}`,
          time: new Date(Date.parse('2026-11-01T00:00:00Z') + index * 3_600_000).toISOString(),
        },
        body: { properties: { category: index % 3 === 0 ? '차' : '머그' } },
      }),
    );
    await say(person, views);
    expect((await deps.customers.readFold(person))?.checkpointed).toBe(true);

    const made = await api.call('POST', '/v1/computed', {
      body: {
        ...{ name: 'teaViews', title: '차를 본 횟수' },
        event: 'Product Viewed',
        operation: 'count',
        where: [{ property: 'category', is: '차' }],
      },
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'teaViews', version: 1, builtIn: false } });
    // Folds read definitions once in ten seconds.
    now += 11_000;
    const [last] = [
      itemOf({
        person,
        messageId: 'v-last',
        time: '2026-11-20T00:00:00.000Z',
        body: { properties: { category: '차' } },
      }),
    ];
    expect(await say(person, [last])).toBe('written');
    expect((await computedOf('regular')).teaViews).toBe(101);
    const text = (await deps.customers.readFold(person))?.text;
    await projectPerson(deps, person, 'everything');
    expect((await deps.customers.readFold(person))?.text).toBe(text);

    const changed = {
      event: 'Product Viewed',
      operation: 'count',
      where: [{ property: 'category', is: '차' }],
      window: { days: 3 },
    };
    expect(await api.call('PUT', '/v1/computed/teaViews', { body: changed })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    now += 11_000;
    await projectPerson(deps, person, 'everything');
    // Nothing in the window yet is a figure, too: 20 to 22 November hold one view.
    expect((await computedOf('regular')).teaViews).toBe(1);
  });

  it('is used by rules and templates by name, and cannot be deleted while it is', async () => {
    const { api, say } = await world();
    const person = 'u:sori';
    await say(person, [ordered(person, 1, '11-04', [TEA])]);
    const rule = {
      all: [
        { computed: 'mostBoughtCategory', is: '차' },
        { computed: 'daysToSecondOrder', exists: false },
      ],
    };
    const preview = await api.call('POST', '/v1/segments/preview', { body: { rule } });
    expect(preview.body).toMatchObject({ count: 1, sample: [{ id: 'sori' }] });

    const unknown = await api.call('POST', '/v1/segments', {
      body: { id: 'x', name: 'x', rule: { computed: 'shoeSize', gt: 1 } },
    });
    expect(unknown).toMatchObject({ status: 422, body: { error: { details: [{ path: 'rule' }] } } });

    const favourite = {
      name: 'favourite',
      event: 'Order Completed',
      operation: 'mostFrequent',
      property: 'products.name',
    };
    const html = '<p>{{ customer.computed.favourite }} {{ customer.computed.lastProductName }}</p>';
    const template = { id: 'fav', name: 'F', channel: 'email', purpose: 'info', subject: 'S', html };
    const early = await api.call('POST', '/v1/templates', { body: template });
    expect(early).toMatchObject({ status: 422 });
    expect(early.body.error.message).toContain('customer.computed.favourite }} is not known');
    await api.call('POST', '/v1/computed', { body: favourite });
    now += 11_000;
    expect((await api.call('POST', '/v1/templates', { body: template })).status).toBe(201);
    await say(person, [], 'everything');
    const rendered = await api.call('POST', '/v1/templates/fav/render', { body: { customerId: 'sori' } });
    expect(rendered.body.html).toContain('쑥차 쑥차');

    await api.call('POST', '/v1/segments', {
      body: { id: 'fav', name: 'f', rule: { computed: 'favourite', exists: true } },
    });
    const refused = await api.call('DELETE', '/v1/computed/favourite');
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.body.error.message).toContain('segment fav, template fav');
    await api.call('DELETE', '/v1/segments/fav');
    await api.call('DELETE', '/v1/templates/fav');
    expect((await api.call('DELETE', '/v1/computed/favourite')).status).toBeLessThan(300);
    expect((await api.call('GET', '/v1/computed/favourite')).status).toBe(404);
  });

  it('refuses what cannot be a definition, with the path and the way out', async () => {
    const { api } = await world();
    const post = (body: object) => api.call('POST', '/v1/computed', { body });
    const count = { event: 'Signed Up', operation: 'count' };
    expect(await post({ ...count, name: 'orders' })).toMatchObject({
      status: 422,
      body: { error: { details: [{ path: 'name' }] } },
    });
    expect(await post({ ...count, name: 'lastProduct' })).toMatchObject({ status: 422 });
    expect(await post({ ...count, name: 'Not A Name' })).toMatchObject({
      status: 422,
      body: { error: { details: [{ path: 'name' }] } },
    });
    expect(await post({ name: 'sumOfNothing', event: 'A', operation: 'sum' })).toMatchObject({
      status: 422,
      body: { error: { details: [{ path: 'property' }] } },
    });
    expect(await post({ ...count, name: 'twice' })).toMatchObject({ status: 201 });
    expect(await post({ ...count, name: 'twice' })).toMatchObject({ status: 409 });
    expect(await api.call('PUT', '/v1/computed/lastProduct', { body: count })).toMatchObject({ status: 409 });
    const tag = (await api.call('GET', '/v1/computed/twice')).headers.etag;
    expect(tag).toBeTruthy();
    await api.call('PUT', '/v1/computed/twice', { body: { ...count, title: '둘' } });
    const late = await api.call('PUT', '/v1/computed/twice', { body: count, headers: { 'if-match': tag ?? '' } });
    expect(late.status).toBe(412);
    for (let index = 0; index < 18; index++) await post({ ...count, name: `more${index}` });
    const { data } = (await api.call('GET', '/v1/computed')).body;
    expect(data.filter(({ builtIn }: { builtIn: boolean }) => !builtIn)).toHaveLength(20);
    expect(await post({ ...count, name: 'tooMany' })).toMatchObject({ status: 409 });
  });
});
