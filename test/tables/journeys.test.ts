import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUPON_POOL } from '../../shared/coupons/pool.ts';
import { createJourneysPlace } from '../../shared/erasure/journeys-place.ts';
import { runOfTimer } from '../../shared/journeys/run-store.ts';
import { ONSITE_CONTENT } from '../../shared/onsite/content.ts';
import { createOnsiteStore } from '../../shared/onsite/onsite-store.ts';
import { createProductStore } from '../../shared/products/product-store.ts';
import { JOURNEY_TIMER } from '../../shared/tables/keys.ts';
import { createTimerStore } from '../../shared/timers/timer-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { twelveSteps } from '../support/journey-faults.ts';
import { createJourneyWorld } from '../support/journey-world.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const STEPS = [
  { id: 'hour', type: 'wait', for: { hours: 1 } },
  { id: 'code', type: 'coupon', pool: 'any' },
];
/** Each journey has an event of its own: all of them stand in one database. */
const journey = (id: string, more: object = {}) => ({
  name: id,
  trigger: { on: 'event', event: `Added ${id}` },
  steps: STEPS,
  ...more,
});
const NOON = '2026-11-23T03:00:00.000Z';

/** One journey and one person who has come in at noon. */
const inside = async (id: string, more: object = {}) => {
  const world = createJourneyWorld(test, NOON);
  await world.definitions.save('couponPool', 'any', { name: 'any' }).catch(() => undefined);
  await world.start(id, journey(id, more));
  const person = `u:${id}`;
  await world.addPerson(person, { eventCounts: { Visit: 1 } });
  await world.happen(person, `Added ${id}`, NOON);
  await world.drain();
  const later = (hours: number) => new Date(Date.parse(NOON) + hours * 3_600_000).toISOString();
  return {
    world,
    person,
    later,
    pass: (hours: number) => world.pass(later(hours), 1_800_000),
    ends: async () => (await world.all(id)).map(({ end }) => end),
  };
};

describe('a journey with people inside', () => {
  it('takes a person through, once, however often the event is told', async () => {
    const { world, person, pass, ends } = await inside('plain');
    world.hints.push({ kind: 'events', person, keys: [`${NOON}#Added plain-${NOON}-${person}`] });
    await pass(2);
    expect(await ends()).toEqual(['finished']);
    expect([...world.coupons.values()]).toEqual([1]);
  });

  it('waits as long as what each person bought lasts', async () => {
    const products = createProductStore(test.dynamo, test.tables.insights);
    await products.put('beans', { name: '원두', repurchaseDays: 14 });
    await products.put('mug', { name: '머그' });
    const { world, person } = await inside('lasting', { steps: [{ id: 'again', type: 'waitRepurchase' }, ...STEPS] });
    for (const [who, product_id] of [
      ['u:beans', 'beans'],
      ['u:mug', 'mug'],
    ] as const) {
      await world.addPerson(who, { eventCounts: { Visit: 1 } });
      await world.happen(who, 'Added lasting', NOON, { body: JSON.stringify({ properties: { product_id } }) });
    }
    await world.drain();
    const waits = async () =>
      (await world.all('lasting')).map(({ customerId, lasts, due }) => [customerId, lasts, due]);
    expect((await waits()).sort()).toEqual([
      ['u:beans', { by: 'said', days: 14 }, '2026-12-07T03:00:00.000Z'],
      [person, { by: 'unknown', days: 30 }, '2026-12-23T03:00:00.000Z'],
      ['u:mug', { by: 'unknown', days: 30 }, '2026-12-23T03:00:00.000Z'],
    ]);
    // What the shop says later is for those who come later.
    await products.put('beans', { name: '원두', repurchaseDays: 2 });
    await world.pass('2026-12-08T03:00:00.000Z', 86_400_000);
    expect((await world.all('lasting')).find(({ customerId }) => customerId === 'u:beans')).toMatchObject({
      end: 'finished',
      results: { 'again said': 1 },
    });
  });

  it('is looked at again where the clock of the tick is ahead of the worker’s', async () => {
    const { world, later, pass, ends } = await inside('ahead');
    await world.pass(new Date(Date.parse(later(1)) - 500).toISOString(), 1_800_000);
    const timers = createTimerStore(test.dynamo, test.tables.timers);
    const due = (await timers.due(JOURNEY_TIMER, later(1), 50)).filter(({ id }) => id.startsWith('ahead#'));
    expect(due).toHaveLength(1);
    for (const timer of due) {
      world.hints.push({ kind: 'runs', runs: [runOfTimer(timer.id)] });
      await timers.remove(timer);
    }
    await world.drain();
    expect(await ends()).toEqual([undefined]);
    await pass(2);
    expect(await ends()).toEqual(['finished']);
  });

  it('that is stopped gives nothing to anybody, not even when it is started again', async () => {
    const { world, pass, ends } = await inside('stopped');
    await world.change.move('stopped', 'stopped', 'test');
    await pass(0.5);
    const head = await world.definitions.get('journey', 'stopped');
    if (head) await world.change.start(head, 'test');
    await pass(2);
    expect(await ends()).toEqual(['stopped']);
    expect(world.coupons.size).toBe(0);
  });

  it('that is paused stands still and lets nobody in, and goes on within a quarter of an hour', async () => {
    const { world, pass, later, ends } = await inside('paused');
    await world.change.move('paused', 'paused', 'test');
    await world.addPerson('u:paused-late');
    await world.happen('u:paused-late', 'Added paused', later(0));
    await pass(3);
    expect(await ends()).toEqual([undefined]);
    await world.change.move('paused', 'running', 'test');
    await pass(4);
    expect(await ends()).toEqual(['finished']);
  });

  it('that is drained takes who is inside to the end, and nobody else', async () => {
    const { world, pass, ends } = await inside('drained');
    await world.change.move('drained', 'draining', 'test');
    await world.addPerson('u:drained-late');
    await world.happen('u:drained-late', 'Added drained', NOON);
    await pass(3);
    expect(await ends()).toEqual(['finished']);
  });

  it('that is edited is finished on the old version, or, by an explicit choice, on the new one from the next step on', async () => {
    const exit = {
      steps: [
        { id: 'hour', type: 'wait', for: { hours: 5 } },
        { id: 'code', type: 'exit', reason: 'new' },
      ],
    };
    const stays = await inside('edited');
    await stays.world.start('edited', journey('edited', exit));
    await stays.pass(2);
    expect(await stays.ends()).toEqual(['finished']);
    const moves = await inside('migrated');
    await moves.world.start('migrated', journey('migrated', exit));
    await moves.world.change.migrate('migrated', {}, 'test');
    await moves.pass(2);
    expect(await moves.world.all('migrated')).toMatchObject([{ version: 2, end: 'exit', reason: 'new' }]);
    expect(moves.world.coupons.size).toBe(0);
  });

  it('lets nobody in for an import, or for what happened a day before it came in', async () => {
    const { world, ends } = await inside('fresh', { entry: { rule: 'always' } });
    await world.happen('u:fresh', 'Added fresh', '2026-11-22T02:00:00.000Z');
    await world.happen('u:fresh', 'Added fresh', '2026-11-23T02:30:00.000Z', { imported: true });
    await world.drain();
    expect(await ends()).toHaveLength(1);
    await world.happen('u:fresh', 'Added fresh', '2026-11-22T04:00:00.000Z');
    await world.drain();
    expect(await ends()).toHaveLength(2);
  });

  it('is not entered twice within its days, whichever cause comes in first', async () => {
    const { world, ends } = await inside('days', { entry: { rule: 'everyDays', days: 1 } });
    await world.happen('u:days', 'Added days', '2026-11-22T12:00:00.000Z');
    await world.happen('u:days', 'Added days', '2026-11-23T02:59:00.000Z');
    await world.drain();
    expect(await ends()).toHaveLength(1);
  });

  it('keeps a run aside that fails every time, and takes it up when it is replayed', async () => {
    const { world, ends } = await inside('stuck');
    const name = { customerId: 'u:stuck', run: 'stuck#once' };
    await world.take.keepAside(name, 'Error');
    expect(await world.runs.stuck('stuck', 10)).toEqual([name]);
    await world.pass('2026-11-23T06:00:00.000Z', 3_600_000);
    expect(await ends()).toEqual([undefined]);
    const stored = await world.runs.find(name);
    if (stored) await world.runs.save({ ...stored.run, status: 'running' }, stored, true);
    world.hints.push({ kind: 'runs', runs: [name] });
    await world.drain();
    expect(await ends()).toEqual(['finished']);
  });

  it('forgets an erased person, run and timer', async () => {
    const { world, person, pass } = await inside('erased');
    const place = createJourneysPlace(test.dynamo, test.tables);
    for await (const removal of place.removals({ ids: [person], lost: [], aliases: [], addresses: [], segments: [] }))
      await removal();
    expect(await world.all('erased')).toEqual([]);
    expect(await world.tick()).toBe(0);
    await pass(2);
    expect(world.coupons.size).toBe(0);
  });
});

