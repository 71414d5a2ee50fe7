import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../../shared/campaigns/change-send.ts';
import { pausedOf } from '../../../shared/campaigns/paused.ts';
import type { Counters } from '../../../shared/insights/counters.ts';
import { add } from '../../../shared/insights/counters.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { createWatchCampaign } from '../../../shared/insights/watch-campaign.ts';
import { MINUTE } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider, type Fate } from './fake-provider.ts';
import { createShop, type Shop } from './shop.ts';

let test: TestDynamo;
let shop: Shop;
let count = 0;
let id = '';
let harm: Counters = new Map();

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(() => {
  count += 1;
  id = `s${count}`;
  harm = new Map();
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

const people = async (size: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < size; n++) {
    const customerId = `u:${id}-${n}`;
    await shop.addCustomer(customerId, { contacts: { email: `${id}-${n}@example.com` } });
    await shop.say(customerId, 'email', 'ad', 'granted');
    ids.push(customerId);
  }
  return ids;
};

/** Counters as the stream would have them, and harm on top. */
const counters = async (): Promise<Counters> => {
  const { rows } = await shop.ledger(id);
  return add(...rows.map(messageContribution), harm);
};

const watch = () => createWatchCampaign({ ...shop.common, tally: { sum: counters } })(id);

const minute = async (provider: ReturnType<typeof createFakeProvider>): Promise<void> => {
  const send = shop.sender(provider.adapter);
  await watch();
  await shop.tick();
  for (let key = shop.queued.shift(); key; key = shop.queued.shift()) await send(key, Number.POSITIVE_INFINITY);
  await exact();
  shop.advance(MINUTE);
};

/** audience = pending + deferred + sent + skipped + failed + unknown, and nobody of them is of the control group. */
const exact = async (): Promise<void> => {
  const { rows, ids } = await shop.ledger(id);
  const { audience, control } = await shop.buckets.totals(id);
  expect(audience + control).toBe(ids.length);
  const counted = rows.filter(({ status }) => status !== 'control').length;
  expect(counted).toBeLessThanOrEqual(audience);
};

const state = () => shop.sends.state(id);
const staged = async (size: number, first: number, fields: object = {}): Promise<void> => {
  const ids = await people(size);
  const audience = { list: ids.map((each) => each.slice(2)) };
  await shop.addCampaign(id, { audience, stages: { first, waitMinutes: 30 }, ...fields });
  await shop.launch(id);
};

describe('a staged send', () => {
  it('writes to the first people, waits, and goes on with the rest', async () => {
    await staged(40, 10, { control: 0.25 });
    const provider = createFakeProvider('email');
    await minute(provider);
    await minute(provider);
    expect(provider.accepted).toHaveLength(10);
    await minute(provider);
    expect((await state())?.stage).toMatchObject({ phase: 'wait', waitUntil: expect.any(String) });
    for (let n = 0; n < 25; n++) await minute(provider);
    expect(provider.accepted).toHaveLength(10);
    for (let n = 0; n < 8; n++) await minute(provider);
    const { audience, control } = await shop.buckets.totals(id);
    expect(provider.accepted).toHaveLength(audience);
    expect(audience + control).toBe(40);
    expect(new Set(provider.accepted.map(({ to }) => to)).size).toBe(audience);
    expect((await state())?.status).toBe('done');
  });

  it('that harms pauses instead of going on, says why, and goes on when a person resumes', async () => {
    await staged(30, 20);
    const provider = createFakeProvider('email');
    for (let n = 0; n < 4; n++) await minute(provider);
    expect(provider.accepted).toHaveLength(20);
    harm = new Map([['arm.a.complained', 4n]]);
    await minute(provider);
    const paused = await state();
    expect(pausedOf(paused)).toMatchObject({ by: 'guardrail', trip: { code: 'complaint', count: 4, of: 20 } });
    expect(pausedOf(paused)?.reason?.ko).toContain('20명 가운데 4명');
    for (let n = 0; n < 40; n++) await minute(provider);
    expect(provider.accepted).toHaveLength(20);
    await resumeCampaign(shop.common, id);
    for (let n = 0; n < 3; n++) await minute(provider);
    expect(provider.accepted).toHaveLength(30);
    expect((await state())?.status).toBe('done');
  });

  it('whose first people could none of them be written to stops', async () => {
    const ids = await people(12);
    for (const each of ids) await shop.say(each, 'email', 'ad', 'withdrawn', '2026-02-01T00:00:00.000Z');
    const audience = { list: ids.map((each) => each.slice(2)) };
    await shop.addCampaign(id, { audience, stages: { first: 5, waitMinutes: 5 } });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    for (let n = 0; n < 12; n++) await minute(provider);
    expect((await state())?.paused?.trip).toMatchObject({ code: 'nobodySent', of: 5 });
  });

  it('waits for first people whom the provider keeps waiting, and is cancelled as a whole', async () => {
    await staged(12, 4);
    const fates: Fate[] = ['throttle'];
    const provider = createFakeProvider('email', () => fates.shift() ?? 'accept');
    await minute(provider);
    await minute(provider);
    expect((await state())?.stage?.phase).toBe('first');
    for (let n = 0; n < 3; n++) await minute(provider);
    expect(provider.accepted).toHaveLength(4);
    expect((await state())?.stage?.phase).toBe('wait');
    await cancelCampaign(shop.common, id);
    for (let n = 0; n < 3; n++) await minute(provider);
    const { rows } = await shop.ledger(id);
    expect(rows.filter(({ reason }) => reason === 'cancelled')).toHaveLength(8);
    expect((await state())?.status).toBe('cancelled');
  });

  it('of fewer people than its first stage is one stage', async () => {
    await staged(5, 100);
    const provider = createFakeProvider('email');
    for (let n = 0; n < 3; n++) await minute(provider);
    expect(provider.accepted).toHaveLength(5);
    expect((await state())?.status).toBe('done');
  });
});

describe('a campaign that takes its winner by itself', () => {
  const ARMS = [{ id: 'plain' }, { id: 'coupon', offer: '10 %' }];
  const compete = (plain: number, coupon: number, lost = 0): void => {
    harm = new Map([
      ...(['plain', 'coupon'] as const).flatMap((arm): [string, bigint][] => [
        [`arm.${arm}.sent`, 1_000n],
        [`arm.${arm}.dealt`, 1_000n],
      ]),
      ['arm.plain.converted', BigInt(plain)],
      ['arm.coupon.converted', BigInt(coupon)],
      ['arm.coupon.lost', BigInt(lost)],
    ]);
  };
  const begin = async (fields: object = {}) => {
    const arms = { arms: ARMS, winnerBy: 'automatic', goal: { event: 'Order Completed', windowDays: 14 } };
    await staged(12, 4, { ...arms, effect: 0.1, ...fields });
    const provider = createFakeProvider('email');
    for (let n = 0; n < 2; n++) await minute(provider);
    return provider;
  };

  it('does so in the minute the verdict names one, and the rest gets it', async () => {
    const provider = await begin();
    compete(100, 105);
    await minute(provider);
    expect((await state())?.winner).toBeUndefined();
    compete(100, 200);
    await minute(provider);
    expect((await state())?.winner).toEqual({ arm: 'coupon', at: expect.any(String) });
    compete(400, 200);
    for (let n = 0; n < 40 && (await state())?.status !== 'done'; n++) await minute(provider);
    const { rows } = await shop.ledger(id);
    expect(rows.filter(({ arm }) => arm === 'rest')).toHaveLength(8);
    expect((await state())?.winner?.arm).toBe('coupon');
  });

  it('takes none whose people leave more, and none before thirty have bought in each arm', async () => {
    const provider = await begin();
    compete(29, 200);
    await minute(provider);
    compete(100, 200, 150);
    await minute(provider);
    expect((await state())?.winner).toBeUndefined();
  });

  it('leaves it to a person where it was not asked to', async () => {
    const provider = await begin({ winnerBy: 'person' });
    compete(100, 200);
    await minute(provider);
    expect((await state())?.winner).toBeUndefined();
  });
});

describe('a campaign that is being sent', () => {
  it('is paused by a guardrail at any time, and not twice for the same harm', async () => {
    const ids = await people(6);
    await shop.addCampaign(id, { audience: { list: ids.map((each) => each.slice(2)) } });
    await shop.launch(id);
    harm = new Map([
      ['arm.a.sent', 100n],
      ['arm.a.bouncedHard', 30n],
    ]);
    expect(await watch()).toMatchObject({ code: 'bounce', count: 30, of: 100 });
    expect(await watch()).toBeUndefined();
    await resumeCampaign(shop.common, id);
    expect(await watch()).toBeUndefined();
    harm = new Map([
      ['arm.a.sent', 200n],
      ['arm.a.bouncedHard', 60n],
    ]);
    expect(await watch()).toMatchObject({ count: 30, of: 100 });
    await resumeCampaign(shop.common, id);
    await pauseCampaign(shop.common, id, '김담당');
    expect(pausedOf(await state())).toMatchObject({ by: 'person', name: '김담당', reason: null });
  });
});
