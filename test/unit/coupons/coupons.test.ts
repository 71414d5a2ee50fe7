import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { couponRoutes } from '../../../functions/serve-api/routes/coupons.ts';
import { addCodes } from '../../../shared/coupons/add-codes.ts';
import { codeMaker } from '../../../shared/coupons/code.ts';
import { createCouponStore } from '../../../shared/coupons/coupon-store.ts';
import { createIssueCoupon } from '../../../shared/coupons/issue-coupon.ts';
import { lowPools } from '../../../shared/coupons/low-pools.ts';
import { COUPON_POOL, expiryOf } from '../../../shared/coupons/pool.ts';
import { createSettleCoupons, isReturned } from '../../../shared/coupons/settle-coupons.ts';
import { createCouponsPlace } from '../../../shared/erasure/coupons-place.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { createOrderStore } from '../../../shared/orders/order-store.ts';
import type { Dynamo } from '../../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { putCustomers } from '../../support/profile.ts';
import { itemOf } from '../../support/project-world.ts';
import { createMortal, Killed } from '../delivery/mortal.ts';

let test: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;

beforeAll(async () => {
  test = await startDynamo();
  api = createTestApi(test, [couponRoutes], clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('reader', ['read']);
  await putCustomers(createCustomerStore(test.dynamo, test.tables.customers), { 'u:kim': {}, 'u:lee': {} });
});
afterAll(() => test.stop());

const storeOn = (dynamo: Dynamo = test.dynamo) => createCouponStore(dynamo, test.tables.coupons);
const orders = () => createOrderStore(test.dynamo, test.tables.orders);
const issuing = (dynamo: Dynamo = test.dynamo, random: () => number = Math.random) =>
  createIssueCoupon({
    store: storeOn(dynamo),
    definitions: api.services.definitions,
    settings: api.services.settings,
    isRefunded: async (customerId, orderId) => isReturned(await orders().find(customerId, orderId)),
    ...{ clock, random },
  });

let made = 0;
const poolOf = async (codes: number | readonly string[], body: object = {}): Promise<string> => {
  made += 1;
  const id = `pool-${made}`;
  await api.services.definitions.save(COUPON_POOL, id, { name: id, ...body });
  const make = codeMaker('5a'.repeat(32), id, 'first', { prefix: '', signs: 10 });
  const list = typeof codes === 'number' ? Array.from({ length: codes }, (_, index) => make(index)) : codes;
  if (list.length > 0) await addCodes(storeOn(), id, list);
  return id;
};

/** What the rows themselves say. */
const recount = async (pool: string) => {
  const counts = { free: 0, issued: 0, redeemed: 0, withdrawn: 0 };
  const owners = new Map<string, string>();
  let cursor: Awaited<ReturnType<ReturnType<typeof storeOn>['page']>>['next'];
  do {
    const page = await storeOn().page(pool, 7, cursor);
    for (const row of page.found) {
      expect(owners.has(row.code)).toBe(false);
      owners.set(row.code, row.state === 'free' ? '' : (row.customerId ?? ''));
      counts[row.state] += 1;
    }
    cursor = page.next;
  } while (cursor);
  return { counts, owners };
};

describe('handing out coupons', () => {
  it('gives no code twice and each effect one code, whoever is killed and however many ask at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ effect: fc.nat({ max: 9 }), step: fc.integer({ min: 1, max: 8 }), after: fc.boolean() }), {
          minLength: 8,
          maxLength: 30,
        }),
        fc.integer({ min: 3, max: 9 }),
        async (askers, codes) => {
          const pool = await poolOf(codes);
          await Promise.all(
            askers.map(async ({ effect, step, after }) => {
              const mortal = createMortal(step, after);
              await issuing(mortal.wrap(test.dynamo))({
                pool,
                customerId: `u:${effect}`,
                effectId: `${pool} ${effect}`,
              }).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
            }),
          );
          const effects = [...new Set(askers.map(({ effect }) => effect))];
          const given = new Map<number, string>();
          for (const effect of effects) {
            const answer = await issuing()({ pool, customerId: `u:${effect}`, effectId: `${pool} ${effect}` });
            if (answer.kind === 'issued') given.set(effect, answer.coupon.code);
            else expect(answer.reason).toBe('empty');
          }
          expect(new Set(given.values()).size).toBe(given.size);
          expect(given.size).toBe(Math.min(codes, effects.length));
          const { counts, owners } = await recount(pool);
          for (const [effect, code] of given) expect(owners.get(code)).toBe(`u:${effect}`);
          expect(counts).toEqual({ free: codes - given.size, issued: given.size, redeemed: 0, withdrawn: 0 });
          expect(await storeOn().counts(pool)).toEqual(counts);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('hands out nothing of an empty, expired or archived pool, and still answers what was handed out before', async () => {
    const pool = await poolOf(1, { expiresAt: '2026-11-24T00:00:00+09:00' });
    const ask = (effectId: string) => issuing()({ pool, customerId: 'u:kim', effectId });
    const first = await ask('one');
    expect(await ask('two')).toEqual({ kind: 'refused', reason: 'empty' });
    now += 86_400_000;
    expect(await ask('two')).toEqual({ kind: 'refused', reason: 'expired' });
    expect(await ask('one')).toMatchObject({
      kind: 'issued',
      first: false,
      coupon: (first.kind === 'issued' && first.coupon) || {},
    });
    now -= 86_400_000;
    const definition = await api.services.definitions.get(COUPON_POOL, pool);
    await api.services.definitions.save(COUPON_POOL, pool, definition?.body, { archived: true });
    expect(await ask('three')).toEqual({ kind: 'refused', reason: 'archived' });
  });

  it('ends a coupon with the shop’s own day, at the latest with its pool', () => {
    const at = Date.parse('2026-11-22T16:00:00.000Z');
    expect(expiryOf({ validDays: 0 }, at, 'Asia/Seoul')).toBe('2026-11-23T14:59:59.999Z');
    expect(expiryOf({ validDays: 30 }, at, 'America/New_York')).toBe('2026-12-23T04:59:59.999Z');
    expect(expiryOf({ validDays: 30, expiresAt: '2026-12-01T00:00:00.000Z' }, at, 'Asia/Seoul')).toBe(
      '2026-12-01T00:00:00.000Z',
    );
    expect(expiryOf({}, at, 'Asia/Seoul')).toBeUndefined();
  });
});

describe('codes of a pool', () => {
  it('are added once, whatever is repeated or cut off in between', async () => {
    const pool = await poolOf(0);
    const codes = Array.from({ length: 300 }, (_, index) => `SPRING-${1_000 + index}`);
    for (let step = 1; step <= 16; step += 5) {
      const mortal = createMortal(step, step % 2 === 0);
      await addCodes(storeOn(mortal.wrap(test.dynamo)), pool, codes).catch(() => undefined);
    }
    const { added, known } = await addCodes(storeOn(), pool, codes);
    expect(added + known).toBe(300);
    expect((await recount(pool)).counts).toEqual(await storeOn().counts(pool));
    expect((await storeOn().counts(pool)).free).toBe(300);
  });

  it('are refused whole if one comes twice or belongs to another pool', async () => {
    const first = await poolOf(['MINE-0001']);
    const other = await poolOf(['OTHER-0001']);
    await expect(addCodes(storeOn(), first, ['NEW-0001', 'NEW-0001', 'OTHER-0001'])).rejects.toMatchObject({
      code: 'invalid',
      details: [
        { path: 'codes.1', message: 'NEW-0001 stands at codes.0 already' },
        { path: 'codes.2', message: `OTHER-0001 belongs to the pool "${other}"` },
      ],
    });
    expect(await storeOn().counts(first)).toMatchObject({ free: 1 });
  });

  it('go to one of two pools that add them at the same moment', async () => {
    const [one, two] = [await poolOf(0), await poolOf(0)];
    const codes = Array.from({ length: 40 }, (_, index) => `RACE-${1_000 + index}`);
    await Promise.allSettled([addCodes(storeOn(), one, codes), addCodes(storeOn(), two, codes)]);
    const both = await Promise.all([recount(one), recount(two)]);
    expect(both.map(({ counts }) => counts)).toEqual(
      await Promise.all([one, two].map((pool) => storeOn().counts(pool))),
    );
    const owned = both.flatMap(({ owners }) => [...owners.keys()]);
    expect(new Set(owned).size).toBe(owned.length);
  });

  it('are told apart by eye and by nobody else', () => {
    const make = codeMaker('5a'.repeat(32), 'p', 'b', { prefix: 'W-', signs: 12 });
    const codes = Array.from({ length: 5_000 }, (_, index) => make(index));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^W-[2346789ABCDEFGHJKMNPQRTWXYZ]{12}$/.test(code))).toBe(true);
    const counts = new Map<string, number>();
    for (const sign of codes.flatMap((code) => [...code.slice(2)])) counts.set(sign, (counts.get(sign) ?? 0) + 1);
    const mean = (codes.length * 12) / 27;
    // Chi squared of 26 degrees of freedom is above 70 less than once in 100,000 times.
    expect([...counts.values()].reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)).toBeLessThan(70);
    expect(codeMaker('5b'.repeat(32), 'p', 'b', { prefix: 'W-', signs: 12 })(0)).not.toBe(codes[0]);
  });
});

