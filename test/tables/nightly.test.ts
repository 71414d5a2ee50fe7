import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { scoreCustomer } from '../../shared/scoring/model.ts';
import { builtInsOf } from '../../shared/segments/built-in-members.ts';
import { evaluate } from '../../shared/segments/evaluate.ts';
import { runContext } from '../../shared/segments/run-rules.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createNightly } from '../support/nightly.ts';
import { startObjectStore, type TestObjectStore } from '../support/object-store.ts';
import { packDays, profileOf } from '../support/profile.ts';

const AS_OF = '2026-11-22';
const BIG = { computed: 'revenue', gte: 5_000 } as const;

let now = Date.parse('2026-11-22T03:00:00+09:00');
const clock = () => now;

/** A client that fails the n-th write, before or after it was done: a worker that dies. */
const createFaulty = (dynamo: Dynamo) => {
  const fault = { after: Number.POSITIVE_INFINITY, done: false };
  const proxy = new Proxy(dynamo, {
    get: (target, name) => {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: { readonly constructor: { readonly name: string } }) => {
        const writes = /Put|Update/.test(command.constructor.name);
        const dies = writes && --fault.after < 0;
        if (dies && !fault.done) throw new Error('killed');
        const answer: unknown = await Reflect.apply(target.send, target, [command]);
        if (dies) throw new Error('killed');
        return answer;
      };
    },
  });
  return { proxy, fault };
};

