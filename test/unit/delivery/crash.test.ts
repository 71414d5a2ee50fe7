import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../../shared/campaigns/change-send.ts';
import type { ChunkKey } from '../../../shared/campaigns/chunk.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { DAY, MINUTE } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider, type Fate } from './fake-provider.ts';
import { createMortal } from './mortal.ts';
import { createShop, inOneChunk, type Shop } from './shop.ts';

let test: TestDynamo;
let count = 0;

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const PEOPLE = 14;

/** A worker around a provider that may die at its `step`-th await. True if it died. */
const runWorker = async (
  shop: Shop,
  key: ChunkKey,
  provider: ReturnType<typeof createFakeProvider>,
  { step, after }: { step: number; after: boolean },
): Promise<boolean> => {
  const mortal = createMortal(step, after);
  const adapter: ChannelAdapter = {
    ...provider.adapter,
    prepare: async (outgoing) => {
      const call = await provider.adapter.prepare(outgoing);
      return () => mortal.live(call);
    },
  };
  const send = shop.sender(adapter, mortal.wrap(test.dynamo));
  try {
    await send(key, Number.POSITIVE_INFINITY);
  } catch (error) {
    // A death is no failure of the property; a living worker must not throw.
    if (!mortal.isDead()) throw error;
  }
  return mortal.isDead();
};

/** One worker's life: when it dies, and what it does to the queue meanwhile. */
const life = fc.record({
  step: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 120 })),
  after: fc.boolean(),
  /** A second worker takes the same key at the same time. */
  twice: fc.boolean(),
  advance: fc.integer({ min: 0, max: 90_000 }),
});
const fates = fc.array(fc.constantFrom<Fate>('accept', 'accept', 'accept', 'throttle', 'refuse', 'lost', 'void'), {
  minLength: 5,
  maxLength: 20,
});
const meddling = fc.constantFrom('nothing', 'pause', 'cancel');

const ALIVE = { step: Number.POSITIVE_INFINITY, after: false, twice: false, advance: 2 * MINUTE };

it('survives a death at every single await of a worker', async () => {
  let deaths = 0;
  let unknown = 0;
  for (const after of [false, true]) {
    for (let step = 1, died = true; died; step++) {
      count += 1;
      const id = `w${count}`;
      const shop = createShop(test, '2026-11-23T01:00:00.000Z');
      const ids = inOneChunk(id, 2);
      for (const each of ids) {
        await shop.addCustomer(`u:${each}`, { contacts: { email: `${each}@example.com` } });
        await shop.say(`u:${each}`, 'email', 'ad', 'granted');
      }
      await shop.addCampaign(id, { audience: { list: ids } });
      await shop.launch(id);
      const provider = createFakeProvider('email');
      const [key] = shop.queued.splice(0, 1);
      if (!key) throw new Error('no chunk was queued');
      died = await runWorker(shop, key, provider, { step, after });
      if (died) deaths += 1;
      for (let minute = 0; minute < 4; minute++) {
        shop.advance(2 * MINUTE);
        await shop.tick();
        for (const again of shop.queued.splice(0, shop.queued.length)) await runWorker(shop, again, provider, ALIVE);
      }
      const receivers = provider.accepted.map(({ to }) => to);
      expect(new Set(receivers).size, `${after ? 'after' : 'before'} await ${step}`).toBe(receivers.length);
      const { rows } = await shop.ledger(id);
      expect(rows.map(({ status }) => (status === 'unknown' ? 'sent' : status))).toEqual(['sent', 'sent']);
      unknown += rows.filter(({ status }) => status === 'unknown').length;
      expect((await shop.sends.state(id))?.status).toBe('done');
    }
  }
  // Some of the deaths must have fallen between claim and settlement, or nothing was tried.
  expect(deaths).toBeGreaterThan(30);
  expect(unknown).toBeGreaterThan(2);
}, 240_000);

it('writes to nobody twice and loses nobody, wherever workers die', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: 3, maxLength: 8 }),
      fates,
      meddling,
      async (lives, scripted, meddle) => {
        count += 1;
        const id = `x${count}`;
        const shop = createShop(test, '2026-11-23T01:00:00.000Z');
        const ids: string[] = [];
        for (const [n, each] of inOneChunk(id, PEOPLE).entries()) {
          const customerId = `u:${each}`;
          // Two of them share a mailbox.
          await shop.addCustomer(customerId, { contacts: { email: `${id}-${Math.min(n, PEOPLE - 2)}@example.com` } });
          if (n > 0) await shop.say(customerId, 'email', 'ad', 'granted');
          ids.push(each);
        }
        await shop.addCampaign(id, { audience: { list: ids }, control: 0.2 });
        await shop.launch(id);
        const totals = await shop.buckets.totals(id);
        expect(totals.audience + totals.control).toBe(PEOPLE);

        const script = [...scripted];
        const provider = createFakeProvider('email', () => script.shift() ?? 'accept');
        const run = (key: ChunkKey, kill: { step: number; after: boolean }) => runWorker(shop, key, provider, kill);
        const holds = async () => {
          const { rows } = await shop.ledger(id);
          const inAudience = rows.filter(({ arm }) => arm !== 'control').length;
          expect(inAudience).toBeLessThanOrEqual(totals.audience);
          const receivers = provider.accepted.map(({ to }) => to);
          expect(new Set(receivers).size).toBe(receivers.length);
          return rows;
        };

        let turn = 0;
        for (const each of [...lives, ...Array.from({ length: 12 }, () => ALIVE)]) {
          const keys = [...shop.queued.splice(0, shop.queued.length)];
          for (const key of keys) {
            // At least once: now and then a key is delivered a second time.
            if (each.twice) await Promise.all([run(key, each), run(key, { step: each.step + 3, after: !each.after })]);
            else await run(key, each);
          }
          await holds();
          turn += 1;
          if (turn === 2 && meddle === 'pause') await pauseCampaign(shop.common, id).catch(() => undefined);
          if (turn === 3 && meddle === 'pause') await resumeCampaign(shop.common, id).catch(() => undefined);
          if (turn === 2 && meddle === 'cancel') await cancelCampaign(shop.common, id).catch(() => undefined);
          shop.advance(each.advance);
          await shop.tick();
        }

        const rows = await holds();
        const state = await shop.sends.state(id);
        expect(['done', 'cancelled']).toContain(state?.status);
        expect(rows).toHaveLength(PEOPLE);
        const of = (status: string) => rows.filter((row) => row.status === status && row.arm !== 'control').length;
        expect(of('sent') + of('skipped') + of('failed') + of('unknown')).toBe(totals.audience);
        expect(rows.filter(({ status }) => status === 'control')).toHaveLength(totals.control);
        // Whoever was accepted is known as sent or as unknown, and nobody else is known as sent.
        const accepted = new Set(provider.accepted.map(({ ref }) => ref));
        for (const row of rows) {
          if (row.status === 'sent') expect(accepted.has(row.ref)).toBe(true);
          if (accepted.has(row.ref)) expect(['sent', 'unknown']).toContain(row.status);
        }
        shop.advance(2 * DAY);
        await shop.tick();
        const final = await shop.ledger(id);
        expect(final.rows.filter(({ reason }) => reason === 'noAnswer')).toEqual([]);
      },
    ),
    { numRuns: Number(process.env.CRASH_RUNS ?? 6), endOnFailure: true },
  );
}, 240_000);
