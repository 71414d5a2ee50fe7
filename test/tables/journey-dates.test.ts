import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJourneysPlace } from '../../shared/erasure/journeys-place.ts';
import { createComeIn } from '../../shared/journeys/come-in.ts';
import { createDateTriggers, createWatchDates } from '../../shared/journeys/date-triggers.ts';
import { JOURNEY_TIMER } from '../../shared/tables/keys.ts';
import { createTimerStore } from '../../shared/timers/timer-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createJourneyWorld } from '../support/journey-world.ts';
import { profileOf } from '../support/profile.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

/** Noon in Seoul. */
const NOON = '2026-11-23T03:00:00.000Z';
const STEP = 6 * 3_600_000;
const YEARLY = { on: 'date', trait: 'birthday', at: '09:00', everyYear: true };

/** One journey that goes by a date, and people with their traits. Each test has a trait of its own: all stand in one database. */
const withPeople = async (id: string, trigger: object, people: Record<string, Record<string, unknown>>) => {
  const world = createJourneyWorld(test, NOON);
  const steps = [{ id: 'code', type: 'coupon', pool: 'any' }];
  await world.definitions.save('couponPool', 'any', { name: 'any' }).catch(() => undefined);
  await world.start(id, { name: id, trigger: { ...trigger, trait: id }, entry: { rule: 'always' }, steps });
  const own = (traits: Record<string, unknown>) => {
    const { date, ...rest } = traits;
    return { ...rest, ...(date === undefined ? {} : { [id]: date }) };
  };
  for (const [name, traits] of Object.entries(people))
    await world.addPerson(`u:${id}-${name}`, { traits: own(traits) });

  const tell = async (hints: readonly (typeof world.hints)[number][]) => void world.hints.push(...hints);
  /** What the nightly pass over every profile tells. */
  const night = async (): Promise<void> => {
    const watch = await createWatchDates({ triggers: createDateTriggers(world.journeys), tell, clock: world.clock })();
    for (const name of Object.keys(people)) {
      const customer = await world.customers.get(`u:${id}-${name}`);
      if (customer) await watch.look(customer);
    }
    await watch.flush();
    await world.drain();
  };
  /** An identify call that changes the date. */
  const say = async (name: string, date: unknown, more: Record<string, unknown> = {}): Promise<boolean> => {
    const customerId = `u:${id}-${name}`;
    const before = await world.customers.getOwn(customerId);
    const text = JSON.stringify(profileOf({ traits: { [id]: date } }));
    const fold = { text, checkpointed: false, outside: [], aliases: [] };
    await world.customers.putFold(customerId, before?.version ?? 0, fold);
    const body = JSON.stringify({ traits: { [id]: date } });
    const time = new Date(world.clock()).toISOString();
    await world.happen(customerId, 'i', time, { ...more, type: 'identify', body });
    const [hint] = world.hints.splice(-1);
    const comeIn = createComeIn({ journeys: world.journeys, tell, clock: world.clock });
    if (hint?.kind === 'events')
      await comeIn(customerId, [{ key: hint.keys[0] ?? '', type: 'identify', name: undefined, body }]);
    const told = world.hints.length > 0;
    await world.drain();
    return told;
  };
  const timers = async () => {
    const due = await createTimerStore(test.dynamo, test.tables.timers).due(JOURNEY_TIMER, '9999', 1_000);
    return due.filter(({ id: timer }) => timer.startsWith(`${id}#@`)).map(({ dueAt }) => dueAt);
  };
  const entered = async () =>
    (await world.all(id)).map(({ customerId, cause }) => `${customerId.slice(id.length + 3)} ${cause.at}`).sort();
  return { world, night, say, timers, entered };
};

