import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCodes } from '../../../shared/coupons/add-codes.ts';
import { createCouponStore } from '../../../shared/coupons/coupon-store.ts';
import { COUPON_POOL } from '../../../shared/coupons/pool.ts';
import { triedOf } from '../../../shared/delivery/chain.ts';
import { MINUTE } from '../../../shared/platform/clock.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { parseRef } from '../../../shared/tracking/ref.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { type Accepted, createFakeProvider, type Fate } from './fake-provider.ts';
import { createMortal } from './mortal.ts';
import { createShop, EMAIL_AD, inOneChunk, SMS_AD } from './shop.ts';

let test: TestDynamo;
let runs = 0;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const MAIL = { ...EMAIL_AD, html: '<p>쿠폰 {{ coupon.code }}</p>' };
const TEXT = { ...SMS_AD, text: '쿠폰 {{ coupon.code }}' };
const NEVER = Number.POSITIVE_INFINITY;

/** A pool of `codes` codes and a campaign of mail, then a text, to people of whom every fifth may not be written to. */
const createWorld = async (size: number, codes: number, fields: object = {}, mail = MAIL) => {
  runs += 1;
  const id = `gift${runs}`;
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const coupons = createCouponStore(test.dynamo, test.tables.coupons);
  await shop.definitions.save(COUPON_POOL, id, { name: '첫눈 쿠폰' });
  const all = Array.from({ length: codes }, (_, index) => `${id.toUpperCase()}-${1_000 + index}`);
  if (codes > 0) await addCodes(coupons, id, all);
  const names = inOneChunk(id, size);
  for (const [index, name] of names.entries()) {
    const phone = `+8210${String(20_000_000 + runs * 1_000 + index)}`;
    const traits = index % 2 === 0 ? { name: '김단골' } : {};
    await shop.addCustomer(`u:${name}`, { traits, contacts: { email: `${name}@example.com`, phone } });
    if (index % 5 === 4) continue;
    await shop.say(`u:${name}`, 'email', 'ad', 'granted');
    await shop.say(`u:${name}`, 'sms', 'ad', 'granted');
  }
  await shop.definitions.save(TEMPLATE, `text-${id}`, TEXT);
  const fallback = [{ channel: 'sms', templateId: `text-${id}`, afterMinutes: 10 }];
  await shop.addCampaign(id, { audience: { list: names }, couponPool: id, fallback, ...fields }, mail);
  return { id, shop, coupons, all, names };
};

/** The codes in what the providers have taken, by person. */
const codesTold = (taken: readonly Accepted[], ids: readonly string[]): Map<string, Set<string>> => {
  const told = new Map<string, Set<string>>();
  for (const { ref, html, text } of taken) {
    const person = ids[parseRef(ref).index] ?? ref;
    const code = /GIFT\d+-\d+/.exec(`${html} ${text}`)?.[0] ?? 'none';
    told.set(person, new Set([...(told.get(person) ?? []), code]));
  }
  return told;
};

