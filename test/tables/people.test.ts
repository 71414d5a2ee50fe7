import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/project/handler.ts';
import { consentState } from '../../shared/consent/consent-state.ts';
import { statementsOf } from '../../shared/consent/read-statements.ts';
import type { EventItem } from '../../shared/events/event.ts';
import { toIso } from '../../shared/platform/clock.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { idsOf } from '../../shared/profiles/profile.ts';
import { type ProjectDeps, projectPerson } from '../../shared/profiles/project-person.ts';
import { itemOf, type ProjectWorld, projectDeps, startProjectWorld } from '../support/project-world.ts';
import { streamBatch } from '../support/stream-batch.ts';
import { createMortal } from '../unit/delivery/mortal.ts';
import { type Crowd, crowdOf } from '../unit/profiles/crowd.ts';
import { eventsOf } from '../unit/profiles/history.ts';
import { naiveConsent, withoutMarks } from '../unit/profiles/naive-consent.ts';
import { naivePeople } from '../unit/profiles/naive-people.ts';
import { firstOfEach, naiveOrders, naiveProfile } from '../unit/profiles/naive-profile.ts';

const NOW = Date.parse('2026-11-22T05:00:00.000Z');
/** Small enough that checkpoints move within a dozen events. */
const TIGHT = { keptOpen: 2, moveAt: 4, outsideAt: 2, remembered: 1_000 };

let world: ProjectWorld;
let deps: ProjectDeps;
let crowds = 0;

/** Decides which lane's call of the database comes next, so that a race that was found can be run again. */
let turns: fc.Scheduler | undefined;

const inTurns = (client: Dynamo): Dynamo =>
  new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'send' || typeof value !== 'function') return value;
      const send = async (...args: unknown[]): Promise<unknown> => Reflect.apply(value, target, args);
      // A refusal is an answer like any other; only its caller sees it as an error.
      const answer = (args: unknown[]) => () => Promise.allSettled([send(...args)]);
      return async (...args: unknown[]) => {
        if (!turns) return send(...args);
        const [settled] = await turns.scheduleFunction(answer(args))();
        if (settled.status === 'rejected') throw settled.reason;
        return settled.value;
      };
    },
  });

const started = async (): Promise<ProjectDeps> => ({
  ...(await projectDeps(inTurns(world.database.dynamo), world.database.tables)),
  limits: TIGHT,
});

beforeAll(async () => {
  world = await startProjectWorld();
});
afterAll(() => world.stop());

/** One delivery: which of the events stored so far are announced, and at which call of the database the worker dies. */
interface Batch {
  readonly events: readonly number[];
  readonly twice: boolean;
  readonly dies: number | undefined;
}

interface Plan {
  readonly storing: readonly number[];
  readonly batches: readonly Batch[];
}

/** A plan for any crowd: when each event is stored, and batches that are random, repeated, stale and killed. */
const planOf = fc.record<Plan>({
  storing: fc.array(fc.nat({ max: 4 }), { minLength: 12, maxLength: 12 }),
  batches: fc.array(
    fc.record<Batch>({
      events: fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 6 }),
      twice: fc.boolean(),
      dies: fc.option(fc.integer({ min: 2, max: 40 }), { nil: undefined, freq: 1 }),
    }),
    { minLength: 4, maxLength: 5 },
  ),
});

const work = async (project: ProjectDeps, items: readonly EventItem[]): Promise<void> => {
  const answer = await createHandler({
    project: async () => project,
    reachGoals: async () => undefined,
    tellTaps: async () => undefined,
    tellLostDevices: async () => async () => undefined,
    settleCoupons: async () => undefined,
    noteAsk: async () => undefined,
    comeIn: async () => undefined,
  })(...streamBatch(items));
  expect(answer).toEqual({ batchItemFailures: [] });
};

/** A worker that dies at its n-th call; what it was given is delivered again to another. */
const die = async (items: readonly EventItem[], at: number): Promise<void> => {
  const mortal = createMortal(at, at % 2 === 0);
  const project = { ...(await projectDeps(mortal.wrap(world.database.dynamo), world.database.tables)), limits: TIGHT };
  await createHandler({
    project: async () => project,
    reachGoals: async () => undefined,
    tellTaps: async () => undefined,
    tellLostDevices: async () => async () => undefined,
    settleCoupons: async () => undefined,
    noteAsk: async () => undefined,
    comeIn: async () => undefined,
  })(...streamBatch(items));
};

const deliver = async (
  items: readonly EventItem[],
  { twice, dies }: Pick<Batch, 'twice' | 'dies'>,
  lanes: fc.Scheduler,
): Promise<void> => {
  if (items.length === 0) return;
  if (dies !== undefined) await die(items, dies);
  // People without a tie are worked on side by side; a second lane is a stale repeat of the first.
  turns = lanes;
  await lanes.waitFor(Promise.all([work(deps, items), ...(twice ? [work(deps, [...items].reverse())] : [])]));
  turns = undefined;
};