describe('a journey that goes by a date', () => {
  it('lets people in at its hour where they are, year after year, each once however often the night comes', async () => {
    const { world, night, timers, entered } = await withPeople('birthday', YEARLY, {
      kim: { date: '1990-11-24' },
      leap: { date: '1992-11-24', timezone: 'Europe/Berlin' },
      far: { date: '1990-12-24' },
      none: {},
      odd: { date: 'tomorrow' },
    });
    await night();
    await night();
    expect(await timers()).toHaveLength(2);
    await world.pass('2026-11-25T00:00:00.000Z', STEP);
    await night();
    const first = ['kim 2026-11-24T00:00:00.000Z', 'leap 2026-11-24T08:00:00.000Z'];
    expect(await entered()).toEqual(first);
    expect(await timers()).toEqual([]);
    await world.pass('2027-11-22T03:00:00.000Z', undefined);
    await night();
    await world.pass('2027-11-25T00:00:00.000Z', STEP);
    expect(await entered()).toEqual([...first, 'kim 2027-11-24T00:00:00.000Z', 'leap 2027-11-24T08:00:00.000Z'].sort());
    expect(world.coupons.size).toBe(4);
  });

  it('follows a date that changes while somebody waits, and lets nobody in whose date has gone', async () => {
    const { world, night, say, timers, entered } = await withPeople(
      'contract',
      { on: 'date', offsetDays: -7 },
      { moved: { date: '2026-12-01' }, gone: { date: '2026-12-01' } },
    );
    await night();
    expect(await timers()).toHaveLength(2);
    expect(await say('moved', '2026-12-02')).toBe(true);
    await say('gone', null);
    await world.pass('2026-11-28T00:00:00.000Z', STEP);
    expect(await entered()).toEqual(['moved 2026-11-25T01:00:00.000Z']);
    expect(await timers()).toEqual([]);
  });

  it('begins at once for who says today that it is today, later today at its hour, and is not told of what is far', async () => {
    const { world, say, entered } = await withPeople(
      'said',
      { on: 'date', at: '15:00' },
      { kim: {}, lee: {}, choi: {} },
    );
    expect(await say('kim', '2026-11-23')).toBe(true);
    expect(await say('choi', '2027-06-01')).toBe(false);
    await world.pass('2026-11-23T07:00:00.000Z', STEP);
    expect(await entered()).toEqual(['kim 2026-11-23T06:00:00.000Z']);
    await say('lee', '2026-11-23');
    await say('choi', '2026-11-22');
    expect(await entered()).toEqual(['kim 2026-11-23T06:00:00.000Z', 'lee 2026-11-23T06:00:00.000Z']);
  });

  it('comes the same day for who was imported on it, at an hour that is still to come and no other', async () => {
    const { world, say, entered } = await withPeople('imported', { on: 'date', at: '15:00' }, { kim: {}, lee: {} });
    expect(await say('kim', '2026-11-23', { imported: true })).toBe(true);
    expect(await entered()).toEqual([]);
    await world.pass('2026-11-23T07:00:00.000Z', STEP);
    await say('lee', '2026-11-23', { imported: true });
    await world.pass('2026-11-24T07:00:00.000Z', STEP);
    expect(await entered()).toEqual(['kim 2026-11-23T06:00:00.000Z']);
  });

  it('is entered late after an outage of the tick, and not at all while it is paused', async () => {
    const { world, night, entered } = await withPeople('outage', YEARLY, { kim: { date: '1990-11-24' } });
    await night();
    await world.pass('2026-11-25T02:00:00.000Z', undefined);
    await world.tick();
    expect(await entered()).toEqual(['kim 2026-11-24T00:00:00.000Z']);
    const paused = await withPeople('halted', YEARLY, { lee: { date: '1990-11-24' } });
    await paused.night();
    await paused.world.change.move('halted', 'paused', 'test');
    await paused.world.pass('2026-11-25T00:00:00.000Z', STEP);
    await paused.world.change.move('halted', 'running', 'test');
    await paused.night();
    await paused.world.pass('2026-11-26T00:00:00.000Z', STEP);
    expect(await paused.entered()).toEqual([]);
    expect(await paused.timers()).toEqual([]);
  });

  it('goes by the hour and the zone of the day itself, whatever they were when it was planned', async () => {
    const { world, night, entered } = await withPeople('edited', YEARLY, { kim: { date: '1990-11-24' } });
    await night();
    const text = JSON.stringify(profileOf({ traits: { edited: '1990-11-24', timezone: 'Europe/Berlin' } }));
    const before = await world.customers.getOwn('u:edited-kim');
    const fold = { text, checkpointed: false, outside: [], aliases: [] };
    await world.customers.putFold('u:edited-kim', before?.version ?? 0, fold);
    await world.pass('2026-11-24T03:00:00.000Z', STEP);
    expect(await entered()).toEqual([]);
    await world.pass('2026-11-24T12:00:00.000Z', STEP);
    expect(await entered()).toEqual(['kim 2026-11-24T08:00:00.000Z']);
  });

  it('leaves nothing of an erased person who was waiting for the day', async () => {
    const { world, night, timers, entered } = await withPeople('erased-day', YEARLY, { kim: { date: '1990-11-24' } });
    await night();
    const place = createJourneysPlace(test.dynamo, test.tables);
    const scope = { ids: ['u:erased-day-kim'], lost: [], aliases: [], addresses: [], segments: [] };
    for await (const removal of place.removals(scope)) await removal();
    expect(await timers()).toEqual([]);
    await world.pass('2026-11-25T00:00:00.000Z', STEP);
    expect(await entered()).toEqual([]);
  });
});