const settling = (dynamo: Dynamo = test.dynamo) =>
  createSettleCoupons({
    store: storeOn(dynamo),
    events: createEventStore(test.dynamo, test.tables.events),
    customers: { get: async () => undefined },
    orders: orders(),
    ...{ definitions: api.services.definitions, clock },
  });

const arrive = async (person: string, name: string, properties: object): Promise<string> => {
  made += 1;
  const time = `2026-11-20T03:00:00.${String(made).padStart(3, '0')}Z`;
  const item = itemOf({ person, messageId: `m-${made}`, time, name, body: { properties: { ...properties } } });
  await test.dynamo.send(new PutCommand({ TableName: test.tables.events, Item: item }));
  return item.key;
};
const setOrder = (customerId: string, orderId: string, net: number) =>
  test.dynamo.send(
    new PutCommand({
      TableName: test.tables.orders,
      Item: {
        customerId,
        orderId,
        version: 1,
        currency: 'KRW',
        gross: 10_000,
        refunded: 10_000 - net,
        net,
        entries: '[]',
      },
    }),
  );

describe('orders', () => {
  it('redeem the codes they name, each for the first order, even one that nobody was given', async () => {
    const pool = await poolOf(['GIVEN-01', 'PRINTED-02', 'UNUSED-03']);
    for (let given = 0, tries = 0; given < 1; tries++) {
      const answer = await issuing(test.dynamo, () => 0)({ pool, customerId: 'u:kim', effectId: `${pool} ${tries}` });
      given = answer.kind === 'issued' ? 1 : 0;
    }
    const { owners } = await recount(pool);
    const mine = [...owners].find(([, owner]) => owner === 'u:kim')?.[0] ?? '';
    const loose = [...owners].find(([, owner]) => owner === '')?.[0] ?? '';
    const keys = [
      await arrive('u:lee', 'Order Completed', {
        order_id: 'o-1',
        coupon: `${mine.toLowerCase()}, ${loose}, nobody's`,
      }),
      await arrive('u:lee', 'Order Completed', { order_id: 'o-2', products: [{ coupon: mine }] }),
    ];
    for (let step = 1; step < 6; step++)
      await settling(createMortal(step, step % 2 === 0).wrap(test.dynamo))('u:lee', keys).catch(() => undefined);
    await Promise.all([settling()('u:lee', keys), settling()('u:lee', keys)]);
    expect(await storeOn().findOut(mine)).toMatchObject({
      ...{ state: 'redeemed', customerId: 'u:kim', redeemedBy: 'u:lee', orderId: 'o-1' },
    });
    expect(await storeOn().findOut(loose)).toMatchObject({ state: 'redeemed', orderId: 'o-1' });
    expect(await storeOn().counts(pool)).toEqual({ free: 1, issued: 0, redeemed: 2, withdrawn: 0 });
    expect((await recount(pool)).counts).toEqual(await storeOn().counts(pool));
  });

  it('take back what they had earned when they are given back whole, unless it was used', async () => {
    const pool = await poolOf(3);
    await setOrder('u:kim', 'big', 10_000);
    const ask = (effectId: string, orderId: string) => issuing()({ pool, customerId: 'u:kim', effectId, orderId });
    const earned = await ask(`${pool} earned`, 'big');
    const used = await ask(`${pool} used`, 'big');
    if (earned.kind !== 'issued' || used.kind !== 'issued') throw new Error('nothing was handed out');
    await settling()('u:kim', [
      await arrive('u:kim', 'Order Completed', { order_id: 'next', coupon: used.coupon.code }),
    ]);
    const refund = await arrive('u:kim', 'Order Refunded', { order_id: 'big', total: 3_000 });
    await setOrder('u:kim', 'big', 7_000);
    await settling()('u:kim', [refund]);
    expect(await storeOn().findOut(earned.coupon.code)).toMatchObject({ state: 'issued' });
    await setOrder('u:kim', 'big', 0);
    await settling()('u:kim', [refund]);
    expect(await storeOn().findOut(earned.coupon.code)).toMatchObject({ state: 'withdrawn', withdrawnWhy: 'refund' });
    expect(await storeOn().findOut(used.coupon.code)).toMatchObject({ state: 'redeemed' });
    expect(await ask(`${pool} late`, 'big')).toEqual({ kind: 'refused', reason: 'refunded' });
    expect(await storeOn().counts(pool)).toEqual({ free: 1, issued: 0, redeemed: 1, withdrawn: 1 });
  });
});

