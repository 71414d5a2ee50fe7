import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentRoutes } from '../../functions/serve-api/routes/consents.ts';
import { customerRoutes } from '../../functions/serve-api/routes/customers.ts';
import { erasureRoutes } from '../../functions/serve-api/routes/erasures.ts';
import { armOf } from '../../shared/campaigns/arm.ts';
import { suppressedBy } from '../../shared/consent/suppression.ts';
import { createCarryOnErasures } from '../../shared/erasure/carry-on-erasures.ts';
import { createEraseDeps } from '../../shared/erasure/erase-deps.ts';
import { beginErasure, carryOnErasure } from '../../shared/erasure/erase-person.ts';
import { DAY } from '../../shared/platform/clock.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { createProjectDeps } from '../../shared/profiles/project-deps.ts';
import type { ProjectDeps } from '../../shared/profiles/project-person.ts';
import { projectPerson } from '../../shared/profiles/project-person.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createStory, fileOf, namesOf } from '../support/erasure-story.ts';
import { itemOf } from '../support/project-world.ts';
import { createMortal, Killed } from '../unit/delivery/mortal.ts';

const SECRET = '5a'.repeat(32);
let now = Date.parse('2026-11-22T05:00:00.000Z');
const clock = () => now;

let database: TestDynamo;
let deps: ProjectDeps;
let api: ReturnType<typeof createTestApi>;
let story: ReturnType<typeof createStory>;