const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const check = async (items: readonly EventItem[]): Promise<void> => {
  const events = eventsOf(items);
  const people = naivePeople(events);
  let total = 0;
  for (const [person, ids] of people) {
    const own = events.filter((event) => ids.includes(event.person));
    const counted = firstOfEach(own);
    const customer = await deps.customers.get(person);
    expect(customer?.fold).toEqual(withoutUndefined(naiveProfile(own, person.startsWith('u:'))));
    expect(customer && [...idsOf(customer)].sort()).toEqual(ids);
    const repeats = own.length - counted.length;
    total += repeats + (customer?.fold.events ?? 0);

    const orders = (await deps.orders.ordersOf(person)).filter(({ placedAt }) => placedAt !== undefined);
    expect(orders.map(({ orderId, gross, net }) => [orderId, gross, net]).sort()).toEqual(
      [...naiveOrders(counted)].map(([id, { gross, net }]) => [id, gross, net]).sort(),
    );
    const lastTransactionAt = customer?.fold.lastOrderAt;
    const said = consentState(await deps.consents.evidenceOf(ids), NOW, { lastTransactionAt });
    const expected = naiveConsent(
      counted.flatMap((event) => statementsOf(event)),
      { lastTransactionAt, now: toIso(NOW) },
    );
    expect(withoutMarks(said)).toEqual(expected);

    for (const id of ids) {
      if (id === person) continue;
      expect((await deps.customers.get(id))?.customerId).toBe(person);
      expect(await deps.customers.readFold(id)).toBeUndefined();
      expect(await deps.orders.ordersOf(id)).toEqual([]);
    }
    const before = await deps.customers.readFold(person);
    await projectPerson(deps, person, 'everything');
    const after = await deps.customers.readFold(person);
    expect(after?.text).toBe(before?.text);
    expect(after?.links).toEqual(before?.links);
  }
  expect(total).toBe(events.length);
};

describe('people with several ids, shared devices and merges, through the project worker', () => {
  it('end as the naive model says in 200 histories, however delivered, killed and restarted', async () => {
    const follow = async (crowd: Crowd, { storing, batches }: Plan, lanes: fc.Scheduler): Promise<void> => {
      // A restart: nothing that a worker remembers survives.
      if (crowds % 50 === 0) deps = await started();
      crowds += 1;
      const items = crowd(`${crowds}`);
      for (const [step, batch] of batches.entries()) {
        const stored = items.filter((_, index) => storing[index] === step);
        await Promise.all(stored.map((item) => world.put(item)));
        const known = items.filter((_, index) => batch.events.includes(index) && (storing[index] ?? 0) <= step);
        await deliver(known, batch, lanes);
      }
      await Promise.all(items.map((item) => world.put(item)));
      const cut = (storing[0] ?? 0) + 1;
      await deliver(items.slice(cut), { twice: false, dies: undefined }, lanes);
      await deliver(items.slice(0, cut), { twice: true, dies: undefined }, lanes);
      await check(items);
    };
    await fc.assert(fc.asyncProperty(crowdOf(11), planOf, fc.scheduler(), follow), {
      numRuns: 200,
      endOnFailure: true,
    });
  });

  it('keep the orders of a device that came in while a rival wrote the profile, in every order of the two', async () => {
    const deps = await started();
    let families = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (lanes) => {
        families += 1;
        const [kim, tablet, kiosk] = [`u:mother-${families}`, `a:pad-${families}`, `a:stand-${families}`];
        const uses = (device: string) => ({ body: { anonymousId: device.slice(2) } });
        const at = (minute: number) => ({ time: `2026-11-20T03:${String(minute).padStart(2, '0')}:00.000Z` });
        const views = [0, 1, 2, 3, 4].map((n) =>
          itemOf({ person: kim, messageId: `v${n}`, ...uses(tablet), ...at(10 + n) }),
        );
        const late = [0, 1, 2].map((n) => itemOf({ person: kim, messageId: `l${n}`, ...uses(kiosk), ...at(n) }));
        const order = itemOf({
          ...{ person: kiosk, messageId: 'o', name: 'Order Completed', ...at(5) },
          body: { properties: { order_id: '7', total: 12_000, currency: 'KRW' } },
        });
        const tap = itemOf({ person: tablet, messageId: 't', ...at(20) });
        for (const item of views) await world.put(item);
        await work(deps, views);
        for (const item of [...late, order, tap]) await world.put(item);
        turns = lanes;
        await lanes.waitFor(Promise.all([work(deps, [order, ...late]), work(deps, [tap])]));
        turns = undefined;
        const customer = await deps.customers.get(kim);
        expect(customer?.fold).toMatchObject({ orders: 1, events: 10, revenue: { KRW: 12_000 } });
        expect(customer && [...idsOf(customer)].sort()).toEqual([kiosk, tablet, kim].sort());
      }),
      { numRuns: 30 },
    );
  });
});