describe('an erased person', () => {
  it('leaves codes that are nobody’s, and counters as they were', async () => {
    const pool = await poolOf(4);
    for (const effect of ['one', 'two'])
      await issuing()({
        pool,
        customerId: 'u:erased',
        effectId: `${pool} ${effect} of u:erased`,
        orderId: 'order-of-erased',
      });
    const other = await issuing()({ pool, customerId: 'u:kim', effectId: `${pool} of kim` });
    const code = other.kind === 'issued' ? other.coupon.code : '';
    await settling()('u:erased', [
      await arrive('u:erased', 'Order Completed', { order_id: 'order-of-erased', coupon: code }),
    ]);
    const before = await storeOn().counts(pool);
    const place = createCouponsPlace(storeOn());
    const targets = { ids: ['u:erased'], lost: [], aliases: [], addresses: [], segments: [] };
    let removed = 0;
    for await (const remove of place.removals(targets)) {
      await remove();
      await remove();
      removed += 1;
    }
    expect(removed).toBe(3);
    for await (const _left of place.removals(targets)) expect.unreachable();
    expect(await storeOn().counts(pool)).toEqual(before);
    expect((await recount(pool)).counts).toEqual(before);
    const { Items = [] } = await test.dynamo.send(new ScanCommand({ TableName: test.tables.coupons }));
    expect(JSON.stringify(Items)).not.toContain('erased');
    expect(await storeOn().findOut(code)).toMatchObject({ state: 'redeemed', customerId: 'u:kim' });
  });
});