describe('coupons of a campaign', () => {
  it('give each receiver one code by every way, nobody two, no code to two, and none to who is held back or refused, wherever workers die', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ step: fc.oneof(fc.constant(NEVER), fc.integer({ min: 1, max: 90 })), after: fc.boolean() }),
          {
            minLength: 3,
            maxLength: 6,
          },
        ),
        fc.array(fc.constantFrom<Fate>('accept', 'accept', 'throttle', 'refuse', 'lost', 'void'), {
          minLength: 3,
          maxLength: 12,
        }),
        async (lives, fates) => {
          const { id, shop, coupons, all, names } = await createWorld(10, 20, { control: 0.2 });
          const everybody = names.map((name) => `u:${name}`);
          await shop.launch(id);
          let turn = 0;
          const fate = (): Fate => fates[turn++ % fates.length] ?? 'accept';
          const providers = { email: createFakeProvider('email', fate), sms: createFakeProvider('sms', fate) };
          for (let round = 0; round < 40; round++) {
            const keys = shop.queued.splice(0, shop.queued.length);
            for (const key of keys) {
              const channel =
                shop.turns.get(`${key.campaignId}/${key.bucket}/${key.chunk}`) === 'sms' ? 'sms' : 'email';
              const { step, after } = lives[round] ?? { step: NEVER, after: false };
              const mortal = createMortal(step, after);
              // Two workers at once: the second lives.
              await Promise.all([
                shop
                  .sender(providers[channel].adapter, mortal.wrap(test.dynamo))(key, NEVER)
                  .catch((error: unknown) => {
                    if (!mortal.isDead()) throw error;
                  }),
                shop.sender(providers[channel].adapter)(key, NEVER),
              ]);
            }
            // Some change their minds while a dead worker's chunk waits.
            if (round < 2)
              await shop.say(everybody[round] ?? '', 'email', 'ad', 'withdrawn', '2026-11-23T01:00:00.000Z');
            if (round < 2) await shop.say(everybody[round] ?? '', 'sms', 'ad', 'withdrawn', '2026-11-23T01:00:00.000Z');
            shop.advance(3 * MINUTE);
            await shop.tick();
            if ((await shop.sends.state(id))?.status === 'done') break;
          }
          expect((await shop.sends.state(id))?.status).toBe('done');
          const { rows, ids } = await shop.ledger(id);
          const told = codesTold([...providers.email.accepted, ...providers.sms.accepted], ids);
          const codes = [...told.values()].flatMap((own) => [...own]);
          expect([...told.values()].every((own) => own.size === 1)).toBe(true);
          expect(new Set(codes).size).toBe(codes.length);
          expect(codes.every((code) => all.includes(code))).toBe(true);
          const counts = await coupons.counts(id);
          expect(counts.free + counts.issued).toBe(20);
          // Whoever may have been told a code has it; what only a provider refused may have been freed; nobody else has one.
          for (const row of rows) {
            const own = await coupons.ofPerson([row.customerId]);
            const ways = row.status === 'control' ? [] : [...triedOf(row).values()];
            const isTold = ways.some(({ status }) => status === 'sent' || status === 'unknown');
            const isRefused = ways.some(({ status }) => status === 'failed');
            expect(own.length, `${row.customerId} ${row.status}`).toBeGreaterThanOrEqual(isTold ? 1 : 0);
            expect(own.length, `${row.customerId} ${row.status}`).toBeLessThanOrEqual(isTold || isRefused ? 1 : 0);
          }
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);

  it('skip who comes after the last code, and say so', async () => {
    const { id, shop, coupons } = await createWorld(6, 3, { control: 0, fallback: undefined });
    await shop.launch(id);
    await shop.sendAll(createFakeProvider('email'));
    const { rows } = await shop.ledger(id);
    const ended = rows.map(({ status, reason }) => (reason ? `${status} ${reason}` : status)).sort();
    expect(ended).toEqual([...Array(3).fill('sent'), 'skipped noConsent', ...Array(2).fill('skipped noCoupon')].sort());
    expect(await coupons.counts(id)).toEqual({ free: 0, issued: 3, redeemed: 0, withdrawn: 0 });
    expect((await shop.sends.state(id))?.status).toBe('done');
  });

  it('take no code for a message that cannot be written', async () => {
    const mail = { ...MAIL, subject: '{{ customer.traits.name }}' };
    const { id, shop, coupons } = await createWorld(4, 10, { control: 0, fallback: undefined }, mail);
    await shop.launch(id);
    await shop.sendAll(createFakeProvider('email'));
    const { rows } = await shop.ledger(id);
    expect(rows.filter(({ reason }) => reason === 'renderFailed')).toHaveLength(2);
    expect((await coupons.counts(id)).free).toBe(8);
  });

  const found = async (codes: number, fields: object): Promise<string[]> => {
    const { id, shop } = await createWorld(10, codes, { control: 0, ...fields });
    const { findings } = await shop.preflight(id);
    return findings.filter(({ code }) => /coupon/i.test(code)).map(({ level, code }) => `${level} ${code}`);
  };

  it('are looked at before the launch: pools that are not there, or too small, and templates that do not fit', async () => {
    expect(await found(10, {})).toEqual([]);
    expect(await found(4, {})).toEqual(['warn fewCoupons']);
    expect(await found(0, {})).toEqual(['block fewCoupons']);
    expect(await found(10, { couponPool: 'no-such-pool' })).toEqual(['block unknownCouponPool']);
    expect(await found(10, { couponPool: undefined })).toEqual(['block needsCoupon']);
    expect(await found(10, { fallback: undefined, templateId: 'second' })).toEqual([]);
    // Half of the people get the arm without coupons.
    const arms = [{ couponPool: 'other' }, {}];
    expect(await found(5, { fallback: undefined, arms, goal: { event: 'Order Completed', windowDays: 7 } })).toEqual([
      'block unknownCouponPool',
    ]);
  });
});