describe('journeys under faults', () => {
  it('300 people through twelve steps: each effect once, in order, whoever dies, whatever comes twice and though the tick was away for 26 hours', async () => {
    const world = createJourneyWorld(test, '2026-11-23T00:00:00.000Z', 7);
    const { killed, coupons, ...rest } = await twelveSteps(world, 'twelve', 300);
    expect(rest).toEqual({
      ...{ runs: 300, finished: 300, outOfOrder: 0, traits: [300, 300] },
      messages: { first: [300, 300], second: [300, 300], third: [300, 300] },
    });
    expect(coupons[0]).toBe(coupons[1]);
    expect(coupons[0]).toBeGreaterThan(150);
    expect(killed).toBeGreaterThan(100);
  });
});

describe('a journey that shows something in the shop', () => {
  it('lays it ready once, with the event and the coupon that led there, and starts only with a content that is there', async () => {
    const world = createJourneyWorld(test, '2026-11-23T00:00:00.000Z', 3);
    await world.addPerson('u:popup');
    const steps = [
      { id: 'code', type: 'coupon', pool: 'welcome' },
      { id: 'show', type: 'inApp', content: 'renewal', showFor: { days: 2 } },
    ];
    const journey = { name: 'popup', trigger: { on: 'event', event: 'Contract Seen' }, steps };
    await world.definitions.save(COUPON_POOL, 'welcome', { name: 'welcome' });
    await expect(world.start('popup', journey)).rejects.toMatchObject({ code: 'preflight_failed' });
    const text = '{{ event.plan }}: {{ coupon.code }}';
    await world.definitions.save(ONSITE_CONTENT, 'renewal', { name: 'renewal', slot: 'popup', title: '갱신', text });
    await world.start('popup-again', journey);
    const body = JSON.stringify({ properties: { plan: 'gold' } });
    await world.happen('u:popup', 'Contract Seen', '2026-11-23T00:00:00.000Z', { body });
    await world.drain({ killed: 0.5, doubled: 0.5 });
    const shown = await createOnsiteStore(test.dynamo, test.tables.effects).ofPerson(['u:popup']);
    expect(shown).toMatchObject([{ contentId: 'renewal', slot: 'popup', text: expect.stringMatching(/^gold: .{8}$/) }]);
    expect(shown[0]?.until).toBe('2026-11-25T00:00:00.000Z');
    expect((await world.all('popup-again')).map(({ status }) => status)).toEqual(['ended']);
  });
});