describe('/v1/coupons', () => {
  const post = (path: string, body: object, key = 'admin-key') => api.call('POST', path, { body, key });

  it('makes a pool, fills it, hands codes out and tells what became of them', async () => {
    const created = await post('/v1/coupons', {
      id: 'welcome',
      name: '첫 구매',
      offer: '10% 할인',
      validDays: 30,
      warnBelow: 4,
    });
    expect([created.status, created.body.name]).toEqual([201, '첫 구매']);
    expect((await post('/v1/coupons/welcome/codes', { generate: 4, batch: 'one' })).body).toEqual({
      added: 4,
      known: 0,
    });
    expect((await post('/v1/coupons/welcome/codes', { generate: 4, batch: 'one' })).body).toEqual({
      added: 0,
      known: 4,
    });
    expect((await post('/v1/coupons/welcome/codes', { codes: ['  own-0001 '] })).body).toEqual({ added: 1, known: 0 });
    const issue = (effectId: string, customerId = 'kim') => post('/v1/coupons/welcome/issue', { customerId, effectId });
    const first = await issue('sorry-1');
    expect(first).toMatchObject({
      status: 201,
      body: { state: 'issued', usable: true, customerId: 'kim', offer: '10% 할인' },
    });
    expect(await issue('sorry-1')).toMatchObject({ status: 200, body: { code: first.body.code } });
    expect((await issue('sorry-1', 'lee')).status).toBe(409);
    expect((await issue('sorry-2', 'nobody')).status).toBe(404);
    await issue('sorry-3', 'lee');
    const { body } = await api.call('GET', '/v1/coupons/welcome/statistics', { key: 'reader' });
    expect(body).toEqual({ total: 5, free: 3, issued: 2, redeemed: 0, withdrawn: 0, warnBelow: 4, low: true });
    const { code } = first.body;
    expect((await api.call('GET', `/v1/coupon-codes/${code.toLowerCase()}`)).body).toMatchObject({
      usable: true,
      customerId: 'kim',
    });
    expect((await post(`/v1/coupon-codes/${code}/withdraw`, {})).body).toMatchObject({
      usable: false,
      reason: 'withdrawn',
    });
    expect(
      (await api.call('GET', '/v1/customers/kim/coupons')).body.data.map((each: { code: string }) => each.code),
    ).toContain(code);
    const seen = (await api.call('GET', '/v1/customers/kim/coupons', { key: 'reader' })).body.data;
    expect(seen.map((each: { code: string }) => each.code)).toContain(`***${code.slice(-3)}`);
    expect(JSON.stringify(seen)).not.toContain(code);
    const all: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: Record<string, string> = { limit: '2', ...(cursor === '' ? {} : { cursor }) };
      const page: { body: { data: { code: string }[]; nextCursor: string | null } } = await api.call(
        'GET',
        '/v1/coupons/welcome/codes',
        { query },
      );
      all.push(...page.body.data.map((each) => each.code));
      cursor = page.body.nextCursor;
    }
    expect([all.length, new Set(all).size]).toEqual([5, 5]);
  });

  it.each([
    ['a code with a space in it', '/v1/coupons/welcome/codes', { codes: ['AB CD'] }, 422],
    ['both ways at once', '/v1/coupons/welcome/codes', { codes: ['ABCD'], generate: 1 }, 422],
    ['too many', '/v1/coupons/welcome/codes', { generate: 10_001 }, 422],
    ['a pool that is not there', '/v1/coupons/none/codes', { generate: 1 }, 404],
    ['a form that cannot be typed', '/v1/coupons', { name: 'x', form: { prefix: '봄' } }, 422],
    ['a code of no pool', '/v1/coupon-codes/NOBODYS/withdraw', {}, 404],
  ])('refuses %s', async (_what, path, body, status) => {
    expect((await post(path, body)).status).toBe(status);
  });

  it('shows codes only to those who may spend them', async () => {
    expect((await api.call('GET', '/v1/coupons/welcome/codes', { key: 'reader' })).status).toBe(403);
    expect((await post('/v1/coupons/welcome/issue', { customerId: 'kim', effectId: 'x' }, 'reader')).status).toBe(403);
  });
});

describe('pools that run low', () => {
  it('are those that still hand out and have fewer codes than they should, the emptiest first', async () => {
    const { definitions } = api.services;
    const [few, fewer, enough, none, ended] = [
      await poolOf(4, { warnBelow: 5 }),
      await poolOf(2, { warnBelow: 5 }),
      await poolOf(5, { warnBelow: 5 }),
      await poolOf(0, { warnBelow: 5 }),
      await poolOf(1, { warnBelow: 5, expiresAt: '2026-11-22T00:00:00.000Z' }),
    ];
    const low = await lowPools({ definitions, coupons: storeOn(), clock });
    const mine = low.filter(({ id }) => [few, fewer, enough, none, ended].includes(id));
    expect(mine.map(({ id, free }) => [id, free])).toEqual([
      [fewer, 2],
      [few, 4],
    ]);
  });
});