describe('the nightly run on real tables', () => {
  let database: TestDynamo;
  let objects: TestObjectStore;
  let night: ReturnType<typeof createNightly>;
  let faulty: ReturnType<typeof createFaulty>;

  beforeAll(async () => {
    [database, objects] = await Promise.all([
      startDynamo(['customers', 'members', 'definitions', 'insights', 'events', 'messages']),
      startObjectStore(),
    ]);
    faulty = createFaulty(database.dynamo);
    night = createNightly(database, objects, clock, faulty.proxy);
    await night.definitions.save('segment', 'big', { name: 'Big spenders', rule: BIG });
  });
  afterAll(async () => {
    await objects?.stop();
    await database?.stop();
  });

  const ids = Array.from({ length: 24 }, (_, index) => `u:c${String(index).padStart(2, '0')}`);
  const days = fc.array(
    fc.record({
      day: fc.constantFrom('2026-01-05', '2026-06-01', '2026-09-10', '2026-10-30', '2026-11-20'),
      net: fc.constantFrom(500, 2_000, 6_000),
    }),
    { maxLength: 4 },
  );
  const buy = (id: string, purchases: { day: string; net: number }[]) =>
    night.putProfile(id, profileOf({ days: purchases.length === 0 ? {} : { KRW: packDays(purchases) } }));

  /** Straight from the definitions, person by person. */
  const expected = async (runId: string): Promise<Record<string, string[]>> => {
    const { model } = await night.runs.get(runId);
    if (!model) throw new Error('no model');
    const found: Record<string, string[]> = {};
    for await (const customer of night.customers.scanProfiles(0, 1)) {
      const scores = scoreCustomer(customer, model);
      const context = runContext(model, () => undefined, clock());
      const segments = builtInsOf(scores);
      if (evaluate(BIG, { ...customer, scores }, context) === true) segments.push('big');
      for (const id of segments) found[id] = [...(found[id] ?? []), customer.customerId].sort();
    }
    return found;
  };

  it('keeps members, profiles and definitions in step over nights in which workers die and runs fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            changes: fc.array(fc.tuple(fc.constantFrom(...ids), days), { maxLength: 8 }),
            between: fc.array(fc.tuple(fc.constantFrom(...ids), days), { maxLength: 3 }),
            dies: fc.option(fc.record({ after: fc.integer({ min: 0, max: 60 }), done: fc.boolean() })),
            givesUp: fc.boolean(),
          }),
          { minLength: 2, maxLength: 4 },
        ),
        async (nights) => {
          const told = new Map<string, Record<string, string[]>>();
          for (const { changes, between, dies, givesUp } of nights) {
            now += 24 * 3_600_000;
            for (const [id, purchases] of changes) await buy(id, purchases);
            const base = await night.runs.lastSuccessful();
            const before = base ? await night.membership(base.runId, ['big']) : {};
            const plan = await night.steps.plan({ claimant: `night:${now}`, trigger: 'schedule', asOf: AS_OF });
            if (plan.status === 'refused') throw new Error('refused');
            const { runId, shards } = plan.run;
            const wholeRun = async () => {
              await night.overShards(shards, (shard) => night.steps.measure(runId, shard, shards));
              await night.steps.fit(runId);
              await night.overShards(shards, (shard) => night.steps.score(runId, shard, shards));
            };
            let disturbed = false;
            if (dies) {
              Object.assign(faulty.fault, dies);
              const died = await wholeRun().then(
                () => false,
                () => true,
              );
              Object.assign(faulty.fault, { after: Number.POSITIVE_INFINITY });
              // Whatever is half done, the run in force still has exactly its members.
              if (base) expect(await night.membership(base.runId, ['big'])).toEqual(before);
              for (const [id, purchases] of between) await buy(id, purchases);
              disturbed = between.length > 0;
              if (died && givesUp) {
                await night.runs.fail(runId, 'killed');
                continue;
              }
            }
            await wholeRun();
            await night.steps.summarise(runId);
            const members = await night.membership(runId, ['big']);
            expect(members).toEqual(await night.lists());
            if (!disturbed) expect(members).toEqual(await expected(runId));
            told.set(runId, members);
            const report = await night.reports.getRun(runId);
            if (!dies) {
              const counts = Object.fromEntries(Object.entries(members).map(([id, people]) => [id, people.length]));
              expect(report?.members).toEqual(counts);
            }
          }
          // Who was in a segment on an earlier night can still be told, whoever came and went since.
          for (const [runId, members] of told) expect(await night.membership(runId, ['big'])).toEqual(members);
        },
      ),
      // Shrinking would run whole nights again and again.
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('writes nothing in a night in which nothing changed', async () => {
    await night.night(AS_OF);
    now += 1_000;
    const runId = await night.night(AS_OF);
    expect((await night.runs.get(runId)).counts).toMatchObject({ changed: 0, entered: 0, left: 0 });
  });

  it('enters the people of a new segment as initial, and later ones as entered', async () => {
    await buy('u:c00', [{ day: '2026-11-20', net: 6_000 }]);
    await buy('u:c01', []);
    await night.definitions.save('segment', 'fresh', {
      name: 'Fresh',
      rule: { computed: 'daysSinceLastOrder', lte: 2 },
    });
    now += 1_000;
    const first = await night.night(AS_OF);
    await buy('u:c01', [{ day: '2026-11-20', net: 500 }]);
    now += 1_000;
    const second = await night.night(AS_OF);
    const members = [];
    for await (const member of night.members.everyMember('fresh', second)) members.push(member);
    expect(members.find(({ customerId }) => customerId === 'u:c00')).toMatchObject({ entered: first, initial: true });
    const later = members.find(({ customerId }) => customerId === 'u:c01');
    expect(later).toMatchObject({ entered: second });
    expect(later?.initial).toBeUndefined();
  });

  it('lets everybody leave a segment that was archived', async () => {
    const { name, rule } = { name: 'Fresh', rule: { computed: 'daysSinceLastOrder', lte: 2 } };
    await night.definitions.save('segment', 'fresh', { name, rule }, { archived: true });
    now += 1_000;
    const runId = await night.night(AS_OF);
    expect(await night.membership(runId, ['fresh'])).not.toHaveProperty('fresh');
    expect(await night.lists()).not.toHaveProperty('fresh');
  });

  it('is refused while another run is under way, and takes over when that one’s lease has run out', async () => {
    const first = await night.steps.plan({ claimant: 'a', trigger: 'api' });
    expect(first).toMatchObject({ status: 'planned', run: { trigger: 'api' } });
    expect(await night.steps.plan({ claimant: 'b', trigger: 'api' })).toMatchObject({ status: 'refused' });
    const again = await night.steps.plan({ claimant: 'a', trigger: 'api' });
    expect(again).toEqual(first);
    now += 41 * 60_000;
    expect(await night.runs.abandoned()).toMatchObject({ runId: first.status === 'planned' ? first.run.runId : '' });
    const taken = await night.steps.plan({ claimant: 'b', trigger: 'api' });
    expect(taken).toMatchObject({ status: 'planned' });
    if (first.status !== 'planned' || taken.status !== 'planned') throw new Error('not planned');
    expect(await night.runs.get(first.run.runId)).toMatchObject({ status: 'failed' });
    await expect(night.runs.renew(first.run.runId)).rejects.toThrow(/no longer holds the lock/);
    await night.runs.fail(taken.run.runId, 'enough');
    expect(await night.runs.abandoned()).toBeUndefined();
    // A caller that died between taking the lock and writing the record leaves a number, no run.
    await night.runs.claim('dead');
    now += 41 * 60_000;
    expect(await night.runs.abandoned()).toBeUndefined();
    const after = await night.steps.plan({ claimant: 'c', trigger: 'api' });
    if (after.status !== 'planned') throw new Error('not planned');
    await night.runs.fail(after.run.runId, 'enough');
  });

  it('freezes anew, under the same id, what a night that died before its record had not frozen', async () => {
    const dead = await night.runs.claim('schedule:2026-11-22');
    expect(await night.runs.abandoned()).toBeUndefined();
    now += 41 * 60_000;
    const left = await night.runs.abandoned();
    expect(left).toEqual({ runId: dead.runId, trigger: 'schedule' });
    if (!left) throw new Error('nothing to start again');
    const plan = await night.steps.resume(left);
    expect(plan).toMatchObject({
      status: 'planned',
      run: { runId: dead.runId, status: 'running', trigger: 'schedule' },
    });
    expect(await night.runs.abandoned()).toBeUndefined();
    await night.runs.fail(dead.runId, 'enough');
    expect(await night.steps.resume(left)).toEqual({ status: 'refused', runId: dead.runId });
  });

  it('gives the day’s figures: yesterday, one-time buyers, reach', async () => {
    for (const id of ids) await buy(id, []);
    const granted = { ad: { state: 'granted' as const, at: '2026-01-01T00:00:00.000Z' } };
    await night.putProfile(
      'u:c00',
      profileOf({
        days: {
          KRW: packDays([
            { day: '2026-11-21', orders: 2, net: 3_000 },
            { day: '2026-11-22', net: 100 },
          ]),
        },
        contacts: { email: 'kim@example.com' },
        consent: { email: granted, sms: granted },
      }),
    );
    await buy('u:c01', [{ day: '2025-01-01', net: 700 }]);
    now += 1_000;
    const runId = await night.night(AS_OF);
    expect(await night.reports.lastKpi(AS_OF)).toMatchObject({
      day: AS_OF,
      runId,
      customers: 24,
      buyers: 2,
      oneTimeBuyers: 1,
      oneTimeShare: 0.5,
      repeatRate: 0.5,
      yesterday: { day: '2026-11-21', orders: 2, revenue: 3_000, buyers: 1, newCustomers: 1 },
      activeBuyers12m: 1,
      averageRevenue12m: 3_100,
      reachable: { email: 1 },
    });
  });

  it('asks for seals for those whose oldest events expire within a month, and for nobody else', async () => {
    const text = JSON.stringify(profileOf({}));
    const fold = { text, checkpointed: false, outside: [], aliases: [] };
    await night.customers.putFold('u:two-years', 0, { ...fold, openSince: '2025-10-20' });
    await night.customers.putFold('u:one-year', 0, { ...fold, openSince: '2025-12-01' });
    await night.customers.putFold('u:sealed', 0, { ...fold, sealed: '2025-11-01' });
    const asked = night.sealed.length;
    await night.night(AS_OF);
    expect(night.sealed.slice(asked)).toEqual(['u:two-years']);
  });
});