beforeAll(async () => {
  database = await startDynamo();
  api = createTestApi(database, [customerRoutes, consentRoutes, erasureRoutes], clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('desk-key', ['personal']);
  deps = await createProjectDeps({
    dynamo: database.dynamo,
    clock,
    signingKey: async () => SECRET,
    tables: database.tables,
  })();
  story = createStory(database, deps, SECRET);
});
afterAll(() => database.stop());

const erasing = (dynamo = database.dynamo) => createEraseDeps({ ...api.services, dynamo });
const sweep = () =>
  createCarryOnErasures(erasing())((_request, error) => {
    throw error;
  });
const names = namesOf('7310');
const path = `/v1/customers/${names.id}`;
const other = namesOf('8421');

describe('erasing a person', () => {
  it('is for an admin, and of somebody who exists', async () => {
    await story.live(names, 'win');
    await story.live(other, 'win-other');
    expect((await story.found(names)).length).toBeGreaterThan(20);
    expect((await api.call('DELETE', path, { key: 'desk-key' })).status).toBe(403);
    expect((await api.call('DELETE', '/v1/customers/nobody')).status).toBe(404);
    expect((await api.call('GET', '/v1/erasures/none')).status).toBe(404);
  });

  it('leaves nothing of the person in any table, and answers a proof', async () => {
    const figures = await story.recount('win');
    const arm = armOf('win', `u:${names.id}`, { control: 0.5 });
    const headers = { 'idempotency-key': 'once' };
    const body = { reason: `asked by ${names.email}` };
    const { status, body: proof } = await api.call('DELETE', path, { body, headers });
    expect(status).toBe(200);
    expect(await story.found(names)).toEqual([]);
    expect(proof).toMatchObject({
      state: 'deleted',
      requestedAt: '2026-11-22T05:00:00.000Z',
      requestedBy: 'admin-key',
      finalDueAt: '2026-11-23T05:00:00.000Z',
      reason: 'asked by k***@example.com',
      deleted: { events: 7, orders: 1, messages: 3, sends: 4, definitions: 2, members: 1, insights: 1 },
    });
    expect(proof.deleted.customers).toBeGreaterThanOrEqual(4);
    expect(proof.deleted.consents).toBeGreaterThanOrEqual(1);
    expect(proof.kept.map(({ hashes }: { hashes: string[] }) => hashes.length)).toEqual([4, 3, 0, 0]);
    expect((await api.call('GET', `/v1/erasures/${proof.requestId}`)).body).toEqual(proof);
    expect((await api.call('DELETE', path, { body, headers })).body).toEqual(proof);
    expect((await api.call('DELETE', path)).body).toEqual(proof);

    expect(await story.recount('win')).toEqual(figures);
    expect(await story.slot(names, 'win')).toMatchObject({
      id: expect.stringMatching(/^erased:[0-9a-f]{32}$/),
      arm,
      row: { status: 'sent', openedAt: expect.any(String) },
    });
  });

  it('answers 410 for every id of the person, to readers and to writers', async () => {
    for (const id of [names.id, names.twin, `a:${names.devices[0]}`, `a:${names.devices[1]}`]) {
      const { status, body } = await api.call('GET', `/v1/customers/${id}`);
      expect([status, body.error.code]).toEqual([410, 'gone']);
    }
    const consent = { purpose: 'ad', state: 'granted', source: 'desk' };
    expect((await api.call('PUT', `${path}/consents/email`, { body: consent })).status).toBe(410);
  });

  it('is not undone by the same file, nor by anything else under the old ids', async () => {
    await story.arrive(fileOf(names));
    expect(await story.found(names)).toEqual([]);
    const events = fileOf(names);
    expect(
      await deps.events.find(
        `u:${names.id}`,
        events.map(({ key }) => key),
      ),
    ).toEqual([]);
  });

  it('lets the person come back as somebody new, who has nothing of before and is written to after a new consent', async () => {
    const back = itemOf({
      ...{ person: 'u:new-member', messageId: 'back', type: 'identify', time: '2026-11-22T06:00:00.000Z' },
      body: { traits: { email: names.email }, anonymousId: names.devices[0] },
    });
    await deps.events.removeAll('u:new-member');
    await story.put(back);
    await projectPerson(deps, 'u:new-member', [back.key]);
    const customer = await deps.customers.get('u:new-member');
    expect(customer?.linkedIds).toBeUndefined();
    expect(customer?.fold.orders).toBe(0);
    const mark = await deps.suppressions.find('email', names.email);
    const grant = (at: string) => ({
      ad: { state: 'granted', at, basis: 'explicit', dated: true } as const,
    });
    expect(suppressedBy(mark, grant('2026-11-01T00:00:00.000Z'), 'ad')?.reason).toBe('erased');
    expect(suppressedBy(mark, grant('2026-11-22T06:00:00.000Z'), 'ad')).toBeUndefined();
    expect(suppressedBy(mark, undefined, 'info')?.reason).toBe('erased');
  });

  it('is looked after a day later: stragglers go, and the proof is final', async () => {
    const late = fileOf(other)[3];
    const { body: before } = await api.call('DELETE', `/v1/customers/${other.id}`);
    if (late) await story.put(late);
    now += DAY - 1;
    expect(await sweep()).toBe(0);
    expect((await api.call('GET', `/v1/erasures/${before.requestId}`)).body.state).toBe('deleted');
    expect(await story.found(other)).not.toEqual([]);
    now += 1;
    expect(await sweep()).toBe(0);
    const { body: proof } = await api.call('GET', `/v1/erasures/${before.requestId}`);
    expect(proof).toMatchObject({ state: 'final', deleted: before.deleted, stragglers: { events: 1 } });
    expect(proof.finalDueAt).toBeUndefined();
    expect(await story.found(other)).toEqual([]);
    expect(await (await erasing()()).erasures.due('9')).toEqual([]);
  });
});

describe('an erasure that dies', () => {
  it('at any call ends as if it had not, when it is asked for again', async () => {
    for (let step = 1, died = true; died; step += step < 40 ? 9 : 61) {
      const one = namesOf(String(90_000 + step));
      // Without the duplicate, whom nobody has confirmed.
      await story.arrive(fileOf(one).slice(0, -1));
      const customer = await deps.customers.get(`u:${one.id}`);
      if (!customer) throw new Error('nobody to erase');
      const mortal = createMortal(step, step % 2 === 0);
      const run = async (make: ReturnType<typeof erasing>) => {
        const erase = await make();
        return carryOnErasure(erase, await beginErasure(erase, customer, { by: 'desk' }));
      };
      await run(erasing(mortal.wrap(database.dynamo))).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
      });
      died = mortal.isDead();
      await sweep();
      const { body: proof } = await api.call('DELETE', `/v1/customers/${one.id}`);
      expect(proof).toMatchObject({ state: 'deleted', deleted: { events: 5, orders: 1 } });
      expect(await story.found(one)).toEqual([]);
    }
  });
});

describe('an export', () => {
  it('holds what was said under all ids, and pages through all events', async () => {
    const one = namesOf('55');
    await story.arrive(fileOf(one).slice(0, -1));
    const many = Array.from({ length: 2_003 }, (_, index) => itemOf({ person: `u:${one.id}`, messageId: `n${index}` }));
    await inParallel(many, 40, async (item) => {
      await story.put(item);
    });
    const body = { pausedUntil: '2027-01-01T00:00:00Z', source: 'desk' };
    expect((await api.call('PUT', `/v1/customers/${one.id}/preferences`, { body })).status).toBe(200);
    const path = `/v1/customers/${one.id}/export`;
    const { body: first } = await api.call('GET', path);
    expect(first.events).toHaveLength(2_000);
    expect(first).toMatchObject({ truncated: true, preferences: [{}], consents: [{}], orders: [{}] });
    const { body: rest } = await api.call('GET', path, { query: { cursor: first.nextCursor } });
    expect(rest).toMatchObject({ truncated: false, nextCursor: null });
    const keys = [...first.events, ...rest.events].map(({ person, key }) => `${person} ${key}`);
    // Five of the file, and the wish, which is an event as well.
    expect(new Set(keys).size).toBe(2_003 + 6);
    expect(keys.length).toBe(2_003 + 6);
  });
});
