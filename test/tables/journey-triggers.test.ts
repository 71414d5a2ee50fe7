import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journeyRunRoutes } from '../../functions/serve-api/routes/journey-runs.ts';
import { journeyRoutes } from '../../functions/serve-api/routes/journeys.ts';
import type { Hint } from '../../shared/journeys/hint.ts';
import { bucketOf } from '../../shared/platform/hash.ts';
import { createMemberStore } from '../../shared/segments/member-store.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createJourneyWorld } from '../support/journey-world.ts';
import { profileOf } from '../support/profile.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const NOON = '2026-11-23T03:00:00.000Z';

/** A journey that somebody enters and stays in. */
const waiting = (id: string, trigger: object, more: object = {}) => ({
  ...{ name: id, trigger, entry: { rule: 'always' }, ...more },
  steps: [{ id: 'day', type: 'wait', for: { days: 1 } }],
});
const withJourney = async (id: string, trigger: object, more: object = {}) => {
  const world = createJourneyWorld(test, NOON);
  await world.definitions
    .save('segment', id, { name: id, rule: { computed: 'orders', gte: 1 } })
    .catch(() => undefined);
  await world.start(id, waiting(id, trigger, more));
  const entered = async () => (await world.all(id)).map(({ customerId, cause }) => ({ customerId, cause }));
  const tell = async (...hints: Hint[]): Promise<void> => {
    world.hints.push(...hints);
    await world.drain();
  };
  return { world, entered, tell };
};

describe('what lets people into a journey', () => {
  it.each(['entered', 'left'] as const)('is that they %s a segment in a night, told however often', async (move) => {
    const segment = `s-${move}`;
    const { world, entered, tell } = await withJourney(segment, { on: 'segment', segment, move });
    const members = createMemberStore(test.dynamo, test.tables.members);
    const [came, went, first] = ['u:came', 'u:went', 'u:first'].map((id) => `${id}-${move}`);
    for (const id of [came, went, first]) await world.addPerson(id ?? '');
    const base = '2026-11-21T18:00:00.000Z';
    const tonight = '2026-11-22T18:00:00.000Z';
    const stay = { segmentId: segment, base: '', since: '2026-11-22', initial: false };
    await members.enter({ ...stay, customerId: went ?? '', runId: base });
    await members.enter({ ...stay, customerId: first ?? '', runId: tonight, initial: true });
    await members.enter({ ...stay, customerId: came ?? '', runId: tonight, base });
    await members.leave(segment, went ?? '', tonight);
    for (let time = 0; time < 2; time++) {
      for (const id of [came, went, first])
        await tell({ kind: 'segment', segment, bucket: bucketOf(id ?? ''), runId: tonight });
    }
    expect(await entered()).toMatchObject([{ customerId: move === 'entered' ? came : went, cause: { name: segment } }]);
  });

  it('is a trait that becomes something else than was known, and not one that is said again', async () => {
    const { world, entered } = await withJourney('plan', { on: 'trait', trait: 'plan', to: { is: 'gold' } });
    const said: Record<string, unknown> = {};
    const say = async (plan: string, minute: number): Promise<void> => {
      const time = new Date(Date.parse(NOON) + minute * 60_000).toISOString();
      said.plan = plan;
      const before = await world.customers.getOwn('u:plan');
      const fold = { text: JSON.stringify(profileOf({ traits: said })), checkpointed: false, outside: [], aliases: [] };
      await world.customers.putFold('u:plan', before?.version ?? 0, fold);
      await world.happen('u:plan', 'i', time, { type: 'identify', body: JSON.stringify({ traits: { plan } }) });
      await world.drain();
    };
    await say('free', -20);
    expect(await entered()).toEqual([]);
    await say('gold', -15);
    await say('gold', -10);
    expect(await entered()).toMatchObject([{ cause: { properties: { from: 'free', to: 'gold' } } }]);
    await say('free', -5);
    await say('gold', -1);
    expect(await entered()).toHaveLength(2);
  });

  it('is what became of a message, of the campaign that is meant, while it is news', async () => {
    const { world, entered, tell } = await withJourney('clicked', {
      on: 'message',
      outcome: 'clicked',
      campaign: 'mugs',
    });
    await world.addPerson('u:clicker');
    const became = (source: string, is: 'clicked' | 'opened', at: string): Hint => ({
      ...{ kind: 'message', customerId: 'u:clicker', key: `${source}#0#0`, source, outcomes: [{ is, at }] },
    });
    await tell(became('mugs', 'opened', NOON), became('cups', 'clicked', NOON));
    await tell(became('mugs', 'clicked', '2026-11-22T02:00:00.000Z'));
    expect(await entered()).toEqual([]);
    await tell(became('mugs', 'clicked', NOON), became('mugs', 'clicked', NOON));
    expect(await entered()).toMatchObject([{ cause: { name: 'clicked', properties: { campaign: 'mugs' } } }]);
  });

  it('is a call that names them, each key once, within the rules of the journey', async () => {
    const { world, entered, tell } = await withJourney(
      'called',
      { on: 'api' },
      { startIf: { trait: 'tier', is: 'vip' } },
    );
    await world.addPerson('u:buyer', { traits: { tier: 'vip' } });
    await world.addPerson('u:nobody-yet');
    const called = (customerId: string, key: string): Hint => ({
      ...{ kind: 'api', journeyId: 'called', customerId, key, at: NOON, properties: { plan: 'gold' } },
    });
    await tell(called('u:buyer', 'a'), called('u:buyer', 'a'), called('u:nobody-yet', 'a'), called('u:unknown', 'a'));
    expect(await entered()).toMatchObject([{ customerId: 'u:buyer', cause: { properties: { plan: 'gold' } } }]);
    await tell(called('u:buyer', 'b'));
    expect(await entered()).toHaveLength(2);
  });
});

describe('a journey that nobody wants any more', () => {
  it('is archived once it was stopped, keeps what it did, and is never started again', async () => {
    const { world, tell } = await withJourney('over', { on: 'api' });
    await world.addPerson('u:over');
    await tell({ kind: 'api', journeyId: 'over', customerId: 'u:over', key: 'a', at: NOON });
    const api = createTestApi(test, [journeyRoutes, journeyRunRoutes], world.clock);
    await api.addKey('admin-key', ['admin']);
    const call = (method: string, path: string) => api.call(method, `/v1/journeys/over${path}`, { key: 'admin-key' });
    for (const [verb, status] of [
      ['', 'running'],
      ['/pause', 'paused'],
      ['/drain', 'draining'],
    ]) {
      if (verb) expect((await call('POST', verb)).body).toMatchObject({ status });
      expect(await call('DELETE', '')).toMatchObject({
        status: 409,
        body: { error: { message: expect.stringContaining(`is ${status}`) } },
      });
    }
    expect((await call('POST', '/stop')).status).toBe(200);
    expect((await call('DELETE', '')).status).toBeLessThan(300);
    expect((await call('POST', '/start')).status).toBe(409);
    const { body } = await api.call('GET', '/v1/journeys', { key: 'admin-key' });
    expect(body.data.map(({ id }: { id: string }) => id)).not.toContain('over');
    // Whoever was inside ends when looked at next, without getting anything.
    await world.pass('2026-11-24T04:00:00.000Z', 3_600_000);
    expect(await world.all('over')).toMatchObject([{ status: 'ended', end: 'stopped' }]);
    expect((await call('GET', '/state')).body).toMatchObject({ status: 'stopped' });
  });
});
