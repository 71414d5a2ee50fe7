import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createSuppressionStore } from '../../shared/consent/suppression-store.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { DAY, toIso } from '../../shared/platform/clock.ts';
import { projectPerson, sealPerson } from '../../shared/profiles/project-person.ts';
import { sealBoundary } from '../../shared/profiles/seal.ts';
import { allRoutes, routeFiles } from '../support/all-routes.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { itemOf, projectDeps } from '../support/project-world.ts';
import {
  moveRows,
  NEW_SHAPE,
  newShapesIn,
  readKept,
  readStored,
  type Stored,
  storiesOf,
  versions,
  WRITTEN,
  writeKept,
} from '../support/stored.ts';

const ofCustomer = (id: string): string[] =>
  ['', '/timeline', '/sessions', '/export', '/coupons', '/tasks'].map((part) => `/v1/customers/${id}${part}`);
const ofCampaign = (id: string): string[] => ['', '/report', '/recipients'].map((part) => `/v1/campaigns/${id}${part}`);

/** What a person asks of a shop with the rows of each story; each answer comes from rows of other stores. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  docs: [
    // Before the looks that follow.
    '/v1/audit',
    ...['lee', 'park', 'choi'].flatMap(ofCustomer),
    ...['come-back', 'park-first', 'choi-second'].flatMap(ofCampaign),
    ...['/v1/settings', '/v1/computed', '/v1/segments', '/v1/segments/gold-one-timers/members', '/v1/templates'],
    ...['/v1/templates/come-back', '/v1/blocks', '/v1/campaigns', '/v1/recompute/run-00000001', '/v1/coupons'],
    ...['/v1/journeys', '/v1/webhooks', '/v1/catalogue', '/v1/reports/kpis'],
    ...['rfm', 'retention', 'next-orders', 'warnings', 'acquisition', 'model'].map((name) => `/v1/reports/${name}`),
    ...['/v1/segments/gold-one-timers/history', '/v1/customers/lee/forecast'],
  ],
  journey: [
    ...['kim', 'lee'].flatMap(ofCustomer),
    ...['', '/state', '/report'].map((part) => `/v1/journeys/left-a-cart${part}`),
    ...['/v1/tasks', '/v1/coupons/cart', '/v1/coupons/cart/statistics', '/v1/templates/cart'],
  ],
  person: [
    ...ofCustomer('member-84613907'),
    ...ofCampaign('hello'),
    ...['/v1/duplicates', '/v1/quarantine', '/v1/recompute/run-00000001', '/v1/settings'],
  ],
  folds: ['/v1/customers/kim', '/v1/customers/kim/timeline'],
};

const answersSchema = z.record(z.string(), z.unknown());

describe('rows as they were stored', () => {
  let database: TestDynamo;
  beforeAll(async () => {
    database = await startDynamo();
  });
  afterAll(() => database?.stop());

  const api = async (at: number) => {
    const made = createTestApi(database, await routeFiles(), () => at);
    await made.addKey('admin-key', ['admin']);
    return made;
  };

  const people = ({ rows }: Stored, table: 'folds' | 'suppressions', key: string): string[] => [
    ...new Set((rows.get(table) ?? []).map((row) => String(unmarshall(row)[key]))),
  ];

  it('as seals and checkpoints are, have shapes that are kept', async () => {
    const at = Date.parse('2026-11-23T01:00:00.000Z');
    const deps = await projectDeps(database.dynamo, database.tables, () => at);
    const events = createEventStore(database.dynamo, database.tables.events);
    const limits = { keptOpen: 2, moveAt: 8, outsideAt: 2, remembered: 100 };
    const sent = Array.from({ length: 24 }, (_, index) =>
      itemOf({
        ...{ person: index % 5 === 4 ? 'a:phone' : 'u:kim', messageId: `m${index}` },
        ...(index % 3 === 0 ? { name: 'Order Completed' } : {}),
        time: toIso(at - (24 - index) * 20 * DAY),
        body: { anonymousId: 'phone', properties: { order_id: `A-${index}`, total: 9_000, currency: 'KRW' } },
      }),
    );
    for (const item of sent) {
      await events.append(item);
      await projectPerson({ ...deps, limits }, item.person, [item.key]);
    }
    await sealPerson({ ...deps, limits }, 'u:kim', sealBoundary(at));
    for (const { person, key, receivedAt } of sent)
      if (receivedAt < sealBoundary(at))
        await database.dynamo.send(new DeleteCommand({ TableName: database.tables.events, Key: { person, key } }));
    expect(await newShapesIn(database, 'folds', at), NEW_SHAPE).toEqual([]);
    if (WRITTEN !== undefined) await moveRows('out', readStored(WRITTEN, 'folds'), database);
  });

  const kept = (WRITTEN === undefined ? versions() : [WRITTEN]).flatMap((version) =>
    storiesOf(version).map((story) => ({ version, story })),
  );

  it.each(kept)('by $version ($story) are read by today’s code, which says what was said then', async (from) => {
    const { version, story } = from;
    const stored = readStored(version, story);
    const at = Date.parse(stored.at);
    await moveRows('in', stored, database);
    const suppressions = createSuppressionStore(database.dynamo, database.tables.suppressions, Buffer.alloc(32));
    for (const address of people(stored, 'suppressions', 'address'))
      expect(await suppressions.findHash(address)).toBeDefined();
    const deps = await projectDeps(database.dynamo, database.tables, () => at);
    for (const person of people(stored, 'folds', 'customerId')) await projectPerson(deps, person, 'everything');

    const { call } = await api(at);
    const answers: Record<string, unknown> = {};
    const refused: unknown[] = [];
    const routes = (await allRoutes()).filter(({ method }) => method === 'GET');
    for (const path of ASKED[story] ?? []) {
      const { status, body } = await call('GET', path);
      // The looks are the test's own, all at one moment.
      const route = routes.find((one) => new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
      const shape = route?.answer?.safeParse(body);
      if (shape?.success === false) refused.push({ path, says: z.prettifyError(shape.error) });
      if (status === 200) answers[path] = { ...body, looks: undefined };
      else refused.push({ path, status, body });
    }
    await moveRows('out', stored, database);
    expect(refused).toEqual([]);
    expect(Object.keys(answers).length).toBeGreaterThan(0);
    if (WRITTEN !== undefined) writeKept(WRITTEN, `${story}.answers`, JSON.stringify(answers, undefined, 1));
    // Answers may say more than they did, never less or something else.
    expect(answers).toMatchObject(answersSchema.parse(readKept(version, `${story}.answers`)));
  });
});
